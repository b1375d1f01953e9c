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

from storage.database import Tx

__all__ = ["among", "among_few", "listed"]


def among(tx: Tx, column: ColumnElement[Any], ids: Collection[int]) -> ColumnElement[bool]:
    """Whether a column holds one of these ids."""
    # As rows: outside of a query of its own the text would be read again for each row.
    return column.in_(select(listed(tx, ids).c.value))


def listed(tx: Tx, ids: Collection[int]) -> FromClause:
    """These ids as rows with one column, `value`."""
    if tx.dialect.name == "postgresql":
        array = cast(literal(_array(ids), String), ARRAY(BigInteger))
        return func.unnest(array).table_valued("value").render_derived()
    return func.json_each(json.dumps(list(ids))).table_valued("value")


def _array(ids: Collection[int]) -> str:
    """As text: psycopg takes ten times as long for a list."""
    return "{" + ",".join(map(str, ids)) + "}"


def among_few(tx: Tx, column: ColumnElement[Any], ids: Collection[int]) -> ColumnElement[bool]:
    """The same for some hundred ids that lead into an index, such as the leaves of a commune.

    PostgreSQL then reads each part of the index by itself: a fifth less time for the statistics
    of a ward. Without such an index it would look through the whole list for each row.
    """
    if tx.dialect.name == "postgresql":
        return column == any_(bindparam(None, list(ids), type_=ARRAY(BigInteger)))
    return among(tx, column, ids)
