"""The persons of a commune as values, and the writing of new and changed ones."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select, text, update

from domain.dates import Birth
from domain.names import fold, sort_key
from domain.roster_change import Change
from domain.roster_row import Known, Row
from domain.vocabulary import Status
from storage import ledger
from storage.bulk import insert_rows, reserve_ids
from storage.database import Tx
from storage.schema import absences, audiences, households, memberships, persons

__all__ = ["add", "change", "erased_codes", "household_ids", "known", "known_in", "refresh_plans"]

ANALYZED = ("persons", "memberships", "audiences", "absences", "enrolments", "achievements")
_GONE = {"left": Status.LEFT, "deceased": Status.DECEASED}
_PERSON = (
    select(
        persons.c.id,
        persons.c.name,
        persons.c.birth_date,
        persons.c.birth_year,
        persons.c.age_band,
        persons.c.code,
        households.c.code.label("household"),
        persons.c.sex,
        persons.c.phone,
    )
    .outerjoin(households, households.c.id == persons.c.household_id)
    .where(persons.c.erased_at.is_(None))
    .order_by(persons.c.id)
)


def known(tx: Tx, commune_id: int, on: date) -> list[Known]:
    """Everybody of a commune as a roster of this day finds them, also those who left."""
    mine = persons.c.commune_id == commune_id
    homes, first = _homes(tx, mine)
    works = _many(tx, _current(memberships, memberships.c.unit_id, on, mine, kind="organisation"))
    groups = _many(tx, _current(audiences, audiences.c.audience, on, mine))
    begun = absences.c.valid_from <= on  # what staff set for a later day is theirs
    away = dict(_pairs(tx, _current(absences, absences.c.status, on, mine).where(begun)))
    found: list[Known] = []
    for row in tx.execute(_PERSON.where(mine)):
        home = homes.get(row.id)
        if home is None:
            continue
        unit, until, reason = home
        status = Status(away.get(row.id, Status.PRESENT))
        if until <= on:
            status = _GONE.get(reason, Status.LEFT)
        found.append(
            Known(
                row.id,
                row.name,
                Birth(row.birth_date, row.birth_year, row.age_band),
                unit,
                first[row.id],
                row.code or "",
                row.household or "",
                row.sex,
                row.phone,
                groups.get(row.id, ()),
                works.get(row.id, ()),
                status,
            )
        )
    return found


def known_in(tx: Tx, commune_id: int, unit_id: int, on: date) -> list[Known]:
    """Those who belong to a unit on a day or later, at home or at work."""
    ids = set(
        tx.scalars(
            select(memberships.c.person_id).where(
                memberships.c.unit_id == unit_id, memberships.c.valid_to > on
            )
        )
    )
    return [person for person in known(tx, commune_id, on) if person.id in ids]


def erased_codes(tx: Tx, commune_id: int) -> set[str]:
    """Codes of persons who asked to be forgotten: a roster does not bring them back."""
    query = select(persons.c.code).where(
        persons.c.commune_id == commune_id,
        persons.c.erased_at.is_not(None),
        persons.c.code.is_not(None),
    )
    return {code for code in tx.scalars(query) if code}


def household_ids(tx: Tx, commune_id: int, codes: Iterable[str]) -> dict[str, int]:
    """The ids of households by code; new ones are made."""
    there = {
        row.code: row.id
        for row in tx.execute(
            select(households.c.code, households.c.id).where(households.c.commune_id == commune_id)
        )
    }
    new = sorted(set(codes) - set(there) - {""})
    if new:
        first = reserve_ids(tx, households, len(new))
        names = ("id", "commune_id", "code")
        numbered = list(enumerate(new, start=first))
        insert_rows(tx, households, names, ((key, commune_id, code) for key, code in numbered))
        there |= {code: key for key, code in numbered}
    return there


def add(tx: Tx, commune_id: int, rows: Sequence[Row], homes: Mapping[str, int]) -> range:
    """Store new persons; their ids, in the order of the rows.

    None gets the id of somebody who was forgotten: after the restore of an older backup the ledger
    knows persons whom the table does not.
    """
    first = reserve_ids(tx, persons, len(rows), above=ledger.highest(tx, "person"))
    ids = range(first, first + len(rows))
    columns = (
        *("id", "commune_id", "code", "name", "name_fold", "sort_key"),
        *("birth_date", "birth_year", "age_band", "sex", "phone", "household_id"),
    )
    insert_rows(
        tx,
        persons,
        columns,
        (
            (
                *(key, commune_id, row.code or None, row.name),
                *(fold(row.name), sort_key(row.name), row.birth.day, row.birth.year),
                *(row.birth.band, row.sex, row.phone, homes.get(row.household)),
            )
            for key, row in zip(ids, rows, strict=True)
        ),
    )
    return ids


def change(tx: Tx, changes: Iterable[Change], homes: Mapping[str, int]) -> None:
    """Store new values of known persons; those with the same columns go together."""
    batches: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for each in changes:
        values = _values(each, homes)
        if values:
            batches[tuple(values)].append({"at_id": each.person_id, **values})
    for names, rows in batches.items():
        setting: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
        command = update(persons).where(persons.c.id == bindparam("at_id")).values(setting)
        tx.execute(
            command,
            [{k if k == "at_id" else f"new_{k}": v for k, v in row.items()} for row in rows],
        )


def refresh_plans(tx: Tx) -> None:
    """Tell the database how many rows there are now, so that it plans its queries well."""
    for table in ANALYZED:
        tx.execute(text(f"ANALYZE {table}"))


def _values(change: Change, homes: Mapping[str, int]) -> dict[str, Any]:
    values: dict[str, Any] = dict(change.fields)
    if "name" in values:
        values |= {"name_fold": fold(values["name"]), "sort_key": sort_key(values["name"])}
    if "household" in values:
        values["household_id"] = homes.get(values.pop("household"))
    if change.birth is not None:
        day, year, band = change.birth
        values |= {"birth_date": day, "birth_year": year, "age_band": band}
    return values


def _homes(tx: Tx, mine: Any) -> tuple[dict[int, tuple[int, date, str]], dict[int, date]]:
    """The last home of each person with its end and reason, and the day they first had one."""
    columns = memberships.c
    query = (
        select(
            columns.person_id,
            columns.unit_id,
            columns.valid_from,
            columns.valid_to,
            columns.end_reason,
        )
        .join(persons, persons.c.id == columns.person_id)
        .where(mine, columns.kind == "home")
        .order_by(columns.person_id, columns.valid_from, columns.valid_to, columns.id)
    )
    last: dict[int, tuple[int, date, str]] = {}
    first: dict[int, date] = {}
    for person, unit, start, end, reason in tx.execute(query):
        last[person] = (unit, end, reason)
        first.setdefault(person, start)
    return last, first


def _current(table: Any, what: Any, on: date, mine: Any, kind: str = "") -> Any:
    query = (
        select(table.c.person_id, what)
        .join(persons, persons.c.id == table.c.person_id)
        .where(mine, table.c.valid_to > on)
        .order_by(table.c.person_id, what)
    )
    return query.where(table.c.kind == kind) if kind else query


def _pairs(tx: Tx, query: Any) -> Iterator[tuple[int, Any]]:
    yield from ((person, value) for person, value in tx.execute(query))


def _many(tx: Tx, query: Any) -> dict[int, tuple[Any, ...]]:
    """Values per person; equal sets share one tuple, for most persons have the same."""
    found: dict[int, tuple[Any, ...]] = {}
    shared: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for person, value in _pairs(tx, query):
        both = (*found.get(person, ()), value)
        found[person] = shared.setdefault(both, both)
    return found
