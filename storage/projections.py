"""Reads the truth about persons in bulk, and rewrites the two projections made of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, Table, delete, func, insert, select

from domain.enrolment import Enrolment, Place
from domain.vocabulary import Audience, Level
from storage.among import among
from storage.database import Tx
from storage.schema import (
    absences,
    achievements,
    audiences,
    completions,
    confirmations,
    enrolments,
    goals,
    memberships,
    persons,
    units,
    voids,
)

__all__ = [
    "Achievement",
    "Fact",
    "Goal",
    "Truth",
    "Which",
    "between",
    "goals_known",
    "last_person",
    "levels",
    "one_of",
    "projected",
    "replace_achievements",
    "replace_enrolments",
    "truth",
]

HOME = "home"

Which = Callable[[Table], ColumnElement[bool]]  # the persons meant, as a condition on a table
Fact = tuple[date, int, str]  # day, id of the row, way: the smallest is the earliest


@dataclass(slots=True)
class Truth:
    """What is known of one person, as far as counting goes."""

    birth_date: date | None
    birth_year: int | None
    places: list[Place] = field(default_factory=list)
    spells: list[tuple[Audience, date, date]] = field(default_factory=list)
    absences: list[tuple[date, date]] = field(default_factory=list)
    tracks: dict[str, Fact] = field(default_factory=dict)
    vneid: Fact | None = None


@dataclass(frozen=True, slots=True)
class Goal:
    """A row of the goals that some plan counts."""

    id: int
    audience: Audience
    goal: str


@dataclass(frozen=True, slots=True, order=True)
class Achievement:
    """Somebody is in n of a goal from `start`, never before `done_on`, to the day before `end`."""

    goal_id: int
    unit: int
    start: date
    end: date
    done_on: date
    way: str


def one_of(tx: Tx, person_ids: Sequence[int]) -> Which:
    """These persons."""
    return lambda table: among(tx, _key(table), person_ids)


def between(first: int, last: int) -> Which:
    """Persons by a range of ids, both included."""
    return lambda table: _key(table).between(first, last)


def _key(table: Table) -> "ColumnElement[int]":
    return table.c.id if table is persons else table.c.person_id


def last_person(tx: Tx) -> int:
    """The greatest id of a person, 0 when there is none."""
    return tx.scalar(select(func.max(persons.c.id))) or 0


def levels(tx: Tx) -> dict[int, Level]:
    """The level of every unit."""
    return {unit: Level(level) for unit, level in tx.execute(select(units.c.id, units.c.level))}


def goals_known(tx: Tx) -> list[Goal]:
    """All goals, of active plans or not."""
    rows = tx.execute(select(goals.c.id, goals.c.audience, goals.c.goal).order_by(goals.c.id))
    return [Goal(row.id, Audience(row.audience), row.goal) for row in rows]


def truth(tx: Tx, which: Which, level_of: dict[int, Level]) -> dict[int, Truth]:
    """All that enrolments and achievements follow from. An erased person has no facts left."""
    query = select(persons.c.id, persons.c.birth_date, persons.c.birth_year, persons.c.erased_at)
    rows = tx.execute(query.where(which(persons))).all()
    found = {row[0]: Truth(row[1], row[2]) for row in rows}
    _places(tx, which, level_of, found)
    spells = select(
        audiences.c.person_id, audiences.c.audience, audiences.c.valid_from, audiences.c.valid_to
    )
    for person, audience, start, end in tx.execute(spells.where(which(audiences))).all():
        found[person].spells.append((Audience(audience), start, end))
    away = select(absences.c.person_id, absences.c.valid_from, absences.c.valid_to)
    for person, start, end in tx.execute(away.where(which(absences))).all():
        found[person].absences.append((start, end))
    erased = {row[0] for row in rows if row[3] is not None}
    _facts(tx, which, {person: one for person, one in found.items() if person not in erased})
    return found


def _places(tx: Tx, which: Which, level_of: dict[int, Level], found: dict[int, Truth]) -> None:
    table = memberships
    query = select(
        table.c.person_id, table.c.unit_id, table.c.kind, table.c.valid_from, table.c.valid_to
    )
    for person, unit, kind, start, end in tx.execute(query.where(which(table))).all():
        level = None if kind == HOME else level_of[unit]
        found[person].places.append(Place(unit, level, start, end))


def _facts(tx: Tx, which: Which, found: dict[int, Truth]) -> None:
    """The earliest standing fact of each kind; the row's id settles two of one day."""
    table = completions
    query = (
        select(table.c.person_id, table.c.content_id, table.c.happened_on, table.c.id, table.c.way)
        .outerjoin(voids, voids.c.completion_id == table.c.id)
        .where(which(table), table.c.kind == "track", voids.c.id.is_(None))
    )
    for person, track, day, row, way in tx.execute(query).all():
        if person in found:
            facts, fact = found[person].tracks, (day, row, way)
            facts[track] = min(facts.get(track, fact), fact)
    outside = select(
        confirmations.c.person_id, confirmations.c.confirmed_on, confirmations.c.id
    ).where(
        which(confirmations), confirmations.c.kind == "vneid", confirmations.c.voided_at.is_(None)
    )
    for person, day, row in tx.execute(outside).all():
        if person in found:
            fact = (day, row, "imported")
            found[person].vneid = min(found[person].vneid or fact, fact)


def projected(
    tx: Tx, which: Which
) -> tuple[dict[int, list[Enrolment]], dict[int, list[Achievement]]]:
    """The projections as they stand, each person's rows in order."""
    counted: dict[int, list[Enrolment]] = {}
    for row in tx.execute(select(enrolments).where(which(enrolments))).all():
        one = Enrolment(
            Audience(row.audience), row.valid_from, row.valid_to, row.unit_id, row.present
        )
        counted.setdefault(row.person_id, []).append(one)
    reached: dict[int, list[Achievement]] = {}
    for row in tx.execute(select(achievements).where(which(achievements))).all():
        done = Achievement(
            row.goal_id, row.unit_id, row.valid_from, row.valid_to, row.done_on, row.way
        )
        reached.setdefault(row.person_id, []).append(done)
    for enrolled in counted.values():
        enrolled.sort()
    for achieved in reached.values():
        achieved.sort()
    return counted, reached


def replace_enrolments(
    tx: Tx, stale: Sequence[int], fresh: Mapping[int, Sequence[Enrolment]]
) -> None:
    """Remove the rows of `stale` persons, then write the rows of `fresh` ones."""
    rows = [
        {
            "person_id": person,
            "audience": one.audience.value,
            "unit_id": one.unit,
            "valid_from": one.start,
            "valid_to": one.end,
            "present": one.present,
        }
        for person, ones in fresh.items()
        for one in ones
    ]
    _replace(tx, enrolments, stale, rows)


def replace_achievements(
    tx: Tx, stale: Sequence[int], fresh: Mapping[int, Sequence[Achievement]]
) -> None:
    """Remove the rows of `stale` persons, then write the rows of `fresh` ones."""
    rows = [
        {
            "goal_id": one.goal_id,
            "person_id": person,
            "unit_id": one.unit,
            "valid_from": one.start,
            "valid_to": one.end,
            "done_on": one.done_on,
            "way": one.way,
        }
        for person, ones in fresh.items()
        for one in ones
    ]
    _replace(tx, achievements, stale, rows)


def _replace(
    tx: Tx, table: Table, stale: Sequence[int], rows: Sequence[Mapping[str, object]]
) -> None:
    if stale:
        tx.execute(delete(table).where(among(tx, table.c.person_id, stale)))
    if rows:
        tx.execute(insert(table), rows)
