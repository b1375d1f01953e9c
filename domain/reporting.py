"""The days of a plan on which something is handed in: when officials hear of them beforehand."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from domain.plan import Report, ReportKind
from domain.quiet import EVENING, MORNING, holiday, next_allowed

__all__ = ["Missing", "Telling", "coming", "key", "period_start", "telling", "told_on"]

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Telling:
    """What is to be said now of a day: the one of `remind_days` it stands for, and between which
    moments it may leave. After `until` a later one says it better, or the day is over."""

    days: int
    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Missing:
    """What a report still lacks: names of units, ids of indicators, no person.

    `headcounts` are indicators without a full headcount, `results` those whose typed figure was
    never entered, `stale` those whose last typed figure is older than the report's period;
    `silent` are units without any news, `matches` how many learners wait to be confirmed.
    """

    headcounts: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    stale: tuple[tuple[str, date], ...] = ()
    silent: tuple[str, ...] = ()
    matches: int = 0

    def __bool__(self) -> bool:
        return bool(self.headcounts or self.results or self.stale or self.silent or self.matches)


def key(report: Report) -> str:
    """What makes two days of one plan different, in eight letters: an edited title is another."""
    told = f"{report.due}|{report.kind}|{report.title}|{report.to}"
    return hashlib.sha256(told.encode()).hexdigest()[:8]


def coming(reports: Iterable[Report], today: date) -> list[Report]:
    """What is still to be handed in, today included, the next first."""
    return sorted((one for one in reports if one.due >= today), key=lambda one: one.due)


def period_start(report: Report, reports: Iterable[Report]) -> date:
    """The first day a report speaks of: the day after the report before it, else a year back."""
    before = [one.due for one in reports if one.kind is ReportKind.REPORT and one.due < report.due]
    return max(before, default=report.due - YEAR) + timedelta(days=1)


def telling(
    report: Report, hour: int, now: datetime, zone: tzinfo, extra: Collection[date] = ()
) -> Telling | None:
    """What is to be said at `now` (aware) to somebody who reads news from `hour` on (in `zone`).

    Each of `remind_days` has a day: that many days before, or the next day that is no day of rest,
    or the last one before it where the next would be past the due day. Of those that have come,
    the nearest to the due day counts; a day that was missed is made good until the next one comes.
    None: nothing has come yet, nobody wants to be told, or the day is over. `extra` are days of
    rest that the plan adds.
    """
    today = now.astimezone(zone).date()
    days = {each: told_on(report, each, extra) for each in set(report.remind_days)}
    come = [each for each, day in days.items() if day <= today]
    if not come or today > report.due:
        return None
    nearest = min(come)
    at = next_allowed(max(now, _moment(days[nearest], hour, zone)), zone, extra)
    later = [day for day in days.values() if day > today]
    until = _moment(min(later), hour, zone) if later else _end(report, zone)
    return Telling(nearest, at, until) if at < until else None


def told_on(report: Report, ahead: int, extra: Collection[date] = ()) -> date:
    """The day on which officials are told `ahead` days before, as `telling` moves it."""
    wanted = day = report.due - timedelta(days=ahead)
    while holiday(day, extra) is not None:
        day += timedelta(days=1)
    if day <= report.due:
        return day
    while holiday(wanted, extra) is not None:
        wanted -= timedelta(days=1)
    return wanted


def _moment(day: date, hour: int, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(min(max(hour, MORNING.hour), EVENING.hour - 1)), zone)


def _end(report: Report, zone: tzinfo) -> datetime:
    return datetime.combine(report.due, EVENING, zone)
