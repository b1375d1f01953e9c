"""Calls for help, and who is near enough to answer one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, select

from storage.database import Tx
from storage.schema import help_calls, staff, units


@dataclass(frozen=True, slots=True)
class Place:
    """A unit and the one above it."""

    id: int
    name: str
    parent_id: int | None
    parent_name: str


_ABOVE = units.alias("above")
_PLACE = (
    select(units.c.id, units.c.name, units.c.parent_id, _ABOVE.c.name)
    .outerjoin(_ABOVE, _ABOVE.c.id == units.c.parent_id)
    .where(units.c.id == bindparam("at_id"))
)
_ROLES = (
    select(staff.c.unit_id, staff.c.role)
    .where(staff.c.unit_id.in_(bindparam("at_units", expanding=True)), staff.c.revoked_at.is_(None))
    .distinct()
)
_OPEN = (
    select(help_calls.c.id)
    .where(
        help_calls.c.account_id == bindparam("at_account"),
        help_calls.c.answered_at.is_(None),
        help_calls.c.called_at >= bindparam("since"),
    )
    .limit(1)
)


def place(tx: Tx, unit_id: int) -> Place | None:
    """A unit with its name and the name above."""
    row = tx.execute(_PLACE, {"at_id": unit_id}).one_or_none()
    return Place(row[0], row[1], row[2], row[3] or "") if row else None


def roles_at(tx: Tx, unit_ids: Sequence[int]) -> frozenset[tuple[int, str]]:
    """(unit, role) of everybody who works in these units."""
    return frozenset((row[0], row[1]) for row in tx.execute(_ROLES, {"at_units": list(unit_ids)}))


def is_open(tx: Tx, account_id: int, since: datetime) -> bool:
    """Whether a recent call of this account waits for an answer."""
    found = tx.execute(_OPEN, {"at_account": account_id, "since": since})
    return found.scalar_one_or_none() is not None


def add(tx: Tx, account_id: int, learner_id: int | None, unit_id: int, now: datetime) -> int:
    """Keep a call."""
    row = dict(account_id=account_id, learner_id=learner_id, unit_id=unit_id, called_at=now)
    made: int = tx.execute(insert(help_calls).values(row).returning(help_calls.c.id)).scalar_one()
    return made
