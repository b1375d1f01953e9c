"""Calls for help that wait for somebody near."""

from bot.conversation.staff_common import Messages, acting, home, pager
from bot.conversation.turn import Turn
from services import calls
from services.calls import Call


def waiting(turn: Turn, page: str = "0") -> Messages:
    """Who called, and since when; one tap says "done"."""
    number = turn.integer(page)
    found, total = calls.waiting(turn.tx, acting(turn), page=number)
    lines = [
        (each, _who(turn, each), each.called_at.astimezone(turn.zone).date()) for each in found
    ]
    rows = [(turn.button("staff.answered", "s.ca", each.id, name=who),) for each, who, _ in lines]
    more = pager(turn, number, total, "s.calls")
    return [turn.say("staff/calls", *rows, *more, home(turn), calls=lines, total=total)]


def answered(turn: Turn, call_id: str) -> Messages:
    """Somebody was helped."""
    calls.answer(turn.tx, acting(turn), turn.integer(call_id), now=turn.now)
    return waiting(turn)


def _who(turn: Turn, call: Call) -> str:
    """The caller's name, or when somebody without one called."""
    called = call.called_at.astimezone(turn.zone)
    when = {"time": f"{called:%H:%M}", "day": f"{called:%d/%m}"}
    return call.name or turn.app.texts.label("staff.unnamed_call", **when)


ACTIONS = {"s.calls": waiting, "s.ca": answered}
PROMPTS: dict[str, object] = {}
