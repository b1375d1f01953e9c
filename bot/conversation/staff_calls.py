"""Calls for help that wait for somebody near."""

from bot.conversation.staff_common import Messages, acting, home, pager
from bot.conversation.turn import Turn
from services import calls
from services.calls import Answered, Call


def waiting(turn: Turn, page: str = "0") -> Messages:
    """Who called, and since when; one tap says "done"."""
    return _waiting(turn, turn.integer(page))


def answered(turn: Turn, call_id: str) -> Messages:
    """Somebody was helped; a slip of the finger is undone at once."""
    done = calls.answer(turn.tx, acting(turn), turn.integer(call_id), now=turn.now)
    return _waiting(turn, 0, done)


def undo(turn: Turn, call_id: str) -> Messages:
    """It was another name: the call waits again."""
    calls.undo(turn.tx, acting(turn), turn.integer(call_id), now=turn.now)
    return _waiting(turn, 0)


def _waiting(turn: Turn, number: int, done: Answered | None = None) -> Messages:
    found, total = calls.waiting(turn.tx, acting(turn), page=number)
    lines = [
        (each, _who(turn, each), each.called_at.astimezone(turn.zone).date()) for each in found
    ]
    rows = [(turn.button("staff.answered", "s.ca", each.id, name=who),) for each, who, _ in lines]
    more = pager(turn, number, total, "s.calls")
    own = done is not None and done.own
    back = ((turn.button("staff.undo", "s.cau", done.id),),) if done and own else ()
    return [
        turn.say(
            "staff/calls",
            *rows,
            *more,
            *back,
            home(turn),
            calls=lines,
            total=total,
            done=_who(turn, done) if done else "",
            own=own,
        )
    ]


def _who(turn: Turn, call: Call | Answered) -> str:
    """The caller's name, or when somebody without one called."""
    called = call.called_at.astimezone(turn.zone)
    when = {"time": f"{called:%H:%M}", "day": f"{called:%d/%m}"}
    return call.name or turn.app.texts.label("staff.unnamed_call", **when)


ACTIONS = {"s.calls": waiting, "s.ca": answered, "s.cau": undo}
PROMPTS: dict[str, object] = {}
