"""Hamlets as citizens know them: by name, within their commune."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select

from storage.database import Tx
from storage.schema import units


@dataclass(frozen=True, slots=True)
class Hamlet:
    """A hamlet and the name of the commune it belongs to."""

    id: int
    name: str
    commune: str


_ABOVE = units.alias("above")
_GET = (
    select(units.c.id, units.c.name, _ABOVE.c.name)
    .outerjoin(_ABOVE, _ABOVE.c.id == units.c.parent_id)
    .where(units.c.id == bindparam("at_id"))
)


def get(tx: Tx, unit_id: int) -> Hamlet | None:
    """A hamlet by its id."""
    row = tx.execute(_GET, {"at_id": unit_id}).first()
    return Hamlet(row[0], row[1], row[2] or "") if row else None
