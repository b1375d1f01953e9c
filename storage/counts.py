"""The questions every screen asks of the projections: how many, where, at a day. One query each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, Table, and_, case, func, literal, or_, select

from domain.vocabulary import Audience, Level, MatchState
from storage.database import Tx
from storage.schema import (
    absences,
    achievements,
    completions,
    consents,
    enrolments,
    learners,
    matches,
    roster_imports,
    units,
    voids,
)

__all__ = [
    "Achieved",
    "UnitRow",
    "achieved",
    "ancestors",
    "covered",
    "enrolled",
    "not_present",
    "outside_roster",
    "pending",
    "roster_dates",
    "subtree",
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


def _open_at(table: Table, at: date) -> ColumnElement[bool]:
    return and_(table.c.valid_from <= at, table.c.valid_to > at)


def enrolled(
    tx: Tx, leaves: Sequence[int], audiences: Collection[Audience], at: date
) -> dict[Cell, int]:
    """N from the roster: people of an audience in each leaf at a day."""
    query = (
        select(enrolments.c.unit_id, enrolments.c.audience, func.count())
        .where(
            enrolments.c.unit_id.in_(leaves),
            enrolments.c.audience.in_(audiences),
            _open_at(enrolments, at),
        )
        .group_by(enrolments.c.unit_id, enrolments.c.audience)
    )
    return {(unit, audience): people for unit, audience, people in tx.execute(query)}


def covered(tx: Tx, leaves: Sequence[int], audiences: Collection[Audience], at: date) -> set[Cell]:
    """Leaves that ever had people of an audience on the roster by a day, even if all left."""
    if not leaves:
        return set()
    query = (
        select(enrolments.c.unit_id, enrolments.c.audience)
        .where(
            enrolments.c.unit_id.in_(leaves),
            enrolments.c.audience.in_(audiences),
            enrolments.c.valid_from <= at,
        )
        .distinct()
    )
    return {(unit, audience) for unit, audience in tx.execute(query)}


def achieved(
    tx: Tx, leaves: Sequence[int], goals: Collection[int], at: date, weeks: tuple[date, date]
) -> list[Achieved]:
    """n: people of each leaf at a day with the fact by that day, and how many within `weeks`."""
    done = achievements.c.done_on
    recent = func.sum(case((done.between(*weeks), 1), else_=0))
    query = (
        select(
            achievements.c.unit_id, achievements.c.goal_id, achievements.c.way, func.count(), recent
        )
        .where(
            achievements.c.unit_id.in_(leaves),
            achievements.c.goal_id.in_(goals),
            _open_at(achievements, at),
            done <= at,
        )
        .group_by(achievements.c.unit_id, achievements.c.goal_id, achievements.c.way)
    )
    return [Achieved(*row) for row in tx.execute(query)]


def not_present(
    tx: Tx, leaves: Sequence[int], audiences: Collection[Audience], at: date
) -> dict[Cell, int]:
    """People within N who are away or unable to learn."""
    query = (
        select(
            enrolments.c.unit_id,
            enrolments.c.audience,
            func.count(enrolments.c.person_id.distinct()),
        )
        .join(absences, absences.c.person_id == enrolments.c.person_id)
        .where(
            enrolments.c.unit_id.in_(leaves),
            enrolments.c.audience.in_(audiences),
            _open_at(enrolments, at),
            _open_at(absences, at),
        )
        .group_by(enrolments.c.unit_id, enrolments.c.audience)
    )
    return {(unit, audience): people for unit, audience, people in tx.execute(query)}


def roster_dates(tx: Tx, communes: Collection[int], at: date) -> dict[int, date]:
    """The date of the latest roster of each commune that is not after a day."""
    query = (
        select(roster_imports.c.commune_id, func.max(roster_imports.c.as_of))
        .where(roster_imports.c.commune_id.in_(communes), roster_imports.c.as_of <= at)
        .group_by(roster_imports.c.commune_id)
    )
    return dict(tx.execute(query).tuples().all())


def _unclaimed(tracks: Collection[str], at: date) -> ColumnElement[bool]:
    """Standing completions of consenting learners that belong to no person yet. That `person_id`
    is empty comes first: it finds the few such rows through its index."""
    agreed = (
        select(literal(1))
        .where(
            or_(
                consents.c.learner_id == learners.c.id,
                and_(
                    consents.c.learner_id.is_(None), consents.c.account_id == learners.c.account_id
                ),
            ),
            consents.c.withdrawn_at.is_(None),
        )
        .exists()
    )
    voided = select(literal(1)).where(voids.c.completion_id == completions.c.id).exists()
    return and_(
        completions.c.person_id.is_(None),
        completions.c.kind == "track",
        completions.c.content_id.in_(tracks),
        completions.c.happened_on <= at,
        ~voided,
        learners.c.erased_at.is_(None),
        agreed,
    )


def pending(
    tx: Tx,
    leaves: Sequence[int],
    audience: Audience,
    goal_id: int,
    tracks: Collection[str],
    at: date,
) -> dict[int, int]:
    """People of each leaf who would be counted if a learner's provisional match were confirmed."""
    counted = (
        select(literal(1))
        .where(
            achievements.c.person_id == enrolments.c.person_id,
            achievements.c.goal_id == goal_id,
            achievements.c.done_on <= at,
            _open_at(achievements, at),
        )
        .exists()
    )
    query = (
        select(enrolments.c.unit_id, func.count(enrolments.c.person_id.distinct()))
        .select_from(completions)
        .join(learners, learners.c.id == completions.c.learner_id)
        .join(matches, matches.c.learner_id == learners.c.id)
        .join(enrolments, enrolments.c.person_id == matches.c.person_id)
        .where(
            _unclaimed(tracks, at),
            matches.c.state == MatchState.PROVISIONAL,
            enrolments.c.unit_id.in_(leaves),
            enrolments.c.audience == audience,
            _open_at(enrolments, at),
            ~counted,
        )
        .group_by(enrolments.c.unit_id)
    )
    return dict(tx.execute(query).tuples().all())


def outside_roster(
    tx: Tx, leaves: Sequence[int], tracks: Collection[str], born_by: int, at: date
) -> dict[int, int]:
    """Learners of each hamlet who finished, matched to nobody; none born after `born_by`."""
    live = (
        select(literal(1))
        .where(
            matches.c.learner_id == learners.c.id,
            matches.c.state.in_((MatchState.PROVISIONAL, MatchState.CONFIRMED)),
        )
        .exists()
    )
    query = (
        select(learners.c.unit_id, func.count(learners.c.id.distinct()))
        .select_from(completions)
        .join(learners, learners.c.id == completions.c.learner_id)
        .where(
            _unclaimed(tracks, at),
            learners.c.unit_id.in_(leaves),
            or_(learners.c.birth_year.is_(None), learners.c.birth_year <= born_by),
            ~live,
        )
        .group_by(learners.c.unit_id)
    )
    return dict(tx.execute(query).tuples().all())
