"""Runs of a quiz and the answers given in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update

from domain.curriculum import Option
from domain.quiz import Drawn, Run
from storage.database import Tx
from storage.schema import answers, assistances, attempts, learners


@dataclass(frozen=True, slots=True)
class Attempt:
    """One run of a quiz. `account_id` and `unit_id` are its learner's; a check on a helper's
    phone has no learner, its unit is where the visit or the class was held."""

    id: int
    kind: str
    content_id: str
    version: int
    way: str
    learner_id: int | None
    person_id: int | None
    assistance_id: int | None
    account_id: int | None
    unit_id: int | None
    run: Run
    passed: bool | None


_COLUMNS = (
    attempts.c.id,
    attempts.c.kind,
    attempts.c.content_id,
    attempts.c.version,
    attempts.c.way,
    attempts.c.learner_id,
    attempts.c.person_id,
    attempts.c.assistance_id,
    learners.c.account_id,
    func.coalesce(learners.c.unit_id, assistances.c.unit_id).label("unit_id"),
    attempts.c.questions,
    attempts.c.position,
    attempts.c.score,
    attempts.c.passed,
)
_SELECT = (
    select(*_COLUMNS)
    .outerjoin(learners, learners.c.id == attempts.c.learner_id)
    .outerjoin(assistances, assistances.c.id == attempts.c.assistance_id)
)
_GET = _SELECT.where(attempts.c.id == bindparam("at_id"))
_OPEN = (
    _SELECT.where(
        attempts.c.learner_id == bindparam("at_learner"),
        attempts.c.kind == bindparam("at_kind"),
        attempts.c.content_id == bindparam("at_content"),
        attempts.c.finished_at.is_(None),
    )
    .order_by(attempts.c.id.desc())
    .limit(1)
)
_FINISHED = _SELECT.where(
    attempts.c.learner_id == bindparam("at_learner"),
    attempts.c.kind == bindparam("at_kind"),
    attempts.c.content_id == bindparam("at_content"),
    attempts.c.finished_at.is_not(None),
)
_BEGUN_SINCE = (
    select(func.count())
    .select_from(attempts)
    .where(
        attempts.c.learner_id == bindparam("at_learner"),
        attempts.c.kind == bindparam("at_kind"),
        attempts.c.content_id == bindparam("at_content"),
        attempts.c.started_at >= bindparam("since"),
    )
)
_BEGIN = insert(attempts).returning(attempts.c.id)
_HERE = update(attempts).where(attempts.c.id == bindparam("at_id"))
_MOVE = _HERE.values(position=bindparam("new_position"), score=bindparam("new_score"))
_CHANGE = _HERE.values(
    questions=bindparam("new_questions"),
    position=bindparam("new_position"),
    score=bindparam("new_score"),
)
_FINISH = _HERE.values(
    questions=bindparam("new_questions"),
    position=bindparam("new_position"),
    score=bindparam("new_score"),
    passed=bindparam("how"),
    finished_at=bindparam("at"),
)
_ANSWER = insert(answers)
_GIVEN = select(answers.c.option_id).where(
    answers.c.attempt_id == bindparam("at_id"), answers.c.question_id == bindparam("at_question")
)
_WRONG = select(answers.c.question_id).where(
    answers.c.attempt_id == bindparam("at_id"), answers.c.correct.is_(False)
)


def get(tx: Tx, attempt_id: int) -> Attempt | None:
    """An attempt by its id."""
    row = tx.execute(_GET, {"at_id": attempt_id}).one_or_none()
    return _attempt(row) if row else None


def find_open(tx: Tx, learner_id: int, kind: str, content_id: str) -> Attempt | None:
    """The newest attempt that a learner has not finished."""
    where = {"at_learner": learner_id, "at_kind": kind, "at_content": content_id}
    row = tx.execute(_OPEN, where).one_or_none()
    return _attempt(row) if row else None


def finished(tx: Tx, learner_id: int, kind: str, content_id: str) -> list[Run]:
    """The papers that a learner has finished."""
    where = {"at_learner": learner_id, "at_kind": kind, "at_content": content_id}
    return [_attempt(row).run for row in tx.execute(_FINISHED, where)]


def begun_since(tx: Tx, learner_id: int, kind: str, content_id: str, since: datetime) -> int:
    """How many attempts a learner began since a moment."""
    where = {"at_learner": learner_id, "at_kind": kind, "at_content": content_id, "since": since}
    return tx.execute(_BEGUN_SINCE, where).scalar_one()


def begin(tx: Tx, run: Run, now: datetime, **values: object) -> int:
    """Add an attempt at its first question."""
    row = {"questions": _cards(run), "position": run.position, "score": run.score, **values}
    made: int = tx.execute(_BEGIN, row | {"started_at": now}).scalar_one()
    return made


def move(tx: Tx, attempt_id: int, before: Run, after: Run) -> None:
    """Go to another question; the paper is written only when it changed."""
    new = {"at_id": attempt_id, "new_position": after.position, "new_score": after.score}
    if after.paper == before.paper:
        tx.execute(_MOVE, new)
    else:
        tx.execute(_CHANGE, new | {"new_questions": _cards(after)})


def finish(tx: Tx, attempt_id: int, run: Run, passed: bool, now: datetime) -> None:
    """Close an attempt for good."""
    new = {"new_questions": _cards(run), "new_position": run.position, "new_score": run.score}
    tx.execute(_FINISH, {"at_id": attempt_id, "how": passed, "at": now, **new})


def add_answer(tx: Tx, attempt_id: int, drawn: Drawn, chosen: Option, now: datetime) -> None:
    """Keep the answer to one question."""
    row = dict(attempt_id=attempt_id, question_id=drawn.question_id, version=drawn.version)
    row |= dict(option_id=chosen.id, correct=chosen.correct, answered_at=now)
    tx.execute(_ANSWER, row)


def answer_given(tx: Tx, attempt_id: int, question_id: str) -> str | None:
    """The option chosen; None before the answer and 90 days after it."""
    where = {"at_id": attempt_id, "at_question": question_id}
    return tx.execute(_GIVEN, where).scalar_one_or_none()


def wrong_questions(tx: Tx, attempt_id: int) -> Sequence[str]:
    """The questions that were not answered rightly."""
    return tx.execute(_WRONG, {"at_id": attempt_id}).scalars().all()


def _cards(run: Run) -> list[list[Any]]:
    return [[drawn.question_id, drawn.version, drawn.order] for drawn in run.paper]


def _attempt(row: Any) -> Attempt:
    values = dict(row._mapping)
    paper = tuple(Drawn(*card) for card in values.pop("questions"))
    return Attempt(run=Run(paper, values.pop("position"), values.pop("score")), **values)
