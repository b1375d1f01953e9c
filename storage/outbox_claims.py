"""A message on its way: claimed by one sender, handed over, and finished.

A claim is an owner and a lease. Whoever owns a message and is about to hand it to the platform
first notes so (`hand_over`): `unknown_at` says from then on that it may have arrived. The reason
beside `waiting` says how often that was so:

* "": at most once; after a crash it is sent again, because most likely it never left;
* AGAIN: handed over once more after a crash, and will be after the next one, so that none is lost;
* UNKNOWN: the platform did not say whether it arrived, so it may be repeated once;
* REPEATED: that one repeat was handed over; whatever happens then, it never leaves again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, null, select, update

from domain.sending import Fate, Kind, Reason, Run
from storage.database import Tx
from storage.outbox import WAITING, carry, free
from storage.schema import accounts, batches, outbox

__all__ = [
    "LEASE",
    "Claimed",
    "Finished",
    "claim",
    "due",
    "finish",
    "hand_over",
    "let_go",
    "mine",
    "postpone",
]

LEASE = timedelta(seconds=60)
AGAIN, REPEATED = "again", "repeated"  # reasons beside `waiting` alone


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that is ours to send until the lease ends.

    `maybe`: it may have arrived already. `repeated`: after a time-out its one repeat was begun
    too, so it must not leave again.
    """

    id: int
    batch_id: int
    kind: Kind
    account_id: int
    external_id: str
    reachable: bool
    subject: Mapping[str, object]
    due_at: datetime
    expires_at: datetime
    attempts: int
    maybe: bool
    repeated: bool


@dataclass(frozen=True, slots=True)
class Finished:
    """What became of a claimed message."""

    id: int
    fate: Fate
    reason: Reason | None = None


_FULL = (
    select(outbox, batches.c.kind, accounts.c.external_id, accounts.c.reachable)
    .join(batches, batches.c.id == outbox.c.batch_id)
    .join(accounts, accounts.c.id == outbox.c.account_id)
    .order_by(outbox.c.due_at, outbox.c.id)
)
_RUNNING = exists().where(batches.c.id == outbox.c.batch_id, batches.c.state == Run.RUNNING)


def claim(
    tx: Tx,
    channel: str,
    *,
    owner: str,
    now: datetime,
    limit: int,
    lease: timedelta = LEASE,
) -> list[Claimed]:
    """Take what is due, oldest first, at most `limit`; nobody else gets it before the lease ends.

    Rows that another sender is just taking are passed over; SQLite has one writer at a time.
    """
    query = (
        select(outbox.c.id)
        .where(_due(channel, now))
        .order_by(outbox.c.due_at, outbox.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = tx.scalars(query).all()
    if not ids:
        return []
    held = {"owner": owner, "leased_until": now + lease}
    tx.execute(update(outbox).where(outbox.c.id.in_(ids)).values(held))
    rows = tx.execute(_FULL.where(outbox.c.id.in_(ids)))
    return [
        Claimed(
            row.id,
            row.batch_id,
            Kind(row.kind),
            row.account_id,
            row.external_id,
            row.reachable,
            row.subject,
            row.due_at,
            row.expires_at,
            row.attempts,
            maybe=row.unknown_at is not None,
            repeated=row.reason == REPEATED,
        )
        for row in rows
    ]


def due(tx: Tx, channel: str, *, now: datetime) -> bool:
    """Whether there is anything to claim; a look that locks nothing."""
    query = select(outbox.c.id).where(_due(channel, now)).limit(1)
    return tx.execute(query).one_or_none() is not None


def _due(channel: str, now: datetime) -> ColumnElement[bool]:
    return and_(WAITING, outbox.c.channel == channel, outbox.c.due_at <= now, free(now), _RUNNING)


def mine(tx: Tx, id_: int, owner: str) -> bool:
    """Whether a claimed message is still ours and wanted; its row is locked until the end of the
    transaction. False when the lease went to another, or the batch was paused or cancelled."""
    query = (
        select(outbox.c.id)
        .where(outbox.c.id == id_, outbox.c.owner == owner, WAITING, _RUNNING)
        .with_for_update()
    )
    return tx.execute(query).one_or_none() is not None


def hand_over(tx: Tx, id_: int, *, now: datetime, lease: timedelta = LEASE) -> None:
    """Note, before it happens, that a message of ours is given to the platform."""
    again = case(
        (outbox.c.unknown_at.is_(None), ""),
        (outbox.c.reason == Reason.UNKNOWN.value, REPEATED),
        else_=AGAIN,
    )
    tx.execute(
        update(outbox)
        .where(outbox.c.id == id_)
        .values(
            reason=again,
            unknown_at=case((outbox.c.unknown_at.is_(None), now), else_=outbox.c.unknown_at),
            leased_until=now + lease,
        )
    )


_FIRST = outbox.c.reason == ""
_OURS = (
    update(outbox)
    .where(outbox.c.id == bindparam("at_id"), outbox.c.owner == bindparam("at_owner"), WAITING)
    .values(owner=None, leased_until=None)
)
# As if it had not been handed over this time.
_BEFORE = case(
    (outbox.c.reason == REPEATED, Reason.UNKNOWN.value),
    (outbox.c.reason == AGAIN, ""),
    else_=outbox.c.reason,
)
# What ends for certain at the first try never was in doubt; the doubt about a first try that was
# repeated stays on record.
_DONE = _OURS.values(
    state=bindparam("fate"),
    reason=bindparam("why"),
    finished_at=bindparam("at"),
    unknown_at=case(
        (_FIRST & (bindparam("why") != Reason.UNKNOWN.value), null()), else_=outbox.c.unknown_at
    ),
)


def finish(tx: Tx, owner: str, finished: Sequence[Finished], *, now: datetime) -> None:
    """Record what became of messages of ours, and of the dues they carried.

    One that was taken over by another meanwhile is left to it.
    """
    if not finished:
        return
    rows = [
        {
            "at_id": one.id,
            "at_owner": owner,
            "fate": one.fate.value,
            "why": one.reason.value if one.reason else "",
            "at": now,
        }
        for one in sorted(finished, key=lambda one: one.id)  # one order for all: no deadlock
    ]
    tx.execute(_DONE, rows)
    carry(tx, outbox.c.id.in_([one.id for one in finished]))


def postpone(
    tx: Tx,
    owner: str,
    id_: int,
    *,
    until: datetime,
    attempts: int,
    maybe: bool = False,
    handed: bool = True,
) -> None:
    """Give a message of ours back, to be sent from `until` on; `attempts` failed so far.

    `maybe`: it may have arrived, and is repeated once; otherwise the try counts for nothing.
    Without `handed` it was not given to the platform this time: what was in doubt stays so.
    """
    doubt: dict[str, object] = {}
    if maybe:
        doubt = {"reason": Reason.UNKNOWN.value}
    elif handed:
        doubt = {"reason": _BEFORE, "unknown_at": case((_FIRST, null()), else_=outbox.c.unknown_at)}
    tx.execute(
        _OURS.values(due_at=until, attempts=attempts, **doubt),
        {"at_id": id_, "at_owner": owner},
    )


def let_go(tx: Tx, owner: str, ids: Sequence[int]) -> None:
    """Give back messages of ours that were never handed over, as they were."""
    free = {"owner": None, "leased_until": None}
    still = update(outbox).where(outbox.c.id.in_(ids), outbox.c.owner == owner, WAITING)
    tx.execute(still.values(free))
