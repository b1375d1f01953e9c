"""Shown beside n, never inside: tracks finished by learners whom nobody has confirmed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, and_, func, literal, or_, select, text

from domain.vocabulary import Audience, MatchState
from storage.counts import open_at
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
    found = _finished(communes, goal, at).cte("finished")
    # Not "exists": PostgreSQL would rather read everybody who reached the goal than look up a few.
    reached = (
        select(func.count())
        .where(
            achievements.c.person_id == found.c.person_id,
            achievements.c.goal_id == goal.id,
            open_at(achievements, at),
        )
        .scalar_subquery()
    )
    enrolled = and_(
        enrolments.c.person_id == found.c.person_id,
        enrolments.c.audience == goal.audience,
        open_at(enrolments, at),
    )
    people = (
        select(
            enrolments.c.unit_id,
            func.count(found.c.person_id.distinct()).label("pending"),
            literal(0).label("outside"),
        )
        .select_from(found)
        .join(enrolments, enrolled)
        .where(found.c.person_id.is_not(None), reached == 0)
        .group_by(enrolments.c.unit_id)
    )
    if goal.audience is not Audience.ADULT:
        return [Unconfirmed(*row) for row in tx.execute(people)]
    strangers = (
        select(found.c.unit_id, literal(0), func.count(found.c.learner_id.distinct()))
        .where(
            found.c.person_id.is_(None),
            found.c.unit_id.is_not(None),
            or_(found.c.birth_year.is_(None), found.c.birth_year <= of_age),
        )
        .group_by(found.c.unit_id)
    )
    return [Unconfirmed(*row) for row in tx.execute(people.union_all(strangers))]


def _finished(communes: Collection[int], goal: Goal, at: date) -> Select[tuple[int, int, int, int]]:
    """Learner, hamlet, year of birth, and the person of a waiting or confirmed match. Matches are
    made within a commune. The literal condition is that of a partial index."""
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
            completions.c.content_id.in_(goal.tracks),
            completions.c.happened_on <= at,
            learners.c.erased_at.is_(None),
            or_(learners.c.unit_id.is_(None), learners.c.unit_id.in_(here)),
            ~voided,
            agreed,
        )
    )
