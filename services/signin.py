"""The way from the chat to the web pages: a link for one use opens a session of half a day."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain import tokens
from services import staff
from services.staff import StaffMember
from storage import signin
from storage.database import Tx

__all__ = [
    "LINK_LASTS",
    "SESSION_LASTS",
    "Arrival",
    "arriving",
    "create_link",
    "end",
    "session",
    "use",
]

LINK_LASTS = timedelta(minutes=10)
SESSION_LASTS = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who works in a browser that opens a link, whether the link is that one's own, and into whose
    pages it would still lead: None when it is used, late, or not known."""

    here: StaffMember
    own: bool
    leads_to: StaffMember | None


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


def arriving(tx: Tx, token: str, session_token: str, now: datetime) -> Arrival | None:
    """Look at a link from within a session, and spend nothing; None when the session is over."""
    here = session(tx, session_token, now)
    if here is None:
        return None
    account_id, good = signin.find_link(tx, tokens.digest("signin", token), now) or (None, False)
    members = staff.of_account(tx, account_id, now) if account_id and good else []
    return Arrival(here, here.account_id == account_id, members[0] if members else None)


def end(tx: Tx, session_token: str) -> None:
    """Sign out. Repeating it changes nothing."""
    signin.end_session(tx, tokens.digest("session", session_token))
