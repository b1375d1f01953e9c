"""What an official wrote to the people of a unit."""

from datetime import datetime

from bot.notices.notice import Later, Ready, Skip, Verdict, Wanted
from domain.messages import Outgoing
from domain.sending import Kind, Reason
from domain.vocabulary import Audience
from services import broadcast, family
from services.app import App
from services.turns import Tx

KIND = Kind.BROADCAST


def compose(tx: Tx, app: App, wanted: Wanted, *, now: datetime) -> Verdict:
    """The words of the official, with the unit above them and a way out below them.

    It speaks to whoever learns on the phone as their lessons do; to a mixed family as to an elder.
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
        reader=_address(tx, app, wanted.account_id),
    )
    return Ready((Outgoing(text),))


def _address(tx: Tx, app: App, account_id: int) -> str:
    chosen, known = family.tracks(tx, account_id), app.curriculum.tracks
    tracks = {known.get(chosen.get(one.id, "")) for one in family.members(tx, account_id)}
    audiences = {track.audience if track else Audience.ADULT for track in tracks}
    (audience, *others) = audiences or {Audience.ADULT}
    return app.texts.label(f"address.{Audience.ADULT if others else audience}")
