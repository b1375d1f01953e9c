"""Writes many rows at once, as quickly as each database can."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import Table, func, select, text

from storage.database import Tx

__all__ = ["insert_rows", "reserve_ids"]

CHUNK = 5_000


def reserve_ids(tx: Tx, table: Table, count: int) -> int:
    """The first of `count` consecutive ids that nobody else will use."""
    if count == 0:
        return 0
    if tx.dialect.name == "sqlite":  # there is one writer, and it is us
        return int(tx.scalar(select(func.coalesce(func.max(table.c.id), 0))) or 0) + 1
    sequence = func.pg_get_serial_sequence(table.name, "id")
    # One step forward over the whole stretch, under a lock, so that it is consecutive.
    tx.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": table.name})
    first = tx.scalar(select(func.nextval(sequence)))
    tx.execute(select(func.setval(sequence, int(first or 0) + count - 1)))
    return int(first or 0)


def insert_rows(
    tx: Tx, table: Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert rows of plain values (text, numbers, dates) given in the order of `columns`."""
    names = ", ".join(columns)
    raw = tx.connection.driver_connection
    assert raw is not None
    if tx.dialect.name == "postgresql":
        with raw.cursor().copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    command = f"INSERT INTO {table.name} ({names}) VALUES ({', '.join('?' * len(columns))})"
    dated = [place for place, name in enumerate(columns) if name.startswith(("valid_", "birth_d"))]
    plain = _with_text_dates(rows, dated)
    while chunk := list(islice(plain, CHUNK)):
        raw.executemany(command, chunk)


def _with_text_dates(rows: Iterable[Sequence[Any]], places: list[int]) -> Iterator[Sequence[Any]]:
    """SQLite keeps dates as text; the same few dates come again and again."""
    known: dict[date, str] = {}
    for row in rows:
        if not places:
            yield row
            continue
        values = list(row)
        for place in places:
            day = values[place]
            if day is not None:
                values[place] = known.get(day) or known.setdefault(day, day.isoformat())
        yield values
