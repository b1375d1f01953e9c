"""Conditions on long lists of ids that cost one parameter, not one for each id."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, String, any_, cast, func, literal, select

from storage.database import Tx

__all__ = ["among"]


def among(tx: Tx, column: ColumnElement[Any], ids: Collection[int]) -> ColumnElement[bool]:
    """Whether a column holds one of these ids."""
    if tx.dialect.name == "postgresql":
        listed = "{" + ",".join(map(str, ids)) + "}"  # psycopg takes ten times as long for a list
        return column == any_(cast(literal(listed, String), ARRAY(BigInteger)))
    values = func.json_each(json.dumps(list(ids))).table_valued("value")
    return column.in_(select(values.c.value))
