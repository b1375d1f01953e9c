"""The numbers of one's unit in a few lines, and of the units below it."""

from bot.conversation.staff_common import HAMLET_ROLES, Messages, acting, home, pager, pages
from bot.conversation.turn import Row, Turn
from content.numbers import percent
from services import staff, stats
from services.staff import Unit

LINES = 5  # indicators in one message: a phone's screen


def numbers(turn: Turn, unit: str = "", page: str = "0") -> Messages:
    """The indicators of a unit, by default one's own."""
    member, first = acting(turn), turn.integer(page) * LINES
    here = staff.unit(turn.tx, member, turn.integer(unit) if unit else member.unit_id)
    found = stats.for_staff(turn.tx, member, here.code, at=turn.today)
    known = [each for each in found.indicators if each.known]
    rows: list[Row] = []
    if first + LINES < len(known):
        rows.append(
            (turn.button("staff.more_numbers", "s.stats", here.id, turn.integer(page) + 1),)
        )
    silent = len(found.indicators) - len(known)
    below, total = staff.children(turn.tx, member, here.id, turn.today, page=0)
    if below:
        rows.append((turn.button("staff.below", "s.sk", here.id, 0, count=total),))
    if member.role in HAMLET_ROLES:
        rows.append((turn.button("staff.lists", "s.lists"),))
    elif here.id != member.unit_id:
        rows.append((turn.button("staff.own_numbers", "s.stats"),))
    shown = [
        (each, percent(each.tally.achieved, each.tally.headcount))
        for each in known[first : first + LINES]
    ]
    return [
        turn.say(
            "staff/numbers",
            *rows,
            home(turn),
            unit=here.name,
            at=found.as_of,
            lines=shown,
            silent=silent,
        )
    ]


def below(turn: Turn, unit: str, page: str = "0") -> Messages:
    """The units below one, to choose from."""
    return choose_below(turn, "staff/below", "s.sk", "s.stats", unit, page)


def choose_below(
    turn: Turn, template: str, verb: str, chosen: str, unit: str, page: str, *, leaves: bool = False
) -> Messages:
    """A page of the units below one; a tap goes on to `chosen`."""
    member, number = acting(turn), turn.integer(page)
    here = staff.unit(turn.tx, member, turn.integer(unit))
    found, total = staff.children(turn.tx, member, here.id, turn.today, page=number, leaves=leaves)
    rows = [_unit(turn, each, chosen) for each in found]
    more = pager(turn, number, total, verb, here.id)
    return [
        turn.say(
            template,
            *rows,
            *more,
            home(turn),
            unit=here.name,
            total=total,
            page=number + 1,
            pages=pages(total),
        )
    ]


def _unit(turn: Turn, unit: Unit, verb: str) -> Row:
    return (turn.named(unit.name, verb, unit.id),)


ACTIONS = {"s.stats": numbers, "s.sk": below}
PROMPTS: dict[str, object] = {}
