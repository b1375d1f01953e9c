"""Officials are told what will soon be handed in, and what is still missing for it."""

from datetime import datetime

from bot.conversation.turn import action
from bot.notices.notice import Later, Ready, Skip, Verdict, Wanted
from domain.messages import Choice, Outgoing
from domain.reporting import Missing
from domain.sending import Kind, Reason
from services import calendar
from services.app import App
from services.turns import Tx

KIND = Kind.CALENDAR


def compose(tx: Tx, app: App, wanted: Wanted, *, now: datetime) -> Verdict:
    """What is missing at this moment, not when the message was planned."""
    found = calendar.look_again(tx, app, wanted.account_id, wanted.subject, now=now)
    if isinstance(found, Reason):
        return Skip(found)
    if isinstance(found, datetime):
        return Later(found) if found < wanted.expires_at else Skip(Reason.LATE)
    text = app.texts.message(
        "notices/calendar",
        unit=found.unit,
        report=found.report,
        days=found.days,
        missing=found.missing,
    )
    return Ready((Outgoing(text, tuple((each,) for each in _buttons(app, found.missing))),))


def _buttons(app: App, missing: Missing) -> list[Choice]:
    """Where each thing that is missing is mended. An old button of them still opens its screen."""
    wanted = {
        "entry": "s.entry" if missing.results or missing.headcounts or missing.stale else "",
        "matches": "s.mh" if missing.matches else "",
        "menu": "s.cal",
    }
    return [
        Choice(app.texts.label(f"calendar.{name}"), action(verb))
        for name, verb in wanted.items()
        if verb
    ]
