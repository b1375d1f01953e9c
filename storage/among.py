"""Conditions on long lists of ids that cost one parameter, not one for each id."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    FromClause,
    String,
    any_,
    bindparam,
    cast,
    func,
    literal,
    select,
)
from sqlalchemy.types import TypeEngine

from storage.database import Tx

__all__ = ["among", "among_few", "packed", "parameter"]


def among(tx: Tx, column: ColumnElement[Any], ids: Collection[int]) -> ColumnElement[bool]:
    """Whether a column holds one of these ids."""
    # As rows: outside of a query of its own the text would be read again for each row.
    dialect = tx.dialect.name
    rows = _rows(dialect, literal(packed(dialect, ids), String), BigInteger())
    return column.in_(select(rows.c.value))


def parameter(dialect: str, name: str, of: TypeEngine[Any]) -> FromClause:
    """Rows with one column, `value`, given when the statement is run: `name` is then `packed`."""
    return _rows(dialect, bindparam(name, type_=String), of)


def packed(dialect: str, values: Collection[int | str]) -> str:
    """Numbers or plain words as one text: psycopg takes ten times as long for a list."""
    if dialect == "postgresql":
        return "{" + ",".join(map(str, values)) + "}"
    return json.dumps(list(values))


def _rows(dialect: str, text: ColumnElement[str], of: TypeEngine[Any]) -> FromClause:
    if dialect == "postgresql":
        return func.unnest(cast(text, ARRAY(of))).table_valued("value").render_derived()
    return func.json_each(text).table_valued("value")


def among_few(dialect: str, column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """Whether a column that leads into an index holds one of some hundred ids, given `packed` when
    the statement is run.

    PostgreSQL then seeks each of them in the index. Without such an index it would read the
    text again for each row.
    """
    if dialect == "postgresql":
        return column == any_(cast(bindparam(name, type_=String), ARRAY(BigInteger)))
    return column.in_(select(parameter(dialect, name, BigInteger()).c.value))
