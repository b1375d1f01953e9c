"""Finding oneself on the hamlet's list, without the list ever being shown."""

from bot.conversation import child, menu, place, slips, tries
from bot.conversation.engine import Messages
from bot.conversation.turn import Turn
from domain.errors import DomainError
from domain.matching import CONSENT_ALONE, looks_like_slip, may_be_below, read_name_and_year
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
    turn.expect("year")
    who = place.account_learner(turn)
    first = [] if who is None or tries.left(turn, who) else [turn.say("identify/no_tries")]
    return [*first, turn.say("identify/year", (turn.button("identify.skip", "skip_find"),))]


def read_year(turn: Turn, text: str) -> Messages:
    """The year of birth, perhaps with the name; or a slip's code, which tells both."""
    if looks_like_slip(text):
        return _slip_instead(turn, text, "year")
    typed = read_name_and_year(text, turn.today)
    if typed.birth_year is None:
        turn.expect("year")
        return [turn.say("identify/year_again", (turn.button("identify.skip", "skip_find"),))]
    if may_be_below(CONSENT_ALONE, typed.birth_year, turn.today):
        return child.too_young_alone(turn, typed.birth_year)
    if typed.name:
        return _look(turn, typed.name, typed.birth_year)
    turn.expect("name", year=typed.birth_year)
    return [turn.say("identify/name", (turn.button("identify.skip", "skip_find"),))]


def read_name(turn: Turn, text: str) -> Messages:
    """The name, or a slip's code; only then is anything looked for."""
    if looks_like_slip(text):
        return _slip_instead(turn, text, "name")
    typed = read_name_and_year(text, turn.today)
    year = typed.birth_year or turn.data.get("year")
    if not typed.name or not isinstance(year, int):
        turn.expect("name")
        return [turn.say("identify/name_again", (turn.button("identify.skip", "skip_find"),))]
    return _look(turn, typed.name, year)


def _look(turn: Turn, name: str, year: int) -> Messages:
    turn.data.pop("year", None)
    who = place.account_learner(turn)
    if who is None:
        raise DomainError("learner_gone")
    tries.look(turn, who, name, year)
    return done(turn, name)


def done(turn: Turn, name: str) -> Messages:
    """The same words whether or not there is such a name."""
    standing = place.standing(turn)
    hamlet_known = place.unit(turn) is not None
    return [
        turn.say("identify/done", *menu.rows(turn, standing), name=name, hamlet_known=hamlet_known)
    ]


def skip(turn: Turn) -> Messages:
    """Learning does not wait for a name."""
    turn.data.pop("year", None)
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
        turn.data.pop("year", None)
        turn.data.pop("child", None)
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
    turn.expect(prompt)
    return [*said, turn.say(f"identify/{prompt}", (turn.button("identify.skip", "skip_find"),))]


GATED = {"find": find, "skip_find": skip, "slip_mine": slip_mine, "slip_not_mine": slip_not_mine}
PROMPTS = {"year": read_year, "name": read_name, "slip_whose": slip_whose}
