"""One turn of a conversation: update in, everything stored, answer owed - in one transaction."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from domain.errors import DomainError
from domain.messages import Incoming, Outgoing
from storage import accounts, updates
from storage.accounts import Account, State
from storage.database import Database, Tx
from storage.updates import Owed

__all__ = ["Account", "Owed", "State", "Talk", "Tx", "mark_sent", "owed_since", "take"]


Answer = tuple[Sequence[Outgoing], State]


class Talk(Protocol):
    """The dialogue: what to say to an update, and where the account then is."""

    def talk(
        self, tx: Tx, account: Account, state: State, incoming: Incoming, now: datetime
    ) -> Answer:
        """Answer an update; may raise DomainError, which undoes all it did."""
        ...

    def refuse(
        self,
        error: DomainError,
        tx: Tx,
        account: Account,
        state: State,
        incoming: Incoming,
        now: datetime,
    ) -> Answer:
        """Answer an update that a service refused."""
        ...


RESEND_FOR = timedelta(hours=24)  # an answer older than a day would only confuse


def take(database: Database, incoming: Incoming, talk: Talk, *, now: datetime) -> Owed:
    """Process one update and return the answer that is owed for it.

    The processed update, the account's lock, what the dialogue changes, the new dialogue state
    and the answer commit together. A repeated update changes nothing: what the dialogue did is
    rolled back by the update's unique key, and the first answer is returned with `sent` told.
    """
    try:
        try:
            return database.write(_take, talk.talk, incoming, now)
        except DomainError as error:
            return database.write(_take, partial(talk.refuse, error), incoming, now)
    except updates.Repeated:
        first = database.read(updates.find, incoming.channel, incoming.account, incoming.update_id)
        if first is None:
            raise
        return first


def _take(tx: Tx, answer: Callable[..., Answer], incoming: Incoming, now: datetime) -> Owed:
    account, state = accounts.lock(tx, incoming.channel, incoming.account, now)
    messages, state = answer(tx, account, state, incoming, now)
    owed = updates.record(tx, account.id, incoming.update_id, messages, now)
    accounts.save_state(tx, account.id, state, now)
    return Owed(owed, incoming.channel, incoming.account, tuple(messages))


def owed_since(tx: Tx, channel: str, *, now: datetime, account: str | None = None) -> list[Owed]:
    """Answers of the last 24 hours that never left, in order; to be sent after a crash."""
    return updates.unsent(tx, channel, since=now - RESEND_FOR, external_id=account)


def mark_sent(tx: Tx, ids: Sequence[int], *, now: datetime, outcome: str = "sent") -> None:
    """Note that answers left. `outcome`: sent, unknown (a time-out), refused (for good)."""
    if ids:
        updates.mark(tx, ids, now, outcome)
