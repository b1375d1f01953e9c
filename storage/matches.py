"""Which learner is which person on the roster."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, insert, or_, select, update

from storage.database import Tx
from storage.schema import matches, memberships, persons, slips

LIVE = ("provisional", "confirmed")


@dataclass(frozen=True, slots=True)
class Match:
    """A learner said, or proved, to be a person. `how`: staff, slip, or "" while provisional."""

    id: int
    learner_id: int
    person_id: int
    state: str
    how: str


@dataclass(frozen=True, slots=True)
class Decided:
    """A match, and what it was before it was decided; "" where that is not known."""

    id: int
    learner_id: int
    state: str
    was: str


@dataclass(frozen=True, slots=True)
class Slip:
    """A paper slip with a code that one person was given."""

    id: int
    person_id: int
    expires_at: datetime
    used_at: datetime | None


_COLUMNS = (
    matches.c.id,
    matches.c.learner_id,
    matches.c.person_id,
    matches.c.state,
    matches.c.how,
)
_CONFIRMED = select(matches.c.person_id).where(
    matches.c.learner_id == bindparam("at_learner"), matches.c.state == "confirmed"
)
_LIVE = select(*_COLUMNS).where(
    matches.c.learner_id == bindparam("at_learner"), matches.c.state.in_(LIVE)
)
_CANDIDATES = (
    select(persons.c.id)
    .join(memberships, memberships.c.person_id == persons.c.id)
    .where(
        memberships.c.unit_id == bindparam("at_unit"),
        memberships.c.kind == "home",
        memberships.c.valid_from <= bindparam("on"),
        memberships.c.valid_to > bindparam("on"),
        persons.c.name_fold == bindparam("at_name"),
        persons.c.erased_at.is_(None),
    )
    .distinct()
    .limit(2)
)
_ADULTS = _CANDIDATES.where(persons.c.birth_year == bindparam("at_year"))
# The roster keeps an age band only of those under 16.
_CHILDREN = _CANDIDATES.where(
    or_(persons.c.birth_year == bindparam("at_year"), persons.c.birth_year.is_(None)),
    or_(persons.c.birth_year.is_not(None), persons.c.age_band != ""),
)
_SLIP = (
    select(slips.c.id, slips.c.person_id, slips.c.expires_at, slips.c.used_at)
    .where(slips.c.code_hash == bindparam("at_hash"))
    .with_for_update()
)


def confirmed_person(tx: Tx, learner_id: int) -> int | None:
    """The person a learner is, once a staff member or a slip has said so."""
    return tx.execute(_CONFIRMED, {"at_learner": learner_id}).scalar_one_or_none()


def live(tx: Tx, learner_id: int) -> Match | None:
    """The provisional or confirmed match of a learner."""
    row = tx.execute(_LIVE, {"at_learner": learner_id}).one_or_none()
    return Match(*row) if row else None


def get(tx: Tx, match_id: int) -> Match | None:
    """A match by its id."""
    row = tx.execute(select(*_COLUMNS).where(matches.c.id == match_id)).one_or_none()
    return Match(*row) if row else None


def candidates(
    tx: Tx, unit_id: int, name_fold: str, birth_year: int, *, child: bool, on: date
) -> Sequence[int]:
    """At most two persons of a hamlet with that name and year: two already means "not sure"."""
    where = {"at_unit": unit_id, "on": on, "at_name": name_fold, "at_year": birth_year}
    return tx.execute(_CHILDREN if child else _ADULTS, where).scalars().all()


def add(tx: Tx, learner_id: int, person_id: int, state: str, now: datetime, **decided: Any) -> int:
    """Add a match; a learner has at most one that is live."""
    row = dict(learner_id=learner_id, person_id=person_id, state=state, created_at=now, **decided)
    made: int = tx.execute(insert(matches).values(row).returning(matches.c.id)).scalar_one()
    return made


def decide(
    tx: Tx, match_id: int, state: str, *, how: str, staff_id: int | None, now: datetime
) -> None:
    """Confirm or reject a match; what it was before stays known, to be undone."""
    told = dict(how=how, decided_by=staff_id, decided_at=now, was=matches.c.state)
    tx.execute(update(matches).where(matches.c.id == match_id).values(state=state, **told))


def decided_with(tx: Tx, match_id: int) -> Sequence[Decided]:
    """All that was decided about a person in the same act as this match, itself among it."""
    same = matches.alias()
    query = (
        select(matches.c.id, matches.c.learner_id, matches.c.state, matches.c.was)
        .join(same, same.c.person_id == matches.c.person_id)
        .where(same.c.id == match_id, matches.c.decided_at == same.c.decided_at)
        .where(matches.c.decided_by.is_not_distinct_from(same.c.decided_by))
        .order_by(matches.c.id)
    )
    return [Decided(*row) for row in tx.execute(query)]


def restore(tx: Tx, match_id: int, state: str, *, staff_id: int, now: datetime) -> None:
    """Put a match back to what it was before; one that waits again is decided by nobody."""
    told = dict(how="staff", decided_by=staff_id, decided_at=now)
    if state == "provisional":
        told = dict(how="", decided_by=None, decided_at=None)
    tx.execute(update(matches).where(matches.c.id == match_id).values(state=state, was="", **told))


def claims(tx: Tx, person_id: int) -> Sequence[Match]:
    """Every live match that claims a person, oldest first."""
    query = (
        select(*_COLUMNS)
        .where(matches.c.person_id == person_id, matches.c.state.in_(LIVE))
        .order_by(matches.c.id)
    )
    return [Match(*row) for row in tx.execute(query)]


def learners_of_person(tx: Tx, learner_id: int) -> Sequence[int]:
    """A learner and every other learner who is confirmed to be the same person."""
    same = matches.alias()
    query = (
        select(same.c.learner_id)
        .join(matches, matches.c.person_id == same.c.person_id)
        .where(matches.c.learner_id == learner_id)
        .where(matches.c.state == "confirmed", same.c.state == "confirmed")
    )
    return sorted({learner_id, *tx.execute(query).scalars()})


def slip(tx: Tx, code_hash: str) -> Slip | None:
    """A slip by the hash of its code, locked until the transaction ends."""
    row = tx.execute(_SLIP, {"at_hash": code_hash}).one_or_none()
    return Slip(*row) if row else None


def add_slip(
    tx: Tx, person_id: int, code_hash: str, staff_id: int | None, now: datetime, until: datetime
) -> None:
    """Keep the hash of a new slip's code."""
    row = dict(person_id=person_id, code_hash=code_hash, created_by=staff_id)
    tx.execute(insert(slips).values(created_at=now, expires_at=until, **row))


def use_slip(tx: Tx, slip_id: int, now: datetime) -> None:
    """A slip opens once."""
    tx.execute(update(slips).where(slips.c.id == slip_id).values(used_at=now))


def refused_by_staff(tx: Tx, learner_id: int, person_id: int) -> bool:
    """Whether a staff member has said before that a learner is not this person."""
    query = select(matches.c.id).where(
        matches.c.learner_id == learner_id,
        matches.c.person_id == person_id,
        matches.c.state == "rejected",
        matches.c.how == "staff",
    )
    return tx.execute(query.limit(1)).first() is not None
