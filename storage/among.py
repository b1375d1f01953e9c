"""Conditions on long lists of ids that cost one parameter, not one for each id."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, String, cast, func, literal, select

from storage.database import Tx

__all__ = ["among"]


def among(tx: Tx, column: ColumnElement[Any], ids: Collection[int]) -> ColumnElement[bool]:
    """Whether a column holds one of these ids."""
    if tx.dialect.name == "postgresql":
        listed = "{" + ",".join(map(str, ids)) + "}"  # psycopg takes ten times as long for a list
        # As rows: outside of a query of its own the text would be read again for each row.
        found = func.unnest(cast(literal(listed, String), ARRAY(BigInteger)))
        return column.in_(select(found))
    values = func.json_each(json.dumps(list(ids))).table_valued("value")
    return column.in_(select(values.c.value))
