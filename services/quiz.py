"""Quizzes that are kept: begun, answered one question at a time, resumed after any time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain import quiz
from domain.assessment import Assessment, passed
from domain.curriculum import Curriculum, Option, Question
from domain.errors import DomainError
from domain.quiz import QuizKind
from domain.vocabulary import Way
from storage import attempts
from storage.attempts import Attempt
from storage.database import Tx

__all__ = ["Answered", "Asked", "Result", "answer", "begin", "current"]

STANDARD = Assessment()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to show: `number` of `total`, options in the order of this attempt."""

    attempt_id: int
    position: int
    number: int
    total: int
    question: Question
    options: tuple[Option, ...]
    kind: str = QuizKind.LESSON
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """How an attempt ended. `review`: lessons of the questions not answered rightly, in order."""

    attempt_id: int
    kind: str
    content_id: str
    score: int
    total: int
    passed: bool
    review: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of an answer.

    `first` is False when the question was answered before: then nothing changed and `chosen` is
    the earlier choice (None when it is no longer kept). `reworded` means that the author changed
    the question meanwhile: nothing was marked, `next` asks it anew. `result` comes with the last
    answer, and with any later press on a finished attempt.
    """

    attempt_id: int
    position: int
    number: int
    total: int
    question: Question | None
    chosen: Option | None
    correct: bool
    first: bool
    reworded: bool = False
    next: Asked | None = None
    result: Result | None = None


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
    """Draw a paper and ask its first question.

    A lesson's quiz asks all its questions; `final` and `check` draw `size` (by default as many as
    the track says) evenly over the lessons from the track's bank. Each call begins a new attempt.
    """
    version, pool, size = _pool(curriculum, QuizKind(kind), content_id, size)
    seed = f"{kind}:{content_id}:{learner_id}:{person_id}:{now.timestamp()}"
    paper = quiz.draw(pool, seed, size)
    attempt_id = attempts.begin(
        tx,
        paper=paper,
        now=now,
        kind=str(kind),
        content_id=content_id,
        version=version,
        way=str(way),
        learner_id=learner_id,
        person_id=person_id,
        assistance_id=assistance_id,
    )
    return _asked(attempt_id, str(kind), content_id, paper, 0, curriculum.questions)


def _pool(
    curriculum: Curriculum, kind: QuizKind, content_id: str, size: int | None
) -> tuple[int, tuple[Question, ...], int | None]:
    if kind is QuizKind.LESSON:
        lesson = curriculum.lessons.get(content_id)
        if lesson is None:
            raise DomainError("content_gone")
        return lesson.version, lesson.questions, size
    track = curriculum.tracks.get(content_id)
    if track is None:
        raise DomainError("content_gone")
    return track.version, track.bank, size or track.final_size


def answer(
    tx: Tx,
    curriculum: Curriculum,
    attempt_id: int,
    position: int,
    option_id: str,
    *,
    now: datetime,
    account_id: int | None = None,
    rules: Assessment | None = None,
) -> Answered:
    """Mark the answer to one question and go to the next; the last one closes the attempt.

    A question answered before is never marked again. With `account_id`, an attempt of a learner on
    another account raises DomainError("not_yours").
    """
    attempt = _load(tx, attempt_id, account_id)
    if position < attempt.position or attempt.passed is not None:
        return _again(tx, curriculum, attempt, position)
    if position > attempt.position:
        raise DomainError("old_button")
    paper, reached = quiz.skip_withdrawn(attempt.paper, position, curriculum.questions)
    if reached != position:
        return _withdrawn(tx, curriculum, attempt, paper, reached, now, rules or STANDARD)
    if (changed := quiz.reworded(paper, position, curriculum.questions)) is not None:
        attempts.move(tx, attempt.id, changed, position, attempt.score)
        asked = _ask(attempt, changed, position, curriculum)
        return _marked(
            attempt, changed, position, None, None, first=False, reworded=True, next=asked
        )
    return _mark(tx, curriculum, attempt, option_id, now, rules or STANDARD)


def current(
    tx: Tx, curriculum: Curriculum, attempt_id: int, *, now: datetime, account_id: int | None = None
) -> Asked | Result:
    """The question an attempt stands at, or its result when it is finished."""
    attempt = _load(tx, attempt_id, account_id)
    if attempt.passed is not None:
        return _result(tx, curriculum, attempt)
    return resume(tx, curriculum, attempt, now=now)


def resume(
    tx: Tx,
    curriculum: Curriculum,
    attempt: Attempt,
    *,
    now: datetime,
    rules: Assessment | None = None,
) -> Asked | Result:
    """The open question; questions that left the content are passed over, new wordings taken."""
    paper, position = quiz.skip_withdrawn(attempt.paper, attempt.position, curriculum.questions)
    if position == len(paper):
        return _close(tx, curriculum, attempt, paper, attempt.score, now, rules or STANDARD)
    paper = quiz.reworded(paper, position, curriculum.questions) or paper
    if paper != attempt.paper:
        attempts.move(tx, attempt.id, paper, position, attempt.score)
    return _ask(attempt, paper, position, curriculum)


def _load(tx: Tx, attempt_id: int, account_id: int | None) -> Attempt:
    attempt = attempts.get(tx, attempt_id)
    if attempt is None:
        raise DomainError("old_button")
    if account_id is not None and attempt.account_id != account_id:
        raise DomainError("not_yours")
    return attempt


def _mark(
    tx: Tx,
    curriculum: Curriculum,
    attempt: Attempt,
    option_id: str,
    now: datetime,
    rules: Assessment,
) -> Answered:
    drawn = attempt.paper[attempt.position]
    question = curriculum.questions[drawn.question_id]
    chosen = next((each for each in question.options if each.id == option_id), None)
    if chosen is None:
        raise DomainError("old_button")
    attempts.add_answer(tx, attempt.id, drawn, chosen.id, chosen.correct, now)
    score = attempt.score + chosen.correct
    paper, position = quiz.skip_withdrawn(attempt.paper, attempt.position + 1, curriculum.questions)
    if position == len(paper):
        result = _close(tx, curriculum, attempt, paper, score, now, rules)
        return _marked(attempt, paper, attempt.position, question, chosen, result=result)
    paper = quiz.reworded(paper, position, curriculum.questions) or paper
    attempts.move(tx, attempt.id, paper, position, score)
    following = _ask(attempt, paper, position, curriculum)
    return _marked(attempt, paper, attempt.position, question, chosen, next=following)


def _again(tx: Tx, curriculum: Curriculum, attempt: Attempt, position: int) -> Answered:
    """What was said before, and where the attempt stands; nothing is marked."""
    position = min(position, len(attempt.paper) - 1)
    drawn = attempt.paper[position]
    question = curriculum.questions.get(drawn.question_id)
    given = attempts.answer_given(tx, attempt.id, drawn.question_id)
    options = question.options if question and given else ()
    chosen = next((each for each in options if given and each.id == given[0]), None)
    if attempt.passed is not None:
        result = _result(tx, curriculum, attempt)
        return _marked(
            attempt, attempt.paper, position, question, chosen, first=False, result=result
        )
    asked = (
        _ask(attempt, attempt.paper, attempt.position, curriculum)
        if attempt.paper[attempt.position].question_id in curriculum.questions
        else None
    )
    return _marked(attempt, attempt.paper, position, question, chosen, first=False, next=asked)


def _withdrawn(
    tx: Tx,
    curriculum: Curriculum,
    attempt: Attempt,
    paper: quiz.Paper,
    position: int,
    now: datetime,
    rules: Assessment,
) -> Answered:
    """The question asked is gone from the content: ask the next one instead."""
    if position == len(paper):
        result = _close(tx, curriculum, attempt, paper, attempt.score, now, rules)
        return _marked(
            attempt, paper, attempt.position, None, None, reworded=True, first=False, result=result
        )
    attempts.move(tx, attempt.id, paper, position, attempt.score)
    asked = _ask(attempt, paper, position, curriculum)
    return _marked(
        attempt, paper, attempt.position, None, None, first=False, reworded=True, next=asked
    )


def _close(
    tx: Tx,
    curriculum: Curriculum,
    attempt: Attempt,
    paper: quiz.Paper,
    score: int,
    now: datetime,
    rules: Assessment,
) -> Result:
    percent = {
        QuizKind.LESSON: rules.lesson_pass_percent,
        QuizKind.FINAL: rules.final_pass_percent,
        QuizKind.CHECK: rules.short_check_pass_percent,
    }[QuizKind(attempt.kind)]
    total = quiz.counted(paper)
    done = passed(score, total, percent)
    attempts.move(tx, attempt.id, paper, len(paper), score)
    attempts.finish(tx, attempt.id, done, now)
    review = _review(tx, curriculum, attempt.id)
    return Result(attempt.id, attempt.kind, attempt.content_id, score, total, done, review)


def _result(tx: Tx, curriculum: Curriculum, attempt: Attempt) -> Result:
    return Result(
        attempt.id,
        attempt.kind,
        attempt.content_id,
        attempt.score,
        quiz.counted(attempt.paper),
        bool(attempt.passed),
        _review(tx, curriculum, attempt.id),
    )


def _review(tx: Tx, curriculum: Curriculum, attempt_id: int) -> tuple[str, ...]:
    wrong = set(attempts.wrong_questions(tx, attempt_id)) & curriculum.questions.keys()
    lessons = {curriculum.questions[question_id].lesson_id for question_id in wrong}
    return tuple(lesson_id for lesson_id in curriculum.lessons if lesson_id in lessons)


def _ask(attempt: Attempt, paper: quiz.Paper, position: int, curriculum: Curriculum) -> Asked:
    return _asked(
        attempt.id, attempt.kind, attempt.content_id, paper, position, curriculum.questions
    )


def _asked(
    attempt_id: int,
    kind: str,
    content_id: str,
    paper: quiz.Paper,
    position: int,
    questions: Mapping[str, Question],
) -> Asked:
    drawn = paper[position]
    question = questions[drawn.question_id]
    options = quiz.options(question, drawn)
    number, total = quiz.number(paper, position), quiz.counted(paper)
    return Asked(attempt_id, position, number, total, question, options, kind, content_id)


def _marked(
    attempt: Attempt,
    paper: quiz.Paper,
    position: int,
    question: Question | None,
    chosen: Option | None,
    *,
    first: bool = True,
    reworded: bool = False,
    next: Asked | None = None,
    result: Result | None = None,
) -> Answered:
    return Answered(
        attempt.id,
        position,
        quiz.number(paper, position),
        quiz.counted(paper),
        question,
        chosen,
        chosen is not None and chosen.correct,
        first,
        reworded,
        next,
        result,
    )
