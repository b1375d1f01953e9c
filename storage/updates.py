"""Processed updates, each with the answer that is owed for it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from domain.messages import Choice, Outgoing
from storage.database import Tx
from storage.schema import accounts, updates


@dataclass(frozen=True, slots=True)
class Owed:
    """The answer to one update: `id` grows in the order an account's updates were processed.

    `sent` tells a repeat whose answer left. With several processes `held` tells that another one
    sends the answer, and `earlier` are answers that other ones left to us, to be sent first.
    """

    id: int
    channel: str
    external_id: str
    messages: tuple[Outgoing, ...]
    sent: bool = False
    account_id: int = 0
    held: bool = False
    earlier: tuple["Owed", ...] = ()


class Repeated(Exception):
    """The update was processed before; whatever was done for it now must be rolled back."""


_INSERT = insert(updates).returning(updates.c.id)
_FIND = (
    select(
        updates.c.id,
        updates.c.account_id,
        updates.c.answer,
        updates.c.sent_at,
        accounts.c.channel,
        accounts.c.external_id,
    )
    .join(accounts, accounts.c.id == updates.c.account_id)
    .order_by(updates.c.id)
)
_LEFT = update(updates).where(updates.c.id == bindparam("at_id"), updates.c.sent_at.is_(None))
_MARK = _LEFT.values(sent_at=bindparam("at"), outcome=bindparam("how"))
_FORGET = _MARK.values(answer=[])
_KEPT = select(updates.c.id, updates.c.answer)


def record(
    tx: Tx, account_id: int, update_id: str, messages: Sequence[Outgoing], now: datetime
) -> int:
    """Note the update as processed; raises Repeated when it was already."""
    row = {
        "account_id": account_id,
        "update_id": update_id,
        "received_at": now,
        "answer": [_to_json(message) for message in messages],
        "sent_at": None if messages else now,
    }
    try:
        made: int = tx.execute(_INSERT, row).scalar_one()
    except IntegrityError as error:
        raise Repeated(update_id) from error
    return made


def find(tx: Tx, channel: str, external_id: str, update_id: str) -> Owed | None:
    """The answer of an update that was processed before."""
    row = tx.execute(
        _FIND.where(
            accounts.c.channel == channel,
            accounts.c.external_id == external_id,
            updates.c.update_id == update_id,
        )
    ).one_or_none()
    return _owed(row) if row else None


def unsent(tx: Tx, channel: str, *, since: datetime, external_id: str | None = None) -> list[Owed]:
    """Answers that never left, oldest first."""
    of_whom = [accounts.c.channel == channel]
    if external_id is not None:
        of_whom.append(accounts.c.external_id == external_id)
    return _unsent(tx, since, of_whom)


def unsent_of(tx: Tx, account_ids: Collection[int], *, since: datetime) -> list[Owed]:
    """Answers that never left, oldest first, by our ids of the accounts."""
    return _unsent(tx, since, [updates.c.account_id.in_(account_ids)])


def _unsent(tx: Tx, since: datetime, of_whom: Iterable[ColumnElement[bool]]) -> list[Owed]:
    query = _FIND.where(updates.c.sent_at.is_(None), updates.c.received_at >= since, *of_whom)
    return [_owed(row) for row in tx.execute(query)]


def mark(tx: Tx, ids: Sequence[int], at: datetime, outcome: str, *, keep: bool) -> None:
    """Note answers as having left (or refused for good, or unknown), and forget what they said.

    With `keep` the words stay, for pages that are drawn anew, but for what is said only once.
    """
    marked = [{"at_id": id_, "at": at, "how": outcome} for id_ in ids]
    if keep:
        _forget_secrets(tx, ids)
    tx.execute(_MARK if keep else _FORGET, marked)


def _forget_secrets(tx: Tx, ids: Sequence[int]) -> None:
    for row in tx.execute(_KEPT.where(updates.c.id.in_(ids))).all():
        kept = [message for message in row.answer if not message.get("o")]
        if len(kept) < len(row.answer):
            tx.execute(update(updates).where(updates.c.id == row.id).values(answer=kept))


def forget_answers(tx: Tx, account_id: int) -> None:
    """Blank every kept answer of an account, whether it left or not; the updates stay noted."""
    tx.execute(update(updates).where(updates.c.account_id == account_id).values(answer=[]))


def mark_late(tx: Tx, at: datetime, *, before: datetime) -> int:
    """Give up answers older than `before`: by now they would only confuse. Returns how many."""
    late = updates.c.sent_at.is_(None) & (updates.c.received_at < before)
    return tx.execute(update(updates).where(late).values(sent_at=at, outcome="late")).rowcount


def _owed(row: Any) -> Owed:
    messages = tuple(message_of(message) for message in row.answer)
    sent = row.sent_at is not None
    return Owed(row.id, row.channel, row.external_id, messages, sent, row.account_id)


def _to_json(message: Outgoing) -> dict[str, Any]:
    kept: dict[str, Any] = {"t": message.text}
    if message.rows:
        kept["r"] = [[[c.label, c.action, c.url] for c in row] for row in message.rows]
    if message.picture:
        kept |= {"p": message.picture, "a": message.alt}
    if message.once:
        kept["o"] = True
    if message.anew:
        kept["n"] = True
    return kept


def message_of(kept: dict[str, Any]) -> Outgoing:
    """A message from the form it is kept in."""
    rows = tuple(tuple(Choice(*choice) for choice in row) for row in kept.get("r", ()))
    picture, alt = kept.get("p", ""), kept.get("a", "")
    return Outgoing(kept["t"], rows, picture, alt, once="o" in kept, anew="n" in kept)
