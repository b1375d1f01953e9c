"""The menu of staff, by role, with what waits for them."""

from bot.conversation.staff_common import HAMLET_ROLES, MAIN, Messages, acting, home
from bot.conversation.turn import Row, Turn
from domain.errors import DomainError
from services import calls, matching_review, signin, staff
from services.matching_review import Waiting
from services.staff import StaffMember


def rows(turn: Turn) -> tuple[Row, ...]:
    """What the main menu shows to staff, and nothing to others: the way to their menu."""
    members = staff.of_account(turn.tx, turn.account.id, turn.now)
    if not members:
        return ()
    each_unit = {member.unit_id: member for member in members}  # two roles there, the same work
    waiting = sum(
        matching_review.waiting(turn.tx, member, today=turn.today).total
        + calls.count(turn.tx, member)
        for member in each_unit.values()
    )
    key = "staff.menu_waiting" if waiting else "staff.menu"
    return ((turn.button(key, "s.menu", count=waiting),),)


def menu(turn: Turn) -> Messages:
    """The menu of the role in use; who has several chooses first."""
    try:
        member = acting(turn)
    except DomainError as error:
        if error.code != "choose_role":
            raise
        return choose(turn)
    waits = matching_review.waiting(turn.tx, member, today=turn.today)
    called = calls.count(turn.tx, member)
    several = len(staff.of_account(turn.tx, turn.account.id, turn.now)) > 1
    message = turn.say(
        "staff/menu",
        *_waiting(turn, member, waits, called),
        *(_hamlet_rows(turn) if member.role in HAMLET_ROLES else _official_rows(turn)),
        (turn.button("staff.invite", "s.invite"), turn.button("staff.team", "s.team")),
        *(((turn.button("staff.other_role", "s.roles"),),) if several else ()),
        (turn.button("staff.main", MAIN),),
        member=member,
        matches=waits.matches,
        strangers=waits.strangers,
        calls=called,
    )
    return [message]


def choose(turn: Turn) -> Messages:
    """The roles of an account, to choose from."""
    members = staff.of_account(turn.tx, turn.account.id, turn.now)
    choices = tuple((turn.named(_role(turn, member), "s.as", member.id),) for member in members)
    return [turn.say("staff/roles", *choices, (turn.button("staff.main", MAIN),))]


def act_as(turn: Turn, staff_id: str) -> Messages:
    """Go on in one of one's roles."""
    turn.data["s_as"] = turn.integer(staff_id)
    return menu(turn)


def web(turn: Turn) -> Messages:
    """A link to the web pages, for one use."""
    member = acting(turn)
    if member.role in HAMLET_ROLES:
        raise DomainError("not_yours")
    token = signin.create_link(turn.tx, turn.account.id, turn.now)
    address = f"{turn.app.settings.address}/vao/{token}"
    return [turn.say("staff/web", home(turn), address=address, once=True)]


def _waiting(turn: Turn, member: StaffMember, waits: Waiting, called: int) -> tuple[Row, ...]:
    near = member.role in HAMLET_ROLES
    found = []
    if waits.matches:
        verb = "s.matches" if near else "s.mh"
        found.append((turn.button("staff.matches", verb, count=waits.matches),))
    elif near and _recent(turn, member):  # else it stands below the matches that wait
        found.append((turn.button("staff.match_recent", "s.mr", 0, member.unit_id),))
    if waits.strangers:
        found.append((turn.button("staff.unmatched", "s.un", count=waits.strangers),))
    if called:
        found.append((turn.button("staff.calls", "s.calls", count=called),))
    return tuple(found)


def _recent(turn: Turn, member: StaffMember) -> bool:
    _, count = matching_review.recent(
        turn.tx, member, member.unit_id, page=0, now=turn.now, today=turn.today
    )
    return count > 0


def _hamlet_rows(turn: Turn) -> tuple[Row, ...]:
    return (
        (turn.button("staff.lists", "s.lists"), turn.button("staff.find", "s.find")),
        (turn.button("staff.class", "s.class"), turn.button("staff.visit", "s.visit")),
        (turn.button("staff.numbers", "s.stats"), turn.button("week.menu", "s.week")),
    )


def _official_rows(turn: Turn) -> tuple[Row, ...]:
    return (
        (turn.button("staff.numbers", "s.stats"), turn.button("staff.entry", "s.entry")),
        (turn.button("week.menu", "s.week"), turn.button("calendar.menu", "s.cal")),
        (turn.button("broadcast.menu", "s.bc"),),
        (turn.button("staff.void", "s.void"), turn.button("staff.web", "s.web")),
    )


def _role(turn: Turn, member: StaffMember) -> str:
    return f"{turn.app.texts.label(f'staff_role.{member.role}')} \u00b7 {member.unit_name}"


ACTIONS = {"s.menu": menu, "s.roles": choose, "s.as": act_as, "s.web": web}
PROMPTS: dict[str, object] = {}
