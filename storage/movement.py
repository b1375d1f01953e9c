"""Who was counted at the last closing, held against who is counted now: numbers per unit."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from domain.movement import Cause, Flow
from domain.vocabulary import Audience
from storage.among import among
from storage.counts import open_at
from storage.database import Tx
from storage.schema import achievements, enrolments, persons, signed_people

__all__ = ["Counted", "Moment", "drop_other_plans", "flows", "forget", "sign", "signed"]


@dataclass(frozen=True, slots=True)
class Counted:
    """What people of a plan are counted for: a goal (n), or being of an audience (goal 0, N)."""

    plan_id: int
    audience: Audience
    goal_id: int = 0


@dataclass(frozen=True, slots=True)
class Moment:
    """The leaves of a commune, of any time, and those of them that stand on the day counted."""

    leaves: Collection[int]
    standing: Collection[int]
    day: date


def signed(tx: Tx, what: Counted, leaves: Collection[int]) -> dict[int, int]:
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


def flows(tx: Tx, what: Counted, at: Moment) -> list[Flow]:
    """What became of the people signed last, and who is new: numbers by unit, nobody's id."""
    return [*_gone(tx, what, at), *_come(tx, what, at)]


def _counted(
    tx: Tx, what: Counted, at: Moment, *, by_person: bool
) -> tuple[Any, list[ColumnElement[bool]]]:
    """The projection that counts this, and which of its rows count at that moment.

    `by_person`: they are looked up one person after the other, so the index of units, which SQLite
    likes better than it should, is kept out by a sum.
    """
    table = achievements if what.goal_id else enrolments
    same = (
        achievements.c.goal_id == what.goal_id
        if what.goal_id
        else enrolments.c.audience == what.audience
    )
    unit = table.c.unit_id + 0 if by_person else table.c.unit_id
    return table, [same, among(tx, unit, at.standing), open_at(table, at.day)]


def _known(what: Counted, person: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether a person was counted when it was signed last."""
    table = signed_people
    same = (table.c.goal_id == what.goal_id, table.c.audience == what.audience)
    return exists().where(table.c.person_id == person, *same, table.c.plan_id + 0 == what.plan_id)


def _gone(tx: Tx, what: Counted, at: Moment) -> list[Flow]:
    now, counts = _counted(tx, what, at, by_person=True)
    same = and_(now.c.person_id == signed_people.c.person_id, *counts)
    cause = _cause(tx, what, at).label("cause")
    places = (signed_people.c.unit_id.label("before"), now.c.unit_id.label("now"), cause)
    query = (
        select(*places, func.count())
        .select_from(signed_people.outerjoin(now, same))
        .where(*_signed(tx, what, at.leaves))
        .where(or_(now.c.unit_id.is_(None), now.c.unit_id != signed_people.c.unit_id))
        .group_by("before", "now", "cause")
    )
    return [
        Flow(before, unit, people, Cause(why) if why else None)
        for before, unit, why, people in tx.execute(query).all()
    ]


def _cause(tx: Tx, what: Counted, at: Moment) -> ColumnElement[str]:
    """Why somebody signed is counted nowhere now. Of N one can only be gone; of n too, unless
    the learning was erased, or the person is still in N, so that some fact stands no more."""
    now, _ = _counted(tx, what, at, by_person=True)
    left = literal(Cause.LEFT.value)
    if not what.goal_id:
        return case((now.c.unit_id.is_not(None), None), else_=left)
    headcount = Counted(what.plan_id, what.audience)
    listed, counts = _counted(tx, headcount, at, by_person=True)
    in_audience = exists().where(listed.c.person_id == signed_people.c.person_id, *counts)
    return case(
        (now.c.unit_id.is_not(None), None),
        (or_(signed_people.c.person_id.is_(None), _erased()), literal(Cause.ERASED.value)),
        (in_audience, literal(Cause.VOIDED.value)),
        else_=left,
    )


def _erased() -> ColumnElement[bool]:
    return exists().where(
        persons.c.id == signed_people.c.person_id, persons.c.erased_at.is_not(None)
    )


def _come(tx: Tx, what: Counted, at: Moment) -> list[Flow]:
    now, counts = _counted(tx, what, at, by_person=False)
    new = ~_known(what, now.c.person_id)
    query = select(now.c.unit_id, func.count()).where(*counts, new).group_by(now.c.unit_id)
    return [Flow(None, unit, people) for unit, people in tx.execute(query).all()]


def sign(tx: Tx, what: Counted, at: Moment) -> None:
    """Keep who is counted at this moment, in place of who was. Only differences are written."""
    now, counts = _counted(tx, what, at, by_person=True)
    same = (
        now.c.person_id == signed_people.c.person_id,
        now.c.unit_id + 0 == signed_people.c.unit_id,
    )
    gone = ~exists().where(*same, *counts)
    tx.execute(delete(signed_people).where(*_signed(tx, what, at.leaves), gone))
    now, counts = _counted(tx, what, at, by_person=False)
    people: Select[Any] = select(
        literal(what.plan_id),
        now.c.unit_id,
        literal(what.audience.value),
        literal(what.goal_id),
        now.c.person_id,
    ).where(*counts, ~_known(what, now.c.person_id))
    columns = ["plan_id", "unit_id", "audience", "goal_id", "person_id"]
    tx.execute(insert(signed_people).from_select(columns, people))


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
