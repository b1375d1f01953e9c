"""What a plan asks of the coming days: deadlines, what is handed in, and when people are told."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.plan import Indicator, Measure, Plan
from domain.quiet import holiday
from domain.reporting import told_on

__all__ = ["Matter", "Note", "Rest", "agenda", "rests"]


class Matter(StrEnum):
    """What a day is about."""

    DEADLINE = "deadline"  # of targets
    REPORT = "report"  # something is handed in
    TELL = "tell"  # officials are told of it, so many days ahead
    REMIND = "remind"  # whoever is not done is reminded of a deadline, so many days ahead
    REMIND_AFTER = "remind_after"  # or so many days after it
    WEEK = "week"  # the week that ended is closed


@dataclass(frozen=True, slots=True)
class Note:
    """One line of a day: `ahead` days before (after) the day it is about; `subject` names what:
    ids of indicators, the title of a report."""

    day: date
    matter: Matter
    subject: str
    ahead: int = 0


@dataclass(frozen=True, slots=True)
class Rest:
    """A day on which nobody is written to, with the code of the reason (domain.quiet.holiday)."""

    day: date
    why: str


def agenda(plan: Plan, first: date, last: date) -> list[Note]:
    """What a plan asks of the days from `first` to `last`, both included, in their order."""
    found = [*_deadlines(plan), *_reports(plan), *_reminders(plan), *_weeks(first, last)]
    return sorted(
        (note for note in found if first <= note.day <= last),
        key=lambda note: (note.day, list(Matter).index(note.matter), note.ahead, note.subject),
    )


def _due(indicators: Iterable[Indicator]) -> Iterator[tuple[date, str]]:
    """Every deadline with the ids of the indicators that have it."""
    due: dict[date, list[str]] = {}
    for indicator in indicators:
        for target in indicator.targets:
            due.setdefault(target.due, []).append(indicator.id)
    return ((day, ", ".join(ids)) for day, ids in due.items())


def _deadlines(plan: Plan) -> Iterator[Note]:
    return (Note(day, Matter.DEADLINE, ids) for day, ids in _due(plan.indicators))


def _reminders(plan: Plan) -> Iterator[Note]:
    """The days that fall on a quiet one are made good on the next; here they are as planned."""
    taught = [one for one in plan.indicators if one.measure is Measure.TRACK_COMPLETED]
    for day, ids in _due(taught):
        for ahead in plan.reminders.before_deadline:
            yield Note(day - timedelta(days=ahead), Matter.REMIND, ids, ahead)
        for late in plan.reminders.after_deadline:
            yield Note(day + timedelta(days=late), Matter.REMIND_AFTER, ids, late)


def _reports(plan: Plan) -> Iterator[Note]:
    for report in plan.reports:
        yield Note(report.due, Matter.REPORT, report.title)
        for ahead in sorted(set(report.remind_days)):
            day = told_on(report, ahead, plan.reminders.quiet_days)
            yield Note(day, Matter.TELL, report.title, ahead)


def _weeks(first: date, last: date) -> Iterator[Note]:
    monday = first + timedelta(days=-first.weekday() % 7)
    while monday <= last:
        yield Note(monday, Matter.WEEK, "")
        monday += timedelta(weeks=1)


def rests(first: date, last: date, extra: Collection[date] = ()) -> list[Rest]:
    """The days from `first` to `last` on which nobody is written to."""
    days = (first + timedelta(days=each) for each in range((last - first).days + 1))
    return [Rest(day, code) for day in days if (code := holiday(day, extra)) is not None]
