"""Figures as they were signed at the end of a week, or for a report. Rows are added, never changed.

A later closing of the same period is a correction with a number of its own: the highest stands.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, insert, or_, select, text

from domain.vocabulary import Level
from storage.among import among
from storage.database import Tx
from storage.schema import snapshots, units

__all__ = [
    "REPORT",
    "WEEK",
    "Period",
    "Snapshot",
    "Summed",
    "add",
    "alone",
    "ended",
    "history",
    "last",
    "latest",
    "plans_of",
    "summed",
]

WEEK, REPORT = "week", "report"
Spot = tuple[int, str]  # unit id and indicator id


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One indicator of one unit as it was signed.

    `figures` is the published line of `stats --json`; empty in the last line of a unit that is no
    more. `movement` is `domain.movement.as_dict`, with that of the headcount under `headcount`.
    """

    plan: str
    unit_id: int
    indicator_id: str
    kind: str
    period: str
    correction: int
    as_of: date
    closed_at: datetime
    headcount: int | None
    achieved: int | None
    figures: Mapping[str, Any]
    movement: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Period:
    """A closing that was signed: its day, and the number of its last correction."""

    period: str
    as_of: date
    correction: int


@dataclass(frozen=True, slots=True)
class Summed:
    """One indicator of one plan over communes that closed: numbers only.

    `headcount` is the sum of the known ones, `without` how many communes have none.
    """

    plan: str
    indicator_id: str
    communes: int
    without: int
    headcount: int | None
    achieved: int | None


_COLUMNS = (
    snapshots.c.plan_code,
    snapshots.c.unit_id,
    snapshots.c.indicator_id,
    snapshots.c.kind,
    snapshots.c.period,
    snapshots.c.correction,
    snapshots.c.as_of,
    snapshots.c.closed_at,
    snapshots.c.headcount,
    snapshots.c.achieved,
    snapshots.c.figures,
    snapshots.c.movement,
)


def _snapshot(row: Any) -> Snapshot:
    return Snapshot(*row)


def alone(tx: Tx) -> None:
    """Let one process close at a time, on one unchanging view of the data.

    Call it before any other statement of the transaction.
    """
    if tx.dialect.name == "postgresql":
        tx.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        tx.execute(text("LOCK TABLE snapshots IN SHARE ROW EXCLUSIVE MODE"))


def add(tx: Tx, rows: Sequence[Snapshot]) -> None:
    """Sign these lines."""
    if rows:
        tx.execute(insert(snapshots), [_values(row) for row in rows])


def _values(row: Snapshot) -> dict[str, object]:
    return {
        "plan_code": row.plan,
        "unit_id": row.unit_id,
        "indicator_id": row.indicator_id,
        "kind": row.kind,
        "period": row.period,
        "correction": row.correction,
        "as_of": row.as_of,
        "closed_at": row.closed_at,
        "headcount": row.headcount,
        "achieved": row.achieved,
        "figures": dict(row.figures),
        "movement": dict(row.movement),
    }


def latest(
    tx: Tx, plan: str, unit_ids: Collection[int], kind: str, period: str, *, indicator: str = ""
) -> dict[Spot, Snapshot]:
    """The lines that stand for a period, by unit and indicator: the last correction of each. With
    an `indicator`, its lines alone.

    Units that had come to an end by then have no line: see `ended`.
    """
    found = _standing(tx, plan, unit_ids, kind, period, indicator)
    return {spot: one for spot, one in found.items() if one.figures}


def ended(
    tx: Tx, plan: str, unit_ids: Collection[int], kind: str, period: str
) -> dict[Spot, Snapshot]:
    """The last lines, without figures, of units that had come to an end by a period."""
    found = _standing(tx, plan, unit_ids, kind, period)
    return {spot: one for spot, one in found.items() if not one.figures}


def _standing(
    tx: Tx, plan: str, unit_ids: Collection[int], kind: str, period: str, indicator: str = ""
) -> dict[Spot, Snapshot]:
    query = (
        select(*_COLUMNS)
        .where(
            among(tx, snapshots.c.unit_id, unit_ids),
            snapshots.c.kind == kind,
            snapshots.c.period == period,
            snapshots.c.plan_code == plan,
            *([snapshots.c.indicator_id == indicator] if indicator else []),
        )
        .order_by(snapshots.c.correction)
    )
    return {(row.unit_id, row.indicator_id): _snapshot(row) for row in tx.execute(query)}


def history(
    tx: Tx, plan: str, unit_id: int, indicator_id: str, kind: str, last: int
) -> list[Snapshot]:
    """The lines that stand of the last so many periods of a unit, the oldest first."""
    newest = func.row_number().over(
        partition_by=snapshots.c.period, order_by=snapshots.c.correction.desc()
    )
    ranked = (
        select(snapshots.c.id, newest.label("place"))
        .where(
            snapshots.c.unit_id == unit_id,
            snapshots.c.kind == kind,
            snapshots.c.plan_code == plan,
            snapshots.c.indicator_id == indicator_id,
        )
        .subquery()
    )
    query = (
        select(*_COLUMNS)
        .join(ranked, ranked.c.id == snapshots.c.id)
        .where(ranked.c.place == 1)
        .order_by(snapshots.c.as_of.desc())
        .limit(last)
    )
    found = [_snapshot(row) for row in tx.execute(query)]
    return [one for one in reversed(found) if one.figures]


def last(
    tx: Tx, plan: str, unit_ids: Collection[int], kind: str, until: date | None = None
) -> Period | None:
    """The latest period signed for any of these units, by a day if one is given."""
    query = (
        select(snapshots.c.period, snapshots.c.as_of, func.max(snapshots.c.correction))
        .where(among(tx, snapshots.c.unit_id, unit_ids), snapshots.c.kind == kind)
        .where(snapshots.c.plan_code == plan, *([_by(until)] if until else []))
        .group_by(snapshots.c.period, snapshots.c.as_of)
        .order_by(snapshots.c.as_of.desc())
        .limit(1)
    )
    row = tx.execute(query).first()
    return Period(*row) if row else None


def plans_of(tx: Tx, unit_id: int, kind: str, period: str) -> list[str]:
    """The plans by which a unit's figures of a period were signed, the last signed first."""
    signed = func.max(snapshots.c.id)
    query = (
        select(snapshots.c.plan_code)
        .where(snapshots.c.unit_id == unit_id, snapshots.c.kind == kind)
        .where(snapshots.c.period == period)
        .group_by(snapshots.c.plan_code)
        .order_by(signed.desc())
    )
    return list(tx.scalars(query))


def _by(day: date) -> ColumnElement[bool]:
    return snapshots.c.as_of <= day


def summed(tx: Tx, above: int, kind: str, period: str) -> list[Summed]:
    """What the communes of a province (or of the nation) signed for a period, added up for each
    plan and indicator. Numbers only: no person and no unit below a commune is read."""
    over = units.alias()
    within = select(units.c.id).outerjoin(over, over.c.id == units.c.parent_id)
    within = within.where(
        units.c.level == Level.COMMUNE,
        or_(units.c.parent_id == above, over.c.parent_id == above),
    )
    place = func.row_number().over(
        partition_by=(snapshots.c.plan_code, snapshots.c.unit_id, snapshots.c.indicator_id),
        order_by=snapshots.c.correction.desc(),
    )
    one = (
        select(
            snapshots.c.plan_code,
            snapshots.c.indicator_id,
            snapshots.c.headcount,
            snapshots.c.achieved,
            place.label("place"),
        )
        .where(
            snapshots.c.unit_id.in_(within),
            snapshots.c.kind == kind,
            snapshots.c.period == period,
        )
        .subquery()
    )
    query = (
        select(
            one.c.plan_code,
            one.c.indicator_id,
            func.count(),
            func.count().filter(one.c.headcount.is_(None)),
            func.sum(one.c.headcount),
            func.sum(one.c.achieved),
        )
        .where(one.c.place == 1)
        .group_by(one.c.plan_code, one.c.indicator_id)
        .order_by(one.c.plan_code, one.c.indicator_id)
    )
    return [Summed(*row) for row in tx.execute(query)]
