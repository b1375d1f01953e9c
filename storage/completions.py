"""Facts that somebody finished a lesson or a track."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, exists, insert, or_, select, update

from storage.database import Tx
from storage.schema import completions, matches, voids

_VOIDED = exists().where(voids.c.completion_id == completions.c.id)
_PERSON = (
    select(matches.c.person_id)
    .where(matches.c.learner_id == bindparam("at_learner"), matches.c.state == "confirmed")
    .scalar_subquery()
)
_OF_LEARNER = (
    select(completions.c.kind, completions.c.content_id)
    .where(
        or_(
            completions.c.learner_id == bindparam("at_learner"),
            completions.c.person_id == _PERSON,
        ),
        ~_VOIDED,
    )
    .distinct()
)
_TOLD = (
    select(
        completions.c.id,
        completions.c.learner_id,
        completions.c.assistance_id,
        completions.c.source,
    )
    .where(
        completions.c.kind == bindparam("at_kind"),
        completions.c.content_id == bindparam("at_content"),
        completions.c.happened_at <= bindparam("at"),
        ~_VOIDED,
    )
    .order_by(completions.c.happened_at, completions.c.id)
)
_TOLD_OF_LEARNER = _TOLD.where(completions.c.learner_id == bindparam("at_learner"))
_TOLD_OF_PERSON = _TOLD.where(completions.c.person_id == bindparam("at_person"))
_ADD = insert(completions).returning(completions.c.id)
_LINK = (
    update(completions)
    .where(completions.c.learner_id == bindparam("at_learner"))
    .values(person_id=bindparam("new_person"))
)


class Told(NamedTuple):
    """Where a fact is from: a learner's phone, a class or visit, or a source in words."""

    id: int
    learner_id: int | None
    assistance_id: int | None
    source: str


def of_learner(tx: Tx, learner_id: int) -> frozenset[tuple[str, str]]:
    """(kind, content id) of what a learner finished, together with the confirmed person."""
    rows = tx.execute(_OF_LEARNER, {"at_learner": learner_id})
    return frozenset((row.kind, row.content_id) for row in rows)


def of_attempt(tx: Tx, learner_id: int, attempt_id: int) -> Sequence[str]:
    """The content that an attempt of a learner finished."""
    query = select(completions.c.content_id).where(
        completions.c.learner_id == learner_id, completions.c.attempt_id == attempt_id
    )
    return tx.execute(query.where(~_VOIDED)).scalars().all()


def told(
    tx: Tx,
    kind: str,
    content_id: str,
    happened_at: datetime,
    *,
    learner_id: int | None,
    person_id: int | None,
) -> list[Told]:
    """The standing facts that say the same of the person (without one: of the learner), of that
    moment or earlier, the earliest first."""
    values = {"at_kind": kind, "at_content": content_id, "at": happened_at}
    if person_id is not None:
        found = tx.execute(_TOLD_OF_PERSON, {**values, "at_person": person_id})
    else:
        found = tx.execute(_TOLD_OF_LEARNER, {**values, "at_learner": learner_id})
    return [Told(*row) for row in found]


def add(tx: Tx, **values: object) -> int:
    """Add a fact."""
    made: int = tx.execute(_ADD, values).scalar_one()
    return made


def link(tx: Tx, learner_id: int, person_id: int | None) -> None:
    """Let a learner's facts belong to a person, or to nobody again."""
    tx.execute(_LINK, {"at_learner": learner_id, "new_person": person_id})


def persons_of(tx: Tx, completion_ids: Sequence[int]) -> Sequence[int]:
    """The persons whom facts belong to."""
    query = select(completions.c.person_id).where(
        completions.c.id.in_(completion_ids), completions.c.person_id.is_not(None)
    )
    return [person for person in tx.execute(query).scalars() if person is not None]
