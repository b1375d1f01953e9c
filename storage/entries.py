"""Typed figures: what schools, agencies, enterprises or the commune itself report."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Select, bindparam, insert, select

from storage.among import packed, parameter
from storage.database import Tx
from storage.schema import entries

__all__ = ["Entry", "Kept", "add", "history", "until", "used"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One typed line: n, N, or both, at a day, from a source."""

    indicator_id: str
    unit_id: int
    achieved: int | None
    total: int | None
    happened_on: date
    source: str


@dataclass(frozen=True, slots=True)
class Kept:
    """An entry as the history tells it: what, of which day, from where, and when it was typed."""

    achieved: int | None
    total: int | None
    happened_on: date
    source: str
    recorded_at: datetime


def add(tx: Tx, plan: str, entry: Entry, *, staff_id: int | None, now: datetime) -> None:
    """Keep an entry. Earlier ones stay; of one day, the later entry stands."""
    tx.execute(
        insert(entries).values(
            plan_code=plan,
            indicator_id=entry.indicator_id,
            unit_id=entry.unit_id,
            achieved=entry.achieved,
            total=entry.total,
            happened_on=entry.happened_on,
            source=entry.source,
            staff_id=staff_id,
            recorded_at=now,
        )
    )


@cache
def _until(dialect: str) -> Select[Any]:
    some = select(parameter(dialect, "units", BigInteger()).c.value)
    return (
        select(
            entries.c.indicator_id,
            entries.c.unit_id,
            entries.c.achieved,
            entries.c.total,
            entries.c.happened_on,
            entries.c.source,
        )
        .where(
            entries.c.plan_code == bindparam("plan"),
            entries.c.unit_id.in_(some),
            entries.c.happened_on <= bindparam("day"),
        )
        .order_by(entries.c.happened_on, entries.c.id)  # the order of typing: see `history`
    )


def until(tx: Tx, plan: str, unit_ids: Collection[int], at: date) -> list[Entry]:
    """All entries of these units by a day, in the order in which they stand: the last counts."""
    dialect = tx.dialect.name
    values = {"plan": plan, "units": packed(dialect, unit_ids), "day": at}
    return [Entry(*row) for row in tx.execute(_until(dialect), values).all()]


def history(tx: Tx, plan: str, indicator_id: str, unit_id: int, last: int) -> list[Kept]:
    """The latest so many entries of one unit, as they were typed, the newest first."""
    query = (
        select(
            entries.c.achieved,
            entries.c.total,
            entries.c.happened_on,
            entries.c.source,
            entries.c.recorded_at,
        )
        .where(
            entries.c.plan_code == plan,
            entries.c.indicator_id == indicator_id,
            entries.c.unit_id == unit_id,
        )
        .order_by(entries.c.id.desc())  # a clock may be set back, the order of typing not
        .limit(last)
    )
    return [Kept(*row) for row in tx.execute(query)]


def used(tx: Tx) -> list[str]:
    """The codes of the plans that have any entry."""
    return list(tx.scalars(select(entries.c.plan_code).distinct().order_by(entries.c.plan_code)))
