"""Hamlets as citizens name them: by the code on a poster."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, or_, select

from storage.database import Tx
from storage.schema import unit_successions, units


@dataclass(frozen=True, slots=True)
class Hamlet:
    """A hamlet and the commune it belongs to."""

    id: int
    name: str
    commune: str


_ABOVE = units.alias("above")
_COLUMNS = (units.c.id, units.c.name, _ABOVE.c.name, units.c.valid_to)
_SELECT = select(*_COLUMNS).outerjoin(_ABOVE, _ABOVE.c.id == units.c.parent_id)
_BY_CODE = _SELECT.where(
    units.c.level == "hamlet",
    or_(units.c.join_code == bindparam("at_join"), units.c.code == bindparam("at_code")),
).order_by(units.c.join_code.is_(None))
_GET = _SELECT.where(units.c.id == bindparam("at_id"))
_SUCCESSORS = select(unit_successions.c.successor_id).where(
    unit_successions.c.predecessor_id == bindparam("at_id")
)


def by_code(tx: Tx, code: str, on: date) -> Hamlet | None:
    """The hamlet of a join code or unit code; for a merged one, what it became.

    A hamlet that was split names nobody: people have to use the poster of their new one.
    """
    row = tx.execute(_BY_CODE, {"at_join": code.upper(), "at_code": code}).first()
    for _ in range(8):  # a poster outlives some mergers; a ring of successors would be a fault
        if row is None or row[3] > on:
            break
        after = tx.execute(_SUCCESSORS, {"at_id": row[0]}).scalars().all()
        row = tx.execute(_GET, {"at_id": after[0]}).first() if len(after) == 1 else None
    return Hamlet(row[0], row[1], row[2] or "") if row else None


def get(tx: Tx, unit_id: int) -> Hamlet | None:
    """A hamlet by its id."""
    row = tx.execute(_GET, {"at_id": unit_id}).first()
    return Hamlet(row[0], row[1], row[2] or "") if row else None
