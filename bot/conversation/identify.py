"""Finding oneself on the hamlet's list, without the list ever being shown."""

from bot.conversation import child, helping, menu, naming, place, slips, tries
from bot.conversation.engine import Messages
from bot.conversation.turn import Turn
from domain.errors import DomainError
from domain.matching import CONSENT_ALONE, NameAndYear, looks_like_slip, may_be_below
from domain.messages import Outgoing
from domain.vocabulary import MatchState
from services import family
from services.identity import SlipAnswer, SlipUse

# After these no other question is left, or a question of their own is open.
ANSWERED = (SlipUse.CONFIRMED, SlipUse.ALREADY, SlipUse.ASK, SlipUse.CHILD)


def find(turn: Turn) -> Messages:
    """Begin the search; a guest is asked first whether to be recorded."""
    if not place.learner(turn):
        return [
            turn.say("identify/guest", (turn.button("welcome.record", "consent"),), menu.back(turn))
        ]
    who = place.account_learner(turn)
    if who and family.mine(turn.tx, turn.account.id, who).match == MatchState.CONFIRMED:
        raise DomainError("already_confirmed")
    return ask(turn)


def ask(turn: Turn) -> Messages:
    """First the year: for a child nothing more is asked before the guardian has agreed.

    Without a search left for today that is said first; the name is kept all the same.
    """
    turn.data.pop("year", None)
    who = place.account_learner(turn)
    first = [] if who is None or tries.left(turn, who) else [turn.say("identify/no_tries")]
    return [*first, _asked(turn, "year", "identify/year")]


def read_year(turn: Turn, text: str) -> Messages:
    """The year of birth, perhaps with the name; or a slip's code, which tells both."""
    return _read(turn, text, "year", "", None)


def read_name(turn: Turn, text: str) -> Messages:
    """The name, perhaps with another year; or a slip's code."""
    year = turn.data.get("year")
    return _read(turn, text, "name", "", year if isinstance(year, int) else None)


def read_sure(turn: Turn, text: str) -> Messages:
    """Neither yes nor no to what was read out: another name or year, or the question once more."""
    said = naming.waiting(turn)
    if said is None:
        return ask(turn)
    if said.child:
        return child.read_name(turn, text)
    typed, again = naming.read(turn, text), turn.ask_again()
    if typed == NameAndYear() and again and not _else(text):
        return [again]
    return _read(turn, text, "sure", said.name, said.year)


def _else(text: str) -> bool:
    """Something else than a name or a year that is understood wherever these are asked."""
    return looks_like_slip(text) or naming.calls_for_help(text)


def _read(turn: Turn, text: str, prompt: str, name: str, year: int | None) -> Messages:
    """Take what was typed together with what is known; ask for what is missing, or read it out."""
    if looks_like_slip(text):
        return _slip_instead(turn, text, prompt)
    if naming.calls_for_help(text):
        return helping.ask(turn)
    who, typed = place.account_learner(turn), naming.read(turn, text)
    if who is None:
        raise DomainError("learner_gone")
    name, year = typed.name or name, typed.birth_year or year
    if year is None:
        return [_asked(turn, "year", "identify/year_again")]
    if may_be_below(CONSENT_ALONE, year, turn.today):
        return child.too_young_alone(turn, year)
    if name:
        return naming.check(turn, who, name, year)
    turn.data["year"] = year
    first = prompt == "year" or typed.birth_year is not None
    return [_asked(turn, "name", "identify/name" if first else "identify/name_again")]


def _asked(turn: Turn, prompt: str, template: str) -> Outgoing:
    """The year or the name; whoever was not understood can call somebody as well."""
    turn.expect(prompt)
    call = () if template == f"identify/{prompt}" else ((turn.button("menu.call", "call"),),)
    return turn.say(template, (turn.button("identify.skip", "skip_find"),), *call)


def name_again(turn: Turn) -> Messages:
    """What was read out is not right: ask anew."""
    naming.forget(turn)
    return [child.ask_name(turn)] if child.waits(turn) else ask(turn)


def skip(turn: Turn) -> Messages:
    """Learning does not wait for a name."""
    for kept in ("year", "said", "child"):
        turn.data.pop(kept, None)
    standing = place.standing(turn)
    return [turn.say("identify/skipped", *menu.rows(turn, standing))]


def slip(turn: Turn, who: int, code: str) -> Messages:
    """A slip code typed by somebody who is recorded, at any time."""
    return _slip_used(turn, who, slips.use(turn, who, code))


def slip_mine(turn: Turn, learner_id: str, stamp: str) -> Messages:
    """The slip of another name is the learner's after all."""
    used = slips.use_surely(turn, learner_id, stamp)
    return _slip_used(turn, turn.integer(learner_id), used)


def slip_not_mine(turn: Turn) -> Messages:
    """The slip is somebody else's: nothing was done with it."""
    slips.forget(turn)
    if child.waits(turn):
        return [turn.say("identify/slip_not_mine"), child.ask_name(turn)]
    family = (turn.button("menu.family", "family"),)
    find_me = (turn.button("menu.find", "find"),)
    return [turn.say("identify/slip_not_mine", family, find_me, menu.back(turn))]


def slip_whose(turn: Turn, text: str) -> Messages:
    """Neither yes nor no: another code, or the same question once more."""
    who = place.account_learner(turn)
    if who is not None and looks_like_slip(text):
        return slip(turn, who, text)
    again = turn.ask_again()
    return [again] if again else menu.show(turn)


def after_agreeing(turn: Turn, who: int) -> Messages:
    """Who is it? The code of a slip that was kept says so, or else the questions find out."""
    used = slips.use_kept(turn, who)
    if used is None:
        return ask(turn)
    said = _slip_used(turn, who, used)
    return said if used.use in ANSWERED else [*said, *ask(turn)]


def _slip_used(turn: Turn, who: int, used: SlipAnswer) -> Messages:
    if used.use is SlipUse.CHILD:
        return child.slip(turn, who)
    if used.use is SlipUse.CONFIRMED:
        for kept in ("year", "said", "child"):
            turn.data.pop(kept, None)
    return [slips.told(turn, used)]


def _slip_instead(turn: Turn, code: str, prompt: str) -> Messages:
    """A slip's code where the year or name was asked: unless it opens, the same is asked again."""
    who = place.account_learner(turn)
    if who is None:
        raise DomainError("learner_gone")
    used = slips.use(turn, who, code)
    said = _slip_used(turn, who, used)
    if used.use in ANSWERED:
        return said
    if prompt == "sure" and (again := turn.ask_again()):
        return [*said, again]
    return [*said, _asked(turn, prompt, f"identify/{prompt}")]


GATED = {
    "find": find,
    "skip_find": skip,
    "name_again": name_again,
    "slip_mine": slip_mine,
    "slip_not_mine": slip_not_mine,
}
PROMPTS = {"year": read_year, "name": read_name, "sure": read_sure, "slip_whose": slip_whose}
