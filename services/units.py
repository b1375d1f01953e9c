"""Units: their file, their links, and what happens when they are merged or split."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo

from domain.enrolment import FOREVER
from domain.table import Problem, TableRefused
from domain.units import COLUMNS, Unit, UnitPlan, UnitRow, join_code, plan_units, read_units
from domain.vocabulary import Level
from domain.weeks import local_day
from services import audit
from storage import table_file, units
from storage.database import Tx

__all__ = ["Imported", "Link", "import_units", "links", "new_unit", "today"]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import of units did: codes, in the order of the file."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: int


@dataclass(frozen=True, slots=True)
class Link:
    """How people come in to their hamlet: a code to type and links for QR codes."""

    code: str
    name: str
    commune: str
    join_code: str
    web: str
    telegram: str


def import_units(
    tx: Tx, content: bytes, file_name: str, *, now: datetime, staff_id: int | None = None
) -> Imported:
    """Add and rename units from a file, all of it or nothing; repeating it changes nothing.

    Hamlets get a short code to type. Raises TableRefused with every problem.
    """
    table = table_file.read(content, file_name, COLUMNS)
    rows, problems, unclear = read_units(table.lines, table.header.index, table.formulas)
    if not rows and not problems:
        problems = [Problem(0, "no_rows")]
    codes = {row.code for row in rows} | {row.parent for row in rows if row.parent}
    known = units.with_parents(tx, codes)
    found, misfits = plan_units(rows, known, unclear)
    problems += [*misfits, *_in_use(tx, found.change)]
    if problems:
        raise TableRefused(sorted(problems, key=lambda problem: problem.order))
    _write(tx, found, {code: unit.id for code, unit in known.items()})
    if found.add or found.change:
        counts = {"added": len(found.add), "changed": len(found.change)}
        audit.record(tx, now, staff_id, "unit.import", "units", counts)
    return Imported(
        tuple(row.code for row in found.add),
        tuple(row.code for row in found.change),
        found.unchanged,
    )


def _in_use(tx: Tx, rows: Sequence[UnitRow]) -> list[Problem]:
    """A unit cannot begin after the first who belongs to it: they would be counted nowhere. Nor can
    one begin before the merger or split that made it: those it was made of stood until then."""
    codes = [row.code for row in rows]
    first, made = units.first_uses(tx, codes), units.made_on(tx, codes)
    return [
        *(
            Problem(
                row.line, "unit_made", {"value": row.code, "start": f"{made[row.code]:%d/%m/%Y}"}
            )
            for row in rows
            if row.valid_from < made.get(row.code, row.valid_from)
        ),
        *_too_late(rows, first),
    ]


def _too_late(rows: Sequence[UnitRow], first: Mapping[str, date]) -> list[Problem]:
    return [
        Problem(
            row.line, "unit_in_use", {"value": row.code, "start": f"{first[row.code]:%d/%m/%Y}"}
        )
        for row in rows
        if row.valid_from > first.get(row.code, row.valid_from)
    ]


def new_unit(tx: Tx, row: UnitRow, parent_id: int | None, taken: set[str]) -> Unit:
    """Store a unit; a hamlet gets a short code that is not in `taken`."""
    short = join_code(row.code, taken) if row.level is Level.HAMLET else None
    if short is not None:
        taken.add(short)
    unit = Unit(0, row.code, row.name, row.level, parent_id, row.valid_from, FOREVER, short)
    return replace(unit, id=units.add(tx, unit))


def links(
    tx: Tx, on: date, *, public_url: str = "", bot_name: str = "", commune_id: int | None = None
) -> list[Link]:
    """The entry links and the short code of every hamlet there is on a day."""
    communes = {unit.id: unit.name for unit in units.communes(tx, on)}
    return [
        Link(
            unit.code,
            unit.name,
            communes.get(unit.parent_id or 0, ""),
            unit.join_code or "",
            f"{public_url.rstrip('/')}/?t={unit.join_code}" if public_url else "",
            f"https://t.me/{bot_name}?start={unit.join_code}" if bot_name else "",
        )
        for unit in units.hamlets(tx, on, commune_id)
    ]


def today(now: datetime, zone: tzinfo) -> date:
    """The day it is where the people live."""
    return local_day(now, zone)


def _write(tx: Tx, found: UnitPlan, ids: dict[str, int]) -> None:
    taken = units.join_codes(tx)
    for row in found.add:
        ids[row.code] = new_unit(tx, row, ids.get(row.parent), taken).id
    for row in found.change:
        units.change(tx, row.code, row.name, row.valid_from)
