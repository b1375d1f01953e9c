"""Is that you? Name and year are read out before they are kept and anybody is looked for."""

from typing import NamedTuple

from bot.conversation import menu, place, tries
from bot.conversation.engine import Messages
from bot.conversation.turn import Turn
from content import words
from domain.errors import DomainError
from domain.matching import NameAndYear, read_name_and_year


class Said(NamedTuple):
    """What waits for a yes, in `turn.data["said"]`: whose it is, since when, and what it is."""

    who: int
    stamp: int
    name: str
    year: int
    child: bool


def read(turn: Turn, text: str) -> NameAndYear:
    """A name and a year of birth out of what people say around them."""
    return read_name_and_year(text, turn.today, words.spoken())


def calls_for_help(text: str) -> bool:
    """Whether somebody who was asked for a name or a year calls for help."""
    return words.spoken().asks_for_help(text)


def check(turn: Turn, who: int, name: str, year: int, *, child: bool = False) -> Messages:
    """Read out what was understood; the yes works once, for this learner and this question."""
    turn.data.pop("year", None)
    said = Said(who, int(turn.now.timestamp()), name, year, child)
    turn.data["said"] = list(said)
    turn.expect("sure")
    return [
        turn.say(
            "identify/sure",
            (turn.button("identify.right", "name_yes", who, said.stamp),),
            (turn.button("identify.again", "name_again"),),
            name=name,
            year=year,
            child=child,
        )
    ]


def waiting(turn: Turn) -> Said | None:
    """What was read out last to the one who holds the phone, and not answered yet."""
    kept = turn.data.get("said")
    if not kept or kept[0] != place.account_learner(turn):
        return None
    return Said(*kept)


def forget(turn: Turn) -> None:
    """It was not right, or is not asked any more."""
    turn.data.pop("said", None)


def yes(turn: Turn, learner_id: str, stamp: str) -> Messages:
    """It is right: keep it, and look for it on the list. A second press changes nothing more."""
    said = waiting(turn)
    if said is None and turn.integer(learner_id) == place.account_learner(turn):
        return menu.show(turn)
    if said is None or [said.who, said.stamp] != [turn.integer(learner_id), turn.integer(stamp)]:
        raise DomainError("old_button")
    forget(turn)
    tries.look(turn, said.who, said.name, said.year, child=said.child)
    if said.child:
        turn.data.pop("child", None)
    return _done(turn, said)


def _done(turn: Turn, said: Said) -> Messages:
    """The same words whether or not there is such a name."""
    rows = menu.rows(turn, place.standing(turn))
    if said.child:
        return [turn.say("child/done", *rows, name=said.name)]
    hamlet_known = place.unit(turn) is not None
    return [turn.say("identify/done", *rows, name=said.name, hamlet_known=hamlet_known)]


GATED = {"name_yes": yes}
