"""Finding oneself on the hamlet's list, without the list ever being shown."""

from bot.conversation import child, menu, place
from bot.conversation.engine import Messages
from bot.conversation.turn import Turn
from domain.errors import DomainError
from domain.matching import CONSENT_ALONE, may_be_below, read_name_and_year
from services import identity
from services.identity import SlipUse


def find(turn: Turn) -> Messages:
    """Begin the search; a guest is asked first whether to be recorded."""
    if not place.learner(turn):
        return [
            turn.say("identify/guest", (turn.button("welcome.record", "consent"),), menu.back(turn))
        ]
    return ask(turn)


def ask(turn: Turn) -> Messages:
    """First the year: for a child nothing more is asked before the guardian has agreed."""
    turn.data.pop("year", None)
    turn.expect("year")
    return [turn.say("identify/year", (turn.button("identify.skip", "skip_find"),))]


def read_year(turn: Turn, text: str) -> Messages:
    """The year of birth, perhaps with the name."""
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
    """The name; only then is anything looked for."""
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
    identity.find_me(turn.tx, who, name, year, child=False, now=turn.now, zone=turn.zone)
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


def slip(turn: Turn, code: str) -> Messages:
    """A slip code typed at any time."""
    who = place.account_learner(turn)
    if who is None:
        return [
            turn.say(
                "identify/slip_first", (turn.button("welcome.record", "consent"),), menu.back(turn)
            )
        ]
    used = identity.use_slip(turn.tx, turn.account.id, who, code, now=turn.now, zone=turn.zone)
    if used is SlipUse.CHILD:
        return child.slip(turn, who)
    button = {SlipUse.SOMEBODY_ELSE: (turn.button("menu.family", "family"),)}.get(used)
    rows = (button, menu.back(turn)) if button else (menu.back(turn),)
    return [turn.say(f"identify/slip_{used.value}", *rows)]


GATED = {"find": find, "skip_find": skip}
PROMPTS = {"year": read_year, "name": read_name}
