"""What state a database is in, before anything relies on it."""

import sqlite3
from contextlib import closing
from enum import StrEnum
from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

from storage import migrate
from storage.database import Database

__all__ = ["SchemaState", "faults_inside", "schema_state", "touch", "unreachable"]


class SchemaState(StrEnum):
    """How a database's schema stands to this release."""

    EMPTY = "empty"
    OLDER = "older"
    CURRENT = "current"
    NEWER = "newer"


def unreachable(database: Database) -> str | None:
    """Why the database cannot be opened, in the driver's words, or None."""
    try:
        database.read(lambda tx: tx.execute(text("SELECT 1")))
    except (DBAPIError, OSError) as error:
        reason = getattr(error, "orig", error)
        return " ".join(str(reason).split())
    return None


def schema_state(tx: Connection) -> SchemaState:
    """Compare the migration a database stands at with those this release knows."""
    if not inspect(tx).has_table("alembic_version"):
        return SchemaState.EMPTY
    stands_at = tx.scalar(text("SELECT version_num FROM alembic_version"))
    if stands_at is None:
        return SchemaState.EMPTY
    if stands_at == migrate.head():
        return SchemaState.CURRENT
    known = {one.revision for one in ScriptDirectory.from_config(migrate.config()).walk_revisions()}
    return SchemaState.OLDER if stands_at in known else SchemaState.NEWER


def faults_inside(file: Path) -> list[str]:
    """What SQLite itself finds broken in a file; empty means sound."""
    try:
        with closing(sqlite3.connect(file, timeout=30)) as opened:
            answers = [row[0] for row in opened.execute("PRAGMA quick_check(5)")]
            lost = [f"{row[0]} {row[1]}" for row in opened.execute("PRAGMA foreign_key_check")]
    except sqlite3.DatabaseError as error:
        return [str(error)]
    return [answer for answer in answers if answer != "ok"] + lost[:5]


def touch(tx: Connection) -> None:
    """Make the database write a page, without changing what it holds."""
    if tx.dialect.name == "sqlite":
        # Setting a row to what it holds writes nothing there; nobody reads this number.
        number = tx.exec_driver_sql("PRAGMA user_version").scalar_one()
        tx.exec_driver_sql(f"PRAGMA user_version = {(number + 1) % 1_000_000}")
    else:
        tx.execute(text("UPDATE alembic_version SET version_num = version_num"))
