"""Typed figures when units have successors: what is carried on, and what stays behind."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.counting import Tally, standing, total
from domain.enrolment import FOREVER
from domain.plan import Counts, Indicator
from services import plans
from services.tallies import gather, reported
from storage import counts, entries
from storage.counts import UnitRow
from storage.database import Tx
from storage.entries import Entry

__all__ = ["SOURCE", "Carried", "Left", "carry", "left_behind"]

SOURCE = 300  # characters of a source


@dataclass(frozen=True, slots=True)
class Left:
    """A typed figure that stood and goes on in no successor: somebody has to type it anew."""

    unit: str  # its code
    indicator: str
    achieved: int | None
    total: int | None
    at: date


@dataclass(frozen=True, slots=True)
class Carried:
    """How many figures a successor was given, and which could not be."""

    count: int
    left: tuple[Left, ...] = ()


@dataclass(frozen=True, slots=True)
class _Units:
    """Units that become one, and the day before they do."""

    rows: Sequence[UnitRow]
    successor: int
    eve: date


def carry(
    tx: Tx, predecessors: Sequence[int], successor: int, on: date, *, now: datetime
) -> Carried:
    """When units merge into `successor` on a day, its typed figures become the sum of theirs as
    they stood the day before, so that totals stay (rule 4). Where the merge is told late, so do
    figures typed of that day or a later one, each under its own day.

    A sum with a hole, where a unit that should have a headcount has none, would pass for a total:
    it is not carried, and what is lost with it is told, also where the successor had it itself.
    Call it once per merge, before anything else of it is written.
    """
    units = _Units(
        counts.units_of(tx, {*predecessors, successor}), successor, on - timedelta(days=1)
    )
    sums, left = list[tuple[str, Entry]](), list[Left]()
    for code in entries.used(tx):
        rows = _rows(tx, code, units.rows)
        for one, days in _moments(tx, code, units, rows).items():
            mine = [row for row in rows if row.indicator_id == one.id]
            found = [_sum(tx, code, units, one, mine, day) for day in days]
            sums += [(code, entry) for entry in found if entry]
            left += [] if found[-1] else _left(tx, code, units.rows, one, rows, days[-1])
    for code, entry in sums:  # now that all are known: a sum is no part of the next one
        entries.add(tx, code, entry, staff_id=None, now=now)
    return Carried(len(sums), tuple(left))


def left_behind(tx: Tx, unit: int, on: date) -> list[Left]:
    """The typed figures of a unit that is split on a day: they cannot be divided. Call it before
    the split is written."""
    units = _Units(counts.units_of(tx, {unit}), 0, on - timedelta(days=1))
    left: list[Left] = []
    for code in entries.used(tx):
        rows = _rows(tx, code, units.rows)
        for one, days in _moments(tx, code, units, rows).items():
            left += _left(tx, code, units.rows, one, rows, days[-1])
    return left


def _rows(tx: Tx, plan: str, units: Sequence[UnitRow]) -> list[Entry]:
    return entries.until(tx, plan, [unit.id for unit in units], FOREVER)


def _moments(
    tx: Tx, plan: str, units: _Units, rows: Sequence[Entry]
) -> Mapping[Indicator, Sequence[date]]:
    """The days whose sums are wanted, in their order, of each indicator with typed figures."""
    level = units.rows[0].level  # that of all of them
    found: dict[Indicator, Sequence[date]] = {}
    for one in plans.named(tx, plan).indicators:
        days = {row.happened_on for row in rows if row.indicator_id == one.id}
        if days and one.told_by(level):
            found[one] = sorted({max(day, units.eve) for day in days})
    return found


def _sum(
    tx: Tx, plan: str, units: _Units, one: Indicator, rows: Sequence[Entry], day: date
) -> Entry | None:
    """The sum of a day as the successor is given it, from the day of the merge on. None where no
    typed figure stands that day: people counted from the roster go on being counted."""
    parts = _tallies(tx, plan, units.rows, one, day)
    stands = {unit.id: part for unit, part in parts.items()}
    if not any(_shown(stands[row.unit_id], row) for row in rows if row.unit_id in stands):
        return None
    amount = one.counts is Counts.AMOUNT
    there = [
        (unit, part)
        for unit, part in parts.items()
        # A successor that was made for the merge has nothing yet, and nothing is missing there.
        if unit.stands_at(units.eve) or amount or part.headcount is not None
    ]
    whole = total(reported(there, one) if one.audience is None else (part for _, part in there))
    known = whole.achieved if amount else whole.headcount
    if known is None or whole.missing:
        return None
    source = standing(one, whole, day).headcount_source or ""
    achieved = None if one.goal else whole.achieved
    at = max(day, units.eve + timedelta(days=1))
    return Entry(one.id, units.successor, achieved, whole.headcount, at, source[:SOURCE])


def _tallies(
    tx: Tx, plan: str, units: Sequence[UnitRow], one: Indicator, day: date
) -> dict[UnitRow, Tally]:
    sheet = gather(tx, units, [one], plan, day)
    found = {unit: sheet.tally(unit, one) for unit in units}
    return {unit: tally for unit, tally in found.items() if tally is not None}


def _left(
    tx: Tx,
    plan: str,
    units: Collection[UnitRow],
    one: Indicator,
    rows: Sequence[Entry],
    day: date,
) -> list[Left]:
    """The newest typed figure of each unit, where it stands that day."""
    tallies = _tallies(tx, plan, list(units), one, day)
    found: list[Left] = []
    for unit in units:
        mine = [row for row in rows if (row.unit_id, row.indicator_id) == (unit.id, one.id)]
        if mine and unit in tallies and _shown(tallies[unit], mine[-1]):
            last = mine[-1]
            found.append(Left(unit.code, one.id, last.achieved, last.total, last.happened_on))
    return found


def _shown(tally: Tally, row: Entry) -> bool:
    return row.achieved is not None or (row.happened_on, row.source) in tally.sources
