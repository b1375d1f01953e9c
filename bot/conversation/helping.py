"""Calling somebody of one's own hamlet."""

from bot.conversation import menu, place
from bot.conversation.engine import Messages
from bot.conversation.turn import Turn
from services import family, help_calls


def ask(turn: Turn) -> Messages:
    """Say who will see the call before it is made."""
    unit = place.unit(turn)
    if unit is None:
        return [turn.say("call/no_hamlet", (turn.button("menu.hamlet", "code"),), menu.back(turn))]
    who, named = place.account_learner(turn), _named(turn)
    tell = ((turn.button("call.name", "find"),),) if who and not named else ()
    yes, no = turn.button("call.yes", "call_now"), turn.button("call.no", "go")
    seen = help_calls.seen_by(turn.tx, unit, today=turn.today)
    return [turn.say("call/ask", (yes,), *tell, (no,), seen=seen, recorded=bool(who), named=named)]


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
    return [turn.say("call/called", onward, menu.back(turn), called=called, named=_named(turn))]


def _named(turn: Turn) -> bool:
    """Whether those who see the call see a name."""
    who = place.account_learner(turn)
    return who is not None and bool(family.mine(turn.tx, turn.account.id, who).name)


ACTIONS = {"call": ask, "call_now": now}
