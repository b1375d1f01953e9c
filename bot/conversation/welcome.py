"""The door: the hamlet's link or code, a greeting, and the question whether to be recorded."""

from collections.abc import Sequence

from bot.conversation import households, identify, menu, place, slips
from bot.conversation.engine import Messages
from bot.conversation.turn import Row, Turn
from content import address, notices
from domain.matching import looks_like_slip
from domain.messages import Outgoing
from domain.names import clean
from services import consent, family

CODE_LENGTH = 32


def start(turn: Turn, payload: str) -> Messages:
    """Opened by a link or `/start`: greet, and go on where this account stands."""
    code = clean(payload)
    hamlet = family.hamlet_of_code(turn.tx, code, on=turn.today) if code else None
    members = place.settle(turn)
    if members and place.unit(turn) is not None:
        hamlet = None  # a visitor's scan moves nobody; "menu.hamlet" does
    if hamlet is not None:
        join(turn, hamlet)
    if members:
        return _known(turn, members, hamlet)
    if place.learner(turn) == place.GUEST:
        return menu.show(turn)
    if not code and (home := menu.staff_home(turn)):
        return home
    if place.unit(turn) is not None:
        known = hamlet or family.hamlet(turn.tx, place.unit(turn) or 0)
        return [turn.say("welcome/hello", hamlet=known), ask_consent(turn)]
    if code:
        turn.expect("hamlet_code")
        return [turn.say("welcome/unknown_code", *_code_rows(turn))]
    turn.expect("hamlet_code")
    return [turn.say("welcome/hello", hamlet=None), turn.say("welcome/code", *_code_rows(turn))]


def _known(turn: Turn, members: Sequence[family.Learner], hamlet: family.Hamlet | None) -> Messages:
    """Whoever holds the phone is greeted; where that is not known, asked for."""
    if place.learner(turn) is None:
        return households.who(turn, members)
    return menu.greet(turn, members, hamlet)


def join(turn: Turn, hamlet: family.Hamlet) -> None:
    """This account belongs to a hamlet from now on."""
    turn.data["unit"] = hamlet.id
    family.move_to(turn.tx, turn.account.id, hamlet.id)


def _code_rows(turn: Turn) -> tuple[Row, ...]:
    return ((turn.button("welcome.no_code", "no_code"),),)


def ask_code(turn: Turn) -> Messages:
    """Ask for the short code on the hamlet's poster."""
    turn.expect("hamlet_code")
    return [turn.say("welcome/code", *_code_rows(turn))]


def read_code(turn: Turn, text: str) -> Messages:
    """A typed hamlet code; a wrong one is asked for again."""
    hamlet = find_hamlet(turn, text)
    if hamlet is None and looks_like_slip(text):
        return slip(turn, text)
    if hamlet is None:
        turn.expect("hamlet_code")
        return [turn.say("welcome/unknown_code", *_code_rows(turn))]
    return joined(turn, hamlet)


def find_hamlet(turn: Turn, text: str) -> family.Hamlet | None:
    """The hamlet that a typed text names, if it can be a code at all."""
    code = clean(text).replace(" ", "").replace("-", "") if len(text) <= CODE_LENGTH else ""
    if not code or not code.isascii():
        return None
    found = family.hamlet_of_code(turn.tx, code, on=turn.today)
    return found or family.hamlet_of_code(turn.tx, clean(text), on=turn.today)


def joined(turn: Turn, hamlet: family.Hamlet) -> Messages:
    """The account has named its hamlet: say so, and go on."""
    join(turn, hamlet)
    members = place.settle(turn)
    hello = turn.say("welcome/joined", hamlet=hamlet)
    if members or place.learner(turn) == place.GUEST:
        return [hello, *menu.show(turn)]
    return [hello, ask_consent(turn)]


def no_code(turn: Turn) -> Messages:
    """Somebody without a poster learns as well; the hamlet can be named later."""
    if place.settle(turn) or place.learner(turn) == place.GUEST:
        return menu.show(turn)
    return [ask_consent(turn)]


def begin(turn: Turn) -> Messages:
    """Somebody unknown wrote or pressed anything: the way in."""
    return start(turn, "")


def consent_again(turn: Turn) -> Messages:
    """The question whether to be recorded, also after a no, and for one more of the family."""
    turn.data["adding"] = True
    return [ask_consent(turn)]


def ask_consent(turn: Turn) -> Outgoing:
    """The question whether to be recorded."""
    return turn.say(
        "welcome/consent",
        (turn.button("welcome.agree", "agree"),),
        (turn.button("welcome.decline", "decline"),),
        (turn.button("welcome.child", "child"),),
        (turn.button("welcome.notice", "notice"),),
        unrecorded=place.guest_finished(turn),
    )


def consent_stands(turn: Turn) -> bool:
    """Was whether to be recorded what was asked last?"""
    return any(act == "agree" for _, act in turn.shown)


def consent_stays(turn: Turn, *, understood: bool) -> Messages:
    """That question again, shortly and by the button's name: a polite word records nobody."""
    return [turn.say("welcome/consent_stays", *turn.stay(), understood=understood)]


def notice(turn: Turn) -> Messages:
    """The whole notice, and the question again."""
    parts = [address.said(each, turn.address) for each in notices.consent().parts]
    return [*(turn.say("welcome/notice", paragraph=each) for each in parts), ask_consent(turn)]


def slip(turn: Turn, code: str) -> Messages:
    """A slip's code; before anybody agreed it is kept, and used right after without retyping."""
    who = place.account_learner(turn)
    if who is not None:
        return identify.slip(turn, who, code)
    slips.keep(turn, code)
    members = place.settle(turn)
    if (who := place.account_learner(turn)) is not None:
        return identify.slip(turn, who, code)
    if members and place.learner(turn) is None:
        return households.who(turn, members)
    if members:
        turn.data["adding"] = True
    return [turn.say("identify/slip_first"), ask_consent(turn)]


def agree(turn: Turn) -> Messages:
    """Recorded from now on; an old press of the same button records nobody twice."""
    members = place.settle(turn)
    if members and not turn.data.pop("adding", False):
        return turn.pressed_twice() or menu.greet(turn, members, None)
    turn.data.pop("adding", None)
    made = consent.agree(
        turn.tx,
        turn.account.id,
        notice_version=notices.consent().version,
        unit_id=place.unit(turn),
        now=turn.now,
    )
    place.choose(turn, made)
    return [turn.say("welcome/agreed"), *identify.after_agreeing(turn, made)]


def decline(turn: Turn) -> Messages:
    """The lessons stay open; nothing is recorded."""
    slips.forget(turn)
    place.choose(turn, place.GUEST)
    return [turn.say("welcome/declined"), *menu.show(turn)]


ACTIONS = {
    "start": begin,
    "code": ask_code,
    "no_code": no_code,
    "consent": consent_again,
    "notice": notice,
    "agree": agree,
    "decline": decline,
}
PROMPTS = {"hamlet_code": read_code}
