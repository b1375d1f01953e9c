"""The check-in quiz: whoever knows a lesson already may skip it, whoever guesses may not.

It asks the questions of the lessons themselves, so that the bank of the final quiz stays unseen.
"""

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from domain import quiz
from domain.curriculum import Lesson, Question
from domain.quiz import Drawn, Marked, Paper, Run

__all__ = ["known", "leave_out", "lessons_of", "paper", "spare"]

HARDEST_FIRST = ("hard", "medium", "easy")
Questions = Mapping[str, Question]


def paper(lessons: Sequence[Lesson], size: int, seed: str) -> Paper:
    """`size` questions of each lesson, the harder ones, lesson by lesson; the same for the same
    seed. A lesson with fewer questions is left out: one right answer proves little."""
    chance = random.Random(seed)
    asked = [lesson for lesson in lessons if len(lesson.questions) >= size]
    chosen = [question for lesson in asked for question in _hard(lesson.questions, size, chance)]
    return quiz.draw(chosen, seed)


def _hard(questions: Sequence[Question], size: int, chance: random.Random) -> list[Question]:
    shuffled = chance.sample(questions, len(questions))
    return sorted(shuffled, key=lambda each: HARDEST_FIRST.index(each.difficulty))[:size]


def lessons_of(run: Run, questions: Questions) -> frozenset[str]:
    """The lessons that a paper asks about; questions that left the content belong to none."""
    return frozenset(filter(None, (_lesson(card, questions) for card in run.paper)))


def _lesson(card: Drawn, questions: Questions) -> str | None:
    question = questions.get(card.question_id)
    return question.lesson_id if question else None


def leave_out(run: Run, lessons: Collection[str], questions: Questions) -> Run:
    """The run without the questions still ahead about these lessons; what was asked stays."""
    asked, ahead = run.paper[: run.position], run.paper[run.position :]
    wanted = tuple(card for card in ahead if _lesson(card, questions) not in lessons)
    return quiz.settle(replace(run, paper=asked + wanted), questions)


def spare(marked: Marked, questions: Questions) -> Marked:
    """After an answer that was not right nothing more is asked about that lesson: it is going to
    be learned."""
    question, chosen = marked.question, marked.chosen
    if not marked.first or question is None or chosen is None or chosen.correct:
        return marked
    return replace(marked, run=leave_out(marked.run, {question.lesson_id}, questions))


def known(
    run: Run, lesson_id: str, size: int, wrong: Collection[str], questions: Questions
) -> bool:
    """Whether every question of the paper about a lesson was asked and answered rightly, and they
    were `size`: where one was withdrawn before its answer, too little is left to tell."""
    cards = [
        (place, card)
        for place, card in enumerate(run.paper)
        if _lesson(card, questions) == lesson_id
    ]
    right = all(
        place < run.position and not card.withdrawn and card.question_id not in wrong
        for place, card in cards
    )
    return right and len(cards) >= size > 0
