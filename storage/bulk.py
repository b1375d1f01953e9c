"""Writes many rows at once, as quickly as each database can."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any

from sqlalchemy import JSON, Column, String, Table, cast, column, func, literal, select, text
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Tx

__all__ = ["insert_new", "insert_rows", "reserve_ids"]

CHUNK = 5_000
Converters = list[tuple[int, Callable[[Any], Any]]]


def reserve_ids(tx: Tx, table: Table, count: int, *, above: int = 0) -> int:
    """The first of `count` consecutive ids that nobody else will use, all of them above `above`."""
    if count == 0:
        return 0
    if tx.dialect.name == "sqlite":  # there is one writer, and it is us
        return max(int(tx.scalar(select(func.max(table.c.id))) or 0), above) + 1
    sequence = func.pg_get_serial_sequence(table.name, "id")
    # One step forward over the whole stretch, under a lock, so that it is consecutive.
    tx.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": table.name})
    first = max(int(tx.scalar(select(func.nextval(sequence))) or 0), above + 1)
    tx.execute(select(func.setval(sequence, first + count - 1)))
    return first


def insert_new(
    tx: Tx, table: Table, rows: Sequence[Mapping[str, Any]], *returning: "Column[Any]"
) -> Sequence[Any]:
    """Insert rows of the same columns; those whose key is there already are left as they are.

    Gives `returning` of the new ones. To PostgreSQL all goes over as one text: a parameter for
    each value, or a list for each column, costs psycopg several times as long.
    """
    if not rows:
        return ()
    if tx.dialect.name == "sqlite":
        added = sqlite.insert(table).on_conflict_do_nothing()
        if returning:
            return tx.execute(added.returning(*returning), rows).all()
        tx.execute(added, rows)
        return ()
    names = list(rows[0])
    listed = cast(literal(json.dumps(rows, default=str), String), JSON)
    shape = [column(name, table.c[name].type) for name in names]
    found = func.json_to_recordset(listed).table_valued(*shape)
    found = found.render_derived(name="new", with_types=True)
    whole = postgresql.insert(table).from_select(names, select(*(found.c[name] for name in names)))
    whole = whole.on_conflict_do_nothing()
    if returning:
        return tx.execute(whole.returning(*returning)).all()
    tx.execute(whole)
    return ()


def insert_rows(
    tx: Tx, table: Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert rows of hashable values, given in the order of `columns`."""
    names = ", ".join(columns)
    raw = tx.connection.driver_connection
    assert raw is not None
    plain = _converted(rows, _converters(tx, table, columns))
    if tx.dialect.name == "postgresql":
        with raw.cursor().copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
            for row in plain:
                copy.write_row(row)
        return
    command = f"INSERT INTO {table.name} ({names}) VALUES ({', '.join('?' * len(columns))})"
    while chunk := list(islice(plain, CHUNK)):
        raw.executemany(command, chunk)


def _converters(tx: Tx, table: Table, columns: Sequence[str]) -> Converters:
    """How the values of some columns are kept; the same few dates come again and again."""
    found: Converters = []
    for place, name in enumerate(columns):
        convert = table.c[name].type.dialect_impl(tx.dialect).bind_processor(tx.dialect)
        if convert is not None:
            found.append((place, cache(convert)))
    return found


def _converted(rows: Iterable[Sequence[Any]], converters: Converters) -> Iterator[Sequence[Any]]:
    if not converters:
        yield from rows
        return
    for row in rows:
        values = list(row)
        for place, convert in converters:
            values[place] = convert(values[place])
        yield values
