"""One turn of a conversation: update in, everything stored, answer owed - in one transaction."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from domain.errors import DomainError
from domain.messages import Incoming, Kind, Outgoing
from storage import accounts, senders, updates
from storage.accounts import Account, State
from storage.database import UNAVAILABLE, Database, Tx, may_pass
from storage.senders import Slot
from storage.updates import Owed

__all__ = [
    "UNAVAILABLE",
    "Account",
    "Owed",
    "Slot",
    "State",
    "Talk",
    "Tx",
    "glance",
    "mark_sent",
    "may_pass",
    "owed_at_start",
    "owed_since",
    "settle",
    "stumble",
    "take",
    "unreachable",
]


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


def take(
    database: Database, incoming: Incoming, talk: Talk, *, now: datetime, sender: int | None = None
) -> Owed:
    """Process one update and return the answer that is owed for it.

    The processed update, the account's lock, what the dialogue changes, the new dialogue state
    and the answer commit together. A repeated update changes nothing: what the dialogue did is
    rolled back by the update's unique key, and the first answer is returned with `sent` told.
    `sender` is the number of this process where several serve one channel (storage/senders.py).
    """
    try:
        try:
            return database.write(_take, talk.talk, incoming, now, sender)
        except DomainError as error:
            return database.write(_take, partial(talk.refuse, error), incoming, now, sender)
    except updates.Repeated:
        return database.write(_again, incoming, now, sender)


def stumble(
    database: Database, incoming: Incoming, talk: Talk, *, now: datetime, sender: int | None = None
) -> Owed:
    """Answer an update whose processing failed by a fault of ours, so that it holds up nobody.

    When even the apology fails, the update is noted with no answer.
    """
    try:
        sorry = partial(talk.refuse, DomainError("fault"))
        return database.write(_take, sorry, incoming, now, sender)
    except updates.Repeated:
        return database.write(_again, incoming, now, sender)
    except Exception as fault:  # the caller has logged the first; silence is the last resort
        if isinstance(fault, UNAVAILABLE) and may_pass(fault):
            raise
        return database.write(_take, _silence, incoming, now, sender)


def glance(
    database: Database, incoming: Incoming, talk: Talk, *, now: datetime
) -> tuple[Outgoing, ...]:
    """Answer an update and keep nothing of it: for a group, which nobody agreed to have noted."""
    messages: list[Outgoing] = []

    def look(tx: Tx) -> None:
        account, state = accounts.lock(tx, incoming.channel, incoming.account, now)
        messages.extend(talk.talk(tx, account, state, incoming, now)[0])
        raise _Forget

    try:
        database.write(look)
    except _Forget:
        return tuple(messages)
    raise AssertionError("unreachable")


class _Forget(Exception):
    """Rolls back what was done."""


def _silence(
    tx: Tx, account: Account, state: State, incoming: Incoming, now: datetime
) -> tuple[Sequence[Outgoing], State]:
    return (), state


def _take(
    tx: Tx, answer: Callable[..., Answer], incoming: Incoming, now: datetime, sender: int | None
) -> Owed:
    account, state = accounts.lock(tx, incoming.channel, incoming.account, now)
    if account.reachable is (incoming.kind is Kind.LEFT):
        accounts.set_reachable(tx, account.id, not account.reachable)
    messages, state = answer(tx, account, state, incoming, now)
    id_ = updates.record(tx, account.id, incoming.update_id, messages, now)
    accounts.save_state(tx, account.id, state, now)
    owed = Owed(id_, incoming.channel, incoming.account, tuple(messages), not messages, account.id)
    return owed if sender is None else _claim(tx, account, owed, sender, now)


def _again(tx: Tx, incoming: Incoming, now: datetime, sender: int | None) -> Owed:
    """The answer of an update that was processed before, ours to send when nobody else does."""
    account, _ = accounts.lock(tx, incoming.channel, incoming.account, now)
    first = updates.find(tx, incoming.channel, incoming.account, incoming.update_id)
    if first is None:
        raise RuntimeError("an update is both known and unknown")
    if sender is None or first.sent:
        return first
    return _claim(tx, account, first, sender, now)


def _claim(tx: Tx, account: Account, owed: Owed, sender: int, now: datetime) -> Owed:
    """Say who sends; an account whose last answer left in silence needs nobody."""
    if owed.sent and account.sender is None:
        return owed
    named, mine, others = senders.claim(tx, account.sender, sender)
    if named != account.sender:
        senders.name(tx, account.id, named)
    if not mine:
        return replace(owed, held=True)
    if not others:
        return owed
    left = updates.unsent_of(tx, [account.id], since=now - RESEND_FOR)
    return replace(owed, earlier=tuple(one for one in left if one.id < owed.id))


def owed_since(tx: Tx, channel: str, *, now: datetime, account: str | None = None) -> list[Owed]:
    """Answers of the last 24 hours that never left, in order; to be sent after a crash."""
    return updates.unsent(tx, channel, since=now - RESEND_FOR, external_id=account)


def owed_at_start(tx: Tx, channel: str, *, now: datetime, sender: int | None) -> list[Owed]:
    """What this process has to send of what was owed before it began; safe to ask again later.

    Answers older than 24 hours are given up. With several processes: what those owed that died.
    """
    updates.mark_late(tx, now, before=now - RESEND_FOR)
    if sender is None:
        return owed_since(tx, channel, now=now)
    mine = senders.orphaned(tx, sender)
    owed = updates.unsent_of(tx, mine, since=now - RESEND_FOR)
    return [one for one in owed if one.channel == channel]


def mark_sent(
    tx: Tx, ids: Sequence[int], *, now: datetime, outcome: str = "sent", keep: bool = False
) -> None:
    """Note that answers left. `outcome`: sent, unknown (a time-out), refused (for good).

    Their words are forgotten; a channel that draws its pages anew asks to `keep` them.
    """
    if ids:
        updates.mark(tx, ids, now, outcome, keep=keep)


def settle(
    tx: Tx,
    marks: Mapping[str, Sequence[int]],
    *,
    now: datetime,
    sender: int | None = None,
    idle: Collection[int] = (),
) -> list[Owed]:
    """Note answers as having left, by outcome, and let go of accounts with nothing more to send.

    Returns answers of these accounts that other processes left to this one meanwhile.
    """
    for outcome, ids in marks.items():
        mark_sent(tx, ids, now=now, outcome=outcome)
    if sender is None or not idle:
        return []
    left = senders.let_go(tx, sender, idle)
    return updates.unsent_of(tx, left, since=now - RESEND_FOR) if left else []


def unreachable(tx: Tx, account_id: int) -> None:
    """The person blocked the bot or is gone: staff see it on their visit list."""
    accounts.set_reachable(tx, account_id, False)
