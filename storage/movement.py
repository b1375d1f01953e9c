"""Who was counted at the last closing, held against who is counted now: numbers per unit."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    union_all,
    update,
)

from domain.movement import Cause, Flow
from domain.vocabulary import Audience
from storage.among import among
from storage.counts import open_at
from storage.database import Tx
from storage.schema import achievements, enrolments, persons, signed_people

__all__ = [
    "Changes",
    "Counted",
    "Moment",
    "changes",
    "drop_other_plans",
    "flows",
    "forget",
    "sign",
]

PART = 5000  # ids in one query


@dataclass(frozen=True, slots=True)
class Counted:
    """What people of a plan are counted for: a goal (n), or being of an audience (goal 0, N)."""

    plan_id: int
    audience: Audience
    goal_id: int = 0


@dataclass(frozen=True, slots=True)
class Changes:
    """How many were signed in each unit; persons by id with the unit where they are counted no
    more, and where they are counted now but were not; how many were forgotten, by unit."""

    sizes: Mapping[int, int]
    gone: Mapping[int, int]
    come: Mapping[int, int]
    forgotten: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Moment:
    """The leaves of a commune, of any time, and those of them that stand on the day counted."""

    leaves: Collection[int]
    standing: Collection[int]
    day: date


def _sizes(tx: Tx, what: Counted, leaves: Collection[int]) -> dict[int, int]:
    """How many people were counted in each leaf when it was signed last; forgotten ones too."""
    query = (
        select(signed_people.c.unit_id, func.count())
        .where(*_signed(tx, what, leaves))
        .group_by(signed_people.c.unit_id)
    )
    return {row[0]: row[1] for row in tx.execute(query).all()}


def _signed(tx: Tx, what: Counted, leaves: Collection[int]) -> list[ColumnElement[bool]]:
    return [
        signed_people.c.plan_id == what.plan_id,
        signed_people.c.audience == what.audience,
        signed_people.c.goal_id == what.goal_id,
        among(tx, signed_people.c.unit_id, leaves),
    ]


def changes(tx: Tx, what: Counted, at: Moment) -> Changes:
    """Who is counted otherwise than it was signed last. Both lists are read in one pass."""
    sizes = _sizes(tx, what, at.leaves)
    if not sizes:
        return Changes({}, {}, {}, {})
    mine = _signed(tx, what, at.leaves)
    nowhere: ColumnElement[int] = literal(0)
    before = select(
        signed_people.c.person_id, signed_people.c.unit_id.label("before"), nowhere.label("now")
    ).where(*mine, signed_people.c.person_id.is_not(None))
    table, counts = _counted(tx, what, at)
    now = select(table.c.person_id, nowhere, table.c.unit_id).where(*counts)
    both = union_all(before, now).subquery()
    places = func.max(both.c.before), func.max(both.c.now)
    query = select(both.c.person_id, *places).group_by(both.c.person_id)
    rows = tx.execute(query.having(places[0] != places[1])).all()
    lost = (signed_people.c.unit_id, func.count())
    forgotten = select(*lost).where(*mine, signed_people.c.person_id.is_(None))
    return Changes(
        sizes,
        gone={row[0]: row[1] for row in rows if row[1]},
        come={row[0]: row[2] for row in rows if row[2]},
        forgotten={
            row[0]: row[1] for row in tx.execute(forgotten.group_by(signed_people.c.unit_id))
        },
    )


def _counted(tx: Tx, what: Counted, at: Moment) -> tuple[Table, list[ColumnElement[bool]]]:
    """The projection that counts this, and which of its rows count at that moment."""
    table: Table = achievements if what.goal_id else enrolments
    same = (
        achievements.c.goal_id == what.goal_id
        if what.goal_id
        else enrolments.c.audience == what.audience
    )
    return table, [same, among(tx, table.c.unit_id, at.standing), open_at(table, at.day)]


def flows(tx: Tx, what: Counted, at: Moment, found: Changes) -> list[Flow]:
    """What became of the people signed last, and who is new: numbers by unit, nobody's id."""
    if not found.sizes:
        table, counts = _counted(tx, what, at)
        query = select(table.c.unit_id, func.count()).where(*counts).group_by(table.c.unit_id)
        return [Flow(None, row[0], row[1]) for row in tx.execute(query)]
    lost = [person for person in found.gone if person not in found.come]
    why = _causes(tx, what, at, lost)
    tallied = Counter[Flow](
        Flow(unit, found.come.get(person), 1, why.get(person))
        for person, unit in found.gone.items()
    )
    tallied.update(
        Flow(None, unit, 1) for person, unit in found.come.items() if person not in found.gone
    )
    return [
        *(replace(flow, people=people) for flow, people in tallied.items()),
        *(Flow(unit, None, people, Cause.ERASED) for unit, people in found.forgotten.items()),
    ]


def _causes(tx: Tx, what: Counted, at: Moment, lost: Sequence[int]) -> dict[int, Cause]:
    """Why people are counted nowhere now. From N one can only be gone; from n too, unless the
    learning was erased, or the person is still in N, so that some fact stands no more."""
    if not what.goal_id:
        return dict.fromkeys(lost, Cause.LEFT)
    table, counts = _counted(tx, Counted(what.plan_id, what.audience), at)
    listed = set(_those(tx, select(table.c.person_id).where(*counts), table.c.person_id, lost))
    erased = select(persons.c.id).where(persons.c.erased_at.is_not(None))
    return {
        **{person: Cause.VOIDED if person in listed else Cause.LEFT for person in lost},
        **dict.fromkeys(_those(tx, erased, persons.c.id, lost), Cause.ERASED),
    }


def _those(
    tx: Tx, query: Select[int], key: ColumnElement[int], ids: Sequence[int]
) -> Iterator[int]:
    for first in range(0, len(ids), PART):
        yield from tx.scalars(query.where(among(tx, key, ids[first : first + PART])))


def sign(tx: Tx, what: Counted, at: Moment, found: Changes) -> None:
    """Keep who is counted at this moment, in place of who was. Only differences are written."""
    table, mine = signed_people, _signed(tx, what, at.leaves)
    same = {"plan_id": what.plan_id, "audience": what.audience.value, "goal_id": what.goal_id}
    if not found.sizes:
        constants = (literal(value).label(name) for name, value in same.items())
        source, counts = _counted(tx, what, at)
        people = select(source.c.person_id, source.c.unit_id, *constants).where(*counts)
        tx.execute(insert(table).from_select(["person_id", "unit_id", *same], people))
        return
    if found.forgotten:
        tx.execute(delete(table).where(*mine, table.c.person_id.is_(None)))
    gone = list(found.gone)
    for first in range(0, len(gone), PART):
        # By person alone: a planner without statistics would read every unit for each of them.
        some = among(tx, table.c.person_id, gone[first : first + PART])
        own = table.c.plan_id + 0 == what.plan_id, table.c.audience == what.audience
        tx.execute(delete(table).where(some, table.c.goal_id == what.goal_id, *own))
    rows = [{**same, "person_id": one, "unit_id": unit} for one, unit in found.come.items()]
    if rows:
        tx.execute(insert(table), rows)


def drop_other_plans(tx: Tx, plan_id: int, leaves: Collection[int]) -> None:
    """Whom a plan counted that is active no more need not be known any longer."""
    table = signed_people
    tx.execute(delete(table).where(table.c.plan_id != plan_id, among(tx, table.c.unit_id, leaves)))


def forget(tx: Tx, person_ids: Collection[int]) -> None:
    """That these persons had reached a goal is known no more where nothing is left of it; that
    somebody had stays a number until the next closing. Call it after their projections."""
    table = signed_people
    left = exists().where(
        achievements.c.person_id == table.c.person_id, achievements.c.goal_id == table.c.goal_id
    )
    tx.execute(
        update(table)
        .where(among(tx, table.c.person_id, person_ids), table.c.goal_id > 0, ~left)
        .values(person_id=None)
    )
