"""Processed updates, each with the answer that is owed for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from domain.messages import Choice, Outgoing
from storage.database import Tx
from storage.schema import accounts, updates


@dataclass(frozen=True, slots=True)
class Owed:
    """The answer to one update: `id` grows in the order the updates were processed."""

    id: int
    channel: str
    external_id: str
    messages: tuple[Outgoing, ...]
    sent: bool = False


class Repeated(Exception):
    """The update was processed before; whatever was done for it now must be rolled back."""


_INSERT = insert(updates).returning(updates.c.id)
_FIND = (
    select(
        updates.c.id,
        updates.c.answer,
        updates.c.sent_at,
        accounts.c.channel,
        accounts.c.external_id,
    )
    .join(accounts, accounts.c.id == updates.c.account_id)
    .order_by(updates.c.id)
)
_MARK = (
    update(updates)
    .where(updates.c.id == bindparam("at_id"), updates.c.sent_at.is_(None))
    .values(sent_at=bindparam("at"), outcome=bindparam("how"))
)


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
    query = _FIND.where(
        accounts.c.channel == channel, updates.c.sent_at.is_(None), updates.c.received_at >= since
    )
    if external_id is not None:
        query = query.where(accounts.c.external_id == external_id)
    return [_owed(row) for row in tx.execute(query)]


def mark(tx: Tx, ids: Sequence[int], at: datetime, outcome: str = "sent") -> None:
    """Note answers as having left (or refused for good, or unknown)."""
    tx.execute(_MARK, [{"at_id": id_, "at": at, "how": outcome} for id_ in ids])


def _owed(row: Any) -> Owed:
    messages = tuple(_from_json(message) for message in row.answer)
    return Owed(row.id, row.channel, row.external_id, messages, row.sent_at is not None)


def _to_json(message: Outgoing) -> dict[str, Any]:
    kept: dict[str, Any] = {"t": message.text}
    if message.rows:
        kept["r"] = [[[c.label, c.action, c.url] for c in row] for row in message.rows]
    if message.picture:
        kept |= {"p": message.picture, "a": message.alt}
    return kept


def _from_json(kept: dict[str, Any]) -> Outgoing:
    rows = tuple(tuple(Choice(*choice) for choice in row) for row in kept.get("r", ()))
    return Outgoing(kept["t"], rows, kept.get("p", ""), kept.get("a", ""))
