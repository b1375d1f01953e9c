"""How many messages and dues became what, batches as a whole, and who waits on us."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Table, exists, func, or_, select, update

from domain.sending import Fate, Kind, Run
from storage.database import Tx
from storage.outbox import WAITING
from storage.schema import accounts, batches, dues, outbox, units, updates

__all__ = [
    "BatchRow",
    "Outcomes",
    "answers_left",
    "astray",
    "batch",
    "batches_of",
    "dues_of",
    "messages_of",
    "messages_of_batch",
    "set_run",
    "unanswered",
    "unsent",
]

Outcomes = Mapping[tuple[str, str], int]  # by state and reason, as they stand in the rows
DAY = timedelta(hours=24)  # an answer older than that is given up


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch, with the unit it belongs to."""

    id: int
    kind: Kind
    period: str
    state: Run
    unit_id: int
    unit_code: str
    unit_name: str
    changed_at: datetime


def dues_of(tx: Tx, day: date) -> Outcomes:
    """The dues planned for a day."""
    return _outcomes(tx, dues, dues.c.planned_on == day)


def messages_of(tx: Tx, day: date) -> Outcomes:
    """The messages planned for a day."""
    return _outcomes(tx, outbox, outbox.c.planned_on == day)


def messages_of_batch(tx: Tx, batch_id: int) -> Outcomes:
    """The messages of a batch."""
    return _outcomes(tx, outbox, outbox.c.batch_id == batch_id)


def _outcomes(tx: Tx, table: Table, where: ColumnElement[bool]) -> Outcomes:
    same = (table.c.state, table.c.reason)
    found = tx.execute(select(*same, func.count()).where(where).group_by(*same))
    return {(state, reason): count for state, reason, count in found}


def astray(tx: Tx, day: date) -> int:
    """Dues of a day that still wait though nothing waits for them any more: always none."""
    waiting = exists().where(outbox.c.id == dues.c.outbox_id, outbox.c.state == Fate.WAITING)
    query = select(func.count()).where(
        dues.c.planned_on == day,
        dues.c.state == Fate.WAITING,
        dues.c.outbox_id.is_not(None),
        ~waiting,
    )
    return tx.scalar(query) or 0


_BATCH = select(batches, units.c.code, units.c.name).join(units, units.c.id == batches.c.unit_id)


def batch(tx: Tx, batch_id: int) -> BatchRow | None:
    """One batch."""
    row = tx.execute(_BATCH.where(batches.c.id == batch_id)).one_or_none()
    return _batch(row) if row else None


def batches_of(tx: Tx, day: date) -> list[BatchRow]:
    """The batches with messages planned for a day, in the order they were made."""
    meant = exists().where(outbox.c.batch_id == batches.c.id, outbox.c.planned_on == day)
    return [_batch(row) for row in tx.execute(_BATCH.where(meant).order_by(batches.c.id))]


def _batch(row: Any) -> BatchRow:
    return BatchRow(
        row.id,
        Kind(row.kind),
        row.period,
        Run(row.state),
        row.unit_id,
        row.code,
        row.name,
        row.changed_at,
    )


def set_run(tx: Tx, batch_id: int, *, of: Collection[Run], to: Run, now: datetime) -> bool:
    """Change the state of a batch that is in one of the states `of`; whether it was."""
    return bool(
        tx.execute(
            update(batches)
            .where(batches.c.id == batch_id, batches.c.state.in_(of))
            .values(state=to, changed_at=now)
            .returning(batches.c.id)
        ).all()
    )


def unanswered(tx: Tx, *, now: datetime, before: datetime, most: int) -> list[int]:
    """Accounts whose answer, owed since before a moment, has not left; a page fetches its own."""
    query = (
        select(updates.c.account_id)
        .distinct()
        .join(accounts, accounts.c.id == updates.c.account_id)
        .where(
            updates.c.sent_at.is_(None),
            updates.c.received_at.between(now - DAY, before),
            accounts.c.channel != "web",
        )
        .order_by(updates.c.account_id)
        .limit(most)
    )
    return list(tx.scalars(query))


def answers_left(tx: Tx, channel: str, *, since: datetime, at_once: datetime) -> int:
    """How many answers to updates received after `at_once` left a channel after `since`."""
    query = (
        select(func.count())
        .join_from(updates, accounts, accounts.c.id == updates.c.account_id)
        .where(
            updates.c.received_at >= at_once,
            updates.c.sent_at >= since,
            accounts.c.channel == channel,
        )
    )
    return tx.scalar(query) or 0


def unsent(tx: Tx, *, now: datetime, before: datetime, most: int) -> list[int]:
    """Accounts with a message due since before a moment, on channels where nothing ended since."""
    moving = select(outbox.c.channel).distinct().where(outbox.c.finished_at > before)
    free = or_(outbox.c.owner.is_(None), outbox.c.leased_until <= now)
    query = (
        select(outbox.c.account_id)
        .distinct()
        .join(batches, batches.c.id == outbox.c.batch_id)
        .where(
            WAITING,
            free,
            outbox.c.due_at <= before,
            outbox.c.expires_at > now,
            outbox.c.channel.not_in(moving),
            batches.c.state == Run.RUNNING,
        )
        .order_by(outbox.c.account_id)
        .limit(most)
    )
    return list(tx.scalars(query))
