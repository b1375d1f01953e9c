"""The task to try on one's own phone, between the last step of a lesson and its questions."""

from bot.conversation import place, quiz
from bot.conversation.engine import Messages
from bot.conversation.turn import Turn
from domain.errors import DomainError
from services import practice

DONE, NOT_YET = "done", "later"  # what somebody says of it


def practise(turn: Turn, lesson_id: str) -> Messages:
    """Something small to do on one's own phone, then the questions."""
    lesson = place.lesson(turn, lesson_id)
    place.mark(turn, lesson.id, place.TASK)
    return [
        turn.say(
            "learn/try_it",
            (turn.button("learn.tried", "tried", lesson.id, DONE),),
            (turn.button("learn.not_yet", "tried", lesson.id, NOT_YET),),
            (turn.button("learn.quiz", "quiz", lesson.id),),
            (turn.button("learn.back", "step", lesson.id, lesson.steps[-1].id),),
            (turn.button("menu.call", "call"),),
            lesson=lesson,
        )
    ]


def tried(turn: Turn, lesson_id: str, how: str) -> Messages:
    """What the learner says of it: done leads to the questions, not yet to whoever can help."""
    lesson, who = place.lesson(turn, lesson_id), place.account_learner(turn)
    if how not in (DONE, NOT_YET):
        raise DomainError("old_button")
    if who is not None:
        practice.tell(turn.tx, turn.app.curriculum, who, lesson.id, done=how == DONE, now=turn.now)
    if how == DONE:
        return [turn.say("learn/tried"), *quiz.lesson_quiz(turn, lesson.id)]
    return [
        turn.say(
            "learn/not_yet",
            (turn.button("learn.back", "step", lesson.id, lesson.steps[0].id),),
            (turn.button("menu.call", "call"),),
            (turn.button("learn.quiz", "quiz", lesson.id),),
        )
    ]


GATED = {"practise": practise, "tried": tried}
