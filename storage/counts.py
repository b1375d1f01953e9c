"""The questions every screen asks of the projections: how many, where, at a day. One query each."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache, reduce
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    FromClause,
    Select,
    String,
    Table,
    and_,
    bindparam,
    false,
    func,
    literal,
    select,
    true,
    union_all,
)

from domain.vocabulary import Audience, Level, Way
from storage.among import among_few, packed, parameter
from storage.database import Tx
from storage.schema import (
    achievements,
    enrolments,
    roster_imports,
    unit_successions,
    units,
)

__all__ = [
    "Achieved",
    "Cell",
    "Enrolled",
    "Origin",
    "UnitRow",
    "achieved",
    "ancestors",
    "covered",
    "enrolled",
    "open_at",
    "origins",
    "reshaped",
    "roster_dates",
    "subtree",
    "units_of",
]

Cell = tuple[int, str]  # unit id and audience


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit as the counting needs it."""

    id: int
    code: str
    name: str
    level: Level
    parent_id: int | None
    valid_from: date
    valid_to: date

    def stands_at(self, day: date) -> bool:
        """Whether the unit exists on a day."""
        return self.valid_from <= day < self.valid_to


@dataclass(frozen=True, slots=True)
class Achieved:
    """People of one leaf who reached a goal in one way, and how many of them within some weeks."""

    unit_id: int
    goal_id: int
    way: str
    people: int
    recent: int


@dataclass(frozen=True, slots=True)
class Enrolled:
    """People of one leaf and audience who are there, or who are away or unable."""

    unit_id: int
    audience: str
    present: bool
    people: int


@dataclass(frozen=True, slots=True)
class Origin:
    """A unit that went on in another: whole in a merger, in part in a split."""

    into: int
    unit: UnitRow
    whole: bool


_UNIT = (
    units.c.id,
    units.c.code,
    units.c.name,
    units.c.level,
    units.c.parent_id,
    units.c.valid_from,
    units.c.valid_to,
)


def _below(root: Select[int], name: str) -> CTE:
    tree = root.cte(name, recursive=True)
    return tree.union(select(units.c.id).join(tree, units.c.parent_id == tree.c.id))


def _tree(root: Select[int]) -> Select[Any]:
    tree = _below(root, "tree")
    return select(*_UNIT).join(tree, tree.c.id == units.c.id)


_ROOT = select(units.c.id).where(units.c.code == bindparam("root"))
_ALLOWED = _below(select(units.c.id).where(units.c.id == bindparam("within")), "allowed")
_SUBTREE = _tree(_ROOT)
_SUBTREE_WITHIN = _tree(_ROOT.join(_ALLOWED, _ALLOWED.c.id == units.c.id))


def subtree(tx: Tx, code: str, *, within: int | None = None) -> list[UnitRow]:
    """A unit and everything below it, of any date, itself first; nothing when there is no such
    unit, or when it does not lie in the unit `within`."""
    asked = _SUBTREE if within is None else _SUBTREE_WITHIN
    rows = tx.execute(asked, {"root": code, "within": within}).all()
    found = [_unit(row) for row in rows]
    return sorted(found, key=lambda unit: (unit.code != code, unit.code))


def _unit(row: Any) -> UnitRow:
    return UnitRow(
        row.id, row.code, row.name, Level(row.level), row.parent_id, row.valid_from, row.valid_to
    )


def _line() -> Select[int]:
    """A unit and all above it, nearest first."""
    line = (
        select(units.c.id, units.c.parent_id, literal(0).label("depth"))
        .where(units.c.id == bindparam("bottom"))
        .cte("line", recursive=True)
    )
    above = select(units.c.id, units.c.parent_id, line.c.depth + 1).join(
        line, units.c.id == line.c.parent_id
    )
    line = line.union_all(above)
    return select(line.c.id).order_by(line.c.depth)


_LINE = _line()


def ancestors(tx: Tx, unit_id: int) -> list[int]:
    """The ids of a unit and of all above it, nearest first."""
    return list(tx.scalars(_LINE, {"bottom": unit_id}))


def open_at(table: Table, at: date) -> ColumnElement[bool]:
    return and_(table.c.valid_from <= at, table.c.valid_to > at)


# The counts ask cell by cell: each cell is one stretch of an index whose entries are only passed,
# neither sorted nor compared, which takes half the time of grouping them. Their statements are
# built once for each kind of database: building them took as long as a small answer.


def _every(first: FromClause, *others: FromClause) -> FromClause:
    """Every row of one with every row of the others."""
    return reduce(lambda cells, other: cells.join(other, true()), others, first)


@cache
def _enrolled(dialect: str) -> Select[Any]:
    leaf = parameter(dialect, "leaves", BigInteger())
    audience = parameter(dialect, "audiences", String())
    present = union_all(select(true().label("present")), select(false())).subquery()
    people = (
        select(func.count())
        .where(
            enrolments.c.unit_id == leaf.c.value,
            enrolments.c.audience == audience.c.value,
            enrolments.c.present == present.c.present,
            enrolments.c.valid_from <= bindparam("day"),
            enrolments.c.valid_to > bindparam("day"),
        )
        .scalar_subquery()
    )
    cells = _every(leaf, audience, present)
    return select(leaf.c.value, audience.c.value, present.c.present, people).select_from(cells)


def enrolled(
    tx: Tx, leaves: Collection[int], audiences: Collection[Audience], at: date
) -> list[Enrolled]:
    """N from the roster: people of an audience in each leaf at a day, those not there apart."""
    dialect = tx.dialect.name
    lists = {"leaves": packed(dialect, leaves), "audiences": packed(dialect, audiences)}
    found = tx.execute(_enrolled(dialect), {**lists, "day": at}).all()
    return [Enrolled(*row) for row in found if row[-1]]


def covered(tx: Tx, cells: Collection[Cell], at: date) -> set[Cell]:
    """Which leaves ever had people of an audience on the roster by a day, even if all left."""
    found = set()
    for unit, audience in cells:
        query = select(literal(1)).where(
            enrolments.c.unit_id == unit,
            enrolments.c.audience == audience,
            enrolments.c.valid_from <= at,
        )
        if tx.execute(query.limit(1)).first():
            found.add((unit, audience))
    return found


@cache
def _ever(dialect: str) -> Select[Any]:
    """Those who are not gone by a day, though they may come only after it."""
    leaf = parameter(dialect, "leaves", BigInteger())
    goal = parameter(dialect, "goals", BigInteger())
    way = parameter(dialect, "ways", String())
    people = (
        select(func.count())
        .where(
            achievements.c.unit_id == leaf.c.value,
            achievements.c.goal_id == goal.c.value,
            achievements.c.way == way.c.value,
            achievements.c.valid_to > bindparam("day"),
        )
        .scalar_subquery()
    )
    cells = _every(leaf, goal, way)
    return select(leaf.c.value, goal.c.value, way.c.value, people).select_from(cells)


@cache
def _since(dialect: str) -> Select[Any]:
    """Of those, who comes only after the day, and who reached the goal within the weeks."""
    after = achievements.c.valid_from > bindparam("day")
    within = achievements.c.done_on.between(bindparam("first"), bindparam("last"))
    key = (achievements.c.unit_id, achievements.c.goal_id, achievements.c.way)
    return (
        select(*key, func.count().filter(after), func.count().filter(~after, within))
        .where(
            among_few(dialect, achievements.c.unit_id, "leaves"),
            achievements.c.goal_id.in_(bindparam("goals", expanding=True)),
            achievements.c.valid_from >= bindparam("first"),
            achievements.c.valid_to > bindparam("day"),
        )
        .group_by(*key)
    )


def achieved(
    tx: Tx, leaves: Collection[int], goals: Collection[int], at: date, weeks: tuple[date, date]
) -> list[Achieved]:
    """n: people of each leaf at a day with the fact by that day, and how many within `weeks`.

    `weeks` must not begin after the day: nobody is counted before the day of the fact, so all who
    are new since the weeks began, and all who came after the day, stand together in the index.
    """
    dialect = tx.dialect.name
    values = {"leaves": packed(dialect, leaves), "day": at}
    period = {"first": weeks[0], "last": weeks[1], "goals": list(goals)}
    since = tx.execute(_since(dialect), {**values, **period}).all()
    latest = {(row[0], row[1], row[2]): (row[3], row[4]) for row in since}
    lists = {"goals": packed(dialect, goals), "ways": packed(dialect, tuple(Way))}
    rows = []
    for unit, goal, way, people in tx.execute(_ever(dialect), {**values, **lists}).all():
        later, recent = latest.get((unit, goal, way), (0, 0))
        if people > later:
            rows.append(Achieved(unit, goal, way, people - later, recent))
    return rows


def roster_dates(tx: Tx, communes: Collection[int], at: date) -> dict[int, date]:
    """The date of the latest roster of each commune that is not after a day."""
    query = (
        select(roster_imports.c.commune_id, func.max(roster_imports.c.as_of).label("latest"))
        .where(roster_imports.c.commune_id.in_(communes), roster_imports.c.as_of <= at)
        .group_by(roster_imports.c.commune_id)
    )
    return {row.commune_id: row.latest for row in tx.execute(query).all()}


def units_of(tx: Tx, ids: Collection[int]) -> list[UnitRow]:
    """These units, by code."""
    rows = tx.execute(select(*_UNIT).where(units.c.id.in_(ids)).order_by(units.c.code))
    return [_unit(row) for row in rows]


def _origins() -> Select[Any]:
    """The line of predecessors, from these units down, of successions after a day."""
    step = unit_successions
    after = step.c.happened_on > bindparam("since")
    line = (
        select(step.c.successor_id, step.c.predecessor_id, step.c.kind)
        .where(step.c.successor_id.in_(bindparam("ids", expanding=True)), after)
        .cte("line", recursive=True)
    )
    below = select(step.c.successor_id, step.c.predecessor_id, step.c.kind)
    line = line.union(below.join(line, step.c.successor_id == line.c.predecessor_id).where(after))
    found = select(line.c.successor_id, line.c.kind, *_UNIT)
    return found.join(units, units.c.id == line.c.predecessor_id).order_by(units.c.code)


_ORIGINS = _origins()


def origins(tx: Tx, ids: Collection[int], since: date) -> list[Origin]:
    """What went on in these units after a day, and what had gone on in that, by code."""
    rows = tx.execute(_ORIGINS, {"ids": list(ids), "since": since}).all()
    return [Origin(row.successor_id, _unit(row), row.kind == "merge") for row in rows]


@cache
def _reshaped(dialect: str) -> Select[Any]:
    step = unit_successions
    ways = (("merge", step.c.successor_id), ("split", step.c.predecessor_id))
    rows = union_all(
        *(
            select(unit.label("unit"), step.c.happened_on).where(
                step.c.kind == kind,
                step.c.happened_on <= bindparam("day"),
                among_few(dialect, unit, "units"),
            )
            for kind, unit in ways
        )
    ).subquery()
    return select(rows.c.unit, func.max(rows.c.happened_on)).group_by(rows.c.unit)


def reshaped(tx: Tx, ids: Collection[int], at: date) -> dict[int, date]:
    """The day since which units are what they are at `at`, of those that took over another or gave
    a part of themselves away."""
    dialect = tx.dialect.name
    found = tx.execute(_reshaped(dialect), {"units": packed(dialect, ids), "day": at})
    return dict(found.all())
