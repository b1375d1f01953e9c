"""Who works for the campaign, where, and what lies below their unit."""

from dataclasses import dataclass
from datetime import date, datetime

from content import words
from domain import scope
from domain.errors import DomainError
from domain.names import clean, fold, without_title
from domain.vocabulary import Level, Role
from services import audit
from storage import accounts, staff, updates
from storage.database import Tx
from storage.staff import StaffRow, UnitRow

__all__ = [
    "PAGE",
    "StaffMember",
    "Unit",
    "children",
    "colleague",
    "colleagues",
    "current",
    "kin",
    "may_revoke",
    "of_account",
    "rename",
    "revoke",
    "unit",
]

DIALOGUE = "s_"  # how the dialogues of staff name what they keep between turns
PAGE = 8  # names or units on one screen of a chat


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A role that an account holds at a unit; it reaches that unit and all below."""

    id: int
    account_id: int
    role: Role
    unit_id: int
    unit_code: str
    unit_name: str
    unit_level: Level
    name: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as menus name it."""

    id: int
    code: str
    name: str
    level: Level


def of_account(tx: Tx, account_id: int, now: datetime) -> list[StaffMember]:
    """The roles an account holds at this moment, the furthest-reaching first.

    A revoked role is gone at once: nothing of it is cached anywhere.
    """
    members = [_member(row) for row in staff.of_account(tx, account_id)]
    return sorted(members, key=lambda member: -scope.rank(member.role))


def current(tx: Tx, account_id: int, chosen: int | None, *, now: datetime) -> StaffMember:
    """The role somebody acts in; raises "not_staff", or "choose_role" when there are several."""
    members = of_account(tx, account_id, now)
    if not members:
        raise DomainError("not_staff")
    if len(members) == 1:
        return members[0]
    for member in members:
        if member.id == chosen:
            return member
    raise DomainError("choose_role")


def colleagues(
    tx: Tx, member: StaffMember, *, page: int, now: datetime
) -> tuple[list[StaffMember], int]:
    """A page of those who work in the member's unit and below, and how many there are in all."""
    rows = staff.at_or_below(tx, member.unit_id, offset=page * PAGE, limit=PAGE)
    return [_member(row) for row in rows], staff.count_below(tx, member.unit_id)


def colleague(tx: Tx, member: StaffMember, staff_id: int) -> StaffMember:
    """Somebody who works in the member's unit or below; raises "not_yours" for anybody else."""
    row = staff.get_below(tx, staff_id, member.unit_id)
    if row is None:
        raise DomainError("not_yours")
    return _member(row)


def may_revoke(member: StaffMember, other: StaffMember) -> bool:
    """Whether a role may be ended: never one's own or a higher one, and not by a helper."""
    above = scope.may_invite(member.role, other.role)
    return above and member.id != other.id and member.role is not Role.HELPER


def revoke(tx: Tx, member: StaffMember, staff_id: int, *, now: datetime) -> StaffMember:
    """End a colleague's role at once; raises "not_yours" where `may_revoke` says no.

    Invitations that the colleague gave and nobody took up are worth nothing from then on, and
    names of villagers that were shown are gone from the kept conversation.
    """
    other = colleague(tx, member, staff_id)
    if not may_revoke(member, other):
        raise DomainError("not_yours")
    staff.revoke(tx, other.id, now)
    updates.forget_answers(tx, other.account_id)
    accounts.forget_shown(tx, other.account_id, DIALOGUE)
    audit.record(tx, now, member.id, "staff.revoke", f"staff:{staff_id}", {"unit": other.unit_id})
    return other


def rename(tx: Tx, member: StaffMember, name: str, *, now: datetime) -> None:
    """Note what the member is called, as reports of classes name the helper."""
    staff.rename(tx, member.id, clean(name)[:100])


def unit(tx: Tx, member: StaffMember, unit_id: int) -> Unit:
    """A unit of the member's, or below; raises "not_yours" for any other."""
    row = staff.unit_below(tx, member.unit_id, unit_id)
    if row is None:
        raise DomainError("not_yours")
    return _unit(row)


def children(
    tx: Tx, member: StaffMember, unit_id: int, day: date, *, page: int, leaves: bool = False
) -> tuple[list[Unit], int]:
    """A page of the units right below one of the member's, and how many there are."""
    unit(tx, member, unit_id)
    levels = ("school", "agency", "enterprise") if leaves else ()
    rows = staff.children(tx, unit_id, day, levels=levels, offset=page * PAGE, limit=PAGE)
    return [_unit(row) for row in rows], staff.count_children(tx, unit_id, day, levels)


def kin(tx: Tx, member: StaffMember) -> frozenset[str]:
    """Folded names of the member and of the member's household, as far as known.

    Whatever the account was called in any role of its counts, a revoked one too.
    """
    names = set(staff.kin_names(tx, member.account_id))
    for name, unit_id in staff.names(tx, member.account_id):
        bare = fold(without_title(name, words.titles()))
        names |= {fold(name), bare, *staff.household_names(tx, unit_id, bare)}
    return frozenset(names - {""})


def _member(row: StaffRow) -> StaffMember:
    return StaffMember(
        row.id,
        row.account_id,
        Role(row.role),
        row.unit_id,
        row.unit_code,
        row.unit_name,
        Level(row.unit_level),
        row.name,
    )


def _unit(row: UnitRow) -> Unit:
    return Unit(row.id, row.code, row.name, Level(row.level))
