"""Drawing a quiz and marking an answer. Nothing here knows about time: nobody is hurried."""

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from domain.curriculum import Option, Question
from domain.errors import DomainError


class QuizKind(StrEnum):
    """What a quiz decides: a lesson, a whole track, the short check beside a helper, or which
    lessons of a track may be skipped."""

    LESSON = "lesson"
    FINAL = "final"
    CHECK = "check"
    CHECK_IN = "checkin"


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


@dataclass(frozen=True, slots=True)
class Run:
    """A paper on its way: `position` is the question asked now, `score` the right answers."""

    paper: Paper
    position: int = 0
    score: int = 0

    @property
    def finished(self) -> bool:
        """Whether no question is left."""
        return self.position == len(self.paper)

    @property
    def total(self) -> int:
        """How many questions count."""
        return sum(not drawn.withdrawn for drawn in self.paper)

    def number(self, position: int) -> int:
        """The number people see for a position, from 1."""
        return sum(not drawn.withdrawn for drawn in self.paper[: position + 1])


@dataclass(frozen=True, slots=True)
class Marked:
    """What became of an answer, and the run after it.

    `first` is False when nothing was marked: the question was answered before, or its author
    changed or withdrew it meanwhile (`changed`), so that it has to be asked anew.
    """

    run: Run
    question: Question | None
    chosen: Option | None = None
    first: bool = True
    changed: bool = False


def mark(run: Run, position: int, option_id: str, questions: Mapping[str, Question]) -> Marked:
    """Mark one answer; raises DomainError("old_button") for what was never asked."""
    if position < run.position:
        question = questions.get(run.paper[position].question_id)
        return Marked(settle(run, questions), question, first=False)
    settled = settle(run, questions)
    if settled != run:
        return Marked(settled, None, first=False, changed=True)
    if position > run.position or run.finished:
        raise DomainError("old_button")
    question = questions[run.paper[position].question_id]
    chosen = find_option(question, option_id)
    if chosen is None:
        raise DomainError("old_button")
    after = Run(run.paper, position + 1, run.score + chosen.correct)
    return Marked(settle(after, questions), question, chosen)


def settle(run: Run, questions: Mapping[str, Question]) -> Run:
    """Pass over questions that left the content, and take today's wording of the one asked."""
    cards, position = list(run.paper), run.position
    while position < len(cards) and cards[position].question_id not in questions:
        cards[position] = replace(cards[position], version=0)
        position += 1
    if position < len(cards):
        version = questions[cards[position].question_id].version
        cards[position] = replace(cards[position], version=version)
    return Run(tuple(cards), position, run.score)


def find_option(question: Question, option_id: str) -> Option | None:
    """An option by its letter."""
    return next((option for option in question.options if option.id == option_id), None)
