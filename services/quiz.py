"""Quizzes that are kept: begun, answered one question at a time, resumed after any time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain import check_in, quiz
from domain.assessment import Assessment, needed, passed
from domain.curriculum import Curriculum, Option, Question
from domain.errors import DomainError
from domain.quiz import Marked, QuizKind, Run
from domain.vocabulary import Way
from services import rules
from storage import attempts
from storage.attempts import Attempt
from storage.database import Tx

__all__ = ["Answered", "Asked", "Result", "answer", "ask", "begin", "current", "draw"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to show: `number` of `total`, options in the order of this attempt."""

    attempt_id: int
    position: int
    number: int
    total: int
    question: Question
    options: tuple[Option, ...]
    kind: str
    content_id: str


@dataclass(frozen=True, slots=True)
class Result:
    """How an attempt ended. `review`: lessons of the questions not answered rightly, in order.

    `needed` right answers pass, by the rules of today.
    """

    attempt_id: int
    kind: str
    content_id: str
    score: int
    total: int
    passed: bool
    review: tuple[str, ...]
    rule_version: str = ""
    version: int = 0
    learner_id: int | None = None
    needed: int = 0


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of an answer.

    `first` is False when nothing was marked: the question was answered before (`chosen` is then
    the earlier choice, None when it is no longer kept), or its author changed it meanwhile
    (`changed`; `next` asks it anew). `result` comes with the last answer, and with any later
    press on a finished attempt.
    """

    attempt_id: int
    number: int
    total: int
    question: Question | None
    chosen: Option | None
    correct: bool
    first: bool
    changed: bool
    next: Asked | None
    result: Result | None
    kind: str = QuizKind.LESSON


def begin(
    tx: Tx,
    curriculum: Curriculum,
    *,
    kind: QuizKind | str,
    content_id: str,
    way: Way | str,
    learner_id: int | None = None,
    person_id: int | None = None,
    assistance_id: int | None = None,
    size: int | None = None,
    now: datetime,
) -> Asked:
    """Draw a paper and ask its first question. Each call begins a new attempt.

    A lesson's quiz asks all its questions; `final` and `check` draw `size` (by default as many as
    the track says) evenly over the lessons from the track's bank.
    """
    seed = f"{kind}:{content_id}:{learner_id}:{person_id}:{now.timestamp()}"
    version, run = draw(curriculum, QuizKind(kind), content_id, seed, size)
    attempt_id = attempts.begin(
        tx,
        run,
        now,
        kind=str(kind),
        content_id=content_id,
        version=version,
        way=str(way),
        learner_id=learner_id,
        person_id=person_id,
        assistance_id=assistance_id,
    )
    return ask(attempt_id, str(kind), content_id, run, curriculum.questions)


def draw(
    curriculum: Curriculum, kind: QuizKind, content_id: str, seed: str, size: int | None = None
) -> tuple[int, Run]:
    """A fresh paper and the content's version; DomainError("content_gone") without the content."""
    if kind is QuizKind.LESSON:
        lesson = curriculum.lessons.get(content_id)
        if lesson is None:
            raise DomainError("content_gone")
        return lesson.version, Run(quiz.draw(lesson.questions, seed, size))
    track = curriculum.track(content_id)
    return track.version, Run(quiz.draw(track.bank, seed, size or track.final_size))


def ask(
    attempt_id: int, kind: str, content_id: str, run: Run, questions: Mapping[str, Question]
) -> Asked:
    """The question that a settled, unfinished run stands at."""
    drawn = run.paper[run.position]
    question = questions[drawn.question_id]
    return Asked(
        attempt_id,
        run.position,
        run.number(run.position),
        run.total,
        question,
        quiz.options(question, drawn),
        kind,
        content_id,
    )


def answer(
    tx: Tx,
    curriculum: Curriculum,
    attempt_id: int,
    position: int,
    option_id: str,
    *,
    now: datetime,
    account_id: int | None = None,
) -> Answered:
    """Mark the answer to one question and go to the next; the last one closes the attempt.

    A question answered before is never marked again. With `account_id`, an attempt of a learner on
    another account raises DomainError("other_account"). The pass mark is that of the active plan.
    """
    attempt = _load(tx, attempt_id, account_id)
    if not 0 <= position < len(attempt.run.paper):
        raise DomainError("old_button")
    marked = quiz.mark(attempt.run, position, option_id, curriculum.questions)
    if attempt.kind == QuizKind.CHECK_IN:
        marked = check_in.spare(marked, curriculum.questions)
    if marked.first and marked.chosen:
        drawn = attempt.run.paper[position]
        attempts.add_answer(tx, attempt.id, drawn, marked.chosen, now)
    result = _go_on(tx, curriculum, attempt, marked.run, now)
    return _answered(tx, curriculum, attempt, position, marked, result)


def current(
    tx: Tx, curriculum: Curriculum, attempt_id: int, *, now: datetime, account_id: int | None = None
) -> Asked | Result:
    """The question an attempt stands at, or its result when it is finished."""
    return resume(tx, curriculum, _load(tx, attempt_id, account_id), now=now)


def resume(tx: Tx, curriculum: Curriculum, attempt: Attempt, *, now: datetime) -> Asked | Result:
    """The open question of an attempt; what changed in the content meanwhile is taken over."""
    run = quiz.settle(attempt.run, curriculum.questions)
    result = _go_on(tx, curriculum, attempt, run, now)
    if result is not None:
        return result
    return ask(attempt.id, attempt.kind, attempt.content_id, run, curriculum.questions)


def _load(tx: Tx, attempt_id: int, account_id: int | None) -> Attempt:
    attempt = attempts.get(tx, attempt_id)
    if attempt is None:
        raise DomainError("old_button")
    if account_id is not None and attempt.account_id != account_id:
        raise DomainError("other_account")
    return attempt


def _go_on(
    tx: Tx, curriculum: Curriculum, attempt: Attempt, run: Run, now: datetime
) -> Result | None:
    """Keep where the run stands; close the attempt, once, when no question is left."""
    if attempt.passed is not None:
        settings = rules.assessment(tx, attempt.unit_id)
        return _result(tx, curriculum, attempt, attempt.run, attempt.passed, settings, known=True)
    if not run.finished:
        if run != attempt.run:
            attempts.move(tx, attempt.id, attempt.run, run)
        return None
    settings = rules.assessment(tx, attempt.unit_id)
    done = passed(run.score, run.total, _percent(settings, attempt.kind))
    attempts.finish(tx, attempt.id, run, done, now)
    return _result(tx, curriculum, attempt, run, done, settings)


def _percent(settings: Assessment, kind: str) -> int:
    return {
        QuizKind.LESSON: settings.lesson_pass_percent,
        QuizKind.FINAL: settings.final_pass_percent,
        QuizKind.CHECK: settings.short_check_pass_percent,
        QuizKind.CHECK_IN: 0,  # nobody fails it: each lesson is judged by itself
    }[QuizKind(kind)]


def _result(
    tx: Tx,
    curriculum: Curriculum,
    attempt: Attempt,
    run: Run,
    done: bool,
    settings: Assessment,
    *,
    known: bool = False,
) -> Result:
    wrong = set(attempts.wrong_questions(tx, attempt.id)) & curriculum.questions.keys()
    return Result(
        attempt.id,
        attempt.kind,
        attempt.content_id,
        run.score,
        run.total,
        done,
        lessons_of(curriculum, wrong),
        "" if known else settings.version,
        attempt.version,
        attempt.learner_id,
        needed(run.total, _percent(settings, attempt.kind)),
    )


def lessons_of(curriculum: Curriculum, question_ids: set[str]) -> tuple[str, ...]:
    """The lessons that questions belong to, in order."""
    lessons = {curriculum.questions[question_id].lesson_id for question_id in question_ids}
    return tuple(lesson_id for lesson_id in curriculum.lessons if lesson_id in lessons)


def _answered(
    tx: Tx,
    curriculum: Curriculum,
    attempt: Attempt,
    position: int,
    marked: Marked,
    result: Result | None,
) -> Answered:
    run, chosen = marked.run, marked.chosen
    if not marked.first and marked.question is not None:
        given = attempts.answer_given(tx, attempt.id, marked.question.id)
        chosen = quiz.find_option(marked.question, given) if given else None
    following = None
    if result is None:
        following = ask(attempt.id, attempt.kind, attempt.content_id, run, curriculum.questions)
    return Answered(
        attempt.id,
        run.number(position),
        run.total,
        marked.question,
        chosen,
        chosen is not None and chosen.correct,
        marked.first,
        marked.changed,
        following,
        result,
        attempt.kind,
    )
