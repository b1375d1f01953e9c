"""What an official wrote to the people of a unit."""

from datetime import datetime

from bot.notices.notice import Later, Ready, Skip, Verdict, Wanted
from domain.messages import Outgoing
from domain.sending import Kind, Reason
from services import broadcast
from services.app import App
from services.turns import Tx

KIND = Kind.BROADCAST


def compose(tx: Tx, app: App, wanted: Wanted, *, now: datetime) -> Verdict:
    """The words of the official, with the unit above them and a way out below them.

    No buttons: what a person types next still answers what the dialogue asked last.
    """
    found = broadcast.look_again(tx, app, wanted.batch_id, wanted.account_id, now=now)
    if isinstance(found, Reason):
        return Skip(found)
    if isinstance(found, datetime):
        return Later(found) if found < wanted.expires_at else Skip(Reason.LATE)
    text = app.texts.message(
        "notices/broadcast",
        sender=found.sender,
        level=found.sender_level,
        unit=found.unit_name,
        words=found.words,
    )
    return Ready((Outgoing(text),))
