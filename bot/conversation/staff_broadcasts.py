"""Messages that were sent to the people of a unit: who got them, and how to stop one."""

from bot.conversation.staff_common import Messages, acting_official, home
from bot.conversation.turn import Row, Turn
from domain.sending import Run
from services import broadcast
from services.broadcast import Watched

BUTTONS = {Run.RUNNING: (("pause", "s.bp"),), Run.PAUSED: (("resume", "s.bg"),)}


def show(turn: Turn, batch: str) -> Messages:
    """Who got it so far, in numbers."""
    return _report(turn, broadcast.get(turn.tx, acting_official(turn), turn.integer(batch)))


def pause(turn: Turn, batch: str) -> Messages:
    """Hold back what has not left."""
    return _report(
        turn,
        broadcast.pause(turn.tx, acting_official(turn), turn.integer(batch), now=turn.now),
    )


def resume(turn: Turn, batch: str) -> Messages:
    """Let it go on."""
    return _report(
        turn,
        broadcast.resume(turn.tx, acting_official(turn), turn.integer(batch), now=turn.now),
    )


def ask(turn: Turn, batch: str) -> Messages:
    """Ask before the rest of it is given up for good."""
    found = broadcast.get(turn.tx, acting_official(turn), turn.integer(batch))
    if not _goes_on(found):
        return _report(turn, found)
    rows = (
        (turn.button("broadcast.cancel_yes", "s.bz", batch),),
        (turn.button("broadcast.keep", "s.br", batch),),
    )
    return [turn.say("staff/broadcast_end", *rows, waiting=found.report.counts.waiting)]


def cancel(turn: Turn, batch: str) -> Messages:
    """Give up what has not left."""
    return _report(
        turn,
        broadcast.cancel(turn.tx, acting_official(turn), turn.integer(batch), now=turn.now),
    )


def _goes_on(found: Watched) -> bool:
    return found.report.counts.waiting > 0 and found.row.state is not Run.CANCELLED


def _report(turn: Turn, found: Watched) -> Messages:
    rows: list[Row] = []
    if _goes_on(found):
        for name, verb in BUTTONS.get(found.row.state, ()):
            rows.append((turn.button(f"broadcast.{name}", verb, found.row.id),))
        rows.append((turn.button("broadcast.cancel", "s.bx", found.row.id),))
        rows.append((turn.button("broadcast.again", "s.br", found.row.id),))
    rows += [(turn.button("broadcast.list", "s.bl"),), home(turn)]
    over = found.row.state is Run.RUNNING and not found.report.counts.waiting
    state = "done" if over else found.row.state.value
    known = turn.app.texts.labels("broadcast_reason")
    return [turn.say("staff/broadcast_report", *rows, one=found, state=state, known=known)]


ACTIONS = {"s.br": show, "s.bp": pause, "s.bg": resume, "s.bx": ask, "s.bz": cancel}
PROMPTS: dict[str, object] = {}
