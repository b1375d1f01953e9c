"""The indicators of a unit at a day, counted live. Every screen, file and message asks here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.counting import Figures, standing
from domain.errors import DomainError
from domain.plan import Indicator, Plan, Target, asked_of
from services import plans
from services.staff import StaffMember
from services.tallies import Sheet, gather
from storage import counts
from storage.counts import UnitRow
from storage.database import Tx

__all__ = ["UnitStats", "as_dict", "for_staff", "goal", "unit_stats"]


@dataclass(frozen=True, slots=True)
class UnitStats:
    """All indicators of a unit, and of the units directly below it when asked for."""

    unit: UnitRow
    plan: str
    as_of: date
    indicators: tuple[Figures, ...]
    children: tuple["UnitStats", ...] = ()


def unit_stats(
    tx: Tx, unit_code: str, *, plan: str | None = None, at: date, children: bool = False
) -> UnitStats:
    """Count all indicators of `plan` (default: the active one) for a unit of any level.

    Units stand as they stood on the day `at`, and the whole day is counted. Raises DomainError
    `unknown_unit`, `unit_not_then`, `unknown_plan`, `no_plan` or `several_plans`.
    """
    tree = counts.subtree(tx, unit_code)
    if not tree:
        raise DomainError("unknown_unit", unit=unit_code)
    return _stats(tx, tree, plan, at, children=children)


def for_staff(
    tx: Tx,
    member: StaffMember,
    unit_code: str,
    *,
    plan: str | None = None,
    at: date,
    children: bool = False,
) -> UnitStats:
    """`unit_stats` for a staff member, who sees the own unit and what is below; else DomainError
    `not_yours`. The own unit is part of the query, so that nothing outside of it is ever read."""
    tree = counts.subtree(tx, unit_code, within=member.unit_id)
    if not tree:
        raise DomainError("not_yours", unit=unit_code)
    return _stats(tx, tree, plan, at, children=children)


def _stats(
    tx: Tx, tree: Sequence[UnitRow], code: str | None, at: date, *, children: bool
) -> UnitStats:
    unit = tree[0]
    if not unit.stands_at(at):
        raise DomainError("unit_not_then", unit=unit.code, day=f"{at:%d/%m/%Y}")
    plan = plans.of_tree(tx, tree, code)
    sheets = _sheets(tx, tree, plan, at)
    here = (unit, *sheets[at].below.get(unit.id, ())) if children else (unit,)
    owner = plans.owner(tx, plan)
    own, *below = (
        UnitStats(
            one,
            plan.id,
            at,
            tuple(
                _figures(sheets, one, asked_of(each, whole=one.id == owner), at)
                for each in plan.indicators
            ),
        )
        for one in here
    )
    return UnitStats(unit, plan.id, at, own.indicators, tuple(below))


def _sheets(tx: Tx, tree: Sequence[UnitRow], plan: Plan, at: date) -> dict[date, Sheet]:
    """The sheet of the day, and one of each due date that is past, for the indicators due then."""
    past: dict[date, list[Indicator]] = {}
    for indicator in plan.indicators:
        target = indicator.target_at(at)
        if target is not None and target.due < at:
            past.setdefault(target.due, []).append(indicator)
    sheets = {due: gather(tx, tree, ones, plan.id, due) for due, ones in past.items()}
    return {**sheets, at: gather(tx, tree, plan.indicators, plan.id, at)}


def _figures(
    sheets: Mapping[date, Sheet], unit: UnitRow, indicator: Indicator, at: date
) -> Figures:
    tally = sheets[at].tally(unit, indicator)
    assert tally is not None
    target = indicator.target_at(at)
    past = target is not None and target.due < at
    at_due = sheets[target.due].tally(unit, indicator) if target is not None and past else None
    return standing(indicator, tally, at, at_due)


def as_dict(stats: UnitStats) -> dict[str, Any]:
    """The published form (product.md section 5): plain values, days as ISO text."""
    unit = stats.unit
    return {
        "unit": {"code": unit.code, "name": unit.name, "level": unit.level.value},
        "plan": stats.plan,
        "as_of": stats.as_of.isoformat(),
        "indicators": [_line(figures) for figures in stats.indicators],
        "children": [as_dict(child) for child in stats.children],
    }


def _line(figures: Figures) -> dict[str, Any]:
    indicator, tally, target, ways = (
        figures.indicator,
        figures.tally,
        figures.target,
        figures.tally.ways,
    )
    return {
        "id": indicator.id,
        "title": indicator.title,
        "audience": indicator.audience.value if indicator.audience else None,
        "measure": indicator.measure.value,
        "counts": indicator.counts.value,
        "source": indicator.source.value,
        "headcount": tally.headcount,
        "headcount_source": figures.headcount_source,
        "headcount_at": _iso(figures.headcount_at),
        "achieved": tally.achieved,
        "self": ways.alone if ways else None,
        "assisted": ways.assisted if ways else None,
        "class": ways.in_class if ways else None,
        "imported": ways.imported if ways else None,
        "pending": tally.pending,
        "outside_roster": tally.outside_roster,
        "not_present": tally.not_present,
        "rate": figures.rate,
        "comparator": target.comparator.value if target else None,
        "target": goal(target),
        "due": _iso(target.due if target else None),
        "gap": figures.gap,
        "weeks_left": figures.weeks_left,
        "pace_per_week": figures.pace_per_week,
        "needed_per_week": figures.needed_per_week,
        "forecast": _iso(figures.forecast),
        "status": figures.status.value,
    }


def goal(target: Target | None) -> float | int | None:
    """A share between 0 and 1; where the indicator counts an amount, the amount."""
    if target is None or not target.named:
        return None
    return target.amount if target.percent is None else float(target.percent / 100)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
