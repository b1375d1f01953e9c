"""What a unit still lacks for a report: figures, news, names to confirm."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from domain.enrolment import WORKPLACE
from domain.plan import Counts, Indicator, Plan, Report, ReportKind
from domain.reporting import Missing, period_start
from domain.vocabulary import LEAVES, Level
from services.tallies import gather
from storage import counts, match_review, news
from storage.counts import UnitRow
from storage.database import Tx

__all__ = ["missing"]

SILENT_AFTER = timedelta(days=30)  # so long without anybody finishing a lesson
Entered = Mapping[tuple[int, str], date]  # by unit and indicator


def missing(tx: Tx, unit_code: str, plan: Plan, report: Report, *, today: date) -> Missing:
    """What the unit, with all below it, lacks on a day for a report of the plan.

    A registration lacks nothing: no figures are handed in with it. The unit must stand that day.
    """
    tree = counts.subtree(tx, unit_code)
    if report.kind is ReportKind.REGISTRATION or not tree:
        return Missing()
    plan = replace(plan, indicators=_asked_of(tree[0], plan))
    first = period_start(report, plan.reports)
    standing = [unit for unit in tree if unit.stands_at(today)]
    entered = _entered(tx, plan, standing, today)
    last = _latest(plan, entered)
    results = tuple(each for each, day in last.items() if day is None)
    waiting = match_review.count_waiting(tx, tree[0].id, today)
    return Missing(
        headcounts=tuple(id_ for id_ in _headcounts(tx, tree, plan, today) if id_ not in results),
        results=results,
        stale=tuple((each, day) for each, day in last.items() if day and day < first),
        silent=tuple(_silent(tx, standing, plan, entered, first, today)),
        matches=waiting + match_review.count_disputed(tx, tree[0].id, today),
    )


def _entered(tx: Tx, plan: Plan, units: Sequence[UnitRow], today: date) -> Entered:
    """The day of the last figure of each unit and indicator, where such a unit may tell one."""
    levels = {unit.id: unit.level for unit in units}
    found = news.last_entries(tx, plan.id, list(levels), today)
    known = {one.id: one for one in plan.indicators}
    return {
        (unit, key): day
        for (unit, key), day in found.items()
        if key not in known or known[key].told_by(levels[unit])
    }


def _asked_of(unit: UnitRow, plan: Plan) -> tuple[Indicator, ...]:
    """A school answers for its pupils; a commune for everybody."""
    if unit.level not in LEAVES:
        return plan.indicators
    level = unit.level
    return tuple(each for each in plan.indicators if each.level is level)


def _latest(plan: Plan, entered: Entered) -> dict[str, date | None]:
    """The last typed figure of each indicator that is typed, anywhere in the unit."""
    days: dict[str, list[date]] = {each.id: [] for each in plan.indicators if each.goal is None}
    for (_, indicator), day in entered.items():
        if indicator in days:
            days[indicator].append(day)
    return {indicator: max(found, default=None) for indicator, found in days.items()}


def _headcounts(tx: Tx, tree: Sequence[UnitRow], plan: Plan, today: date) -> list[str]:
    sheet = gather(tx, tree, plan.indicators, plan.id, today)
    shares = (each for each in plan.indicators if each.counts is not Counts.AMOUNT)
    tallies = [(each.id, sheet.tally(tree[0], each)) for each in shares]
    return [
        id_ for id_, one in tallies if one and (one.headcount is None or one.missing or one.twice)
    ]


def _silent(
    tx: Tx, units: Sequence[UnitRow], plan: Plan, entered: Entered, first: date, today: date
) -> list[str]:
    """Hamlets in which nobody learned lately, and organisations that reported nothing since
    `first`; only of the kinds that the plan asks and that the unit (first) did not report for."""
    fresh = {spot for spot, day in entered.items() if day >= first}
    told = {unit for unit, _ in fresh}
    asked = {
        WORKPLACE.get(each.audience)
        for each in plan.indicators
        if each.goal is None and each.audience and (units[0].id, each.id) not in fresh
    }
    if any(each.tracks for each in plan.indicators if each.goal is not None):
        asked.add(Level.HAMLET)
    leaves = [unit for unit in units if unit.level in LEAVES and unit.level in asked]
    hamlets = [unit.id for unit in leaves if unit.level is Level.HAMLET]
    told |= news.learning(tx, hamlets, today - SILENT_AFTER, today) if hamlets else set()
    return [unit.name for unit in leaves if unit.id not in told]
