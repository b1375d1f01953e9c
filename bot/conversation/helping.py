"""Calling somebody of one's own hamlet."""

from bot.conversation import menu, place
from bot.conversation.engine import Messages
from bot.conversation.turn import Turn
from services import help_calls


def ask(turn: Turn) -> Messages:
    """Say who will see the call before it is made."""
    if place.unit(turn) is None:
        return [turn.say("call/no_hamlet", (turn.button("menu.hamlet", "code"),), menu.back(turn))]
    return [
        turn.say(
            "call/ask",
            (turn.button("call.yes", "call_now"),),
            (turn.button("call.no", "go"),),
            named=bool(place.learner(turn)),
        )
    ]


def now(turn: Turn) -> Messages:
    """Call; a second press on the same day does not ring twice."""
    unit = place.unit(turn)
    if unit is None:
        return ask(turn)
    called = help_calls.call(
        turn.tx,
        turn.account.id,
        learner_id=place.account_learner(turn),
        unit_id=unit,
        today=turn.today,
        now=turn.now,
    )
    onward = (turn.button("call.meanwhile", "go"),)
    named = bool(place.learner(turn))
    return [turn.say("call/called", onward, menu.back(turn), called=called, named=named)]


ACTIONS = {"call": ask, "call_now": now}
