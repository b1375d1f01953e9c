"""How often each option was chosen, by how well the rest of the paper went."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Text,
    case,
    exists,
    func,
    literal,
    select,
    union_all,
)

from domain.items import ASIDE, STEPS, UNKNOWN
from domain.quiz import QuizKind
from storage.database import Tx
from storage.schema import answer_counts, answers, attempts

__all__ = ["Counted", "counted", "first_tries"]


@dataclass(frozen=True, slots=True)
class Counted:
    """So many chose an option of one wording while the rest of their paper stood at this band."""

    question_id: str
    version: int
    option_id: str
    band: int
    times: int


def first_tries(tx: Tx, question_ids: Collection[str]) -> list[Counted]:
    """Single answers and folded counts of these questions together, all wordings."""
    live = counted(answers.c.question_id.in_(question_ids)).subquery()
    folded = select(answer_counts).where(answer_counts.c.question_id.in_(question_ids)).subquery()
    both = union_all(
        *(select(*_cells(table), table.c.times) for table in (live, folded))
    ).subquery()
    times = func.sum(both.c.times).cast(Integer).label("times")
    query = select(*_cells(both), times).where(both.c.band != ASIDE).group_by(*_cells(both))
    return [Counted(**row) for row in tx.execute(query).mappings()]


def _cells(table: FromClause) -> tuple[ColumnElement[Any], ...]:
    return tuple(table.c[name] for name in ("question_id", "version", "option_id", "band"))


def counted(*which: ColumnElement[bool]) -> Select[Any]:
    """Single answers as rows of `answer_counts`."""
    each = (
        select(
            answers.c.question_id,
            answers.c.version,
            answers.c.option_id,
            _band().label("band"),
            answers.c.correct.cast(Integer).label("correct"),
        )
        .join(attempts, attempts.c.id == answers.c.attempt_id)
        .where(*which)
        .subquery()
    )
    right, times = func.max(each.c.correct).label("correct"), func.count().label("times")
    return select(*_cells(each), right, times).group_by(*_cells(each))


def _band() -> ColumnElement[int]:
    """The attempt's own score and position are used, not its answers: they outlive these, so that
    an attempt counted in two pieces keeps its band. Rounded half up, in whole numbers.
    """
    others = attempts.c.position - _withdrawn() - 1
    score = attempts.c.score - answers.c.correct.cast(Integer)
    return case(
        (_aside(), literal(ASIDE)),
        (others < 1, literal(UNKNOWN)),
        else_=(2 * STEPS * score + others) // (2 * others),
    )


def _withdrawn() -> ColumnElement[int]:
    """How many questions left the content before they were answered: ["q", 0, "abc"].

    Read from the text, because the two databases have no word in common for lists in JSON.
    """
    paper, mark = attempts.c.questions.cast(Text), ', 0, "'
    return (_length(paper) - _length(func.replace(paper, mark, ""))) // len(mark)


def _length(text: ColumnElement[str]) -> ColumnElement[int]:
    # Without its type PostgreSQL would be made to divide as it does for fractions.
    return func.length(text, type_=Integer)


def _aside() -> ColumnElement[bool]:
    """Whether an answer tells nothing of the question: given in a check-in, before the lesson was
    learned, or by somebody who had read what is right and why.

    That is the same learner or person with an earlier try at the same, or the same learner after a
    check-in whose paper holds the question.
    """
    earlier = attempts.alias("earlier")
    same = (earlier.c.kind == attempts.c.kind) & (earlier.c.content_id == attempts.c.content_id)
    named = earlier.c.questions.cast(Text).contains(
        literal('"').concat(answers.c.question_id) + '"'
    )
    asked = (earlier.c.kind == QuizKind.CHECK_IN) & named
    before = earlier.c.id < attempts.c.id
    learner = exists().where(earlier.c.learner_id == attempts.c.learner_id, before, same | asked)
    person = exists().where(earlier.c.person_id == attempts.c.person_id, before, same)
    return (attempts.c.kind == QuizKind.CHECK_IN) | learner | person
