"""The conversation of an account as a page shows it again: stored answers, nothing typed."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.messages import Outgoing
from storage import accounts, history, updates
from storage.database import Tx
from storage.history import Said

__all__ = ["Said", "account", "after", "push"]

SHOWN_FOR = timedelta(hours=24)
SHOWN = 50


def after(
    tx: Tx, channel: str, account: str, *, now: datetime, id_: int = 0, limit: int = SHOWN
) -> Sequence[Said]:
    """The last answers of the account behind an id, oldest first. An unknown account has none."""
    return history.last(tx, channel, account, after=id_, since=now - SHOWN_FOR, limit=limit)


def push(tx: Tx, channel: str, account: str, message: Outgoing, *, now: datetime) -> int:
    """Put a message that answers nothing, such as a reminder, into the conversation.

    Calling it twice puts it there twice: whoever sends keeps count (see the outbox).
    """
    partner, _ = accounts.lock(tx, channel, account, now)
    return updates.record(tx, partner.id, f"push-{secrets.token_urlsafe(12)}", [message], now)


def account(tx: Tx, channel: str, external_id: str, *, now: datetime) -> int:
    """Our id of a chat partner, who is noted when not met before."""
    partner, _ = accounts.lock(tx, channel, external_id, now)
    return partner.id
