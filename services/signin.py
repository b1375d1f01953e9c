"""The way from the chat to the web pages: a link for one use opens a session of half a day."""

from datetime import datetime, timedelta

from domain import tokens
from services import staff
from services.staff import StaffMember
from storage import signin
from storage.database import Tx

__all__ = ["LINK_LASTS", "SESSION_LASTS", "create_link", "end", "session", "use"]

LINK_LASTS = timedelta(minutes=10)
SESSION_LASTS = timedelta(hours=12)


def create_link(tx: Tx, account_id: int, now: datetime) -> str:
    """A token for `/vao/<token>`: good once, for ten minutes. Only its digest is kept."""
    token = tokens.new()
    signin.add_link(tx, tokens.digest("signin", token), account_id, now, now + LINK_LASTS)
    return token


def use(tx: Tx, token: str, now: datetime) -> str | None:
    """Spend a link and open a session; None when it is unknown, used, late, or the role is gone."""
    account_id = signin.use_link(tx, tokens.digest("signin", token), now)
    if account_id is None or not staff.of_account(tx, account_id, now):
        return None
    opened = tokens.new()
    signin.add_session(tx, tokens.digest("session", opened), account_id, now, now + SESSION_LASTS)
    return opened


def session(
    tx: Tx, session_token: str, now: datetime, *, chosen: int | None = None
) -> StaffMember | None:
    """Who works in a session: the chosen role, or the furthest-reaching one; None when over.

    Roles are looked up each time, so a revoked one is gone with the next click.
    """
    account_id = signin.session_account(tx, tokens.digest("session", session_token), now)
    if account_id is None:
        return None
    members = staff.of_account(tx, account_id, now)
    wanted = (member for member in members if member.id == chosen)
    return next(wanted, members[0] if members else None)


def end(tx: Tx, session_token: str) -> None:
    """Sign out. Repeating it changes nothing."""
    signin.end_session(tx, tokens.digest("session", session_token))
