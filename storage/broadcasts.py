"""Whom a message to the people of a unit reaches, and the messages that were sent to them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, exists, func, or_, select

from domain.broadcast import Listener
from domain.sending import Kind, Run
from storage.database import Tx
from storage.schema import (
    accounts,
    batches,
    consents,
    dialogues,
    enrolments,
    learners,
    matches,
    memberships,
    staff,
    units,
)
from storage.staff import below

__all__ = ["BatchRow", "get", "get_below", "listeners", "lock", "of_day", "recent", "unheard"]

OFF = "off"
_CONFIRMED = and_(matches.c.learner_id == learners.c.id, matches.c.state == "confirmed")
_AGREED = exists().where(consents.c.learner_id == learners.c.id, consents.c.withdrawn_at.is_(None))


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A message to the people of a unit, and the unit of whoever sent it."""

    id: int
    unit_id: int
    unit_name: str
    sender: str
    sender_level: str
    words: str
    state: Run
    period: str
    created_at: datetime


def listeners(
    tx: Tx, unit_id: int, today: date, *, account_id: int | None = None
) -> list[Listener]:
    """Everybody with a standing consent who learns in a unit or below, or on one account alone:
    where the roster has them when they are confirmed to be somebody, else where they said."""
    tree = below(unit_id)
    there = exists().where(
        memberships.c.person_id == matches.c.person_id,
        memberships.c.unit_id.in_(tree),
        memberships.c.valid_from <= today,
        memberships.c.valid_to > today,
    )
    said = and_(matches.c.person_id.is_(None), learners.c.unit_id.in_(tree))
    query = (
        select(
            learners.c.id.label("learner"),
            matches.c.person_id,
            accounts.c.id.label("account"),
            accounts.c.channel,
            accounts.c.reachable,
            dialogues.c.seen_at,
            learners.c.reminders,
        )
        .join(accounts, accounts.c.id == learners.c.account_id)
        .outerjoin(dialogues, dialogues.c.account_id == accounts.c.id)
        .outerjoin(matches, _CONFIRMED)
        .where(learners.c.erased_at.is_(None), _AGREED, or_(there, said))
    )
    if account_id is not None:
        query = query.where(learners.c.account_id == account_id)
    return [
        Listener(
            f"l{row.learner}" if row.person_id is None else f"p{row.person_id}",
            row.account,
            row.channel,
            row.reachable,
            row.seen_at,
            row.reminders == OFF,
        )
        for row in tx.execute(query)
    ]


def unheard(tx: Tx, unit_id: int, today: date) -> int:
    """How many grown-ups of a unit and below have no chat that is known to be theirs."""
    chat = exists().where(
        matches.c.person_id == enrolments.c.person_id,
        matches.c.state == "confirmed",
        learners.c.id == matches.c.learner_id,
        learners.c.erased_at.is_(None),
        _AGREED,
    )
    query = select(func.count(enrolments.c.person_id.distinct())).where(
        enrolments.c.unit_id.in_(below(unit_id)),
        enrolments.c.audience != "pupil",
        enrolments.c.valid_from <= today,
        enrolments.c.valid_to > today,
        ~chat,
    )
    return int(tx.execute(query).scalar_one())


def lock(tx: Tx, unit_id: int) -> None:
    """Nobody else plans a message to this unit until the transaction ends."""
    one = select(units.c.id).where(units.c.id == unit_id)
    tx.execute(one.with_for_update(key_share=True)).one()


_SENDERS = units.alias("senders")
_BATCH = (
    select(
        batches.c.id,
        batches.c.unit_id,
        units.c.name,
        func.coalesce(_SENDERS.c.name, units.c.name).label("sender"),
        func.coalesce(_SENDERS.c.level, units.c.level).label("sender_level"),
        batches.c.words,
        batches.c.state,
        batches.c.period,
        batches.c.created_at,
    )
    .join(units, units.c.id == batches.c.unit_id)
    .outerjoin(staff, staff.c.id == batches.c.staff_id)
    .outerjoin(_SENDERS, _SENDERS.c.id == staff.c.unit_id)
    .where(batches.c.kind == Kind.BROADCAST.value)
)


def get(tx: Tx, batch_id: int) -> BatchRow | None:
    """A message by the id of its batch."""
    return next(iter(_rows(tx, _BATCH.where(batches.c.id == batch_id))), None)


def get_below(tx: Tx, batch_id: int, unit_id: int) -> BatchRow | None:
    """A message to a unit or one below it."""
    mine = _BATCH.where(batches.c.id == batch_id, batches.c.unit_id.in_(below(unit_id)))
    return next(iter(_rows(tx, mine)), None)


def recent(tx: Tx, unit_id: int, *, limit: int) -> list[BatchRow]:
    """The last messages to a unit or units below it, the newest first."""
    mine = _BATCH.where(batches.c.unit_id.in_(below(unit_id)))
    return _rows(tx, mine.order_by(batches.c.created_at.desc(), batches.c.id.desc()).limit(limit))


def of_day(tx: Tx, unit_id: int, day: date) -> list[BatchRow]:
    """The messages to exactly this unit on a day."""
    mine = _BATCH.where(
        batches.c.unit_id == unit_id, batches.c.period.startswith(day.isoformat(), autoescape=True)
    )
    return _rows(tx, mine.order_by(batches.c.id))


def _rows(tx: Tx, query: Any) -> list[BatchRow]:
    return [
        BatchRow(
            row.id,
            row.unit_id,
            row.name,
            row.sender,
            row.sender_level,
            row.words,
            Run(row.state),
            row.period,
            row.created_at,
        )
        for row in tx.execute(query)
    ]
