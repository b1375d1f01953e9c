"""Loaded plans and the goals they count."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, insert, or_, select, update

from domain.vocabulary import Audience, Level
from storage.database import Tx
from storage.schema import goals, plans, units

__all__ = [
    "PlanRow",
    "active",
    "active_at",
    "active_below",
    "add_goals",
    "campaigning",
    "find",
    "goal_ids",
    "id_of",
    "save",
    "unit_of",
]


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan as it was loaded: the file's content, and the unit it is for."""

    code: str
    unit_id: int
    document: dict[str, Any]


_COLUMNS = (plans.c.code, plans.c.unit_id, plans.c.document)


def find(tx: Tx, code: str) -> PlanRow | None:
    """The plan of this code."""
    row = tx.execute(select(*_COLUMNS).where(plans.c.code == code)).first()
    return PlanRow(*row) if row else None


def unit_of(tx: Tx, code: str) -> int | None:
    """The id of the unit that the plan of this code is for."""
    return tx.scalar(select(plans.c.unit_id).where(plans.c.code == code))


def active(tx: Tx) -> list[PlanRow]:
    """Every active plan, by code."""
    query = select(*_COLUMNS).where(plans.c.active).order_by(plans.c.code)
    return [PlanRow(*row) for row in tx.execute(query)]


def active_at(tx: Tx, unit_ids: Sequence[int]) -> PlanRow | None:
    """The active plan of the first of these units that has one."""
    query = select(*_COLUMNS).where(plans.c.unit_id.in_(unit_ids), plans.c.active)
    rows = [PlanRow(*row) for row in tx.execute(query)]
    return min(rows, key=lambda row: unit_ids.index(row.unit_id), default=None)


def active_below(tx: Tx, unit_ids: Collection[int]) -> list[PlanRow]:
    """The active plans of these units, by code."""
    query = (
        select(*_COLUMNS)
        .where(plans.c.unit_id.in_(unit_ids), plans.c.active)
        .order_by(plans.c.code)
    )
    return [PlanRow(*row) for row in tx.execute(query)]


def campaigning(tx: Tx, on: date) -> list[tuple[int, str]]:
    """Id and code of the communes of a day with an active plan of their own or from above."""
    above = units.alias()
    whose = (units.c.id, units.c.parent_id, above.c.parent_id)
    has_plan = exists().where(plans.c.active, or_(*(plans.c.unit_id == one for one in whose)))
    query = (
        select(units.c.id, units.c.code)
        .outerjoin(above, above.c.id == units.c.parent_id)
        .where(units.c.level == Level.COMMUNE, has_plan)
        .where(units.c.valid_from <= on, units.c.valid_to > on)
        .order_by(units.c.id)
    )
    return [(row.id, row.code) for row in tx.execute(query)]


def id_of(tx: Tx, code: str) -> int:
    """The id of a plan that was loaded."""
    return int(tx.execute(select(plans.c.id).where(plans.c.code == code)).scalar_one())


def save(
    tx: Tx, code: str, unit_id: int, title: str, document: dict[str, Any], now: datetime
) -> None:
    """Store a plan under its code and make it the only active one of its unit."""
    tx.execute(update(plans).where(plans.c.unit_id == unit_id).values(active=False))
    row = {
        "unit_id": unit_id,
        "title": title,
        "document": document,
        "loaded_at": now,
        "active": True,
    }
    known = tx.scalar(select(plans.c.id).where(plans.c.code == code))
    if known is None:
        tx.execute(insert(plans).values(code=code, **row))
    else:
        tx.execute(update(plans).where(plans.c.id == known).values(**row))


def goal_ids(tx: Tx) -> dict[tuple[Audience, str], int]:
    """Every goal by audience and canonical form."""
    rows = tx.execute(select(goals.c.audience, goals.c.goal, goals.c.id))
    return {(Audience(audience), goal): key for audience, goal, key in rows}


def add_goals(tx: Tx, wanted: Collection[tuple[Audience, str]]) -> bool:
    """Note goals that are not known yet; tells whether there were any."""
    known = goal_ids(tx)
    new = [
        {"audience": audience.value, "goal": goal}
        for audience, goal in sorted(set(wanted) - known.keys())
    ]
    if new:
        tx.execute(insert(goals), new)
    return bool(new)
