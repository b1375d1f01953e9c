"""Accounts of the chat platforms and their place in the dialogue."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from storage.database import Tx
from storage.schema import accounts, dialogues

State = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Account:
    """A chat partner: the platform's id, and ours. `sender`: see storage/senders.py."""

    id: int
    channel: str
    external_id: str
    reachable: bool
    sender: int | None = None


# Only the dialogue is locked: other tables that refer to the account are not kept waiting.
_BY_ADDRESS = (
    select(accounts.c.id, accounts.c.reachable, dialogues.c.state, dialogues.c.sender)
    .join(dialogues, dialogues.c.account_id == accounts.c.id)
    .where(
        accounts.c.channel == bindparam("at_channel"),
        accounts.c.external_id == bindparam("at_external_id"),
    )
    .with_for_update(of=dialogues, key_share=True)
)
_SAVE = (
    update(dialogues)
    .where(dialogues.c.account_id == bindparam("at_account"))
    .values(state=bindparam("new_state"), seen_at=bindparam("new_seen_at"))
)
_SET_REACHABLE = (
    update(accounts)
    .where(accounts.c.id == bindparam("at_account"))
    .values(reachable=bindparam("now_reachable"))
)


def lock(tx: Tx, channel: str, external_id: str, now: datetime) -> tuple[Account, State]:
    """The account and its dialogue state, locked until the transaction ends; made when new."""
    found = {"at_channel": channel, "at_external_id": external_id}
    row = tx.execute(_BY_ADDRESS, found).one_or_none()
    if row is None:
        _create(tx, channel, external_id, now)
        row = tx.execute(_BY_ADDRESS, found).one()
    id_, reachable, state, sender = row
    return Account(id_, channel, external_id, reachable, sender), state


def _create(tx: Tx, channel: str, external_id: str, now: datetime) -> None:
    insert_new = pg_insert if tx.dialect.name == "postgresql" else sqlite_insert
    made = tx.execute(
        insert_new(accounts)
        .values(channel=channel, external_id=external_id, created_at=now, reachable=True)
        .on_conflict_do_nothing()
        .returning(accounts.c.id)
    ).scalar_one_or_none()
    if made is not None:
        tx.execute(insert(dialogues).values(account_id=made, state={}, seen_at=now))


def save_state(tx: Tx, account_id: int, state: State, now: datetime) -> None:
    """Remember where the account is in the dialogue."""
    tx.execute(_SAVE, {"at_account": account_id, "new_state": state, "new_seen_at": now})


def forget_shown(tx: Tx, account_id: int, prefix: str) -> None:
    """Forget the captions shown last, the open question, and what `data` keeps under a prefix."""
    mine = dialogues.c.account_id == account_id
    found = tx.execute(select(dialogues.c.state).where(mine).with_for_update()).one_or_none()
    if found is None:
        return
    kept = {
        key: value
        for key, value in found.state.get("data", {}).items()
        if not key.startswith(prefix)
    }
    tx.execute(update(dialogues).where(mine).values(state={"data": kept} if kept else {}))


def tracks(tx: Tx, account_id: int) -> dict[str, str]:
    """The tracks that learners of an account chose, by id, as the dialogue remembers them."""
    chosen = dialogues.c.state[("data", "tracks")]
    found = tx.execute(select(chosen).where(dialogues.c.account_id == account_id))
    return found.scalar_one_or_none() or {}


def get(tx: Tx, account_id: int) -> Account | None:
    """An account by our id."""
    row = tx.execute(select(accounts).where(accounts.c.id == account_id)).one_or_none()
    return Account(row.id, row.channel, row.external_id, row.reachable) if row else None


def set_reachable(tx: Tx, account_id: int, reachable: bool) -> None:
    """Note that the person blocked the bot, or came back."""
    tx.execute(_SET_REACHABLE, {"at_account": account_id, "now_reachable": reachable})
