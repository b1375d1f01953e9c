"""Whom a message to the people of a unit reaches, and the messages that were sent to them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, insert, literal, null, select

from domain.broadcast import Listener
from domain.sending import Fate, Kind, Run
from storage.among import among
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
    outbox,
    staff,
    unit_successions,
    units,
)
from storage.staff import below

__all__ = [
    "BatchRow",
    "get",
    "get_below",
    "listeners",
    "lock",
    "of_day",
    "plan",
    "recent",
    "unheard",
]

OFF = "off"
_CONFIRMED = and_(matches.c.learner_id == learners.c.id, matches.c.state == "confirmed")
_AGREED = exists().where(consents.c.learner_id == learners.c.id, consents.c.withdrawn_at.is_(None))
_LISTENERS = (
    select(
        learners.c.id,
        accounts.c.id,
        accounts.c.channel,
        accounts.c.reachable,
        dialogues.c.seen_at,
        learners.c.reminders,
    )
    .join(accounts, accounts.c.id == learners.c.account_id)
    .outerjoin(dialogues, dialogues.c.account_id == accounts.c.id)
    .where(learners.c.erased_at.is_(None), _AGREED)
)


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
    tree = _tree(tx, unit_id)
    lives = and_(
        among(tx, memberships.c.unit_id, tree),
        memberships.c.valid_from <= today,
        memberships.c.valid_to > today,
    )
    confirmed = _LISTENERS.add_columns(matches.c.person_id).join(matches, _CONFIRMED)
    others = _LISTENERS.add_columns(null()).where(~exists().where(_CONFIRMED))
    others = others.where(among(tx, learners.c.unit_id, tree))
    there: ColumnElement[bool]
    if account_id is None:
        there = matches.c.person_id.in_(select(memberships.c.person_id).where(lives))
    else:  # sought from the account, not from the unit: a few rows instead of all
        there = exists().where(memberships.c.person_id == matches.c.person_id, lives)
        confirmed = confirmed.where(learners.c.account_id == account_id)
        others = others.where(learners.c.account_id == account_id)
    queries = (confirmed.where(there), others)
    return [_listener(row) for query in queries for row in tx.execute(query)]


def _tree(tx: Tx, unit_id: int) -> set[int]:
    """A unit, all below it, and what became of any of them, for a message that waited through a
    merge. Known before the rows are sought: so both databases seek them well."""
    tree = set(tx.scalars(select(units.c.id).where(units.c.id.in_(below(unit_id)))))
    new = tree
    while new:
        after = select(unit_successions.c.successor_id)
        found = tx.scalars(after.where(among(tx, unit_successions.c.predecessor_id, new)))
        new = set(found) - tree
        tree |= new
    return tree


def _listener(row: Any) -> Listener:
    learner, account, channel, reachable, seen_at, reminders, person = row
    who = f"l{learner}" if person is None else f"p{person}"
    return Listener(who, account, channel, reachable, seen_at, reminders == OFF)


def unheard(tx: Tx, unit_id: int, today: date) -> int:
    """How many grown-ups of a unit and below have no chat that is known to be theirs."""
    chat = (
        select(matches.c.person_id)
        .join(learners, learners.c.id == matches.c.learner_id)
        .where(matches.c.state == "confirmed", learners.c.erased_at.is_(None), _AGREED)
    )
    query = select(func.count(enrolments.c.person_id.distinct())).where(
        among(tx, enrolments.c.unit_id, _tree(tx, unit_id)),
        enrolments.c.audience != "pupil",
        enrolments.c.valid_from <= today,
        enrolments.c.valid_to > today,
        enrolments.c.person_id.not_in(chat),
    )
    return int(tx.execute(query).scalar_one())


def plan(
    tx: Tx,
    batch_id: int,
    account_ids: Collection[int],
    *,
    slot: str,
    day: date,
    due_at: datetime,
    expires_at: datetime,
) -> None:
    """Put the same message to many accounts into the outbox, in one statement."""
    same = {
        "batch_id": batch_id,
        "slot": slot,
        "subject": {},
        "planned_on": day,
        "due_at": due_at,
        "expires_at": expires_at,
        "state": Fate.WAITING.value,
        "reason": "",
        "attempts": 0,
    }
    values = [literal(value, outbox.c[name].type) for name, value in same.items()]
    rows = select(accounts.c.id, accounts.c.channel, *values).where(
        among(tx, accounts.c.id, account_ids)
    )
    tx.execute(insert(outbox).from_select(["account_id", "channel", *same], rows))


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
