"""Conditions on long lists of ids that cost one parameter, not one for each id."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, any_, bindparam, func, select

from storage.database import Tx

__all__ = ["among"]


def among(tx: Tx, column: ColumnElement[Any], ids: Collection[int]) -> ColumnElement[bool]:
    """Whether a column holds one of these ids."""
    if tx.dialect.name == "postgresql":
        return column == any_(bindparam(None, list(ids), type_=ARRAY(BigInteger)))
    values = func.json_each(json.dumps(list(ids))).table_valued("value")
    return column.in_(select(values.c.value))
