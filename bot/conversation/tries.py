"""How often each learner was looked for today, and how many codes were wrong: numbers of one day.

They stand in `turn.data["tries"]`; what a whole phone has used is kept by `services.identity`.
"""

from bot.conversation.turn import Turn
from services import identity

CODES = "codes"  # no learner's id


def today(turn: Turn, whose: object) -> int:
    """How many tries were noted today for a learner's id, or for CODES."""
    day, counts = turn.data.get("tries", ("", {}))
    found = counts.get(str(whose), 0) if day == turn.today.isoformat() else 0
    assert isinstance(found, int)
    return found


def note(turn: Turn, whose: object) -> None:
    """One try more; those of another day are forgotten."""
    day, counts = turn.data.get("tries", ("", {}))
    kept = counts if day == turn.today.isoformat() else {}
    counted = {**kept, str(whose): today(turn, whose) + 1}
    turn.data["tries"] = [turn.today.isoformat(), counted]


def left(turn: Turn, learner_id: int) -> int:
    """How often a learner can still be looked for today."""
    tried = today(turn, learner_id)
    return identity.tries_left(turn.tx, turn.account.id, tried=tried, now=turn.now, zone=turn.zone)


def look(turn: Turn, learner_id: int, name: str, year: int, *, child: bool = False) -> None:
    """Keep a learner's name, and look for it on the list if there is a try left."""
    tried = today(turn, learner_id)
    if identity.find_me(
        turn.tx, learner_id, name, year, child=child, tried=tried, now=turn.now, zone=turn.zone
    ):
        note(turn, learner_id)
