"""Merging and splitting units: everybody goes on in a successor, and totals stay as they were."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from domain.succession import (
    MERGE,
    SPLIT,
    Order,
    Step,
    check_orders,
    place,
    read_orders,
)
from domain.table import Column, Problem, TableRefused
from domain.units import Unit, UnitRow
from services import audit, carry, standing
from services.carry import Carried, Left
from services.clock import HOME
from services.units import new_unit, today
from storage import followers, memberships, persons, table_file, units
from storage.database import Tx

__all__ = ["Succession", "merge", "split"]


@dataclass(frozen=True, slots=True)
class Succession:
    """What happened: (old code, new code) pairs, how many persons went on in another unit, how many
    typed figures were carried on, and which were left behind."""

    pairs: tuple[tuple[str, str], ...]
    moved: int
    carried: int = 0
    left: tuple[Left, ...] = ()


def merge(
    tx: Tx,
    content: bytes,
    file_name: str,
    *,
    now: datetime,
    zone: tzinfo = HOME,
    staff_id: int | None = None,
) -> Succession:
    """Carry out a file of `predecessor, successor, successor_name, date`.

    People, typed figures (see `services.carry`), learners and staff go on in the successor, which
    is made if it is new; the predecessors end. Repeating it changes nothing. Raises TableRefused
    with every problem.
    """
    orders, known = _orders(tx, content, file_name, MERGE, today(now, zone))
    steps, problems = check_orders(orders, known)
    steps = [step for step in steps if not _done(tx, step, known, problems)]
    if problems:
        raise TableRefused(problems)
    return _written(tx, "merge", [_merge(tx, step, known, now) for step in steps], now, staff_id)


def split(
    tx: Tx,
    content: bytes,
    file_name: str,
    *,
    now: datetime,
    zone: tzinfo = HOME,
    staff_id: int | None = None,
) -> Succession:
    """Carry out a file of `predecessor, successor, successor_name, date` and who goes there: a
    `person_code`, a `name` with `birth`, or a whole `household` on each line.

    Everybody of the old unit must be placed once. Typed figures cannot be divided: they stand until
    the day before, and are told. Repeating it changes nothing. Raises TableRefused with every
    problem.
    """
    orders, known = _orders(tx, content, file_name, SPLIT, today(now, zone))
    steps, problems = check_orders(orders, known)
    if not problems and all(_done(tx, step, known, problems) for step in steps):
        return Succession((), 0)
    results = []
    if not problems:
        for code in dict.fromkeys(order.predecessor for order in orders):
            mine = [order for order in orders if order.predecessor == code]
            results.append(_split(tx, mine, steps, known, problems))
    if problems:
        raise TableRefused(problems)
    return _written(tx, "split", results, now, staff_id)


# pairs of codes, the persons who went, and what became of typed figures
Result = tuple[list[tuple[str, str]], list[int], Carried]


def _orders(
    tx: Tx, content: bytes, file_name: str, columns: Sequence[Column], on: date
) -> tuple[list[Order], dict[str, Unit]]:
    table = table_file.read(content, file_name, columns)
    orders, problems = read_orders(table.lines, table.header.index, on)
    if not orders and not problems:
        problems = [Problem(0, "no_rows")]
    if problems:
        raise TableRefused(problems)
    codes = {order.predecessor for order in orders} | {order.successor for order in orders}
    return orders, units.by_codes(tx, codes)


def _done(tx: Tx, step: Step, known: Mapping[str, Unit], problems: list[Problem]) -> bool:
    """Whether a step was carried out before; an old unit that went elsewhere is a problem."""
    done = []
    for code in step.predecessors:
        unit = known.get(code)
        if unit is None:
            return False
        after = {each.code for each in units.successors(tx, unit.id)}
        done.append(step.successor in after or code == step.successor)
        if unit.valid_to <= step.on and not done[-1]:
            problems.append(Problem(0, "unit_ended", {"value": code}))
    return all(done) and any(code != step.successor for code in step.predecessors)


def _successor(tx: Tx, step: Step, known: Mapping[str, Unit]) -> Unit:
    """The unit that takes over: it is there already, or made like its first predecessor."""
    if step.successor in known:
        return known[step.successor]
    like = known[step.predecessors[0]]
    row = UnitRow(0, step.successor, step.name, like.level, "", step.on)
    return new_unit(tx, row, like.parent_id, units.join_codes(tx))


def _merge(tx: Tx, step: Step, known: Mapping[str, Unit], now: datetime) -> Result:
    successor = _successor(tx, step, known)
    old = [known[code] for code in step.predecessors if code != step.successor]
    ids = [unit.id for unit in old]
    figures = carry.carry(tx, ids, successor.id, step.on, now=now)
    moved = memberships.members(tx, ids, step.on)
    for unit in old:
        memberships.move_members(tx, unit.id, step.on, "merged", successor.id)
        followers.follow_merge(tx, unit.id, successor.id)
    units.end(tx, ids, step.on)
    units.succeed(tx, [(unit.id, successor.id) for unit in old], step.on, "merge")
    return [(unit.code, successor.code) for unit in old], moved, figures


def _split(
    tx: Tx,
    orders: Sequence[Order],
    steps: Iterable[Step],
    known: Mapping[str, Unit],
    problems: list[Problem],
) -> Result:
    old, on = known[orders[0].predecessor], orders[0].on
    people = persons.known_in(tx, old.parent_id or 0, old.id, on)
    placed, wrong = place(orders, people, on)
    problems += wrong
    if wrong:
        return [], [], Carried(0)
    figures = Carried(0, tuple(carry.left_behind(tx, old.id, on)))
    wanted = {order.successor for order in orders}
    new = {
        step.successor: _successor(tx, step, known) for step in steps if step.successor in wanted
    }
    goes = {person: new[code].id for person, code in placed.items()}
    memberships.move_members(tx, old.id, on, "split", goes)
    others = [unit for unit in new.values() if unit.id != old.id]
    followers.follow_split(tx, old.id, [unit.id for unit in new.values()], goes)
    if len(others) == len(new):
        units.end(tx, [old.id], on)
    units.succeed(tx, [(old.id, unit.id) for unit in others], on, "split")
    gone = [person for person, unit_id in goes.items() if unit_id != old.id]
    return [(old.code, unit.code) for unit in others], gone, figures


def _written(
    tx: Tx, act: str, results: Sequence[Result], now: datetime, staff_id: int | None
) -> Succession:
    pairs = tuple(pair for found, _, _ in results for pair in found)
    touched = sorted({person for _, moved, _ in results for person in moved})
    figures = [found for _, _, found in results]
    standing.refresh(tx, touched)
    for before, after in pairs:
        audit.record(tx, now, staff_id, f"unit.{act}", f"unit:{before}", {"successor": after})
    left = tuple(one for found in figures for one in found.left)
    return Succession(pairs, len(touched), sum(found.count for found in figures), left)
