"""A closed week of a commune: its figures as they were signed, and the way to the target.

Everything is read from the snapshots, so that a message, a page and a file that are made later
still say what was signed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo
from itertools import pairwise
from typing import Any

from domain.counting import PACE_WEEKS
from domain.enrolment import WORKPLACE
from domain.errors import DomainError
from domain.plan import Counts, Indicator, Measure, Plan
from domain.vocabulary import LEAVES, Level
from domain.way import Place, Praise, Runner, praise, spread, stalled, wanted_now
from domain.weeks import Week, last_closed
from services import plans
from services.staff import StaffMember
from services.week_line import Ended, Line
from storage import counts, snapshots, units
from storage.counts import UnitRow
from storage.database import Tx
from storage.snapshots import WEEK, Snapshot

__all__ = [
    "TREND",
    "CommuneWeek",
    "Ended",
    "Line",
    "closed",
    "commune_of",
    "for_member",
    "last_for",
    "main_indicator",
    "table_for",
    "trend",
]

TREND = 12  # closed weeks in the picture
Spot = tuple[int, str]


@dataclass(frozen=True, slots=True)
class CommuneWeek:
    """A closed week: the lines of the unit asked for (`own`), of the leaves below the commune, and
    of those that ended, by indicator, each in the order of the units' codes."""

    plan: Plan
    week: Week
    closed_at: datetime
    correction: int  # 0: as it was signed first
    commune: UnitRow
    unit: UnitRow
    own: Mapping[str, Line]
    below: Mapping[str, tuple[Line, ...]]
    ended: Mapping[str, tuple[Ended, ...]] = field(default_factory=dict)

    @property
    def as_of(self) -> date:
        """The cut-off: the whole of this day is counted."""
        return self.week.sunday

    @property
    def main(self) -> tuple[Indicator, Line]:
        """What the weekly message speaks of; raises DomainError `week_not_closed` where nothing
        was signed about it."""
        indicator = main_indicator(self.plan, self.unit.level)
        line = self.own.get(indicator.id) if indicator else None
        if indicator is None or line is None:
            raise _not_closed(self.week)
        return indicator, line

    def places(self, indicator: Indicator) -> tuple[Line, ...]:
        """The units where those whom an indicator counts belong, and others where some of them are
        counted: hamlets, of pupils whose school no list names. They add up to the whole."""
        lines = self.below[indicator.id]
        if indicator.level is None:  # whoever has told something
            return tuple(one for one in lines if one.known)
        return tuple(one for one in lines if one.unit.level is indicator.level or one.headcount)

    def silent(self) -> tuple[str, ...]:
        """The names of units without news: some figure that they should have is not there."""
        found = {
            line.unit.code: line.unit.name
            for indicator in self.plan.indicators
            for line in self.places(indicator)
            if not line.known or line.achieved is None
        }
        return tuple(found[code] for code in sorted(found))

    def praise(self, indicator: Indicator) -> Praise:
        """Whom everybody may see named."""
        runners = [
            Runner(one.unit.name, one.gap, one.headcount, one.fresh)
            for one in self.places(indicator)
        ]
        return praise(runners)


def main_indicator(plan: Plan, level: Level = Level.COMMUNE) -> Indicator | None:
    """The indicator that the weekly message speaks of: the first that the lessons lead to, else
    the first share, else the first; for a school or another workplace of those who belong there."""
    if level in WORKPLACE.values():
        there = [one for one in plan.indicators if one.level is level]
        return next(iter(there), None)
    learned = [
        one
        for one in plan.indicators
        if one.measure is Measure.TRACK_COMPLETED and one.counts is Counts.PERSON
    ]
    shares = [one for one in plan.indicators if one.counts is not Counts.AMOUNT]
    return next(iter(learned or shares or plan.indicators), None)


def commune_of(tx: Tx, unit_id: int) -> int | None:
    """The commune that a unit is or lies in."""
    for above in counts.ancestors(tx, unit_id):
        unit = units.by_id(tx, above)
        if unit is not None and unit.level is Level.COMMUNE:
            return above
    return None


def for_member(tx: Tx, member: StaffMember, week: Week, *, main_only: bool = False) -> CommuneWeek:
    """`closed` for the commune of a staff member, `unit` being the member's own; raises DomainError
    `not_yours` for whoever works above the communes. What a hamlet head may see of other hamlets is
    `praise` alone."""
    commune = commune_of(tx, member.unit_id)
    if commune is None:
        raise DomainError("not_yours")
    return closed(tx, commune, week, unit_id=member.unit_id, main_only=main_only)


def last_for(tx: Tx, member: StaffMember, *, now: datetime, zone: tzinfo) -> Week:
    """The last week that was closed in the commune of a staff member; raises DomainError `no_plan`,
    `not_yours`, or `week_not_closed` (naming the one that should be) where none was."""
    commune = commune_of(tx, member.unit_id)
    if commune is None:
        raise DomainError("not_yours")
    _, plan = _campaign(tx, commune)
    found = snapshots.last(tx, plan.id, [commune], WEEK)
    if found is None:
        raise _not_closed(last_closed(now, zone))
    return Week.of(found.as_of)


def _campaign(tx: Tx, commune_id: int) -> tuple[Sequence[UnitRow], Plan]:
    """The units of a commune, itself first, and the plan its weeks are closed by."""
    commune = units.by_id(tx, commune_id)
    tree = counts.subtree(tx, commune.code) if commune else []
    return tree, plans.of_tree(tx, tree, None)


def _signed_by(tx: Tx, commune_id: int, week: Week, plan: Plan) -> Plan:
    """The plan by which a week was closed: the one of now, or the one that it took the place of."""
    codes = snapshots.plans_of(tx, commune_id, WEEK, week.label)
    return plan if plan.id in codes or not codes else plans.named(tx, codes[0])


def _not_closed(week: Week) -> DomainError:
    return DomainError("week_not_closed", day=f"{week.sunday:%d/%m/%Y}")


def table_for(tx: Tx, member: StaffMember, week: Week) -> CommuneWeek:
    """`for_member` with the lines of the member's own unit and those below it alone, as a page or
    a file shows them."""
    found = for_member(tx, member, week)
    inside = {one.id for one in counts.subtree(tx, found.unit.code, within=member.unit_id)}
    below = {
        key: tuple(line for line in lines if line.unit.id in inside - {found.unit.id})
        for key, lines in found.below.items()
    }
    ended = {
        key: tuple(line for line in lines if line.unit.id in inside)
        for key, lines in found.ended.items()
    }
    return replace(found, below=below, ended=ended)


def closed(
    tx: Tx, commune_id: int, week: Week, *, unit_id: int | None = None, main_only: bool = False
) -> CommuneWeek:
    """A closed week of a commune, seen from it or from one of its leaves, by the plan that was
    active then; with `main_only` just the lines of the main indicator are read.

    Raises DomainError `no_plan`, or `week_not_closed` where nothing was signed for this unit.
    """
    tree, active = _campaign(tx, commune_id)
    plan = _signed_by(tx, commune_id, week, active)
    standing = [one for one in tree if one.stands_at(week.sunday)]
    unit = next((one for one in standing if one.id == (unit_id or commune_id)), None)
    main = main_indicator(plan, unit.level) if main_only and unit else None
    signed = _signed(tx, plan, [one.id for one in standing], week, main.id if main else "")
    rows = [row for (spot, _), row in signed[-1].items() if unit and spot == unit.id]
    if unit is None or not rows:
        raise _not_closed(week)
    return CommuneWeek(
        plan=plan,
        week=week,
        closed_at=max(row.closed_at for row in signed[-1].values()),
        correction=max(row.correction for row in signed[-1].values()),
        commune=tree[0],
        unit=unit,
        ended={} if main_only else _ended(tx, plan, tree, week),
        **_lines(plan, tree[0], unit, standing, signed),
    )


def _signed(
    tx: Tx, plan: Plan, ids: Sequence[int], week: Week, indicator: str
) -> Sequence[Mapping[Spot, Snapshot]]:
    """What stands for the week and for the four before it, the week itself last."""
    wanted = [week.before(weeks).label for weeks in range(PACE_WEEKS, -1, -1)]
    return [
        snapshots.latest(tx, plan.id, ids, WEEK, label, indicator=indicator) for label in wanted
    ]


def _ended(tx: Tx, plan: Plan, tree: Sequence[UnitRow], week: Week) -> dict[str, tuple[Ended, ...]]:
    ids = [unit.id for unit in tree if not unit.stands_at(week.sunday)]
    rows = snapshots.ended(tx, plan.id, ids, WEEK, week.label) if ids else {}
    return {
        one.id: tuple(
            Ended(unit, rows[unit.id, one.id].movement)
            for unit in tree
            if (unit.id, one.id) in rows
        )
        for one in plan.indicators
    }


def _lines(
    plan: Plan,
    commune: UnitRow,
    unit: UnitRow,
    standing: Sequence[UnitRow],
    signed: Sequence[Mapping[Spot, Snapshot]],
) -> dict[str, dict[str, Any]]:
    own: dict[str, Line] = {}
    below: dict[str, tuple[Line, ...]] = {}
    for indicator in plan.indicators:
        found = [_line(one, indicator, signed) for one in standing]
        lines = {line.unit.id: line for line in found if line is not None}
        leaves = [one for one in lines.values() if one.unit.level in LEAVES]
        whole = _wanting(lines.get(commune.id))
        below[indicator.id] = _shared(whole, leaves)
        shared = {line.unit.id: line for line in below[indicator.id]}
        mine = whole if unit.id == commune.id else shared.get(unit.id)
        if mine is not None:
            own[indicator.id] = mine
    return {"own": own, "below": below}


def _line(
    unit: UnitRow, indicator: Indicator, signed: Sequence[Mapping[Spot, Snapshot]]
) -> Line | None:
    rows = [week.get((unit.id, indicator.id)) for week in signed]
    last = rows[-1]
    if last is None:
        return None
    progress = tuple(_fresh(before, row) for before, row in pairwise(rows))
    gap = last.figures["gap"]
    return Line(unit, last.figures, last.movement, progress, still=stalled(progress, gap))


def _fresh(before: Snapshot | None, row: Snapshot | None) -> int | None:
    """How many a week brought; unknown for the first closing with a headcount, because it counts
    all that went before."""
    if row is None or before is None or not row.movement:
        return None
    amount = row.figures.get("counts") == Counts.AMOUNT
    if (before.achieved if amount else before.headcount) is None:
        return None
    found: int | None = row.movement.get("new")
    return None if found is None else found + int(row.movement.get("entered", 0))


def _wanting(commune: Line | None) -> Line | None:
    """The commune with what it needs this week."""
    if commune is None:
        return None
    return replace(commune, share=wanted_now(commune.gap, commune.figures["needed_per_week"]))


def _shared(commune: Line | None, leaves: Sequence[Line]) -> tuple[Line, ...]:
    """The leaves with their shares of what the commune needs this week."""
    if commune is None or commune.share is None:
        return tuple(leaves)
    places = [
        Place(one.unit.code, one.gap, one.still, one.moving)
        for one in leaves
        if one.gap is not None
    ]
    shares = spread(commune.share, places)
    return tuple(replace(one, share=shares.get(one.unit.code)) for one in leaves)


def trend(tx: Tx, found: CommuneWeek, indicator: Indicator) -> list[Snapshot]:
    """The last closed weeks of the unit until this one, the oldest first, at most `TREND`."""
    rows = snapshots.history(tx, found.plan.id, found.unit.id, indicator.id, WEEK, 10 * TREND)
    return [row for row in rows if row.as_of <= found.as_of][-TREND:]
