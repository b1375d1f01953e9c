"""Weeks of the campaign: Monday to Sunday, numbered as ISO 8601 does, in local time."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Self

__all__ = ["Week", "ended", "last_closed", "last_ended", "local_day", "week_due"]


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """One week, known by its Monday."""

    monday: date

    @classmethod
    def of(cls, day: date) -> Self:
        """The week that holds a day."""
        return cls(day - timedelta(days=day.weekday()))

    @property
    def sunday(self) -> date:
        """The last day of the week."""
        return self.monday + timedelta(days=6)

    @property
    def label(self) -> str:
        """ "2026-W47": the year is the ISO year, which differs around New Year."""
        year, number, _ = self.monday.isocalendar()
        return f"{year}-W{number:02}"

    def before(self, weeks: int = 1) -> Self:
        """The week that lies so many weeks earlier."""
        return type(self)(self.monday - timedelta(weeks=weeks))


def local_day(moment: datetime, tz: tzinfo) -> date:
    """The day on the calendar of the people, for an aware moment."""
    return moment.astimezone(tz).date()


def last_ended(as_of: date) -> Week:
    """The latest week whose Sunday is not after `as_of`; a Sunday ends its own week, because
    figures at a day hold the whole day."""
    return Week.of(as_of - timedelta(days=6))


def last_closed(now: datetime, tz: tzinfo) -> Week:
    """The latest week that is over at this moment: on a Sunday evening still the week before."""
    return Week.of(local_day(now, tz)).before()


def week_due(now: datetime, tz: tzinfo, hour: int) -> Week:
    """The latest week that is to be closed by a moment: from that hour of the Monday after it."""
    return Week.of((now.astimezone(tz) - timedelta(hours=hour)).date()).before()


def ended(as_of: date, count: int) -> tuple[date, date]:
    """First and last day of the last `count` weeks that ended by `as_of`."""
    last = last_ended(as_of)
    return last.before(count - 1).monday, last.sunday
