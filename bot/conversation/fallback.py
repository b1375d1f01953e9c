"""A kind answer to everything that no dialogue expected."""

import re
from typing import Any

from bot.conversation import child, gate, menu, place, welcome
from bot.conversation.engine import Messages
from bot.conversation.turn import Turn
from content import errors
from domain.errors import DomainError
from domain.matching import looks_like_slip
from domain.messages import Outgoing
from services import reachability

STAFF = "s."  # how the actions of staff begin
GROUP = "group"
SECRET = re.compile(r"(?:\d[ .-]?){6,}")  # a number of an account or a card, a password, a code
KINDS = ("photo", "sticker", "voice", "video", "file", "location", "contact", "edited", "long")


def lost(turn: Turn, text: str) -> Messages:
    """A text that names nothing shown: perhaps a code; else the same buttons again."""
    if looks_like_slip(text) and place.account_learner(turn):
        return welcome.slip(turn, text)
    hamlet = welcome.find_hamlet(turn, text)
    if hamlet is not None:
        return welcome.joined(turn, hamlet)
    if looks_like_slip(text):
        return welcome.slip(turn, text)
    if welcome.consent_stands(turn):
        return welcome.consent_stays(turn, understood=False)
    if unanswered := child.asked(turn):
        return unanswered
    if not _at_work(turn) and (opened := gate.first(turn)):
        return opened
    if SECRET.search(text):
        return _and_again(turn, "fallback/digits")
    return _and_again(turn, "fallback/lost", again=bool(turn.shown))


def doubt(turn: Turn, text: str) -> Messages:
    """A word that means one of two things while something is asked: which of them, and the question
    once more."""
    return _and_again(turn, "fallback/doubt", text=text)


def thanks(turn: Turn) -> Messages:
    """Thanks, or enough for today: a kind word, and whatever stands open stays."""
    if welcome.consent_stands(turn):
        return welcome.consent_stays(turn, understood=True)
    if not _at_work(turn) and (opened := gate.first(turn)):
        return opened
    return _and_again(turn, "menu/thanks")


def _at_work(turn: Turn) -> bool:
    """Does a screen of staff stand open? Whoever works there need not be a learner as well."""
    return any(act.startswith(STAFF) for _, act in turn.shown)


def unsupported(turn: Turn, what: str) -> Messages:
    """A sticker, photo, voice, file, edited or very long message: nothing of it is kept.

    A group gets no button: whoever presses it there is somebody else each time.
    """
    if what == GROUP:
        return [turn.say("fallback/unsupported", what=what)]
    kind = what if what in KINDS else "other"
    return _and_again(turn, "fallback/unsupported", what=kind)


def _and_again(turn: Turn, template: str, **values: Any) -> Messages:
    """Say something, then what stands open: a question in full, all else by its buttons."""
    rows = turn.stay()
    if turn.question:
        return [turn.say(template, **values), Outgoing(turn.question, rows)]
    return [turn.say(template, *(rows or (menu.back(turn),)), **values)]


def left(turn: Turn) -> None:
    """The person blocked the bot."""
    reachability.left(turn.tx, turn.account.id)


def old_button(turn: Turn) -> Messages:
    """A button of another time: say so, and go on where the learner is."""
    if opened := gate.first(turn):
        return opened
    return [turn.say("fallback/old_button"), *menu.show(turn)]


def refused(turn: Turn, error: DomainError) -> Messages:
    """What a service refused, in words, and the way back."""
    if error.code == "old_button":
        return old_button(turn)
    sentence = errors.sentence(error, you=turn.address)
    return [turn.say("fallback/refused", menu.back(turn), sentence=sentence)]


ACTIONS = {"thanks": thanks}
