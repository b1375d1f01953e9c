"""Homes, organisations, audiences and absences: dated rows that begin and end, and never vanish."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update

from domain.roster_change import Change
from domain.roster_row import Row
from domain.vocabulary import Status
from storage.bulk import insert_rows
from storage.database import Tx
from storage.schema import FOREVER, absences, audiences, memberships

__all__ = ["begin_for", "change", "end_all", "members", "move_members"]

CHUNK = 500
_MEMBERSHIP = ("person_id", "unit_id", "kind", "valid_from", "valid_to", "end_reason")
_AUDIENCE = ("person_id", "audience", "valid_from", "valid_to")
_ABSENCE = ("person_id", "status", "valid_from", "valid_to")


def begin_for(tx: Tx, ids: Sequence[int], rows: Sequence[Row], on: date) -> None:
    """What new persons belong to from the day of the roster."""
    pairs = list(zip(ids, rows, strict=True))
    homes = ((key, row.hamlet, "home", on, FOREVER, "") for key, row in pairs)
    insert_rows(tx, memberships, _MEMBERSHIP, homes)
    works = (
        (key, row.organisation, "organisation", on, FOREVER, "")
        for key, row in pairs
        if row.organisation
    )
    insert_rows(tx, memberships, _MEMBERSHIP, works)
    groups = ((key, group.value, on, FOREVER) for key, row in pairs for group in row.audiences)
    insert_rows(tx, audiences, _AUDIENCE, groups)
    away = (
        (key, row.status.value, on, FOREVER) for key, row in pairs if row.status != Status.PRESENT
    )
    insert_rows(tx, absences, _ABSENCE, away)


def change(tx: Tx, changes: Sequence[Change], on: date) -> None:
    """End what ended and begin what began, on the day of the roster."""
    _end_gone(tx, [each for each in changes if each.ended], on)
    movers = [each for each in changes if each.home]
    _end(tx, memberships, [each.person_id for each in movers], on, {"end_reason": "moved"}, "home")
    _end_pairs(tx, memberships, "unit_id", _each(changes, "organisations_ended"), on)
    _end_pairs(tx, audiences, "audience", _each(changes, "audiences_ended"), on)
    restated = [each.person_id for each in changes if each.status]
    _end_absences(tx, restated, on)
    homes = ((each.person_id, each.home, "home", on, FOREVER, "") for each in movers)
    insert_rows(tx, memberships, _MEMBERSHIP, homes)
    works = (
        (key, unit, "organisation", on, FOREVER, "")
        for key, unit in _each(changes, "organisations_begun")
    )
    insert_rows(tx, memberships, _MEMBERSHIP, works)
    groups = ((key, group, on, FOREVER) for key, group in _each(changes, "audiences_begun"))
    insert_rows(tx, audiences, _AUDIENCE, groups)
    later = _later_absences(tx, restated, on)
    away = (
        (each.person_id, each.status.value, on, later.get(each.person_id, FOREVER))
        for each in changes
        if each.status and each.status != Status.PRESENT
    )
    insert_rows(tx, absences, _ABSENCE, away)


def end_all(tx: Tx, person_ids: Collection[int], on: date, reason: str) -> None:
    """The persons belong nowhere any more from a day on: they left, or died."""
    _end(tx, memberships, person_ids, on, {"end_reason": reason})
    _end(tx, audiences, person_ids, on, {})
    _end(tx, absences, person_ids, on, {})


def members(tx: Tx, unit_ids: Collection[int], on: date) -> list[int]:
    """Everybody who belongs to the units on a day or later."""
    query = (
        select(memberships.c.person_id)
        .where(memberships.c.unit_id.in_(sorted(unit_ids)), memberships.c.valid_to > on)
        .distinct()
        .order_by(memberships.c.person_id)
    )
    return list(tx.scalars(query))


def move_members(tx: Tx, unit_id: int, on: date, reason: str, goes: Mapping[int, int] | int) -> int:
    """Everybody of a unit goes on in another from a day on; how many memberships went.

    `goes` is the one successor, or the successor of each person. A membership that begins only
    later is simply one of the successor.
    """
    columns = memberships.c
    here = (columns.unit_id == unit_id) & (columns.valid_to > on)
    rows = tx.execute(
        select(columns.id, columns.person_id, columns.kind, columns.valid_from, columns.valid_to)
        .where(here)
        .order_by(columns.id)
    ).all()
    later: list[dict[str, Any]] = []
    ended: list[dict[str, Any]] = []
    begun: list[tuple[object, ...]] = []
    for row in rows:
        target = goes if isinstance(goes, int) else goes.get(row.person_id, unit_id)
        if target == unit_id:
            continue
        if row.valid_from >= on:
            later.append({"at_id": row.id, "new_unit": target})
            continue
        ended.append({"at_id": row.id, "new_to": on, "new_reason": reason})
        begun.append((row.person_id, target, row.kind, on, row.valid_to, ""))
    by_id = update(memberships).where(columns.id == bindparam("at_id"))
    if later:
        tx.execute(by_id.values(unit_id=bindparam("new_unit")), later)
    if ended:
        closing = by_id.values(valid_to=bindparam("new_to"), end_reason=bindparam("new_reason"))
        tx.execute(closing, ended)
        insert_rows(tx, memberships, _MEMBERSHIP, begun)
    return len(later) + len(ended)


def _end_gone(tx: Tx, changes: Sequence[Change], on: date) -> None:
    """End for those who left or died; of those gone before, only the reason is put right."""
    for status in (Status.LEFT, Status.DECEASED):
        ids = [each.person_id for each in changes if each.ended is status]
        end_all(tx, ids, on, status.value)
        for part in _parts(ids):
            tx.execute(
                update(memberships)
                .where(memberships.c.person_id.in_(part), memberships.c.end_reason.in_(_GONE))
                .values(end_reason=status.value)
            )


_GONE = (Status.LEFT.value, Status.DECEASED.value)


def _end(
    tx: Tx,
    table: Any,
    person_ids: Collection[int],
    on: date,
    values: Mapping[str, object],
    kind: str = "",
) -> None:
    """Close the open rows of persons. A row of the same day never was: it is taken out."""
    for part in _parts(person_ids):
        mine = table.c.person_id.in_(part)
        if kind:
            mine &= table.c.kind == kind
        if "end_reason" not in values or values["end_reason"] == "moved":
            tx.execute(delete(table).where(mine, table.c.valid_from >= on))
        tx.execute(update(table).where(mine, table.c.valid_to > on).values(valid_to=on, **values))


def _end_absences(tx: Tx, person_ids: Collection[int], on: date) -> None:
    """Close what runs on the day of a roster; what staff set for a later day is newer and stays."""
    for part in _parts(person_ids):
        mine = absences.c.person_id.in_(part)
        tx.execute(delete(absences).where(mine, absences.c.valid_from == on))
        running = (absences.c.valid_from < on) & (absences.c.valid_to > on)
        tx.execute(update(absences).where(mine, running).values(valid_to=on))


def _later_absences(tx: Tx, person_ids: Collection[int], on: date) -> dict[int, date]:
    """From which later day on staff have set another status."""
    found: dict[int, date] = {}
    for part in _parts(person_ids):
        query = (
            select(absences.c.person_id, func.min(absences.c.valid_from))
            .where(absences.c.person_id.in_(part), absences.c.valid_from > on)
            .where(absences.c.valid_to > absences.c.valid_from)
            .group_by(absences.c.person_id)
        )
        found |= {row[0]: row[1] for row in tx.execute(query)}
    return found


def _end_pairs(tx: Tx, table: Any, column: str, pairs: Iterable[tuple[int, Any]], on: date) -> None:
    rows = [{"at_person": person, "at_value": value, "at_day": on} for person, value in pairs]
    if not rows:
        return
    mine = (table.c.person_id == bindparam("at_person")) & (
        table.c[column] == bindparam("at_value")
    )
    tx.execute(delete(table).where(mine, table.c.valid_from >= bindparam("at_day")), rows)
    tx.execute(
        update(table).where(mine, table.c.valid_to > bindparam("at_day")).values(valid_to=on), rows
    )


def _each(changes: Iterable[Change], name: str) -> list[tuple[int, Any]]:
    return [(each.person_id, value) for each in changes for value in getattr(each, name)]


def _parts(ids: Collection[int]) -> Iterable[list[int]]:
    listed = sorted(ids)
    return (listed[start : start + CHUNK] for start in range(0, len(listed), CHUNK))
