"""Before anything is learned, somebody has to be there: the way in for the unknown."""

import functools

from bot.conversation import child, households, menu, place, welcome
from bot.conversation.engine import Messages, OnAction
from bot.conversation.turn import Turn


def first(turn: Turn) -> Messages:
    """What has to be settled first: who learns, or whether to be recorded, also a child; nothing
    otherwise."""
    if unanswered := child.open_question(turn):
        return unanswered
    if place.learner(turn) is not None:
        return []
    if unanswered := child.asked(turn):
        return unanswered
    members = place.settle(turn)
    if place.learner(turn) is not None:
        return []
    if members:
        return households.who(turn, members)
    if home := menu.staff_home(turn):
        return home
    if welcome.consent_stands(turn):
        return welcome.consent_stays(turn, understood=True)
    return welcome.begin(turn)


def gated(handler: OnAction) -> OnAction:
    """The handler, for those who have come in."""

    @functools.wraps(handler)
    def passing(turn: Turn, *args: str) -> Messages:
        return first(turn) or handler(turn, *args)

    return passing
