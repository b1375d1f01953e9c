"""The check-in quiz at the start of a track: a lesson known already is recorded as `placed`."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from domain import check_in
from domain.curriculum import Curriculum, Lesson
from domain.progress import Progress, progress
from domain.quiz import QuizKind, Run
from domain.vocabulary import Way
from services import completions, quiz, rules
from services.quiz import Answered, Asked, Result
from storage import attempts, learners
from storage import completions as facts
from storage.database import Tx

__all__ = ["begin", "offered", "place", "placed"]


def offered(
    tx: Tx, curriculum: Curriculum, learner_id: int, standing: Progress
) -> tuple[Lesson, ...]:
    """The lessons that a learner may still be asked about: not finished, and not asked before.

    Whoever was asked once has read the answers, so asking again would prove nothing. Empty where
    the plan has no check-in.
    """
    if not _size(tx, learner_id):
        return ()
    seen = frozenset[str]().union(
        *(
            check_in.lessons_of(run, curriculum.questions)
            for run in attempts.finished(tx, learner_id, QuizKind.CHECK_IN, standing.track.id)
        )
    )
    return tuple(lesson for lesson in standing.left if lesson.id not in seen)


def _size(tx: Tx, learner_id: int) -> int:
    learner = learners.get(tx, learner_id)
    return rules.assessment(tx, learner.unit_id if learner else None).check_in_size


def begin(
    tx: Tx, curriculum: Curriculum, learner_id: int, track_id: str, *, now: datetime
) -> Asked | Result | None:
    """Ask about the lessons of a track that are offered, going on where an unfinished check-in
    stands; None when there is nothing to ask. Raises DomainError("content_gone")."""
    track = curriculum.track(track_id)
    standing = progress(curriculum, track, facts.of_learner(tx, learner_id))
    found = attempts.find_open(tx, learner_id, QuizKind.CHECK_IN, track_id)
    if found is not None:
        run = check_in.leave_out(found.run, standing.done, curriculum.questions)
        if run != found.run:
            attempts.move(tx, found.id, found.run, run)
        return quiz.current(tx, curriculum, found.id, now=now)
    lessons = offered(tx, curriculum, learner_id, standing)
    seed = f"{QuizKind.CHECK_IN}:{track_id}:{learner_id}:{now.timestamp()}"
    run = Run(check_in.paper(lessons, _size(tx, learner_id), seed)) if lessons else Run(())
    if run.finished:
        return None
    made = attempts.begin(
        tx,
        run,
        now,
        kind=QuizKind.CHECK_IN,
        content_id=track_id,
        version=track.version,
        way=Way.PLACED,
        learner_id=learner_id,
    )
    return quiz.ask(made, QuizKind.CHECK_IN, track_id, run, curriculum.questions)


def place(
    tx: Tx, curriculum: Curriculum, answered: Answered, *, now: datetime, zone: tzinfo
) -> bool:
    """Record the lesson of an answer as `placed` when it was the last one needed and all were
    right; tells whether it was new. Only the lesson: the final quiz stays for everybody."""
    attempt = attempts.get(tx, answered.attempt_id)
    if attempt is None or answered.question is None or not answered.correct:
        return False
    lesson = curriculum.lessons.get(answered.question.lesson_id)
    wrong, settings = (
        attempts.wrong_questions(tx, attempt.id),
        rules.assessment(tx, attempt.unit_id),
    )
    if lesson is None or not check_in.known(
        attempt.run, lesson.id, settings.check_in_size, wrong, curriculum.questions
    ):
        return False
    made = completions.record(
        tx,
        learner_id=attempt.learner_id,
        kind="lesson",
        content_id=lesson.id,
        version=lesson.version,
        rule_version=settings.version,
        happened_at=now,
        way=Way.PLACED,
        attempt_id=attempt.id,
        now=now,
        zone=zone,
    )
    return made.new


def placed(tx: Tx, curriculum: Curriculum, result: Result) -> Sequence[Lesson]:
    """The lessons that a check-in let the learner skip, in order."""
    assert result.learner_id is not None
    found = set(facts.of_attempt(tx, result.learner_id, result.attempt_id))
    return [lesson for lesson in curriculum.lessons.values() if lesson.id in found]
