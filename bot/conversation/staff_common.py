"""What the dialogues of staff share: in which role, in which hamlet, and the way through pages."""

import re
from collections.abc import Sequence

from bot.conversation.turn import Row, Turn
from content import errors
from domain.errors import DomainError
from domain.messages import Choice, Outgoing
from domain.vocabulary import Level, Role
from services import staff
from services.assistance import Attendant, Class
from services.hamlet import Entry
from services.namesakes import Marks
from services.staff import PAGE, StaffMember

Messages = Sequence[Outgoing]

_BETWEEN = re.compile(r"[,;\n]+")
MAIN = "menu"  # the verb of everybody's main menu
HAMLET_ROLES = (Role.HELPER, Role.HAMLET_HEAD)


def acting(turn: Turn) -> StaffMember:
    """The role somebody acts in, looked up anew in every turn; raises for those without any."""
    return staff.current(turn.tx, turn.account.id, turn.data.get("s_as"), now=turn.now)


def acting_official(turn: Turn) -> StaffMember:
    """`acting`, for what only officials do."""
    member = acting(turn)
    if member.role in HAMLET_ROLES:
        raise DomainError("not_yours")
    return member


def hamlet_id(turn: Turn, member: StaffMember, unit: str) -> int:
    """The hamlet a screen speaks of: the one named in the button, else the member's own."""
    if unit:
        return turn.integer(unit)
    if member.unit_level is not Level.HAMLET:
        raise DomainError("old_button")
    return member.unit_id


def sorry(turn: Turn, error: DomainError, *rows: Row) -> Messages:
    """Say why something typed was not taken; the same question is asked again with its buttons."""
    sentence = errors.sentence(error)
    if (question := turn.ask_again(*rows)) is not None:
        return [turn.say("staff/refused", sentence=sentence), question]
    turn.prompt, turn.numeric = turn.asked
    return [turn.say("staff/refused", *rows, home(turn), sentence=sentence)]


def home(turn: Turn) -> Row:
    """The way back to the staff menu."""
    return (turn.button("staff.home", "s.menu"),)


def pager(
    turn: Turn, page: int, total: int, verb: str, *args: object, unit: object = None
) -> tuple[Row, ...]:
    """Buttons to the pages before and after: the number follows `args`, a unit the number."""
    last = () if unit is None else (unit,)
    row: list[Choice] = []
    if page > 0:
        row.append(turn.button("staff.before", verb, *args, page - 1, *last))
    if (page + 1) * PAGE < total:
        row.append(turn.button("staff.after", verb, *args, page + 1, *last))
    return (tuple(row),) if row else ()


def names_in(text: str) -> list[str]:
    """Names typed one after the other, parted by commas or lines."""
    return [name for name in (part.strip() for part in _BETWEEN.split(text)) if name]


def pages(total: int) -> int:
    """How many screens a list fills."""
    return max(1, -(-total // PAGE))


def caption(turn: Turn, entry: Entry) -> str:
    """A name with the year of birth and, for officials, the hamlet; whether they are away, and
    whether a second check was not passed. Of those who would look alike, the day of birth or the
    household."""
    label = turn.app.texts.label
    place = f" \u00b7 {entry.place}" if entry.place else ""
    failed = label("staff.failed_again") if entry.failed else ""
    told = full(turn, entry.name, entry.birth_year, entry.marks)
    return f"{told}{place}{label(f'staff_status.{entry.status}')}{failed}"


def present_caption(turn: Turn, session: Class, person: Attendant) -> str:
    """Somebody who is at a class, told apart from the others there."""
    return full(turn, person.name, person.birth_year, session.marks.get(person.person_id))


def called(turn: Turn, session: Class, person: Attendant) -> str:
    """The name alone, unless two who are there bear it."""
    shared = session.shares_name(person)
    return present_caption(turn, session, person) if shared else person.name


def full(turn: Turn, name: str, birth_year: int | None, marks: Marks | None) -> str:
    """A name with the year of birth and, where somebody looks alike, the marks."""
    label = turn.app.texts.label
    year = f" ({birth_year})" if birth_year else ""
    born = label("staff.born", day=f"{marks.born:%d/%m}") if marks and marks.born else ""
    home = label("staff.household", code=marks.household) if marks and marks.household else ""
    return f"{name}{year}" + "".join(f" \u00b7 {mark}" for mark in (born, home) if mark)
