"""Gathers what is known of every indicator in every unit of a tree at one day, unjudged."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from domain.counting import PACE_WEEKS, Headcount, Tally, Ways, newest, total, whole
from domain.enrolment import OF_AGE
from domain.plan import Counts, Indicator, Source
from domain.vocabulary import LEAVES, Audience, Level, Way
from domain.weeks import ended
from storage import counts, entries, plans
from storage.counts import Achieved, Cell, UnitRow
from storage.database import Tx
from storage.entries import Entry
from storage.unconfirmed import Goal, Unconfirmed, unconfirmed

__all__ = ["Sheet", "gather", "reported"]

WAYS = (Way.SELF, Way.ASSISTED, Way.CLASS, Way.IMPORTED)  # in the order of `Ways`
NOBODY = Tally(  # where nobody of an audience is, nor is expected
    achieved=0, ways=Ways(), pending=0, outside_roster=0, not_present=0, recent=0
)
SILENT = Tally()  # nobody has typed anything
Spot = tuple[int, str]  # unit id and indicator id


@dataclass(frozen=True, slots=True)
class Sheet:
    """Tallies of the leaves, figures typed for the units above them, and who stands below whom."""

    leaves: Mapping[Spot, Tally]
    typed: Mapping[Spot, Tally]
    below: Mapping[int, Sequence[UnitRow]]

    def tally(self, unit: UnitRow, indicator: Indicator) -> Tally | None:
        """The tally of a unit of any level, a leaf's own or the sum of those below; None when the
        unit did not stand on that day."""
        if unit.level in LEAVES:
            return self.leaves.get((unit.id, indicator.id))
        below = self.below.get(unit.id, ())
        found = [(child, self.tally(child, indicator)) for child in below]
        parts = [(child, part) for child, part in found if part is not None]
        own = self.typed.get((unit.id, indicator.id))
        if indicator.audience is None:
            return whole(reported(parts, indicator), own=own)
        return total(_telling(part for _, part in _listed_once(parts, indicator)), own=own)

    def together(self, units: Sequence[UnitRow], indicator: Indicator) -> Tally | None:
        """The tally of one unit, or of several leaves that are one by now; None when one of them
        did not stand on that day."""
        found = [(unit, self.tally(unit, indicator)) for unit in units]
        parts = [(unit, part) for unit, part in found if part is not None]
        if not parts or len(parts) < len(found):
            return None
        if len(parts) == 1:
            return parts[0][1]
        if indicator.audience is None:
            return total(reported(parts, indicator))
        return total(part for _, part in parts)


def _telling(parts: Iterable[Tally]) -> Iterator[Tally]:
    """Those that a sum needs: where nothing was typed there is nothing to add, and one empty leaf
    says as much as all of them. Most leaves of most indicators are of these."""
    empty = False
    for part in parts:
        if part is SILENT or (part is NOBODY and empty):
            continue
        empty = empty or part is NOBODY
        yield part


def _listed_once(
    parts: Sequence[tuple[UnitRow, Tally]], indicator: Indicator
) -> Sequence[tuple[UnitRow, Tally]]:
    """Where a school has typed its N, pupils whom the roster knows by their hamlet alone may be in
    that N as well: nobody knows who. The same of agencies and enterprises."""
    level = indicator.level
    if indicator.goal is None or level is Level.HAMLET:
        return parts
    if not any(unit.level is level and _typed_people(part) for unit, part in parts):
        return parts
    return [
        (unit, replace(part, twice=True))
        if part.headcount and unit.level in LEAVES - {level}
        else (unit, part)
        for unit, part in parts
    ]


def _typed_people(part: Tally) -> bool:
    """Whether a leaf's headcount was typed, and holds anybody."""
    listed = all(source == f"roster {at.isoformat()}" for at, source in part.sources)
    return bool(part.headcount) and not listed


def reported(parts: Sequence[tuple[UnitRow, Tally]], indicator: Indicator) -> list[Tally]:
    """What was typed below for an indicator that expects nobody to report. Of a share, where one
    hamlet has reported the others are missing: a part of them is not the whole."""
    told = {unit.level for unit, part in parts if part.headcount is not None} & LEAVES
    if indicator.counts is Counts.AMOUNT or not told:
        return [part for _, part in parts]
    return [
        replace(part, missing=(unit.code,))
        if part.headcount is None and unit.level in told
        else part
        for unit, part in parts
    ]


@dataclass(frozen=True, slots=True)
class _Answers:
    """What the database said about all leaves at once."""

    people: Mapping[Cell, int]
    covered: set[Cell]
    away: Mapping[Cell, int]
    rosters: Mapping[int, date]
    goals: Mapping[str, int]  # of each indicator
    achieved: Mapping[tuple[int, int], Sequence[Achieved]]  # leaf and goal
    beside: Mapping[tuple[int, int], Unconfirmed]  # goal and leaf


def gather(
    tx: Tx, tree: Sequence[UnitRow], indicators: Sequence[Indicator], plan: str, at: date
) -> Sheet:
    """Count the indicators in the units of `tree` that stand at `at`, in a few grouped queries."""
    units = [unit for unit in tree if unit.stands_at(at)]
    leaves = [unit for unit in units if unit.level in LEAVES]
    below: dict[int, list[UnitRow]] = {}
    for unit in units:
        if unit.parent_id is not None:
            below.setdefault(unit.parent_id, []).append(unit)
    typed = _by_spot(_standing(tx, entries.until(tx, plan, [unit.id for unit in units], at), at))
    answers = _ask(tx, leaves, [one for one in indicators if one.goal is not None], at)
    known = {one.id: one for one in indicators}
    above = {unit.id for unit in units if unit.level not in LEAVES}
    return Sheet(
        leaves={
            spot: tally
            for one in indicators
            for spot, tally in _in_leaves(leaves, one, answers, typed, at)
        },
        typed={
            (unit, key): _typed(known[key], rows, at)
            for (unit, key), rows in typed.items()
            if unit in above and key in known
        },
        below=below,
    )


def _standing(tx: Tx, rows: Sequence[Entry], at: date) -> Sequence[Entry]:
    """Without what was typed for a unit before it took over another or gave a part away: those
    figures are of what it was. What could go on was carried (`services.carry`)."""
    since = counts.reshaped(tx, {row.unit_id for row in rows}, at) if rows else {}
    return [row for row in rows if row.happened_on >= since.get(row.unit_id, row.happened_on)]


def _by_spot(rows: Iterable[Entry]) -> dict[Spot, list[Entry]]:
    found: dict[Spot, list[Entry]] = {}
    for row in rows:
        found.setdefault((row.unit_id, row.indicator_id), []).append(row)
    return found


def _ask(tx: Tx, leaves: Sequence[UnitRow], indicators: Sequence[Indicator], at: date) -> _Answers:
    ids = [leaf.id for leaf in leaves]
    audiences = sorted({one.audience for one in indicators if one.audience})
    stored = plans.goal_ids(tx)
    goals = {one.id: stored[one.aim] for one in indicators if one.aim}
    rows = counts.enrolled(tx, ids, audiences, at)
    people = _sums((row.unit_id, row.audience, row.people) for row in rows)
    wanted = {
        (leaf.id, one.audience.value)
        for leaf in leaves
        for one in indicators
        if one.audience and leaf.level is one.level
    }
    peopled = sorted({row.unit_id for row in rows})  # who reached a goal is enrolled there that day
    achieved: dict[tuple[int, int], list[Achieved]] = {}
    for row in counts.achieved(tx, peopled, sorted(set(goals.values())), at, ended(at, PACE_WEEKS)):
        achieved.setdefault((row.unit_id, row.goal_id), []).append(row)
    communes = {leaf.parent_id for leaf in leaves if leaf.parent_id is not None}
    learned = {
        Goal(goals[one.id], one.audience, frozenset(one.tracks))
        for one in indicators
        if one.tracks and one.audience
    }
    return _Answers(
        people=people,
        covered=people.keys() | counts.covered(tx, wanted - people.keys(), at),
        away=_sums((row.unit_id, row.audience, row.people) for row in rows if not row.present),
        rosters=counts.roster_dates(tx, communes, at),
        goals=goals,
        achieved=achieved,
        beside=_beside(tx, communes, learned, ids, at),
    )


def _sums(rows: Iterable[tuple[int, str, int]]) -> dict[Cell, int]:
    found: dict[Cell, int] = {}
    for unit, audience, people in rows:
        found[unit, audience] = found.get((unit, audience), 0) + people
    return found


def _beside(
    tx: Tx,
    communes: Collection[int],
    goals: Collection[Goal],
    leaves: Collection[int],
    at: date,
) -> dict[tuple[int, int], Unconfirmed]:
    """Who stands beside n, by goal and leaf. Learners who are nobody belong to a unit of today; on
    days before it took over others they are told in the first of those, so that the sum stays."""
    rows = [
        (goal.id, row)
        for goal in goals
        for row in unconfirmed(tx, communes, goal, at, of_age=at.year - OF_AGE)
    ]
    stood = _stood(tx, {row.unit_id for _, row in rows}.difference(leaves), at)
    found: dict[tuple[int, int], Unconfirmed] = {}
    for goal, row in rows:
        unit = stood.get(row.unit_id, row.unit_id)
        had = found.get((goal, unit), Unconfirmed(unit, 0, 0))
        found[goal, unit] = Unconfirmed(
            unit, had.pending + row.pending, had.outside_roster + row.outside_roster
        )
    return found


def _stood(tx: Tx, units: Collection[int], at: date) -> dict[int, int]:
    """For units that are not there yet on a day, the first of that day that went on in each."""
    origins = counts.origins(tx, units, at) if units else []
    if not origins:  # nearly always
        return {}
    new = [one.id for one in counts.units_of(tx, units) if not one.stands_at(at)]
    first: dict[int, UnitRow] = {}
    for each in origins:
        first.setdefault(each.into, each.unit)
    found = {}
    for unit in new:
        before = first.get(unit)
        while before is not None and not before.stands_at(at):
            before = first.get(before.id)
        if before is not None:
            found[unit] = before.id
    return found


def _in_leaves(
    leaves: Sequence[UnitRow],
    indicator: Indicator,
    answers: _Answers,
    typed: Mapping[Spot, Sequence[Entry]],
    at: date,
) -> Iterator[tuple[Spot, Tally]]:
    """One indicator in each leaf; a headcount that is expected and not there is missing. What was
    typed where nobody of the audience belongs counts nowhere: once, it was taken."""
    aim, level = indicator.aim, indicator.level
    for leaf in leaves:
        spot = (leaf.id, indicator.id)
        rows = typed.get(spot, ())
        if rows and not indicator.told_by(leaf.level):
            rows = ()
        if aim is None:
            tally = _typed(indicator, rows, at)
        elif not rows and leaf.level is not level and (leaf.id, aim[0].value) not in answers.people:
            tally = NOBODY
        else:
            tally = _counted(leaf, indicator, aim[0], answers, rows)
        if tally.headcount is None and leaf.level is level:
            tally = replace(tally, missing=(leaf.code,))
        yield spot, tally


def _counted(
    leaf: UnitRow,
    indicator: Indicator,
    audience: Audience,
    answers: _Answers,
    rows: Sequence[Entry],
) -> Tally:
    """Persons counted one by one; N from the roster or typed, whichever is newer."""
    cell, goal = (leaf.id, audience.value), answers.goals[indicator.id]
    ways, recent = _ways(answers.achieved.get((leaf.id, goal), ()))
    stands = newest(
        _headcount(rows),
        _roster(leaf, cell, answers),
        prefer_roster=indicator.source is Source.ROSTER,
    )
    beside = answers.beside.get((goal, leaf.id), Unconfirmed(leaf.id, 0, 0))
    return Tally(
        headcount=stands.total if stands else None,
        sources=frozenset({(stands.at, stands.source)} if stands else ()),
        achieved=ways.total,
        ways=ways,
        pending=beside.pending,
        outside_roster=beside.outside_roster,
        not_present=answers.away.get(cell, 0),
        recent=recent,
        conflict=stands is not None and stands.total < ways.total,
    )


def _ways(rows: Sequence[Achieved]) -> tuple[Ways, int]:
    people = {row.way: row.people for row in rows}
    ways = Ways(*(people.get(way, 0) for way in WAYS))
    return ways, sum(row.recent for row in rows)


def _roster(leaf: UnitRow, cell: Cell, answers: _Answers) -> Headcount | None:
    """N from the commune's latest roster; none for a leaf that no roster ever had people of."""
    at = answers.rosters.get(leaf.parent_id or 0)
    if at is None or cell not in answers.covered:
        return None
    return Headcount(at, f"roster {at.isoformat()}", answers.people.get(cell, 0))


def _headcount(rows: Sequence[Entry]) -> Headcount | None:
    """The latest typed N."""
    return next(
        (
            Headcount(row.happened_on, row.source, row.total)
            for row in reversed(rows)
            if row.total is not None
        ),
        None,
    )


def _typed(indicator: Indicator, rows: Sequence[Entry], at: date) -> Tally:
    """The latest typed figures; for a goal that persons reach one by one, only the headcount. An
    amount has no N: its source is that of the figure itself."""
    if not rows:  # most leaves, of most indicators
        return SILENT
    amount = indicator.counts is Counts.AMOUNT
    stands = None if amount else _headcount(rows)
    achieved = None if indicator.goal else _result(rows, at)
    told = _reports(rows, at)[-1:] if amount else []
    sources = {(one.happened_on, one.source) for one in told}
    return Tally(
        headcount=stands.total if stands else None,
        sources=frozenset({(stands.at, stands.source)} if stands else sources),
        achieved=achieved,
        recent=None if achieved is None else _typed_recent(rows, at),
        conflict=stands is not None and achieved is not None and stands.total < achieved,
        reported=rows[-1].happened_on,
    )


def _result(rows: Sequence[Entry], at: date) -> int | None:
    """The latest typed n by a day."""
    known = _reports(rows, at)
    return known[-1].achieved if known else None


def _reports(rows: Sequence[Entry], at: date) -> list[Entry]:
    return [row for row in rows if row.achieved is not None and row.happened_on <= at]


def _typed_recent(rows: Sequence[Entry], at: date) -> int | None:
    """What the last four ended weeks added, if there is a report from before them and one since."""
    first, last = ended(at, PACE_WEEKS)
    before, after = _reports(rows, first - timedelta(days=1)), _reports(rows, last)
    if not before or len(after) == len(before):
        return None
    return (after[-1].achieved or 0) - (before[-1].achieved or 0)
