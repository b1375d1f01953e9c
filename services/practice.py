"""The task to try on one's own phone: told by the learner, kept apart from what was tested."""

from datetime import datetime

from domain.curriculum import Curriculum
from domain.errors import DomainError
from storage import practices
from storage.database import Tx

__all__ = ["done", "tell"]


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
