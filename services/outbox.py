"""What waits to be sent without having been asked for, and what became of it.

Planning is `batch` and `put`. A sender goes `claim` -> `mine` -> `hand_over` -> `finish`, or gives
back with `postpone` and `let_go` (storage/outbox_claims.py says what each promises). People and
programs look with `ledger`, `on_day` and `report`, and act with `pause`, `resume` and `cancel`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.errors import DomainError
from domain.sending import Fate, Kind, Reason, Run
from services import audit
from storage import outbox, outbox_counts, senders
from storage.database import Tx
from storage.outbox import batch, expire, forget, late, put
from storage.outbox_claims import (
    LEASE,
    Claimed,
    Finished,
    claim,
    due,
    finish,
    hand_over,
    let_go,
    mine,
    postpone,
)
from storage.outbox_counts import Outcomes
from storage.senders import Slot

__all__ = [
    "LEASE",
    "Claimed",
    "Counts",
    "Finished",
    "Ledger",
    "Report",
    "Seat",
    "Waiting",
    "batch",
    "cancel",
    "claim",
    "due",
    "expire",
    "finish",
    "forget",
    "hand_over",
    "late",
    "ledger",
    "let_go",
    "mine",
    "on_day",
    "pause",
    "postpone",
    "put",
    "report",
    "resume",
    "share",
    "waiting_on_us",
]

LATE = timedelta(minutes=1)  # nobody should wait on us for longer
LATELY = timedelta(seconds=10)
NAMED = 20  # accounts that are named; more would not be read


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of a number of dues or messages. `unknown` are among the `sent`."""

    due: int
    sent: int
    unknown: int
    skipped: Mapping[Reason, int]
    waiting: int

    @property
    def balanced(self) -> bool:
        """Whether due = sent + skipped + waiting."""
        return self.due == self.sent + sum(self.skipped.values()) + self.waiting


@dataclass(frozen=True, slots=True)
class Ledger:
    """The balance of a day. `astray`: dues still waiting whose message is over; always none."""

    day: date
    dues: Counts
    messages: Counts
    astray: int

    @property
    def balanced(self) -> bool:
        """Whether every due and every message of the day is accounted for."""
        return self.dues.balanced and self.messages.balanced and not self.astray


@dataclass(frozen=True, slots=True)
class Report:
    """A batch and what became of its messages."""

    batch_id: int
    kind: Kind
    unit_code: str
    unit_name: str
    period: str
    state: Run
    counts: Counts


@dataclass(frozen=True, slots=True)
class Waiting:
    """Accounts (ids) that wait on us for more than a minute, the first twenty of each."""

    answers: list[int]
    messages: list[int]


def ledger(tx: Tx, day: date) -> Ledger:
    """The balance of the dues and messages planned for a day (in TIMEZONE)."""
    return Ledger(
        day,
        _counts(outbox_counts.dues_of(tx, day)),
        _counts(outbox_counts.messages_of(tx, day)),
        outbox_counts.astray(tx, day),
    )


def on_day(tx: Tx, day: date) -> list[Report]:
    """The batches with messages planned for a day (in TIMEZONE), in the order they were made."""
    return [_report(tx, row) for row in outbox_counts.batches_of(tx, day)]


def report(tx: Tx, batch_id: int) -> Report:
    """A batch and who got it, in numbers; raises "batch_unknown"."""
    return _report(tx, _existing(tx, batch_id))


def pause(tx: Tx, batch_id: int, *, now: datetime, staff_id: int | None = None) -> Report:
    """Hold a batch back: what was not handed over yet stays, and may expire meanwhile.

    Raises "batch_unknown", or "batch_state" for a draft or a cancelled one; a paused one stays.
    """
    return _turn(tx, batch_id, Run.PAUSED, (Run.RUNNING,), now, staff_id)


def resume(tx: Tx, batch_id: int, *, now: datetime, staff_id: int | None = None) -> Report:
    """Let a paused batch go on; raises as `pause` does, and changes nothing in a running one."""
    return _turn(tx, batch_id, Run.RUNNING, (Run.PAUSED,), now, staff_id)


def cancel(tx: Tx, batch_id: int, *, now: datetime, staff_id: int | None = None) -> Report:
    """End a batch for good: what was not handed over yet is skipped as cancelled, at once.

    Raises "batch_unknown"; a cancelled one stays as it is.
    """
    found = _turn(tx, batch_id, Run.CANCELLED, (Run.DRAFT, Run.RUNNING, Run.PAUSED), now, staff_id)
    outbox.cancel(tx, batch_id, now=now)
    return report(tx, found.batch_id)


_ACTS = {Run.PAUSED: "pause", Run.RUNNING: "resume", Run.CANCELLED: "cancel"}


def _turn(
    tx: Tx, batch_id: int, to: Run, of: Collection[Run], now: datetime, staff_id: int | None
) -> Report:
    found = _existing(tx, batch_id)
    if found.state is to:
        return _report(tx, found)
    if not outbox_counts.set_run(tx, batch_id, of=of, to=to, now=now):
        raise DomainError("batch_state", batch=batch_id)
    told = report(tx, batch_id)
    detail = {"sent": told.counts.sent, "waiting": told.counts.waiting}
    audit.record(tx, now, staff_id, f"outbox.{_ACTS[to]}", f"batch:{batch_id}", detail)
    return told


def waiting_on_us(tx: Tx, *, now: datetime) -> Waiting:
    """Who has waited for more than a minute: for an answer, or for a message that is due while
    nothing at all leaves on its channel. Pages fetch their answers themselves, so they are no part
    of it."""
    before = now - LATE
    return Waiting(
        outbox_counts.unanswered(tx, now=now, before=before, most=NAMED),
        outbox_counts.unsent(tx, now=now, before=before, most=NAMED),
    )


class Seat(Slot):
    """The number of a living sender, held until the process ends; None on SQLite."""

    namespace = senders.SENDING


def share(tx: Tx, channel: str, rate: float, *, now: datetime, answers: bool = False) -> float:
    """The part of a channel's rate that one of the living senders may use for mass messages: what
    the replies of the last ten seconds leave, divided by the number of senders. At least a tenth
    is always left; the only sender has all if it `answers` as well, by the same budget."""
    alive = max(1, senders.alive(tx, senders.SENDING))
    if alive == 1 and answers:
        return rate
    since, at_once = now - LATELY, now - LATE
    replies = outbox_counts.answers_left(tx, channel, since=since, at_once=at_once)
    left = max(rate - replies / LATELY.total_seconds(), rate / 10)
    return left / alive


def _existing(tx: Tx, batch_id: int) -> outbox_counts.BatchRow:
    found = outbox_counts.batch(tx, batch_id)
    if found is None:
        raise DomainError("batch_unknown", batch=batch_id)
    return found


def _report(tx: Tx, row: outbox_counts.BatchRow) -> Report:
    counts = _counts(outbox_counts.messages_of_batch(tx, row.id))
    return Report(row.id, row.kind, row.unit_code, row.unit_name, row.period, row.state, counts)


def _counts(found: Outcomes) -> Counts:
    """A row in no known state, or skipped for no known reason, counts as due alone."""
    skipped = {Reason(why): n for (state, why), n in sorted(found.items()) if _skip(state, why)}
    return Counts(
        due=sum(found.values()),
        sent=sum(n for (state, _), n in found.items() if state == Fate.SENT),
        unknown=found.get((Fate.SENT, Reason.UNKNOWN), 0),
        skipped=skipped,
        waiting=sum(n for (state, _), n in found.items() if state == Fate.WAITING),
    )


def _skip(state: str, why: str) -> bool:
    return state == Fate.SKIPPED and why in {*Reason}
