"""Merging and splitting units: the files that order it, checked against what is known."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from domain.dates import Birth, parse_birth, parse_day
from domain.names import identity
from domain.roster_row import Known
from domain.table import Cell, Column, Problem, text_of
from domain.units import CODE, Unit
from domain.vocabulary import LEAVES

__all__ = ["MERGE", "SPLIT", "Order", "Step", "check_orders", "place", "read_orders"]

ORDER = (
    Column("predecessor", frozenset({"predecessor", "ma cu", "don vi cu"}), "predecessor"),
    Column("successor", frozenset({"successor", "ma moi", "don vi moi"}), "successor"),
    Column("name", frozenset({"successor name", "ten moi", "ten don vi moi"}), "successor_name"),
    Column("date", frozenset({"date", "ngay", "tu ngay"}), "date"),
)
MERGE = ORDER
SPLIT = (
    *ORDER,
    Column("person_code", frozenset({"person code", "person", "ma nguoi"}), "who"),
    Column("person", frozenset({"name", "person name", "ho va ten", "ho ten"}), "who"),
    Column("birth", frozenset({"birth", "nam sinh", "ngay sinh"})),
    Column("household", frozenset({"household", "ma ho"}), "who"),
)
LISTED = 20  # names in one message


@dataclass(frozen=True, slots=True)
class Order:
    """A line: the old unit's people, or in a split those it names, go to the new unit."""

    line: int
    predecessor: str
    successor: str
    name: str
    on: date
    person_code: str = ""
    person: str = ""
    birth: Birth | None = None
    household: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One new (or continuing) unit and those it takes over from."""

    successor: str
    name: str
    on: date
    predecessors: tuple[str, ...]


def read_orders(
    lines: Iterable[tuple[int, Sequence[Cell]]], index: Mapping[str, int], today: date
) -> tuple[list[Order], list[Problem]]:
    """The lines of a merge or split file, and what is wrong with each by itself."""
    orders: list[Order] = []
    problems: list[Problem] = []
    for line, cells in lines:
        texts = {key: text_of(cells[at]) if at < len(cells) else "" for key, at in index.items()}
        if not any(texts.values()):
            continue
        wrong: list[Problem] = []
        on, birth = today, None
        try:
            on = parse_day(cells[index["date"]])
            if on > today:
                wrong.append(Problem(line, "date_to_come", {"value": texts["date"]}))
        except (ValueError, IndexError):
            wrong.append(Problem(line, "bad_date", {"value": texts["date"]}))
        try:
            birth = parse_birth(texts["birth"]) if texts.get("birth") else None
        except ValueError:
            wrong.append(Problem(line, "bad_birth", {"value": texts["birth"]}))
        if not CODE.fullmatch(texts["successor"]):
            wrong.append(Problem(line, "bad_unit_code", {"value": texts["successor"]}))
        problems += wrong
        if not wrong:
            orders.append(
                Order(
                    line,
                    texts["predecessor"],
                    texts["successor"],
                    texts.get("name", ""),
                    on,
                    texts.get("person_code", ""),
                    texts.get("person", ""),
                    birth,
                    texts.get("household", ""),
                )
            )
    return orders, problems


def check_orders(
    orders: Sequence[Order], known: Mapping[str, Unit]
) -> tuple[list[Step], list[Problem]]:
    """Group the lines by new unit; tell what does not fit with the units known."""
    problems: list[Problem] = []
    steps: dict[str, list[Order]] = defaultdict(list)
    for order in orders:
        problems += _unfit(order, known)
        first = steps[order.successor][0] if steps[order.successor] else order
        if (first.on, first.name) != (order.on, order.name or first.name):
            problems.append(Problem(order.line, "orders_differ", {"value": order.successor}))
        steps[order.successor].append(order)
    for successor, group in steps.items():
        if successor not in known:
            problems += _unlike(group, known)
        if successor not in known and not any(order.name for order in group):
            problems.append(Problem(group[0].line, "no_unit_name", {"value": successor}))
    return [
        Step(
            successor,
            next((order.name for order in group if order.name), ""),
            group[0].on,
            tuple(dict.fromkeys(order.predecessor for order in group)),
        )
        for successor, group in steps.items()
    ], problems


def _unfit(order: Order, known: Mapping[str, Unit]) -> Iterator[Problem]:
    unit, successor = known.get(order.predecessor), known.get(order.successor)
    if unit is None:
        yield Problem(order.line, "unknown_unit", {"value": order.predecessor})
        return
    if unit.level not in LEAVES:  # what hangs below it would be left behind
        yield Problem(order.line, "not_a_leaf", {"value": unit.code})
        return
    if order.on < unit.valid_from:
        yield Problem(
            order.line, "before_unit", {"value": unit.code, "start": unit.valid_from.isoformat()}
        )
    if unit.valid_to < order.on:
        yield Problem(order.line, "unit_ended", {"value": unit.code})
    if successor is None:
        return
    if (successor.level, successor.parent_id) != (unit.level, unit.parent_id):
        yield Problem(order.line, "unlike_units", {"value": unit.code, "other": successor.code})
    if successor.valid_to <= order.on:
        yield Problem(order.line, "unit_ended", {"value": successor.code})


def _unlike(group: Sequence[Order], known: Mapping[str, Unit]) -> Iterator[Problem]:
    """Those that are to become one new unit, but are not of one kind and place."""
    leaves = [
        (order, unit)
        for order in group
        if (unit := known.get(order.predecessor)) and unit.level in LEAVES
    ]
    for order, unit in leaves[1:]:
        _, first = leaves[0]
        if (first.level, first.parent_id) != (unit.level, unit.parent_id):
            yield Problem(order.line, "unlike_units", {"value": unit.code, "other": first.code})


def place(
    orders: Sequence[Order], members: Sequence[Known], on: date
) -> tuple[dict[int, str], list[Problem]]:
    """Where each member of a unit that is split goes. Everybody must be placed, and once."""
    placed: dict[int, str] = {}
    problems: list[Problem] = []
    for order in orders:
        found = [person for person in members if _meant(order, person)]
        if not found:
            who = order.person_code or order.person or order.household
            problems.append(Problem(order.line, "nobody_meant", {"value": who}))
        elif len(found) > 1 and not _whole_household(order):
            problems.append(Problem(order.line, "several_meant", {"value": order.person}))
        for person in found:
            if placed.setdefault(person.id, order.successor) != order.successor:
                problems.append(Problem(order.line, "placed_twice", {"value": person.name}))
    left_over = [person.name for person in members if person.id not in placed]
    if left_over:
        names = ", ".join(left_over[:LISTED])
        problems.append(Problem(0, "not_placed", {"count": len(left_over), "names": names}))
    return placed, problems


def _whole_household(order: Order) -> bool:
    return bool(order.household and not order.person and not order.person_code)


def _meant(order: Order, person: Known) -> bool:
    """Whether a line names this person: by code, by household, or by name and birth."""
    if order.person_code:
        return person.code == order.person_code
    if order.household and person.household != order.household:
        return False
    if not order.person:
        return bool(order.household)
    if identity(order.person) != identity(person.name):
        return False
    if order.birth is None or person.birth.year is None:
        return True
    day = order.birth.day and person.birth.day and order.birth.day != person.birth.day
    return order.birth.year == person.birth.year and not day
