"""A child learns on the guardian's phone, and is recorded when both agree."""

from typing import Any

from bot.conversation import helping, menu, naming, place, slips
from bot.conversation.engine import Messages
from bot.conversation.turn import Row, Turn
from content import notices
from domain.errors import DomainError
from domain.matching import (
    CONSENT_ALONE,
    CONSENT_WITH_GUARDIAN,
    looks_like_slip,
    may_be_below,
)
from domain.messages import Outgoing
from domain.vocabulary import Audience
from services import consent, mydata
from services.identity import SlipAnswer, SlipUse

# What is known of the child stands in `turn.data["child"]`: "who" (a learner who turned out to be
# a child, or 0), "year", "guardian" (has agreed); "young" instead of the year of a child below
# seven, "sure" once it was asked whether what is kept shall go. No name before both have agreed.


def begin(turn: Turn) -> Messages:
    """Somebody says that a child is going to learn: ask the year of birth."""
    turn.data["child"] = {"who": 0}
    turn.expect("child_year")
    return [turn.say("child/year", (turn.button("child.unrecorded", "child_no"),))]


def too_young_alone(turn: Turn, year: int) -> Messages:
    """A learner who agreed alone typed a child's year of birth."""
    turn.data["child"] = {"who": place.account_learner(turn) or 0}
    return _with_year(turn, year)


def slip(turn: Turn, who: int) -> Messages:
    """A child's slip code waits until guardian and child agreed."""
    turn.data["child"] = {"who": who}
    turn.expect("child_year")
    return [
        turn.say("child/slip"),
        turn.say("child/year", (turn.button("child.unrecorded", "child_no"),)),
    ]


def read_year(turn: Turn, text: str) -> Messages:
    """The child's year of birth."""
    year = naming.read(turn, text).birth_year
    if looks_like_slip(text):
        slips.keep(turn, text)
        turn.expect("child_year")
        no = (turn.button("child.unrecorded", "child_no"),)
        return [turn.say("identify/slip_first"), turn.say("child/year", no)]
    if year is None:
        turn.expect("child_year")
        return [turn.say("identify/year_again", (turn.button("child.unrecorded", "child_no"),))]
    if not may_be_below(CONSENT_ALONE, year, turn.today):
        turn.data.pop("child", None)
        return [
            turn.say(
                "child/old_enough",
                (turn.button("welcome.agree", "agree"),),
                (turn.button("welcome.decline", "decline"),),
            )
        ]
    return _with_year(turn, year)


def _with_year(turn: Turn, year: int) -> Messages:
    if may_be_below(CONSENT_WITH_GUARDIAN, year, turn.today):
        turn.data["child"] = {"who": _child(turn).get("who", 0), "young": year}
        return _sure(turn) if _loses(turn) else _too_young(turn)
    turn.data["child"] = {**_child(turn), "year": year, "guardian": False}
    recorded = bool(_child(turn).get("who"))
    return [turn.say("child/guardian", *_guardian_rows(turn), year=year, recorded=recorded)]


def _too_young(turn: Turn) -> Messages:
    _forget(turn)
    return [turn.say("child/too_young"), *menu.show(turn)]


def _loses(turn: Turn) -> bool:
    """Whether going on unrecorded gives up what is kept of whoever agreed alone."""
    who = int(_child(turn).get("who") or 0)
    return mydata.finds(turn.tx, who)


def _sure(turn: Turn) -> Messages:
    """The year may be mistyped: nothing that is kept goes by one press. The button works once."""
    known, stamp = _child(turn), int(turn.now.timestamp())
    turn.data["child"] = {**known, "sure": stamp}
    young, year = known.get("young"), known.get("year")
    mend = turn.button("child.wrong_year", "child_again")
    first = mend if young or year else turn.button("data.keep", "erase_no")
    forget = turn.button("child.forget", "child_forget", stamp)
    return [turn.say("child/sure", (first,), (forget,), young=young, year=young or year)]


def forget(turn: Turn, stamp: str) -> Messages:
    """What is kept goes, after the second question. A button of another day forgets nobody."""
    known = _child(turn)
    if not known:
        return menu.show(turn)
    if known.get("sure") != turn.integer(stamp):
        raise DomainError("old_button")
    return _too_young(turn) if known.get("young") else _unrecorded(turn)


def _guardian_rows(turn: Turn) -> tuple[Row, ...]:
    return (
        (turn.button("child.guardian_yes", "guardian_yes"),),
        (turn.button("child.unrecorded", "child_no"),),
        (turn.button("child.wrong_year", "child_again"),),
    )


def _child_rows(turn: Turn) -> tuple[Row, ...]:
    return (
        (turn.button("child.child_yes", "child_yes"),),
        (turn.button("child.child_no", "child_no"),),
    )


def asked(turn: Turn) -> Messages:
    """Guardian or child was asked just now and has not answered: the same again, shortly."""
    asks = any(act in ("guardian_yes", "child_yes") for _, act in turn.shown)
    return _stays(turn) if asks and "year" in _child(turn) else []


def open_question(turn: Turn) -> Messages:
    """Who agreed alone, and told a child's year of birth, is recorded no further before guardian
    and child have answered; nothing where that is not so."""
    known, who = _child(turn), _child(turn).get("who")
    if not who or who != place.account_learner(turn):
        return []
    if known.get("young"):
        return _sure(turn)
    return _stays(turn) if known.get("year") else []


def _stays(turn: Turn) -> Messages:
    guardian = not _child(turn).get("guardian")
    rows = _guardian_rows(turn) if guardian else _child_rows(turn)
    recorded = guardian and bool(_child(turn).get("who"))
    return [turn.say("child/stays", *rows, guardian=guardian, recorded=recorded)]


def again(turn: Turn) -> Messages:
    """The year was mistyped; whoever agreed alone is asked again as a grown-up."""
    if (who := _child(turn).get("who", 0)) and who == place.account_learner(turn):
        turn.data.pop("child")
        turn.expect("year")
        return [turn.say("identify/year", (turn.button("identify.skip", "skip_find"),))]
    turn.data["child"] = {"who": who}
    turn.expect("child_year")
    return [turn.say("child/year", (turn.button("child.unrecorded", "child_no"),))]


def guardian_yes(turn: Turn) -> Messages:
    """The guardian agreed: hand the phone to the child."""
    if "year" not in _child(turn):
        raise DomainError("old_button")
    turn.data["child"] = {**_child(turn), "guardian": True}
    return [turn.say("child/child", *_child_rows(turn))]


def child_yes(turn: Turn) -> Messages:
    """Both agreed: recorded from now on, and asked for the name."""
    known = _child(turn)
    if waits(turn):
        return [ask_name(turn)]
    if not known.get("guardian"):
        raise DomainError("old_button")
    made = consent.agree_for_child(
        turn.tx,
        turn.account.id,
        notice_version=notices.consent().version,
        unit_id=place.unit(turn),
        learner_id=known.get("who") or None,
        now=turn.now,
    )
    place.choose(turn, made)
    place.begin_as(turn, Audience.PUPIL)
    turn.data["child"] = {"year": known["year"], "named": made}
    used = slips.use_kept(turn, made)
    return _slip_used(turn, used) if used is not None else [ask_name(turn)]


def _slip_used(turn: Turn, used: SlipAnswer) -> Messages:
    if used.use in (SlipUse.CONFIRMED, SlipUse.ALREADY):
        turn.data.pop("child", None)
    if used.use in (SlipUse.CONFIRMED, SlipUse.ALREADY, SlipUse.ASK):
        return [slips.told(turn, used)]
    return [slips.told(turn, used), ask_name(turn)]


def waits(turn: Turn) -> bool:
    """Whether both agreed, and the child's name is still to be told."""
    who = place.account_learner(turn)
    return who is not None and _child(turn).get("named") == who


def ask_name(turn: Turn) -> Outgoing:
    """The child's name, once both have agreed."""
    turn.expect("child_name")
    return turn.say("child/name", (turn.button("identify.skip", "skip_find"),))


def read_name(turn: Turn, text: str) -> Messages:
    """The child's name, or a slip's code; the year is used for the search and not kept."""
    typed = naming.read(turn, text)
    who, year = place.account_learner(turn), _child(turn).get("year")
    if who is not None and looks_like_slip(text):
        return _slip_used(turn, slips.use(turn, who, text))
    if naming.calls_for_help(text):
        return helping.ask(turn)
    if not typed.name or who is None or not isinstance(year, int):
        turn.expect("child_name")
        return [turn.say("identify/name_again", (turn.button("identify.skip", "skip_find"),))]
    return naming.check(turn, who, typed.name, year, child=True)


def child_no(turn: Turn) -> Messages:
    """One of them does not want it: the child learns, nothing is recorded."""
    if "child" not in turn.data:
        return menu.show(turn)
    return _sure(turn) if _loses(turn) else _unrecorded(turn)


def _unrecorded(turn: Turn) -> Messages:
    _forget(turn)
    place.begin_as(turn, Audience.PUPIL)
    return [turn.say("child/unrecorded"), *menu.show(turn)]


def _forget(turn: Turn) -> None:
    """Go on as a guest; a learner who agreed alone, and could not, is forgotten."""
    known = _child(turn)
    if known.get("who"):
        mydata.erase(turn.tx, turn.account.id, [known["who"]], now=turn.now)
    turn.data.pop("child", None)
    slips.forget(turn)
    place.choose(turn, place.GUEST)


def _child(turn: Turn) -> dict[str, Any]:
    kept = turn.data.get("child", {})
    assert isinstance(kept, dict)
    return kept


ACTIONS = {
    "child": begin,
    "child_again": again,
    "guardian_yes": guardian_yes,
    "child_yes": child_yes,
    "child_no": child_no,
    "child_forget": forget,
}
PROMPTS = {"child_year": read_year, "child_name": read_name}
