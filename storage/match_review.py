"""Matches that wait for a decision of the staff, hamlet by hamlet."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, select, update

from storage.database import Tx
from storage.schema import (
    accounts,
    completions,
    help_calls,
    learners,
    matches,
    memberships,
    persons,
    slips,
)
from storage.staff import below

LIVE = ("provisional", "confirmed")


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A learner who says to be a person of the roster."""

    match_id: int
    learner_id: int
    person_id: int
    state: str
    person_name: str
    person_year: int | None
    learner_name: str
    learner_year: int | None
    channel: str
    claimed_at: datetime
    unit_id: int | None
    decided_at: datetime | None
    lessons: int


_OTHER = matches.alias()
_CLAIMED_TWICE = exists().where(
    _OTHER.c.person_id == matches.c.person_id,
    _OTHER.c.id != matches.c.id,
    _OTHER.c.state.in_(LIVE),
)
_HOME = and_(
    memberships.c.person_id == matches.c.person_id,
    memberships.c.kind == "home",
    memberships.c.valid_from <= bindparam("on"),
    memberships.c.valid_to > bindparam("on"),
)
_LESSONS = (
    select(func.count(completions.c.content_id.distinct()))
    .where(completions.c.learner_id == matches.c.learner_id, completions.c.kind == "lesson")
    .scalar_subquery()
)
_CLAIMS = (
    select(
        matches.c.id,
        matches.c.learner_id,
        matches.c.person_id,
        matches.c.state,
        persons.c.name,
        persons.c.birth_year,
        learners.c.name,
        learners.c.birth_year,
        accounts.c.channel,
        matches.c.created_at,
        memberships.c.unit_id,
        matches.c.decided_at,
        _LESSONS,
    )
    .join(persons, persons.c.id == matches.c.person_id)
    .join(learners, learners.c.id == matches.c.learner_id)
    .join(accounts, accounts.c.id == learners.c.account_id)
    .outerjoin(memberships, _HOME)
    .order_by(persons.c.sort_key, matches.c.id)
)


def waiting(
    tx: Tx, unit_id: int, day: date, *, offset: int = 0, limit: int | None = None
) -> list[ClaimRow]:
    """Provisional matches of a hamlet that nobody else disputes, in Vietnamese order."""
    query = _CLAIMS.where(
        matches.c.state == "provisional", memberships.c.unit_id == unit_id, ~_CLAIMED_TWICE
    ).offset(offset)
    return _claims(tx, query if limit is None else query.limit(limit), day)


def count_waiting(tx: Tx, unit_id: int, day: date) -> int:
    """How many provisional, undisputed matches there are in a unit and below."""
    return all_waiting(tx, unit_id, day)[0]


def all_waiting(tx: Tx, unit_id: int, day: date) -> tuple[int, int]:
    """How many of them there are, and the id of the latest; 0 when there is none."""
    query = select(func.count(), func.coalesce(func.max(matches.c.id), 0))
    count, latest = tx.execute(query.where(_waits(unit_id, day), ~_CLAIMED_TWICE)).one()
    return int(count), int(latest)


def disputed(tx: Tx, unit_id: int, day: date, *, limit: int) -> list[tuple[int, str, int]]:
    """Persons of a hamlet claimed more than once, not yet decided: id, name, claims."""
    ids = tx.execute(_disputed_ids(unit_id, day)).scalars().all()
    query = (
        select(persons.c.id, persons.c.name, func.count())
        .join(matches, matches.c.person_id == persons.c.id)
        .where(matches.c.state.in_(LIVE), persons.c.id.in_(ids))
        .group_by(persons.c.id, persons.c.name, persons.c.sort_key)
        .order_by(persons.c.sort_key)
        .limit(limit)
    )
    return [(row[0], row[1], row[2]) for row in tx.execute(query)]


def count_disputed(tx: Tx, unit_id: int, day: date) -> int:
    """How many persons of a unit and below are claimed more than once, not yet decided."""
    found = _disputed_ids(unit_id, day).subquery()
    return int(tx.execute(select(func.count()).select_from(found)).scalar_one())


def claims_of(tx: Tx, person_id: int, day: date) -> list[ClaimRow]:
    """Every live claim on one person."""
    return _claims(
        tx, _CLAIMS.where(matches.c.person_id == person_id, matches.c.state.in_(LIVE)), day
    )


def recent(
    tx: Tx, unit_id: int, day: date, since: datetime, *, offset: int, limit: int
) -> list[ClaimRow]:
    """Matches of a hamlet confirmed since a moment, the newest first; of those that one decision
    confirmed of one person, the first."""
    query = _CLAIMS.order_by(None).where(_confirmed_since(since), memberships.c.unit_id == unit_id)
    order = (matches.c.decided_at.desc(), matches.c.id)
    return _claims(tx, query.order_by(*order).offset(offset).limit(limit), day)


def count_recent(tx: Tx, unit_id: int, day: date, since: datetime) -> int:
    """How many they are."""
    query = select(func.count()).select_from(matches).join(memberships, _HOME)
    asked = query.where(_confirmed_since(since), memberships.c.unit_id == unit_id)
    return int(tx.execute(asked, {"on": day}).scalar_one())


def _confirmed_since(since: datetime) -> ColumnElement[bool]:
    earlier = exists().where(
        _OTHER.c.person_id == matches.c.person_id,
        _OTHER.c.id < matches.c.id,
        _OTHER.c.state == "confirmed",
        _OTHER.c.decided_at == matches.c.decided_at,
        _OTHER.c.decided_by.is_not_distinct_from(matches.c.decided_by),
    )
    return (matches.c.state == "confirmed") & (matches.c.decided_at >= since) & ~earlier


def find(tx: Tx, unit_id: int, match_id: int, day: date) -> ClaimRow | None:
    """A match of somebody who lives in a unit or below it, whatever its state."""
    rows = _claims(
        tx, _CLAIMS.where(matches.c.id == match_id, memberships.c.unit_id.in_(below(unit_id))), day
    )
    return rows[0] if rows else None


@dataclass(frozen=True, slots=True)
class LearnerRow:
    """A learner of a hamlet whom no person of the roster stands for."""

    id: int
    name: str
    birth_year: int | None
    channel: str


def _unmatched(unit_id: int) -> ColumnElement[bool]:
    live = exists().where(matches.c.learner_id == learners.c.id, matches.c.state.in_(LIVE))
    here = learners.c.unit_id.in_(below(unit_id)) & (learners.c.name != "")
    return here & learners.c.erased_at.is_(None) & ~live


def unmatched(
    tx: Tx, unit_id: int, *, learner_id: int | None = None, offset: int = 0, limit: int = 1
) -> list[LearnerRow]:
    """Learners of a unit and below who gave a name and are matched to nobody."""
    query = (
        select(learners.c.id, learners.c.name, learners.c.birth_year, accounts.c.channel)
        .join(accounts, accounts.c.id == learners.c.account_id)
        .where(_unmatched(unit_id))
        .order_by(learners.c.id)
    )
    if learner_id is not None:
        query = query.where(learners.c.id == learner_id)
    return [LearnerRow(*row) for row in tx.execute(query.offset(offset).limit(limit))]


def count_unmatched(tx: Tx, unit_id: int) -> int:
    """How many learners of a unit and below are matched to nobody."""
    query = select(func.count()).select_from(learners).where(_unmatched(unit_id))
    return int(tx.execute(query).scalar_one())


def withdraw_slips(tx: Tx, person_id: int, now: datetime) -> None:
    """Codes given to a person before lapse when a new one is made."""
    tx.execute(
        update(slips)
        .where(slips.c.person_id == person_id, slips.c.used_at.is_(None), slips.c.expires_at > now)
        .values(expires_at=now)
    )


@dataclass(frozen=True, slots=True)
class CallRow:
    """Somebody asked for help."""

    id: int
    name: str
    phone: str
    person_id: int | None
    unit_id: int
    called_at: datetime


def calls(tx: Tx, unit_id: int, *, offset: int, limit: int) -> list[CallRow]:
    """Calls for help of a unit and below that nobody answered, the oldest first."""
    query = (
        select(
            help_calls.c.id,
            func.coalesce(persons.c.name, learners.c.name, ""),
            func.coalesce(persons.c.phone, ""),
            persons.c.id,
            help_calls.c.unit_id,
            help_calls.c.called_at,
        )
        .outerjoin(learners, learners.c.id == help_calls.c.learner_id)
        .outerjoin(
            matches, (matches.c.learner_id == learners.c.id) & (matches.c.state == "confirmed")
        )
        .outerjoin(persons, persons.c.id == matches.c.person_id)
        .where(help_calls.c.answered_at.is_(None), help_calls.c.unit_id.in_(below(unit_id)))
        .order_by(help_calls.c.called_at, help_calls.c.id)
    )
    return [CallRow(*row) for row in tx.execute(query.offset(offset).limit(limit))]


def count_calls(tx: Tx, unit_id: int) -> int:
    """How many calls for help of a unit and below nobody answered."""
    query = select(func.count()).where(
        help_calls.c.answered_at.is_(None), help_calls.c.unit_id.in_(below(unit_id))
    )
    return int(tx.execute(query).scalar_one())


def answer_call(tx: Tx, unit_id: int, call_id: int, staff_id: int, now: datetime) -> bool | None:
    """Mark a call as answered; False when it was before, None when it is not of the unit."""
    own = (help_calls.c.id == call_id) & help_calls.c.unit_id.in_(below(unit_id))
    done = tx.execute(
        update(help_calls)
        .where(own, help_calls.c.answered_at.is_(None))
        .values(answered_at=now, answered_by=staff_id)
        .returning(help_calls.c.id)  # SQLite counts no rows of a statement that begins with WITH
    )
    if done.scalar_one_or_none() is not None:
        return True
    known = tx.execute(select(help_calls.c.id).where(own)).scalar_one_or_none()
    return False if known is not None else None


def hamlets_waiting(tx: Tx, unit_id: int, day: date) -> dict[int, int]:
    """In how many persons' name a match waits in each hamlet below a unit, by the hamlet's id: who
    is claimed twice is one."""
    query = (
        select(memberships.c.unit_id, func.count(matches.c.person_id.distinct()))
        .join(matches, matches.c.person_id == memberships.c.person_id)
        .where(
            matches.c.state == "provisional",
            memberships.c.kind == "home",
            memberships.c.valid_from <= day,
            memberships.c.valid_to > day,
            memberships.c.unit_id.in_(below(unit_id)),
        )
        .group_by(memberships.c.unit_id)
        .order_by(memberships.c.unit_id)
    )
    return {row[0]: row[1] for row in tx.execute(query)}


def _waits(unit_id: int, day: date) -> ColumnElement[bool]:
    """Provisional matches of those who live in a unit or below it on a day."""
    return (matches.c.state == "provisional") & exists().where(
        memberships.c.person_id == matches.c.person_id,
        memberships.c.kind == "home",
        memberships.c.valid_from <= day,
        memberships.c.valid_to > day,
        memberships.c.unit_id.in_(below(unit_id)),
    )


def _disputed_ids(unit_id: int, day: date) -> Select[tuple[int]]:
    return select(matches.c.person_id).where(_waits(unit_id, day), _CLAIMED_TWICE).distinct()


def _claims(tx: Tx, query: Select[Any], day: date) -> list[ClaimRow]:
    return [ClaimRow(*row) for row in tx.execute(query, {"on": day})]
