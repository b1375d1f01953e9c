"""What is sent without being asked for: its kinds, what becomes of it, and whom it can reach."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

__all__ = ["Draft", "Fate", "Kind", "Leave", "Reason", "Run", "leave_to_write"]


class Kind(StrEnum):
    """What a batch of messages is about."""

    REMINDER = "reminder"
    WEEK = "week"
    CALENDAR = "calendar"
    BROADCAST = "broadcast"


class Run(StrEnum):
    """Where a batch stands. A draft is not sent before it is confirmed."""

    DRAFT = "draft"
    RUNNING = "running"
    PAUSED = "paused"
    CANCELLED = "cancelled"


class Fate(StrEnum):
    """What became of a due or a message. On every day due = sent + skipped + waiting."""

    WAITING = "waiting"
    SENT = "sent"
    SKIPPED = "skipped"


class Reason(StrEnum):
    """Why something was skipped; beside `sent`, that nobody knows for certain (UNKNOWN)."""

    UNKNOWN = "unknown"  # sent, and the platform never said whether it arrived
    FINISHED = "finished"  # what we wanted to remind of was done meanwhile
    STOPPED = "stopped"  # the person said stop
    GONE = "gone"  # the person or the unit is not there any more
    LATE = "late"  # its hour had passed before it could leave
    BUSY = "busy"  # in the middle of a lesson until its hour had passed
    LIMIT = "limit"  # three this week already
    OTHER = "other"  # something more urgent went to the same person that day
    UNANSWERED = "unanswered"  # three without an answer: the visit list instead
    UNREACHABLE = "unreachable"  # blocked, or no chat at all: the visit list instead
    CLOSED = "closed"  # the channel may not write first now: the visit list instead
    BUDGET = "budget"  # a message that costs money, and none is left: the visit list instead
    REFUSED = "refused"  # the platform refused it for good
    CANCELLED = "cancelled"  # an official cancelled the batch


class Leave(StrEnum):
    """Whether a channel lets us write first."""

    FREE = "free"
    PAID = "paid"  # it costs money
    CLOSED = "closed"  # not now, or not at all


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to put into the outbox: once per account and `slot`.

    `subject` holds ids and numbers only; the words are made just before sending. It leaves from
    `due_at` on (aware) and never after `expires_at`. `planned_on` is the day in TIMEZONE.
    """

    account_id: int
    channel: str
    slot: str
    subject: dict[str, object]
    planned_on: date
    due_at: datetime
    expires_at: datetime


# From platforms.md: Telegram lets a bot write to whoever started it; a page cannot be written to
# when it is not open; Zalo answers free of charge within 48 hours of the person's last message.
ZALO_FREE = timedelta(hours=48)


def leave_to_write(channel: str, seen_at: datetime | None, now: datetime) -> Leave:
    """Whether an account of a channel, last heard of at `seen_at`, may be written to first."""
    if channel == "telegram":
        return Leave.FREE
    if channel == "zalo" and seen_at is not None:
        return Leave.FREE if now - seen_at < ZALO_FREE else Leave.PAID
    return Leave.CLOSED
