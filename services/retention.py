"""Keeping nothing longer than needed (product.md section 4)."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.weeks import local_day
from services import outbox
from services.app import App
from storage import periods, retention
from storage.database import Tx
from storage.retention import PIECE

__all__ = ["STEPS", "Step", "tick"]

log = logging.getLogger(__name__)

TASK = "retention"
STRANGERS = timedelta(days=30)  # accounts without consent
ANSWERS = timedelta(days=90)  # then only counts per question
CALLS_ANSWERED = timedelta(days=90)
UPDATES = timedelta(days=30)
SEARCHES = timedelta(days=2)  # the limit is one of a day
UPLOADS = timedelta(days=1)
SENT = timedelta(days=90)  # reminders and messages, and what became of them
DRAFTS = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Step:
    """Something to remove: `work` takes one piece away and returns how many rows it was."""

    what: str
    work: Callable[[Tx, datetime], int]
    piece: int = PIECE

    def more(self, gone: int) -> bool:
        """Whether there may be another piece."""
        return gone >= self.piece


# Dues first: a message may go when no due refers to it any more, a batch when it holds nothing.
STEPS = (
    Step("strangers", lambda tx, now: retention.forget_strangers(tx, now - STRANGERS)),
    Step("answers", lambda tx, now: retention.fold_answers(tx, now - ANSWERS)),
    Step(
        "calls", lambda tx, now: retention.forget_calls(tx, now - STRANGERS, now - CALLS_ANSWERED)
    ),
    Step("updates", lambda tx, now: retention.forget_updates(tx, now - UPDATES)),
    Step("searches", lambda tx, now: retention.forget_searches(tx, now - SEARCHES)),
    Step("uploads", lambda tx, now: retention.forget_uploads(tx, now - UPLOADS)),
    Step("dues", lambda tx, now: retention.forget_dues(tx, (now - SENT).date())),
    Step("messages", lambda tx, now: outbox.forget(tx, now - SENT, PIECE)),
    Step("batches", lambda tx, now: retention.forget_batches(tx, now - DRAFTS, now - SENT)),
)


def tick(tx: Tx, app: App, *, now: datetime, after: int = 0) -> int | None:
    """Remove one piece of what has been kept long enough, once a night.

    `after` is the step to go on with. The day (in TIMEZONE) is noted when the last step is done;
    from then on, and after a crash in the middle, asking again removes nothing that was to stay.
    """
    day = local_day(now, app.zone).isoformat()
    if periods.done(tx, TASK, day):
        return None
    step = STEPS[after]
    gone = step.work(tx, now)
    log.info("retention of %s: %d %s removed", day, gone, step.what)
    if step.more(gone):
        return after
    if after + 1 < len(STEPS):
        return after + 1
    periods.end(tx, TASK, day, now)
    return None
