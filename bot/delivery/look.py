"""The last look at a claimed message, in the transaction before it is handed over."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.notices.notice import Compose, Later, Ready, Skip, Verdict, Wanted
from domain.messages import Outgoing
from domain.sending import Fate, Kind, Reason
from services import outbox
from services.app import App
from services.outbox import LEASE, Claimed, Finished
from services.turns import Tx

__all__ = ["look"]


def look(
    tx: Tx,
    app: App,
    notices: Mapping[Kind, Compose],
    one: Claimed,
    *,
    owner: str,
    now: datetime,
    lease: timedelta = LEASE,
) -> tuple[Outgoing, ...]:
    """The words to send now; empty when nothing is to be sent, and then it is written down why.

    Words mean that the message counts as handed over from the end of this transaction on, so it
    must be sent and finished, or postponed. Empty as well when it is not ours any more.
    """
    if not outbox.mine(tx, one.id, owner):
        outbox.let_go(tx, owner, [one.id])  # the batch was paused, or the lease is another's
        return ()
    match _verdict(tx, app, notices, one, now):
        case Ready(messages=messages) if messages:
            outbox.hand_over(tx, one.id, now=now, lease=lease)
            return messages
        case Later(at=at) if at < one.expires_at:
            outbox.postpone(tx, owner, one.id, until=at, attempts=one.attempts, handed=False)
        case Later():
            _end(tx, one, owner, Reason.BUSY, now)
        case Skip(reason=reason):
            _end(tx, one, owner, reason, now)
        case _:
            _end(tx, one, owner, Reason.REFUSED, now)
    return ()


def _verdict(
    tx: Tx, app: App, notices: Mapping[Kind, Compose], one: Claimed, now: datetime
) -> Verdict:
    if one.repeated:  # it may have arrived twice by now
        return Skip(Reason.UNKNOWN)
    if now >= one.expires_at:
        return Skip(Reason.LATE)
    if not one.reachable:
        return Skip(Reason.UNREACHABLE)
    wanted = Wanted(one.id, one.batch_id, one.account_id, one.subject, one.expires_at)
    return notices[one.kind](tx, app, wanted, now=now)


def _end(tx: Tx, one: Claimed, owner: str, reason: Reason, now: datetime) -> None:
    """Skip it; what may have arrived at an earlier try was sent, as far as anybody knows."""
    if one.maybe:
        done = Finished(one.id, Fate.SENT, Reason.UNKNOWN)
    else:
        done = Finished(one.id, Fate.SKIPPED, reason)
    outbox.finish(tx, owner, [done], now=now)
