"""Messages waiting to be sent, from their planning to their end, and what they carry.

How a sender takes one on its way stands in storage/outbox_claims.py.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, case, delete, exists, literal_column, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from domain.sending import Draft, Fate, Kind, Reason, Run
from storage.bulk import insert_new
from storage.database import Tx
from storage.schema import batches, dues, outbox

__all__ = [
    "WAITING",
    "batch",
    "cancel",
    "carry",
    "expire",
    "forget",
    "free",
    "late",
    "put",
]

PART = 1000  # rows in one statement: below the limits of both databases
# Written out, not bound: only then do both databases use the index of what waits.
WAITING = outbox.c.state == literal_column(f"'{Fate.WAITING}'")


def batch(
    tx: Tx,
    kind: Kind,
    unit_id: int,
    period: str,
    *,
    now: datetime,
    state: Run = Run.RUNNING,
    words: str = "",
    staff_id: int | None = None,
) -> int:
    """The id of the batch of a unit and period, made if there is none yet; an old one stays."""
    make = (postgresql if tx.dialect.name == "postgresql" else sqlite).insert(batches)
    tx.execute(
        make.values(
            kind=kind,
            unit_id=unit_id,
            period=period,
            state=state,
            words=words,
            staff_id=staff_id,
            created_at=now,
            changed_at=now,
        ).on_conflict_do_nothing()
    )
    query = select(batches.c.id).where(
        batches.c.kind == kind, batches.c.unit_id == unit_id, batches.c.period == period
    )
    return int(tx.execute(query).scalar_one())


def put(tx: Tx, batch_id: int, drafts: Sequence[Draft]) -> Mapping[tuple[int, str], int]:
    """Add messages; returns the ids of the new ones by (account, slot). One that is there already
    is left as it is, so that planning twice, or in two processes, changes nothing."""
    columns = (outbox.c.account_id, outbox.c.slot, outbox.c.id)
    new = insert_new(tx, outbox, [_row(batch_id, draft) for draft in drafts], *columns)
    return {(row.account_id, row.slot): row.id for row in new}


def _row(batch_id: int, draft: Draft) -> dict[str, object]:
    return {
        "batch_id": batch_id,
        "account_id": draft.account_id,
        "channel": draft.channel,
        "slot": draft.slot,
        "subject": draft.subject,
        "planned_on": draft.planned_on,
        "due_at": draft.due_at,
        "expires_at": draft.expires_at,
        "state": Fate.WAITING,
    }


def free(now: datetime) -> ColumnElement[bool]:
    """Nobody holds it, or whoever did has not been heard of since the lease ended."""
    return or_(outbox.c.owner.is_(None), outbox.c.leased_until <= now)


def carry(tx: Tx, which: ColumnElement[bool]) -> None:
    """Dues take the fate of the finished messages that carried them; those that were decided by
    themselves keep theirs."""
    own = outbox.c.id == dues.c.outbox_id
    over = select(outbox.c.id).where(which, outbox.c.state != Fate.WAITING)
    tx.execute(
        update(dues)
        .where(dues.c.outbox_id.in_(over), dues.c.state == Fate.WAITING)
        .values(
            state=select(outbox.c.state).where(own).scalar_subquery(),
            reason=select(outbox.c.reason).where(own).scalar_subquery(),
        )
    )


_OVER = exists().where(batches.c.id == outbox.c.batch_id, batches.c.state == Run.CANCELLED)


def late(tx: Tx, *, now: datetime) -> bool:
    """Whether there is anything for `expire`; a look that locks nothing."""
    wanted = or_(outbox.c.expires_at <= now, _OVER)
    query = select(outbox.c.id).where(WAITING, wanted, free(now)).limit(1)
    return tx.execute(query).one_or_none() is not None


def expire(tx: Tx, *, now: datetime, limit: int = PART) -> int:
    """End what came too late, and what waits in a cancelled batch; at most `limit`, so call it
    again until it returns 0. What a sender holds is left to it; what may have arrived is sent."""
    for wanted, reason in ((_OVER, Reason.CANCELLED), (outbox.c.expires_at <= now, Reason.LATE)):
        query = select(outbox.c.id).where(WAITING, wanted, free(now)).limit(limit)
        if ids := tx.scalars(query.with_for_update()).all():
            _end(tx, outbox.c.id.in_(ids), reason, now)
            return len(ids)
    return 0


def cancel(tx: Tx, batch_id: int, *, now: datetime) -> None:
    """End all messages of a batch that were not handed over yet, claimed or not."""
    own = outbox.c.batch_id == batch_id
    _end(tx, own & WAITING & outbox.c.unknown_at.is_(None), Reason.CANCELLED, now, of=own)


def _end(
    tx: Tx,
    which: ColumnElement[bool],
    why: Reason,
    now: datetime,
    of: ColumnElement[bool] | None = None,
) -> None:
    """`of` finds them when they are over, where `which` does not."""
    maybe = outbox.c.unknown_at.is_not(None)
    tx.execute(
        update(outbox)
        .where(which)
        .values(
            state=case((maybe, Fate.SENT.value), else_=Fate.SKIPPED.value),
            reason=case((maybe, Reason.UNKNOWN.value), else_=why.value),
            owner=None,
            leased_until=None,
            finished_at=now,
        )
    )
    carry(tx, which if of is None else of)


def forget(tx: Tx, before: datetime, limit: int = PART) -> int:
    """Remove messages finished before a moment that no due refers to, at most `limit`; how many."""
    old = (
        select(outbox.c.id)
        .where(outbox.c.finished_at < before, ~exists().where(dues.c.outbox_id == outbox.c.id))
        .limit(limit)
    )
    return tx.execute(delete(outbox).where(outbox.c.id.in_(old))).rowcount
