"""Hamlets as citizens know them: by name, within their commune."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select

from storage.database import Tx
from storage.schema import unit_successions, units


@dataclass(frozen=True, slots=True)
class Hamlet:
    """A hamlet and the name of the commune it belongs to."""

    id: int
    name: str
    commune: str


_ABOVE = units.alias("above")
_ENDED = (
    select(unit_successions.c.successor_id)
    .join(units, units.c.id == unit_successions.c.predecessor_id)
    .where(units.c.id == bindparam("at_id"), units.c.valid_to <= bindparam("on"))
    .order_by(unit_successions.c.id)
)
_GET = (
    select(units.c.id, units.c.name, _ABOVE.c.name)
    .outerjoin(_ABOVE, _ABOVE.c.id == units.c.parent_id)
    .where(units.c.id == bindparam("at_id"))
)


def get(tx: Tx, unit_id: int) -> Hamlet | None:
    """A hamlet by its id."""
    row = tx.execute(_GET, {"at_id": unit_id}).first()
    return Hamlet(row[0], row[1], row[2] or "") if row else None


def living(tx: Tx, unit_id: int, on: date) -> int:
    """The unit itself, or what it became when it was merged or split."""
    seen = {unit_id}
    while (after := tx.execute(_ENDED, {"at_id": unit_id, "on": on}).scalars().first()) is not None:
        if after in seen:
            break
        seen.add(after)
        unit_id = after
    return unit_id
