"""The task to try on one's own phone: told by the learner, kept apart from what was tested."""

from dataclasses import dataclass
from datetime import datetime

from domain.curriculum import Curriculum, Lesson
from domain.errors import DomainError
from storage import practices
from storage.database import Tx

__all__ = ["Practised", "done", "in_unit", "tell"]


@dataclass(frozen=True, slots=True)
class Practised:
    """What people say of the tasks they tried on their own phones: how many times it went well,
    how many times not yet, and the lesson that most could not do yet, if any."""

    done: int
    not_yet: int
    hardest: Lesson | None


def tell(
    tx: Tx, curriculum: Curriculum, learner_id: int, lesson_id: str, *, done: bool, now: datetime
) -> None:
    """Keep that a learner could do a lesson's task, or could not yet; the latest word stands.

    It is no completion and enters no rate. Raises DomainError("content_gone").
    """
    lesson = curriculum.lessons.get(lesson_id)
    if lesson is None:
        raise DomainError("content_gone")
    practices.tell(tx, learner_id, lesson.id, version=lesson.version, done=done, now=now)


def done(tx: Tx, learner_id: int) -> frozenset[str]:
    """The lessons whose tasks a learner says to have done."""
    told = practices.of_learner(tx, learner_id)
    return frozenset(lesson_id for lesson_id, could in told.items() if could)


def in_unit(tx: Tx, curriculum: Curriculum, unit_id: int) -> Practised:
    """What the people of a unit say of their tasks."""
    told = practices.in_unit(tx, unit_id)
    hard = [each for each in told if each.not_yet and each.lesson_id in curriculum.lessons]
    hardest = max(hard, key=lambda each: each.not_yet, default=None)
    return Practised(
        sum(each.done for each in told),
        sum(each.not_yet for each in told),
        curriculum.lessons[hardest.lesson_id] if hardest else None,
    )
