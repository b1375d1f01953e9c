"""How the people of a hamlet stand: whom to congratulate, whom to visit."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

__all__ = [
    "FAILED_TRIES",
    "NEARLY_LEFT",
    "STILL",
    "Learning",
    "Stage",
    "nearly",
    "stage",
    "stuck",
]

STILL = timedelta(days=14)  # without progress for so long: stuck
FAILED_TRIES = 3
NEARLY_LEFT = 2


class Stage(StrEnum):
    """Where a person stands in the programme. Each person has exactly one stage."""

    DONE = "done"
    NEARLY = "nearly"
    STUCK = "stuck"
    LEARNING = "learning"
    NOT_BEGUN = "not_begun"


@dataclass(frozen=True, slots=True)
class Learning:
    """What is known of a person's learning; `pending` facts wait for a confirmed match."""

    lessons: int = 0  # finished ones of the programme
    done: bool = False
    done_pending: bool = False
    last: datetime | None = None  # began, or last made progress
    hard: bool = False  # three failed tries at the same thing, none passed
    account: bool = False


def nearly(learning: Learning, lessons: int) -> bool:
    """At most two lessons, or only the final quiz, left; or done and waiting for confirmation."""
    if learning.done:
        return False
    return learning.done_pending or 0 < learning.lessons >= lessons - NEARLY_LEFT


def stuck(learning: Learning, now: datetime) -> bool:
    """Begun, and 14 days without progress or three failed tries."""
    if learning.done or learning.done_pending or learning.last is None:
        return False
    return learning.hard or now - learning.last >= STILL


def stage(learning: Learning, lessons: int, now: datetime) -> Stage:
    """The one stage of a person. Nearly done comes before stuck: a visit pays most there."""
    if learning.done:
        return Stage.DONE
    if nearly(learning, lessons):
        return Stage.NEARLY
    if stuck(learning, now):
        return Stage.STUCK
    return Stage.NOT_BEGUN if learning.last is None else Stage.LEARNING
