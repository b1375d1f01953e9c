"""Units by code, their successors, and the short codes that people type."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, insert, or_, select, union_all, update

from domain.names import clean, fold
from domain.units import Unit
from domain.vocabulary import LEAVES, Level
from storage.database import Tx
from storage.schema import FOREVER, entries, memberships, unit_successions, units

__all__ = [
    "add",
    "by_code",
    "by_codes",
    "by_id",
    "change",
    "communes",
    "current",
    "end",
    "first_uses",
    "former_leaves",
    "hamlets",
    "join_codes",
    "last_succession",
    "leaves",
    "made_on",
    "names_of",
    "succeed",
    "successions",
    "successors",
    "with_parents",
]

_UNIT = select(
    units.c.id,
    units.c.code,
    units.c.name,
    units.c.level,
    units.c.parent_id,
    units.c.valid_from,
    units.c.valid_to,
    units.c.join_code,
)
_LOOK_UP = _UNIT.where(
    or_(units.c.code == bindparam("given"), units.c.join_code == bindparam("upper"))
).order_by(units.c.code != bindparam("given"))
CHUNK = 500


def by_code(tx: Tx, code: str) -> Unit | None:
    """The unit of a code, also when it has ended."""
    row = tx.execute(_UNIT.where(units.c.code == code)).first()
    return _unit(row) if row else None


def by_id(tx: Tx, unit_id: int) -> Unit | None:
    """The unit of an id."""
    row = tx.execute(_UNIT.where(units.c.id == unit_id)).first()
    return _unit(row) if row else None


def by_codes(tx: Tx, codes: Iterable[str]) -> dict[str, Unit]:
    """Units by code, also those that have ended."""
    wanted = sorted(set(codes))
    found: dict[str, Unit] = {}
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        found |= {row.code: _unit(row) for row in tx.execute(_UNIT.where(units.c.code.in_(part)))}
    return found


def with_parents(tx: Tx, codes: Iterable[str]) -> dict[str, Unit]:
    """Units by code, and the units directly above them."""
    found = by_codes(tx, codes)
    above = {unit.parent_id for unit in found.values() if unit.parent_id is not None}
    known = {unit.id for unit in found.values()}
    wanted = sorted(above - known)
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        found |= {row.code: _unit(row) for row in tx.execute(_UNIT.where(units.c.id.in_(part)))}
    return found


def current(tx: Tx, code: str, on: date) -> Unit | None:
    """The unit that a code or a short code leads to on a day, through merges and splits.

    After a split it is the successor that the order named first; `successors` has them all.
    """
    given = clean(code)
    row = tx.execute(_LOOK_UP, {"given": given, "upper": given.upper()}).first()
    unit = _unit(row) if row else None
    seen: set[int] = set()
    while unit is not None and unit.valid_to <= on:
        seen.add(unit.id)
        after = [each for each in successors(tx, unit.id) if each.id not in seen]
        unit = after[0] if after else None
    return unit


def successors(tx: Tx, unit_id: int) -> list[Unit]:
    """The units that directly followed one, in the order they were named."""
    query = (
        _UNIT.join(unit_successions, unit_successions.c.successor_id == units.c.id)
        .where(unit_successions.c.predecessor_id == unit_id)
        .order_by(unit_successions.c.id)
    )
    return [_unit(row) for row in tx.execute(query)]


def last_succession(tx: Tx, commune_id: int) -> date | None:
    """The day from which the latest merger or split of units right below a commune holds."""
    query = (
        select(func.max(unit_successions.c.happened_on))
        .join(units, units.c.id == unit_successions.c.predecessor_id)
        .where(units.c.parent_id == commune_id)
    )
    day: date | None = tx.scalar(query)
    return day


def first_uses(tx: Tx, codes: Collection[str]) -> dict[str, date]:
    """The first day on which somebody belonged to a unit, or a figure was typed for it, by code."""
    query = union_all(
        *(
            select(units.c.code, func.min(day).label("day"))
            .join(units, units.c.id == unit)
            .where(units.c.code.in_(codes))
            .group_by(units.c.code)
            for unit, day in (
                (memberships.c.unit_id, memberships.c.valid_from),
                (entries.c.unit_id, entries.c.happened_on),
            )
        )
    )
    found: dict[str, date] = {}
    for code, day in tx.execute(query):
        found[code] = min(day, found.get(code, day))
    return found


def made_on(tx: Tx, codes: Collection[str]) -> dict[str, date]:
    """The day of the merger or split that made a unit, by code, of those that were made so."""
    step = unit_successions
    made = select(units.c.code, step.c.happened_on).join(units, units.c.id == step.c.successor_id)
    rows = tx.execute(made.where(units.c.code.in_(codes), units.c.valid_from == step.c.happened_on))
    return dict(rows.all())


def former_leaves(tx: Tx, commune_id: int, on: date) -> list[Unit]:
    """Hamlets and organisations of a commune that have ended by a day."""
    query = _UNIT.where(
        units.c.parent_id == commune_id,
        units.c.level.in_(sorted(LEAVES)),
        units.c.valid_to <= on,
    )
    return [_unit(row) for row in tx.execute(query.order_by(units.c.code))]


def successions(tx: Tx, commune_id: int) -> list[tuple[int, int]]:
    """(predecessor, successor) among the units of a commune, in the order they were named."""
    query = (
        select(unit_successions.c.predecessor_id, unit_successions.c.successor_id)
        .join(units, units.c.id == unit_successions.c.predecessor_id)
        .where(units.c.parent_id == commune_id)
        .order_by(unit_successions.c.id)
    )
    return [(row.predecessor_id, row.successor_id) for row in tx.execute(query)]


def names_of(tx: Tx, unit_ids: Iterable[int]) -> dict[int, str]:
    """Names by id."""
    wanted = sorted(set(unit_ids))
    found: dict[int, str] = {}
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        rows = tx.execute(select(units.c.id, units.c.name).where(units.c.id.in_(part)))
        found |= {row.id: row.name for row in rows}
    return found


def communes(tx: Tx, on: date) -> list[Unit]:
    """The communes there are on a day."""
    return _listed(tx, _UNIT.where(units.c.level == Level.COMMUNE), on)


def leaves(tx: Tx, commune_id: int, on: date) -> list[Unit]:
    """Hamlets and organisations of a commune on a day."""
    of_commune = units.c.parent_id == commune_id
    return _listed(tx, _UNIT.where(of_commune, units.c.level.in_(sorted(LEAVES))), on)


def hamlets(tx: Tx, on: date, commune_id: int | None = None) -> list[Unit]:
    """The hamlets there are on a day, of one commune or of all."""
    query = _UNIT.where(units.c.level == Level.HAMLET)
    if commune_id is not None:
        query = query.where(units.c.parent_id == commune_id)
    return _listed(tx, query, on)


def join_codes(tx: Tx) -> set[str]:
    """All short codes given out, also those of units that have ended."""
    return set(tx.scalars(select(units.c.join_code).where(units.c.join_code.is_not(None))))


def add(tx: Tx, unit: Unit) -> int:
    """Store a new unit and give its id."""
    values = {
        "code": unit.code,
        "name": unit.name,
        "name_fold": fold(unit.name),
        "level": unit.level.value,
        "parent_id": unit.parent_id,
        "valid_from": unit.valid_from,
        "valid_to": FOREVER,
        "join_code": unit.join_code,
    }
    return int(tx.execute(insert(units).values(values).returning(units.c.id)).scalar_one())


def change(tx: Tx, code: str, name: str, valid_from: date) -> None:
    """Give a unit another name or beginning."""
    tx.execute(
        update(units)
        .where(units.c.code == code)
        .values(name=name, name_fold=fold(name), valid_from=valid_from)
    )


def end(tx: Tx, unit_ids: Collection[int], on: date) -> None:
    """The units are no more from a day on."""
    tx.execute(update(units).where(units.c.id.in_(sorted(unit_ids))).values(valid_to=on))


def succeed(tx: Tx, pairs: Sequence[tuple[int, int]], on: date, kind: str) -> None:
    """Note who follows whom, as (predecessor, successor)."""
    rows: list[Mapping[str, object]] = [
        {"predecessor_id": before, "successor_id": after, "happened_on": on, "kind": kind}
        for before, after in pairs
    ]
    if rows:
        tx.execute(insert(unit_successions), rows)


def _listed(tx: Tx, query: Select[*tuple[Any, ...]], on: date) -> list[Unit]:
    there = query.where(units.c.valid_from <= on, units.c.valid_to > on).order_by(units.c.code)
    return [_unit(row) for row in tx.execute(there)]


def _unit(row: Row[*tuple[Any, ...]]) -> Unit:
    return Unit(
        row.id,
        row.code,
        row.name,
        Level(row.level),
        row.parent_id,
        row.valid_from,
        row.valid_to,
        row.join_code,
    )
