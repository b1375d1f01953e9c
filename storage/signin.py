"""Links to the web pages and the sessions they open. Digests only."""

from datetime import datetime

from sqlalchemy import delete, insert, select, update

from storage.database import Tx
from storage.schema import signin_links, web_sessions


def add_link(
    tx: Tx, token_hash: str, account_id: int, created_at: datetime, expires_at: datetime
) -> None:
    """Keep a link until it is used or lapses."""
    row = dict(
        token_hash=token_hash, account_id=account_id, created_at=created_at, expires_at=expires_at
    )
    tx.execute(insert(signin_links).values(row))


def use_link(tx: Tx, token_hash: str, now: datetime) -> int | None:
    """Spend a link and tell whose it was; None when it is unknown, used or late."""
    row = tx.execute(
        update(signin_links)
        .where(
            signin_links.c.token_hash == token_hash,
            signin_links.c.used_at.is_(None),
            signin_links.c.expires_at > now,
        )
        .values(used_at=now)
        .returning(signin_links.c.account_id)
    ).one_or_none()
    return row.account_id if row else None


def find_link(tx: Tx, token_hash: str, now: datetime) -> tuple[int, bool] | None:
    """Whose link it is, and whether it could still be spent; None for one that is not known."""
    link = signin_links.c
    good = link.used_at.is_(None) & (link.expires_at > now)
    query = select(link.account_id, good).where(link.token_hash == token_hash)
    row = tx.execute(query).one_or_none()
    return (int(row[0]), bool(row[1])) if row else None


def add_session(
    tx: Tx, token_hash: str, account_id: int, created_at: datetime, expires_at: datetime
) -> None:
    """Open a session; those that lapsed are swept on the way."""
    tx.execute(delete(web_sessions).where(web_sessions.c.expires_at <= created_at))
    row = dict(
        token_hash=token_hash, account_id=account_id, created_at=created_at, expires_at=expires_at
    )
    tx.execute(insert(web_sessions).values(row))


def session_account(tx: Tx, token_hash: str, now: datetime) -> int | None:
    """Whose session it is, while it lasts."""
    return tx.execute(
        select(web_sessions.c.account_id).where(
            web_sessions.c.token_hash == token_hash, web_sessions.c.expires_at > now
        )
    ).scalar_one_or_none()


def end_session(tx: Tx, token_hash: str) -> None:
    """Close a session."""
    tx.execute(delete(web_sessions).where(web_sessions.c.token_hash == token_hash))
