"""What learners say of the tasks they tried on their own phones."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, func, insert, select, update

from storage.database import Tx
from storage.schema import consents, learners, practices

__all__ = ["Told", "forget", "in_unit", "of_learner", "tell"]


@dataclass(frozen=True, slots=True)
class Told:
    """Of a lesson's task: how many say they can do it, and how many not yet."""

    lesson_id: str
    done: int
    not_yet: int


def tell(
    tx: Tx, learner_id: int, lesson_id: str, *, version: int, done: bool, now: datetime
) -> None:
    """Keep what a learner says of a lesson's task, in place of what was said before."""
    said = dict(version=version, done=done, reported_at=now)
    mine = (practices.c.learner_id == learner_id, practices.c.lesson_id == lesson_id)
    if not tx.execute(update(practices).where(*mine).values(**said)).rowcount:
        tx.execute(insert(practices).values(learner_id=learner_id, lesson_id=lesson_id, **said))


def of_learner(tx: Tx, learner_id: int) -> dict[str, bool]:
    """What a learner said, by lesson: done, or not yet."""
    query = select(practices.c.lesson_id, practices.c.done)
    rows = tx.execute(query.where(practices.c.learner_id == learner_id)).all()
    return {row.lesson_id: row.done for row in rows}


def in_unit(tx: Tx, unit_id: int) -> list[Told]:
    """What was told by those who learn in a hamlet and agreed to be recorded, by lesson."""
    agreed = exists().where(
        consents.c.learner_id == learners.c.id, consents.c.withdrawn_at.is_(None)
    )
    done = func.count().filter(practices.c.done)
    query = (
        select(practices.c.lesson_id, done, func.count() - done)
        .join(learners, learners.c.id == practices.c.learner_id)
        .where(learners.c.unit_id == unit_id, learners.c.erased_at.is_(None), agreed)
        .group_by(practices.c.lesson_id)
        .order_by(practices.c.lesson_id)
    )
    return [Told(*row) for row in tx.execute(query)]


def forget(tx: Tx, learner_id: int) -> None:
    """Remove what a learner said."""
    tx.execute(delete(practices).where(practices.c.learner_id == learner_id))
