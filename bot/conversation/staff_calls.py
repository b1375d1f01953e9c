"""Calls for help that wait for somebody near."""

from bot.conversation.staff_common import Messages, acting, home, pager
from bot.conversation.turn import Turn
from services import calls


def waiting(turn: Turn, page: str = "0") -> Messages:
    """Who called, and since when; one tap says "done"."""
    number = turn.integer(page)
    found, total = calls.waiting(turn.tx, acting(turn), page=number)
    zone = turn.app.zone
    lines = [(each, each.called_at.astimezone(zone).date()) for each in found]
    rows = [
        (turn.button("staff.answered", "s.ca", each.id, name=each.name or f"#{each.id}"),)
        for each in found
    ]
    more = pager(turn, number, total, "s.calls")
    return [turn.say("staff/calls", *rows, *more, home(turn), calls=lines, total=total)]


def answered(turn: Turn, call_id: str) -> Messages:
    """Somebody was helped."""
    calls.answer(turn.tx, acting(turn), turn.integer(call_id), now=turn.now)
    return waiting(turn)


ACTIONS = {"s.calls": waiting, "s.ca": answered}
PROMPTS: dict[str, object] = {}
