"""Learning by oneself: where a learner stands, and what an answer leads to."""

from dataclasses import dataclass, replace
from datetime import datetime, time, tzinfo

from domain.curriculum import Curriculum
from domain.errors import DomainError
from domain.progress import Progress
from domain.progress import progress as standing_of
from domain.quiz import QuizKind
from domain.vocabulary import Way
from services import check_in, completions, quiz, rules
from services.quiz import Answered, Asked, Result
from storage import attempts, learners
from storage import completions as facts
from storage.database import Tx

__all__ = [
    "Quizzed",
    "answer",
    "begin_final",
    "begin_lesson",
    "open_quiz",
    "progress",
    "tries_left",
]


@dataclass(frozen=True, slots=True)
class Quizzed:
    """An answer and what followed: `finished` when it finished a lesson or track anew."""

    answered: Answered
    finished: bool


def progress(tx: Tx, curriculum: Curriculum, track_id: str, learner_id: int) -> Progress:
    """Where a learner stands on a track; a confirmed person's other accounts count too."""
    track = curriculum.track(track_id)
    return standing_of(curriculum, track, facts.of_learner(tx, learner_id))


def begin_lesson(
    tx: Tx, curriculum: Curriculum, learner_id: int, lesson_id: str, *, now: datetime, zone: tzinfo
) -> Asked | Result:
    """Ask the questions of a lesson, going on where an unfinished attempt stands."""
    found = attempts.find_open(tx, learner_id, QuizKind.LESSON, lesson_id)
    if found is not None and found.content_id in curriculum.lessons:
        return _finish(tx, quiz.resume(tx, curriculum, found, now=now), now, zone)
    return quiz.begin(
        tx,
        curriculum,
        kind=QuizKind.LESSON,
        content_id=lesson_id,
        way=Way.SELF,
        learner_id=learner_id,
        now=now,
    )


def begin_final(
    tx: Tx, curriculum: Curriculum, learner_id: int, track_id: str, *, now: datetime, zone: tzinfo
) -> Asked | Result:
    """Ask the final quiz of a track, going on where an unfinished attempt stands.

    Raises DomainError: "lessons_left" with their number, "final_limit" when today's tries are used.
    """
    found = attempts.find_open(tx, learner_id, QuizKind.FINAL, track_id)
    if found is not None:
        return _finish(tx, quiz.resume(tx, curriculum, found, now=now), now, zone)
    standing = progress(tx, curriculum, track_id, learner_id)
    if not standing.final_open:
        raise DomainError("lessons_left", left=len(standing.left))
    if tries_left(tx, learner_id, track_id, now=now, zone=zone) < 1:
        raise DomainError("final_limit", tries=_tries_a_day(tx, learner_id))
    return quiz.begin(
        tx,
        curriculum,
        kind=QuizKind.FINAL,
        content_id=track_id,
        way=Way.SELF,
        learner_id=learner_id,
        now=now,
    )


def tries_left(tx: Tx, learner_id: int, track_id: str, *, now: datetime, zone: tzinfo) -> int:
    """How often a learner may still begin the final quiz of a track today."""
    midnight = datetime.combine(now.astimezone(zone).date(), time.min, zone)
    begun = attempts.begun_since(tx, learner_id, QuizKind.FINAL, track_id, midnight)
    return max(0, _tries_a_day(tx, learner_id) - begun)


def _tries_a_day(tx: Tx, learner_id: int) -> int:
    learner = learners.get(tx, learner_id)
    return rules.assessment(tx, learner.unit_id if learner else None).final_attempts_a_day


def answer(
    tx: Tx,
    curriculum: Curriculum,
    account_id: int,
    attempt_id: int,
    position: int,
    option_id: str,
    *,
    now: datetime,
    zone: tzinfo,
) -> Quizzed:
    """Mark an answer of somebody who learns on this account.

    Passing the last question of a lesson or of the final quiz is kept as a completion, once; in a
    check-in so is each lesson whose questions were all answered rightly.
    A repeat marks nothing and keeps nothing. Raises DomainError: "old_button", "other_account".
    """
    answered = quiz.answer(
        tx, curriculum, attempt_id, position, option_id, now=now, account_id=account_id
    )
    result = answered.result
    if answered.kind == QuizKind.CHECK_IN:
        placed = answered.first and check_in.place(tx, curriculum, answered, now=now, zone=zone)
        return Quizzed(answered, placed)
    # An empty rule version marks the result of an attempt that was closed before.
    if result is None or not result.rule_version:
        return Quizzed(answered, finished=False)
    return Quizzed(answered, _record(tx, result, now, zone))


def open_quiz(
    tx: Tx, curriculum: Curriculum, account_id: int, attempt_id: int, *, now: datetime, zone: tzinfo
) -> Asked | Result:
    """The question an attempt stands at, or how it ended."""
    standing = quiz.current(tx, curriculum, attempt_id, now=now, account_id=account_id)
    return _finish(tx, standing, now, zone)


def _finish(tx: Tx, standing: Asked | Result, now: datetime, zone: tzinfo) -> Asked | Result:
    """An attempt whose last questions left the content ends while it is resumed."""
    if isinstance(standing, Result) and standing.rule_version:
        _record(tx, standing, now, zone)
        return replace(standing, rule_version="")
    return standing


def _record(tx: Tx, result: Result, now: datetime, zone: tzinfo) -> bool:
    if not result.passed or result.kind == QuizKind.CHECK_IN:
        return False
    made = completions.record(
        tx,
        learner_id=result.learner_id,
        kind="track" if result.kind == QuizKind.FINAL else "lesson",
        content_id=result.content_id,
        version=result.version,
        rule_version=result.rule_version,
        happened_at=now,
        way=Way.SELF,
        attempt_id=result.attempt_id,
        now=now,
        zone=zone,
    )
    return made.new
