"""Keeping nothing longer than needed (product.md section 4)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from storage import retention
from storage.database import Tx

__all__ = ["Swept", "sweep"]

STRANGERS = timedelta(days=30)  # accounts without consent
ANSWERS = timedelta(days=90)  # then only counts per question
CALLS_ANSWERED = timedelta(days=90)
UPDATES = timedelta(days=30)
SEARCHES = timedelta(days=2)  # the limit is one of a day
UPLOADS = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Swept:
    """How many rows went."""

    strangers: int
    answers: int
    calls: int
    updates: int
    searches: int
    uploads: int


def sweep(tx: Tx, *, now: datetime) -> Swept:
    """Remove what has been kept long enough. Run every night; repeating it removes nothing more."""
    gone = retention.old_rows(
        tx,
        {"updates": now - UPDATES, "searches": now - SEARCHES, "uploads": now - UPLOADS},
    )
    return Swept(
        strangers=retention.forget_strangers(tx, now - STRANGERS),
        answers=retention.fold_answers(tx, now - ANSWERS),
        calls=retention.forget_calls(tx, now - STRANGERS, now - CALLS_ANSWERED),
        **gone,
    )
