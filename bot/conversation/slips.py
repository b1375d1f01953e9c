"""A slip's code: kept until somebody agreed, or until it is clear that the slip is theirs."""

from bot.conversation import menu, place, tries
from bot.conversation.turn import Turn
from domain import tokens
from domain.errors import DomainError
from domain.messages import Outgoing
from services import identity
from services.identity import SlipAnswer, SlipUse

# Of a code that waits only the digest stands in `turn.data["slip"]`; whom it was asked about, and
# when, in `turn.data["slip_asked"]`.
WAITING = (SlipUse.ASK, SlipUse.CHILD)


def keep(turn: Turn, code: str) -> None:
    """Keep a code that nobody can use yet."""
    turn.data["slip"] = tokens.slip_digest(code)


def use(turn: Turn, learner_id: int, code: str) -> SlipAnswer:
    """Try a typed code; one that has to wait for an answer is kept until then."""
    keep(turn, code)
    return use_kept(turn, learner_id) or SlipAnswer(SlipUse.UNKNOWN)


def use_kept(turn: Turn, learner_id: int, *, sure: bool = False) -> SlipAnswer | None:
    """Try the code that was kept, if there is one."""
    code_hash = turn.data.get("slip")
    forget(turn)
    if not isinstance(code_hash, str):
        return None
    used = identity.use_slip(
        turn.tx,
        turn.account.id,
        learner_id,
        code_hash,
        sure=sure,
        wrong=tries.today(turn, tries.CODES),
        now=turn.now,
        zone=turn.zone,
    )
    if used.use is SlipUse.UNKNOWN:
        tries.note(turn, tries.CODES)
    if used.use in WAITING:
        turn.data["slip"] = code_hash
    return used


def use_surely(turn: Turn, learner_id: str, stamp: str) -> SlipAnswer:
    """The learner said that the slip is theirs; a button of another question confirms nobody."""
    who = turn.integer(learner_id)
    asked = [who, turn.integer(stamp)]
    if turn.data.get("slip_asked") != asked or place.account_learner(turn) != who:
        raise DomainError("old_button")
    return use_kept(turn, who, sure=True) or SlipAnswer(SlipUse.UNKNOWN)


def waits(turn: Turn) -> bool:
    """Whether a code is kept."""
    return "slip" in turn.data


def forget(turn: Turn) -> None:
    """Nobody agreed, or it is somebody else's: the code goes."""
    turn.data.pop("slip", None)
    turn.data.pop("slip_asked", None)


def told(turn: Turn, used: SlipAnswer) -> Outgoing:
    """What became of a code, in words, and where to go on."""
    if used.use is SlipUse.ASK:
        return _ask(turn, used)
    if used.use is SlipUse.CONFIRMED:
        rows = menu.rows(turn, place.standing(turn))
    elif used.use is SlipUse.SOMEBODY_ELSE:
        rows = ((turn.button("menu.family", "family"),), menu.back(turn))
    else:
        rows = (menu.back(turn),)
    return turn.say(f"identify/slip_{used.use.value}", *rows, name=used.name)


def _ask(turn: Turn, used: SlipAnswer) -> Outgoing:
    """Whose slip it is; the answer works once, for whom it was asked."""
    who, stamp = place.account_learner(turn), int(turn.now.timestamp())
    turn.data["slip_asked"] = [who, stamp]
    turn.expect("slip_whose")
    return turn.say(
        "identify/slip_ask",
        (turn.button("identify.mine", "slip_mine", who, stamp),),
        (turn.button("identify.not_mine", "slip_not_mine"),),
        name=used.name,
        child=used.child,
    )
