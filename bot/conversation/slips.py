"""A slip code that came before its time: kept in the dialogue, and used once somebody agreed."""

from bot.conversation import menu, place
from bot.conversation.turn import Turn
from domain import tokens
from domain.messages import Outgoing
from services import identity
from services.identity import SlipUse

# Of a code that waits only the digest stands in `turn.data["slip"]`.


def keep(turn: Turn, code: str) -> None:
    """Keep a code that nobody can use yet."""
    turn.data["slip"] = tokens.slip_digest(code)


def use(turn: Turn, learner_id: int, code: str) -> SlipUse:
    """Try a typed code; one whose child nobody has agreed for is kept until then."""
    keep(turn, code)
    return use_kept(turn, learner_id) or SlipUse.UNKNOWN


def use_kept(turn: Turn, learner_id: int) -> SlipUse | None:
    """Try the code that was kept, if there is one."""
    code_hash = turn.data.pop("slip", None)
    if not isinstance(code_hash, str):
        return None
    used = identity.use_slip(
        turn.tx, turn.account.id, learner_id, code_hash, now=turn.now, zone=turn.zone
    )
    if used is SlipUse.CHILD:
        turn.data["slip"] = code_hash
    return used


def waits(turn: Turn) -> bool:
    """Whether a code is kept."""
    return "slip" in turn.data


def forget(turn: Turn) -> None:
    """Nobody agreed: the code goes as well."""
    turn.data.pop("slip", None)


def told(turn: Turn, used: SlipUse) -> Outgoing:
    """What became of a code, in words, and where to go on."""
    if used is SlipUse.CONFIRMED:
        rows = menu.rows(turn, place.standing(turn))
    elif used is SlipUse.SOMEBODY_ELSE:
        rows = ((turn.button("menu.family", "family"),), menu.back(turn))
    else:
        rows = (menu.back(turn),)
    return turn.say(f"identify/slip_{used.value}", *rows)
