"""One phone for a family: choose who is learning, and add somebody."""

from collections.abc import Sequence

from bot.conversation import identify, menu, place, slips
from bot.conversation.engine import Messages
from bot.conversation.turn import Turn
from domain.errors import DomainError
from services import family

MOST = 12  # more than a family; the list has to fit on one screen


def show(turn: Turn) -> Messages:
    """Those who learn on this phone."""
    members = place.settle(turn)
    return [
        turn.say(
            "family/family",
            *menu.member_rows(turn, members, "who"),
            (turn.button("family.add", "add"),),
            (turn.button("family.guest", "decline"),),
            menu.back(turn),
            members=members,
        )
    ]


def who(turn: Turn, members: Sequence[family.Learner]) -> Messages:
    """Ask who holds the phone: one of those who learn on it, or somebody new."""
    somebody = (turn.button("family.somebody_else", "add"),)
    return [turn.say("family/who", *menu.member_rows(turn, members, "who"), somebody)]


def choose(turn: Turn, learner_id: str) -> Messages:
    """This one holds the phone now."""
    learner = family.mine(turn.tx, turn.account.id, turn.integer(learner_id))
    place.choose(turn, learner.id)
    turn.data.pop("adding", None)
    if slips.waits(turn):
        return identify.after_agreeing(turn, learner.id)
    return menu.greet(turn, [learner], None)


def add(turn: Turn) -> Messages:
    """One more learner: each agrees in person."""
    members = place.settle(turn)
    if len(members) >= MOST:
        raise DomainError("family_full", most=MOST)
    turn.data["adding"] = True
    return [
        turn.say(
            "family/add",
            (turn.button("welcome.agree", "agree"),),
            (turn.button("welcome.child", "child"),),
            (turn.button("welcome.decline", "decline"),),
            (turn.button("welcome.notice", "notice"),),
            unrecorded=place.guest_finished(turn),
        )
    ]


ACTIONS = {"family": show, "who": choose, "add": add}
