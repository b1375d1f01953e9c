"""The indicators of a unit at a day, counted live. Every screen, file and message asks here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.counting import Figures, Tally, standing
from domain.errors import DomainError
from domain.plan import Indicator, Plan, Target, asked_of
from domain.vocabulary import LEAVES
from services import plans
from services.staff import StaffMember
from services.tallies import Sheet, gather
from storage import counts
from storage.counts import Origin, UnitRow
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
    sheet = gather(tx, tree, plan.indicators, plan.id, at)
    here = (unit, *sheet.below.get(unit.id, ())) if children else (unit,)
    past = _past(tx, tree, here, plan, at)
    owner = plans.owner(tx, plan)
    own, *below = (
        UnitStats(
            one,
            plan.id,
            at,
            tuple(
                _figures(sheet, past, one, asked_of(each, whole=one.id == owner), at)
                for each in plan.indicators
            ),
        )
        for one in here
    )
    return UnitStats(unit, plan.id, at, own.indicators, tuple(below))


@dataclass(frozen=True, slots=True)
class _Past:
    """A due date that is past: its sheet, and of what each unit asked for was made since."""

    sheet: Sheet
    made_of: Mapping[int, Sequence[UnitRow] | None]

    def tally(self, unit: UnitRow, indicator: Indicator) -> Tally | None:
        """The tally of that day of what the unit is now; None when that cannot be told."""
        parts = self.made_of.get(unit.id, (unit,))
        return None if parts is None else self.sheet.together(parts, indicator)


def _past(
    tx: Tx, tree: Sequence[UnitRow], here: Sequence[UnitRow], plan: Plan, at: date
) -> dict[date, _Past]:
    """Each due date that is past, for the indicators due then."""
    due: dict[date, list[Indicator]] = {}
    for indicator in plan.indicators:
        target = indicator.target_at(at)
        if target is not None and target.due < at:
            due.setdefault(target.due, []).append(indicator)
    leaves = [unit for unit in here if unit.level in LEAVES]
    found = {}
    for day, indicators in due.items():
        origins = counts.origins(tx, [unit.id for unit in leaves], day) if leaves else []
        units = {unit.id: unit for unit in (*tree, *(each.unit for each in origins))}
        sheet = gather(tx, list(units.values()), indicators, plan.id, day)
        made_of = {each.into: _parts(units[each.into], origins, day) for each in origins}
        found[day] = _Past(sheet, made_of)
    return found


def _parts(unit: UnitRow, origins: Sequence[Origin], day: date) -> list[UnitRow] | None:
    """The units of a day that are one by now. None where the unit is only a part of one that was
    split since: nobody knows how much of that one's figures was its own."""
    stood = unit.stands_at(day)
    parts = [unit] if stood else []
    for each in origins:
        if each.into != unit.id or (stood and not each.whole):
            continue
        more = _parts(each.unit, origins, day) if each.whole else None
        if more is None:
            return None
        parts += more
    return parts


def _figures(
    sheet: Sheet, past: Mapping[date, _Past], unit: UnitRow, indicator: Indicator, at: date
) -> Figures:
    tally = sheet.tally(unit, indicator)
    assert tally is not None
    target = indicator.target_at(at)
    due = past.get(target.due) if target is not None else None
    return standing(indicator, tally, at, due.tally(unit, indicator) if due else None)


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
