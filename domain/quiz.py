"""Drawing a quiz and marking an answer. Nothing here knows about time: nobody is hurried."""

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from domain.curriculum import Option, Question


class QuizKind(StrEnum):
    """What a quiz decides: a lesson, a whole track, or the short check beside a helper."""

    LESSON = "lesson"
    FINAL = "final"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A question of one paper: which wording was drawn, and its options in the order shown.

    Version 0 marks a question that was withdrawn from the content before it was answered.
    """

    question_id: str
    version: int
    order: str

    @property
    def withdrawn(self) -> bool:
        """Whether the question no longer counts on this paper."""
        return self.version == 0


Paper = tuple[Drawn, ...]


def draw(questions: Sequence[Question], seed: str, size: int | None = None) -> Paper:
    """A paper with shuffled options, the same for the same seed.

    Without a size all questions in their own order; with one, as evenly over the lessons as the
    bank allows.
    """
    chance = random.Random(seed)
    chosen = list(questions) if size is None else _evenly(questions, size, chance)
    return tuple(_shuffled(question, chance) for question in chosen)


def _evenly(questions: Sequence[Question], size: int, chance: random.Random) -> list[Question]:
    lessons: dict[str, list[Question]] = defaultdict(list)
    for question in questions:
        lessons[question.lesson_id].append(question)
    piles = list(lessons.values())
    chance.shuffle(piles)
    for pile in piles:
        chance.shuffle(pile)
    rounds = max(map(len, piles), default=0)
    dealt = [pile[turn] for turn in range(rounds) for pile in piles if turn < len(pile)]
    return dealt[:size]


def _shuffled(question: Question, chance: random.Random) -> Drawn:
    order = [option.id for option in question.options]
    chance.shuffle(order)
    return Drawn(question.id, question.version, "".join(order))


def options(question: Question, drawn: Drawn) -> tuple[Option, ...]:
    """The options in the order drawn; an option that the author added since comes last."""
    place = {option_id: index for index, option_id in enumerate(drawn.order)}
    return tuple(sorted(question.options, key=lambda option: place.get(option.id, len(place))))


def skip_withdrawn(
    paper: Paper, position: int, questions: Mapping[str, Question]
) -> tuple[Paper, int]:
    """The next position with a question that still exists; those in between no longer count."""
    cards = list(paper)
    while position < len(cards) and cards[position].question_id not in questions:
        cards[position] = replace(cards[position], version=0)
        position += 1
    return tuple(cards), position


def reworded(paper: Paper, position: int, questions: Mapping[str, Question]) -> Paper | None:
    """The paper with today's wording at a position, or None when it is the wording drawn."""
    question = questions[paper[position].question_id]
    if question.version == paper[position].version:
        return None
    cards = list(paper)
    cards[position] = replace(cards[position], version=question.version)
    return tuple(cards)


def counted(paper: Paper) -> int:
    """How many questions of the paper count."""
    return sum(not drawn.withdrawn for drawn in paper)


def number(paper: Paper, position: int) -> int:
    """The number people see, from 1."""
    return counted(paper[: position + 1])
