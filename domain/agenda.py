"""What a plan asks of the coming days: deadlines, what is handed in, and when people are told."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.plan import Plan
from domain.quiet import holiday

__all__ = ["Matter", "Note", "agenda", "rests"]


class Matter(StrEnum):
    """What a day is about."""

    DEADLINE = "deadline"  # of targets
    REPORT = "report"  # something is handed in
    TELL = "tell"  # officials are told of it, so many days ahead
    WEEK = "week"  # the week that ended is closed


@dataclass(frozen=True, slots=True)
class Note:
    """One line of a day: `ahead` days before the day it is about; `subject` names what: ids of
    indicators, the title of a report."""

    day: date
    matter: Matter
    subject: str
    ahead: int = 0


def agenda(plan: Plan, first: date, last: date) -> list[Note]:
    """What a plan asks of the days from `first` to `last`, both included, in their order."""
    found = [*_deadlines(plan), *_reports(plan), *_weeks(first, last)]
    return sorted(
        (note for note in found if first <= note.day <= last),
        key=lambda note: (note.day, list(Matter).index(note.matter), note.ahead, note.subject),
    )


def _deadlines(plan: Plan) -> Iterator[Note]:
    due: dict[date, list[str]] = {}
    for indicator in plan.indicators:
        for target in indicator.targets:
            due.setdefault(target.due, []).append(indicator.id)
    for day, ids in due.items():
        yield Note(day, Matter.DEADLINE, ", ".join(ids))


def _reports(plan: Plan) -> Iterator[Note]:
    for report in plan.reports:
        yield Note(report.due, Matter.REPORT, report.title)
        for ahead in sorted(set(report.remind_days)):
            yield Note(report.due - timedelta(days=ahead), Matter.TELL, report.title, ahead)


def _weeks(first: date, last: date) -> Iterator[Note]:
    monday = first + timedelta(days=-first.weekday() % 7)
    while monday <= last:
        yield Note(monday, Matter.WEEK, "")
        monday += timedelta(weeks=1)


def rests(first: date, last: date, extra: Collection[date] = ()) -> list[tuple[date, str]]:
    """The days from `first` to `last` on which nobody is written to, with the code of each."""
    days = (first + timedelta(days=each) for each in range((last - first).days + 1))
    return [(day, code) for day in days if (code := holiday(day, extra)) is not None]
