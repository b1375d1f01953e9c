"""Shown beside n, never inside: tracks finished by learners whom nobody has confirmed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    CTE,
    BindParameter,
    ColumnElement,
    Select,
    Table,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
    text,
)

from domain.vocabulary import Audience, MatchState
from storage.database import Tx
from storage.schema import (
    achievements,
    completions,
    consents,
    enrolments,
    learners,
    matches,
    units,
    voids,
)

__all__ = ["Goal", "Unconfirmed", "unconfirmed"]


@dataclass(frozen=True, slots=True)
class Goal:
    """What is counted: the row of the goal, its audience, and the tracks that satisfy it."""

    id: int
    audience: Audience
    tracks: frozenset[str]


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """How many stand beside n of a leaf: people with a waiting match, learners who are nobody."""

    unit_id: int
    pending: int
    outside_roster: int


def unconfirmed(
    tx: Tx, communes: Collection[int], goal: Goal, at: date, *, of_age: int
) -> list[Unconfirmed]:
    """Those who finished by a day, not void, with consent, and are not in n that day.

    People stand where they are enrolled in the audience; learners, who can only be adults or of
    unknown age (born in `of_age` or before), in the hamlet that they named.
    """
    values = {
        "communes": list(communes),
        "tracks": sorted(goal.tracks),
        "goal": goal.id,
        "audience": goal.audience,
        "day": at,
        "until": at,
        "of_age": of_age,
    }
    adults = goal.audience is Audience.ADULT
    found = tx.execute(_WITH_STRANGERS if adults else _PEOPLE, values)
    return [Unconfirmed(*row) for row in found.all()]


def _finished() -> CTE:
    """Learner, hamlet, year of birth, and the person of a waiting or confirmed match. Matches are
    made within a commune. The literal condition is that of a partial index."""
    communes: BindParameter[int] = bindparam("communes", expanding=True)
    here = select(units.c.id).where(units.c.parent_id.in_(communes))
    agreed = (
        select(literal(1))
        .where(consents.c.learner_id == learners.c.id, consents.c.withdrawn_at.is_(None))
        .exists()
    )
    voided = select(literal(1)).where(voids.c.completion_id == completions.c.id).exists()
    live = and_(
        matches.c.learner_id == learners.c.id,
        matches.c.state.in_((MatchState.PROVISIONAL, MatchState.CONFIRMED)),
    )
    return (
        select(
            learners.c.id.label("learner_id"),
            learners.c.unit_id,
            learners.c.birth_year,
            matches.c.person_id,
        )
        .select_from(completions)
        .join(learners, learners.c.id == completions.c.learner_id)
        .outerjoin(matches, live)
        .where(
            text("completions.person_id IS NULL AND completions.kind = 'track'"),
            completions.c.content_id.in_(bindparam("tracks", expanding=True)),
            completions.c.happened_on <= bindparam("until"),
            learners.c.erased_at.is_(None),
            or_(learners.c.unit_id.is_(None), learners.c.unit_id.in_(here)),
            ~voided,
            agreed,
        )
        .cte("finished")
    )


def _open(table: Table) -> ColumnElement[bool]:
    return and_(table.c.valid_from <= bindparam("day"), table.c.valid_to > bindparam("day"))


def _people(found: CTE) -> Select[Any]:
    """Those with a person, where they are enrolled, unless they are in n already."""
    # Not "exists": PostgreSQL would rather read everybody who reached the goal than look up a few.
    reached = (
        select(func.count())
        .where(
            achievements.c.person_id == found.c.person_id,
            achievements.c.goal_id == bindparam("goal"),
            _open(achievements),
        )
        .scalar_subquery()
    )
    enrolled = and_(
        enrolments.c.person_id == found.c.person_id,
        enrolments.c.audience == bindparam("audience"),
        _open(enrolments),
    )
    pending = func.count(found.c.person_id.distinct()).label("pending")
    return (
        select(enrolments.c.unit_id, pending, literal(0).label("outside"))
        .select_from(found)
        .join(enrolments, enrolled)
        .where(found.c.person_id.is_not(None), reached == 0)
        .group_by(enrolments.c.unit_id)
    )


def _strangers(found: CTE) -> Select[Any]:
    """Learners who are nobody on the roster, in the hamlet that they named."""
    return (
        select(found.c.unit_id, literal(0), func.count(found.c.learner_id.distinct()))
        .where(
            found.c.person_id.is_(None),
            found.c.unit_id.is_not(None),
            or_(found.c.birth_year.is_(None), found.c.birth_year <= bindparam("of_age")),
        )
        .group_by(found.c.unit_id)
    )


_FINISHED = _finished()
_PEOPLE = _people(_FINISHED)
_WITH_STRANGERS = _PEOPLE.union_all(_strangers(_FINISHED))
