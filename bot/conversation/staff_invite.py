"""Inviting staff, and ending a colleague's role."""

from bot.conversation.staff_common import Messages, acting, home, pager, pages
from bot.conversation.turn import Turn
from domain import scope
from domain.errors import DomainError
from domain.vocabulary import Level, Role
from services import invitations, staff
from services.staff import StaffMember


def invite(turn: Turn, unit: str = "", page: str = "0") -> Messages:
    """Choose a role for a unit, or go to a unit below."""
    member = acting(turn)
    here = staff.unit(turn.tx, member, turn.integer(unit) if unit else member.unit_id)
    number = turn.integer(page)
    below, total = staff.children(turn.tx, member, here.id, turn.today, page=number)
    roles = [
        (turn.button(f"staff_role.{role}", "s.ir", here.id, role),)
        for role in scope.invitable(member.role, here.level)
    ]
    units = [(turn.named(each.name, "s.invite", each.id),) for each in below]
    rows = [*roles, *units, *pager(turn, number, total, "s.invite", here.id), home(turn)]
    return [turn.say("staff/invite", *rows, unit=here.name, below=bool(below))]


def give(turn: Turn, unit: str, role: str) -> Messages:
    """Make the link and show it, this once."""
    member = acting(turn)
    made = invitations.invite(turn.tx, _role(role), turn.integer(unit), by=member, now=turn.now)
    settings = turn.app.settings
    links = invitations.links(made, address=settings.address, bot_name=settings.telegram_bot_name)
    return [
        turn.say(
            "staff/invited",
            home(turn),
            role=made.role,
            unit=made.unit.name,
            links=links,
            payload=made.payload,
            until=made.expires_at.astimezone(turn.app.zone).date(),
            once=True,
        )
    ]


def team(turn: Turn, page: str = "0") -> Messages:
    """Those who work in the unit and below."""
    member, number = acting(turn), turn.integer(page)
    found, total = staff.colleagues(turn.tx, member, page=number, now=turn.now)
    names = [(turn.named(_title(turn, each), "s.t1", each.id),) for each in found]
    return [
        turn.say(
            "staff/team",
            *names,
            *pager(turn, number, total, "s.team"),
            home(turn),
            unit=member.unit_name,
            total=total,
            page=number + 1,
            pages=pages(total),
        )
    ]


def colleague(turn: Turn, staff_id: str) -> Messages:
    """One colleague, and the way to end the role."""
    member = acting(turn)
    found = staff.colleague(turn.tx, member, turn.integer(staff_id))
    rows = [(turn.button("staff.team", "s.team"),), home(turn)]
    if staff.may_revoke(member, found):
        rows.insert(0, (turn.button("staff.revoke", "s.t2", found.id),))  # which asks once more
    return [turn.say("staff/colleague", *rows, colleague=found, own=found.id == member.id)]


def ask(turn: Turn, staff_id: str) -> Messages:
    """Ask once more before a role is ended."""
    member = acting(turn)
    found = staff.colleague(turn.tx, member, turn.integer(staff_id))
    if not staff.may_revoke(member, found):
        raise DomainError("not_yours")
    rows = (
        (turn.button("staff.revoke_yes", "s.t3", found.id),),
        (turn.button("staff.team", "s.team"), *home(turn)),
    )
    return [turn.say("staff/revoke", *rows, colleague=found)]


def revoke(turn: Turn, staff_id: str) -> Messages:
    """End the role at once."""
    found = staff.revoke(turn.tx, acting(turn), turn.integer(staff_id), now=turn.now)
    rows = ((turn.button("staff.team", "s.team"),), home(turn))
    return [turn.say("staff/revoked", *rows, colleague=found)]


def _title(turn: Turn, member: StaffMember) -> str:
    role = turn.app.texts.label(f"staff_role.{member.role}")
    place = "" if member.unit_level is Level.COMMUNE else f" \u00b7 {member.unit_name}"
    return f"{member.name or role} \u00b7 {role}{place}" if member.name else f"{role}{place}"


def _role(value: str) -> Role:
    if value not in {*Role}:
        raise DomainError("old_button")
    return Role(value)


ACTIONS = {
    "s.invite": invite,
    "s.ir": give,
    "s.team": team,
    "s.t1": colleague,
    "s.t2": ask,
    "s.t3": revoke,
}
PROMPTS: dict[str, object] = {}
