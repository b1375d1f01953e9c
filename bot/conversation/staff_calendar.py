"""What one's unit has to hand in next, and what is still missing for it."""

from bot.conversation.staff_common import Messages, acting_official, home
from bot.conversation.turn import Row, Turn
from domain.reporting import Missing
from services import calendar


def show(turn: Turn) -> Messages:
    """The coming days of the plan's calendar."""
    found = calendar.ahead(turn.tx, acting_official(turn), today=turn.today)
    rows = _rows(turn, found[0].missing) if found else ()
    return [turn.say("staff/calendar", *rows, home(turn), found=found)]


def _rows(turn: Turn, missing: Missing) -> tuple[Row, ...]:
    rows: list[Row] = [
        (turn.button("calendar.entry", "s.entry"), turn.button("calendar.numbers", "s.stats"))
    ]
    if missing.matches:
        rows.append((turn.button("calendar.matches", "s.mh"),))
    return tuple(rows)


ACTIONS = {"s.cal": show}
PROMPTS: dict[str, object] = {}
