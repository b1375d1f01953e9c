"""Copies a whole database, while it is in use, into one SQLite file, and back into either kind."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import Connection, Table, bindparam, func, select, text
from sqlalchemy.engine import make_url

from storage import migrate
from storage.migrations import append_only
from storage.schema import metadata

__all__ = ["NoRoom", "NotADatabase", "copy_file", "copy_rows", "replace_all", "seal", "sqlite_file"]

CHUNK = 2_000


class NotADatabase(Exception):
    """A file that SQLite cannot read, or cannot write."""


class NoRoom(Exception):
    """The disk of the copy is full."""


def sqlite_file(url: str) -> Path | None:
    """The file behind an address, or None when it is not SQLite."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite" or not address.database:
        return None
    return Path(address.database)


def copy_file(source: Path, target: Path) -> None:
    """Copy an SQLite database page by page: whole or not at all, also while others write.

    What was in the target is replaced. The copy is one file without a log beside it. Raises NoRoom
    or NotADatabase; then the target holds what it held before.
    """
    uri = f"{source.resolve().as_uri()}?mode=ro"
    with (
        _failures(),
        closing(sqlite3.connect(uri, uri=True, timeout=30)) as reading,
        closing(sqlite3.connect(target, timeout=30)) as writing,
    ):
        reading.backup(writing)


def seal(file: Path) -> None:
    """Let a copy be a single file that can be moved about; raises as `copy_file` does."""
    with _failures(), closing(sqlite3.connect(file)) as opened:
        opened.execute("PRAGMA journal_mode=DELETE")


@contextmanager
def _failures() -> Iterator[None]:
    """SQLite's own errors in the two kinds that a copy knows."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        full = error.sqlite_errorname == "SQLITE_FULL"
        raise (NoRoom if full else NotADatabase)(str(error)) from error


def copy_rows(source: Connection, target: Connection) -> int:
    """Copy every row of every table into empty tables of the same schema; returns how many."""
    return sum(_copy_table(table, source, target) for table in metadata.sorted_tables)


def _copy_table(table: Table, source: Connection, target: Connection) -> int:
    # A row may point to a later row of its own table: such references are filled in afterwards.
    later = [key.parent.name for key in table.foreign_keys if key.column.table is table]
    copied = 0
    for rows in _chunks(table, source):
        target.execute(table.insert(), [row | dict.fromkeys(later) for row in rows])
        copied += len(rows)
    for name in later:
        column = table.c[name]
        change = (
            table.update().where(table.c.id == bindparam("own")).values({column: bindparam("to")})
        )
        pairs = source.execute(select(table.c.id, column).where(column.is_not(None))).all()
        if pairs:
            target.execute(change, [{"own": own, "to": to} for own, to in pairs])
    return copied


def _chunks(table: Table, source: Connection) -> Iterator[list[dict[str, Any]]]:
    streamed = source.execution_options(yield_per=CHUNK).execute(select(table))
    for part in streamed.mappings().partitions():
        yield [dict(row) for row in part]


def replace_all(target: Connection, source: Connection) -> int:
    """Make a PostgreSQL database hold what the source holds, in the target's open transaction."""
    names = ", ".join(f'"{table.name}"' for table in metadata.sorted_tables)
    target.execute(text(f"DROP TABLE IF EXISTS {names}, alembic_version CASCADE"))
    for table in append_only.TABLES:
        target.execute(text(f"DROP FUNCTION IF EXISTS {table}_refuse"))
    command.upgrade(migrate.config(target), "head")
    copied = copy_rows(source, target)
    for each in metadata.sorted_tables:
        _continue_numbers(each, target)
    return copied


def _continue_numbers(table: Table, target: Connection) -> None:
    """New rows get numbers above those that were copied."""
    if "id" not in table.c:
        return
    sequence = target.scalar(select(func.pg_get_serial_sequence(table.name, "id")))
    highest = target.scalar(select(func.max(table.c.id)))
    if sequence and highest:
        target.execute(select(func.setval(sequence, highest)))
