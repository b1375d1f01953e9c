"""The questions every screen asks of the projections: how many, where, at a day. One query each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    Table,
    and_,
    func,
    literal,
    select,
)

from domain.vocabulary import Audience, Level, Way
from storage.among import among_few
from storage.database import Tx
from storage.schema import (
    achievements,
    enrolments,
    roster_imports,
    units,
)

__all__ = [
    "Achieved",
    "Cell",
    "Enrolled",
    "UnitRow",
    "achieved",
    "ancestors",
    "covered",
    "enrolled",
    "open_at",
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


_UNIT = (
    units.c.id,
    units.c.code,
    units.c.name,
    units.c.level,
    units.c.parent_id,
    units.c.valid_from,
    units.c.valid_to,
)


def subtree(tx: Tx, code: str, *, within: int | None = None) -> list[UnitRow]:
    """A unit and everything below it, of any date, itself first; nothing when there is no such
    unit, or when it does not lie in the unit `within`."""
    if within is None:
        root = select(units.c.id).where(units.c.code == code)
    else:
        allowed = _below(select(units.c.id).where(units.c.id == within), "allowed")
        root = (
            select(units.c.id).join(allowed, allowed.c.id == units.c.id).where(units.c.code == code)
        )
    tree = _below(root, "tree")
    rows = tx.execute(select(*_UNIT).join(tree, tree.c.id == units.c.id)).all()
    found = [_unit(row) for row in rows]
    return sorted(found, key=lambda unit: (unit.code != code, unit.code))


def _below(root: Select[int], name: str) -> CTE:
    tree = root.cte(name, recursive=True)
    return tree.union(select(units.c.id).join(tree, units.c.parent_id == tree.c.id))


def _unit(row: Any) -> UnitRow:
    return UnitRow(
        row.id, row.code, row.name, Level(row.level), row.parent_id, row.valid_from, row.valid_to
    )


def ancestors(tx: Tx, unit_id: int) -> list[int]:
    """The ids of a unit and of all above it, nearest first."""
    depth = literal(0).label("depth")
    line = (
        select(units.c.id, units.c.parent_id, depth)
        .where(units.c.id == unit_id)
        .cte("line", recursive=True)
    )
    above = select(units.c.id, units.c.parent_id, line.c.depth + 1).join(
        line, units.c.id == line.c.parent_id
    )
    line = line.union_all(above)
    return list(tx.scalars(select(line.c.id).order_by(line.c.depth)))


def open_at(table: Table, at: date) -> ColumnElement[bool]:
    return and_(table.c.valid_from <= at, table.c.valid_to > at)


def _prefix(tx: Tx, condition: ColumnElement[bool]) -> list[ColumnElement[bool]]:
    """A condition that is always true, for SQLite alone: with it the whole prefix of an index is
    named, and the days behind it are sought instead of read."""
    return [condition] if tx.dialect.name == "sqlite" else []


def enrolled(
    tx: Tx, leaves: Sequence[int], audiences: Collection[Audience], at: date
) -> list[Enrolled]:
    """N from the roster: people of an audience in each leaf at a day, those not there apart."""
    query = (
        select(enrolments.c.unit_id, enrolments.c.audience, enrolments.c.present, func.count())
        .where(
            among_few(tx, enrolments.c.unit_id, leaves),
            enrolments.c.audience.in_(audiences),
            *_prefix(tx, enrolments.c.present.in_((False, True))),
            open_at(enrolments, at),
        )
        .group_by(enrolments.c.unit_id, enrolments.c.audience, enrolments.c.present)
    )
    return [Enrolled(*row) for row in tx.execute(query).all()]


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


def achieved(
    tx: Tx, leaves: Sequence[int], goals: Collection[int], at: date, weeks: tuple[date, date]
) -> list[Achieved]:
    """n: people of each leaf at a day with the fact by that day, and how many within `weeks`."""
    recent = func.count().filter(achievements.c.done_on.between(*weeks))
    key = (achievements.c.unit_id, achievements.c.goal_id, achievements.c.way)
    query = (
        select(*key, func.count(), recent)
        .where(
            among_few(tx, achievements.c.unit_id, leaves),
            achievements.c.goal_id.in_(goals),
            *_prefix(tx, achievements.c.way.in_(tuple(Way))),
            open_at(achievements, at),
        )
        .group_by(*key)
    )
    return [Achieved(*row) for row in tx.execute(query).all()]


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
