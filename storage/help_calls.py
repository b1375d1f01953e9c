"""Calls for help, and who is near enough to answer one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, insert, select, update

from storage.database import Tx
from storage.schema import help_calls, learners, matches, persons, staff, units
from storage.staff import below


@dataclass(frozen=True, slots=True)
class Place:
    """A unit and the one above it."""

    id: int
    name: str
    parent_id: int | None
    parent_name: str


@dataclass(frozen=True, slots=True)
class AnsweredRow:
    """A call that was answered: whose (the name may be empty), and by which account."""

    id: int
    name: str
    called_at: datetime
    account_id: int | None


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


def answered(tx: Tx, unit_id: int, call_id: int) -> AnsweredRow | None:
    """An answered call of a unit or below it."""
    query = (
        select(
            help_calls.c.id,
            func.coalesce(persons.c.name, learners.c.name, ""),
            help_calls.c.called_at,
            staff.c.account_id,
        )
        .outerjoin(learners, learners.c.id == help_calls.c.learner_id)
        .outerjoin(
            matches, (matches.c.learner_id == learners.c.id) & (matches.c.state == "confirmed")
        )
        .outerjoin(persons, persons.c.id == matches.c.person_id)
        .outerjoin(staff, staff.c.id == help_calls.c.answered_by)
        .where(
            help_calls.c.id == call_id,
            help_calls.c.unit_id.in_(below(unit_id)),
            help_calls.c.answered_at.is_not(None),
        )
    )
    row = tx.execute(query).first()
    return AnsweredRow(*row) if row else None


def is_of(tx: Tx, unit_id: int, call_id: int) -> bool:
    """Whether a call belongs to a unit or one below it."""
    query = select(help_calls.c.id).where(
        help_calls.c.id == call_id, help_calls.c.unit_id.in_(below(unit_id))
    )
    return tx.execute(query).first() is not None


def reopen(tx: Tx, call_id: int) -> None:
    """Let a call wait again."""
    tx.execute(
        update(help_calls)
        .where(help_calls.c.id == call_id)
        .values(answered_at=None, answered_by=None)
    )
