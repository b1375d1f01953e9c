"""The last answers of one account, for a channel whose pages are drawn anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from domain.messages import Outgoing
from storage import updates
from storage.database import Tx
from storage.schema import accounts
from storage.schema import updates as table


@dataclass(frozen=True, slots=True)
class Said:
    """One answer of the dialogue: `id` grows, `update_id` is what it answered."""

    id: int
    update_id: str
    at: datetime
    messages: tuple[Outgoing, ...]
    sent: bool


_ANSWERS = (
    select(table.c.id, table.c.update_id, table.c.received_at, table.c.answer, table.c.sent_at)
    .join(accounts, accounts.c.id == table.c.account_id)
    .order_by(table.c.id.desc())
)


def last(
    tx: Tx, channel: str, external_id: str, *, after: int, since: datetime, limit: int
) -> Sequence[Said]:
    """The newest answers behind the id `after` and not before `since`, oldest first."""
    rows = tx.execute(
        _ANSWERS.where(
            accounts.c.channel == channel,
            accounts.c.external_id == external_id,
            table.c.id > after,
            table.c.received_at >= since,
        ).limit(limit)
    ).all()
    found = [
        Said(
            row.id,
            row.update_id,
            row.received_at,
            tuple(updates.message_of(message) for message in row.answer),
            row.sent_at is not None,
        )
        for row in reversed(rows)
    ]
    return [said for said in found if said.messages]
