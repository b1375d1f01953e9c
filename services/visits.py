"""Whom to visit because reminders could not, or should not, reach them any more."""

from datetime import date, datetime, timedelta

from domain.sending import Reason
from domain.weeks import local_day
from services.clock import HOME
from storage import visits
from storage.database import Tx

__all__ = ["LASTS", "REASONS", "wanted"]

REASONS = (Reason.UNANSWERED, Reason.UNREACHABLE, Reason.CLOSED, Reason.BUDGET)
LASTS = timedelta(days=30)  # then a name leaves the list, unless reminding failed again


def wanted(tx: Tx, unit_id: int, *, now: datetime, today: date | None = None) -> dict[int, Reason]:
    """The persons of a unit, or below it, who wait for a visit, with the latest reason.

    `today`: the day on which they live there, in TIMEZONE.

    A person leaves the list by writing or pressing anything, by finishing something, by being
    helped in a class or at home, when a later reminder goes out, or after 30 days. Those of the
    roster who have no chat at all are not here: nobody tried to remind them.
    """
    day = today or local_day(now, HOME)
    found = visits.unreached(tx, unit_id, REASONS, since=now - LASTS, day=day)
    return {person_id: Reason(reason) for person_id, reason in found.items()}
