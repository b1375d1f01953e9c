"""When which service is asked what is due. Being due is kept in the database; nothing is here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger

from services import calendar, outbox, reminders, retention, weekly
from services.app import App
from services.turns import Tx

__all__ = ["LINES", "Line", "Tick", "firings", "trigger"]


class Tick(Protocol):
    """Does one bounded piece of what is due, in one transaction; asking again is harmless."""

    def __call__(self, tx: Tx, app: App, *, now: datetime, after: int = 0) -> int | None:
        """Where to go on, or None when nothing is left for now."""
        ...


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the timetable: the moments (cron fields, in the plan's time zone), and whom to
    ask then."""

    name: str
    at: Mapping[str, str]
    tick: Tick


def _expire(tx: Tx, app: App, *, now: datetime, after: int = 0) -> int | None:
    ended = outbox.expire(tx, now=now)
    return after + ended if ended else None


LINES = (
    Line("reminders", {"minute": "*/5"}, reminders.tick),
    Line("weekly", {"minute": "*/5"}, weekly.tick),
    Line("calendar", {"minute": "*/15"}, calendar.tick),
    Line("expiry", {"minute": "*"}, _expire),
    Line("retention", {"hour": "3", "minute": "10"}, retention.tick),
)


class Shifted(BaseTrigger):  # type: ignore[misc]  # the library has no types
    """Fires when the app's clock, not the machine's, shows the moment: for drills."""

    def __init__(self, inner: CronTrigger, ahead: timedelta) -> None:
        self.inner, self.ahead = inner, ahead

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime | None:
        """The next moment by the machine's clock."""
        before = previous and previous + self.ahead
        found: datetime | None = self.inner.get_next_fire_time(before, now + self.ahead)
        return found and found - self.ahead


def trigger(line: Line, zone: ZoneInfo, ahead: timedelta = timedelta()) -> BaseTrigger:
    """When a line fires, in a time zone; `ahead`: how far the app's clock is ahead of the
    machine's."""
    inner = CronTrigger(**line.at, timezone=zone)
    return Shifted(inner, ahead) if abs(ahead) > timedelta(seconds=1) else inner


def firings(line: Line, zone: ZoneInfo, after: datetime) -> Iterator[datetime]:
    """The moments of a line after a moment (aware), without end."""
    inner = CronTrigger(**line.at, timezone=zone)
    found = inner.get_next_fire_time(None, after + timedelta(microseconds=1))
    while found is not None:
        yield found
        found = inner.get_next_fire_time(found, found)
