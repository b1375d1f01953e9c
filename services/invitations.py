"""How staff come in: a link for one person that lapses after a week."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain import scope, tokens
from domain.errors import DomainError
from domain.vocabulary import Level, Role
from services import audit, staff
from services.staff import StaffMember, Unit
from storage import invitations
from storage import staff as staff_rows
from storage.database import Tx

__all__ = ["LASTS", "PREFIX", "Invitation", "Links", "accept", "invite", "invite_by_code", "links"]

LASTS = timedelta(days=7)
PREFIX = "staff-"


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation as given away: the only moment its token is known."""

    token: str
    role: Role
    unit: Unit
    expires_at: datetime

    @property
    def payload(self) -> str:
        """What a link carries, and what may be typed to the bot instead."""
        return PREFIX + self.token


@dataclass(frozen=True, slots=True)
class Links:
    """The same invitation for each channel; empty where a channel is not set up."""

    telegram: str
    web: str


def invite(
    tx: Tx, role: Role, unit_id: int, *, by: StaffMember | None, now: datetime
) -> Invitation:
    """Invite somebody to a role at a unit; `by` is None for the command line.

    Staff invite within their own unit ("not_yours") and not above their own role ("above_you");
    a role must fit the unit ("role_unit"): a helper belongs to a hamlet.
    """
    row = staff_rows.unit_below(tx, by.unit_id if by else unit_id, unit_id)
    if row is None:
        raise DomainError("not_yours")
    if by is not None and not scope.may_invite(by.role, role):
        raise DomainError("above_you")
    if not scope.fits(role, Level(row.level)):
        raise DomainError("role_unit", unit=row.name)
    token, expires = tokens.new(), now + LASTS
    made = invitations.add(
        tx, tokens.digest("staff", token), role, unit_id, by.id if by else None, now, expires
    )
    audit.record(
        tx,
        now,
        by.id if by else None,
        "staff.invite",
        f"invitation:{made}",
        {"unit": unit_id, "role": role.value},
    )
    return Invitation(token, role, Unit(row.id, row.code, row.name, Level(row.level)), expires)


def invite_by_code(tx: Tx, role: Role, unit_code: str, *, now: datetime) -> Invitation:
    """Invite from the command line; raises "unknown_unit" for a code that is not there."""
    row = staff_rows.unit_by_code(tx, unit_code)
    if row is None:
        raise DomainError("unknown_unit", unit=unit_code)
    return invite(tx, role, row.id, by=None, now=now)


def accept(tx: Tx, account_id: int, token: str, *, now: datetime) -> StaffMember:
    """Take up an invitation. Repeating it with the same account changes nothing.

    Raises "invite_unknown", "invite_used" (by another account, or revoked since), "invite_expired",
    and "invite_own" for whoever works at that unit in this role or a higher one: often the inviter
    who tries the link. It stays good for the one it is meant for, and nobody becomes two people
    who could vouch for each other. The inviter's own role is looked at again: who lost it has
    nothing left to give.
    """
    row = invitations.find(tx, tokens.digest("staff", token.removeprefix(PREFIX)))
    if row is None:
        raise DomainError("invite_unknown")
    role, members = Role(row.role), staff.of_account(tx, account_id, now)
    here = [each for each in members if each.unit_id == row.unit_id]
    if row.used_by is not None:
        already = next((each for each in here if each.role is role), None)
        if row.used_by == account_id and already:
            return already
        raise DomainError("invite_used")
    if row.expires_at <= now:
        raise DomainError("invite_expired")
    if row.invited_by is not None and staff_rows.get(tx, row.invited_by) is None:
        raise DomainError("invite_unknown")
    if any(scope.rank(each.role) >= scope.rank(role) for each in here):
        raise DomainError("invite_own", unit=here[0].unit_name)
    if not invitations.use(tx, row.id, account_id, now):
        raise DomainError("invite_used")
    made = staff_rows.add(tx, account_id, row.role, row.unit_id, "", now)
    audit.record(tx, now, made, "staff.join", f"invitation:{row.id}", {"unit": row.unit_id})
    return next(each for each in staff.of_account(tx, account_id, now) if each.id == made)


def links(invitation: Invitation, *, address: str, bot_name: str = "") -> Links:
    """The links of an invitation; `bot_name` is the name of the Telegram bot, when known."""
    telegram = f"https://t.me/{bot_name}?start={invitation.payload}" if bot_name else ""
    return Links(telegram, f"{address}/?t={invitation.payload}")
