"""A database that goes away for a while, and comes back with all it held."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql
from sqlalchemy import Connection, event

from storage.database import Database
from tests.databases import libpq


@contextmanager
def away(database: Database) -> Iterator[None]:
    """Nobody can open a transaction until the block ends; what is open on PostgreSQL breaks."""
    with _no_file(database) if database.sqlite else _no_connections(database):
        yield


@contextmanager
def _no_connections(database: Database) -> Iterator[None]:
    name = database.url.database or ""
    change = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
    with psycopg.connect(libpq(database.url.set(database="postgres")), autocommit=True) as admin:
        admin.execute(change.format(sql.Identifier(name), sql.SQL("false")))
        admin.execute(end, [name])
        try:
            yield
        finally:
            admin.execute(change.format(sql.Identifier(name), sql.SQL("true")))


@contextmanager
def _no_file(database: Database) -> Iterator[None]:
    def fail(connection: Connection) -> None:
        connection.exec_driver_sql("ATTACH '/nowhere/at/all' AS gone")  # SQLITE_CANTOPEN

    engines = database.engine, database._readers
    for engine in engines:
        event.listen(engine, "begin", fail, insert=True)
    try:
        yield
    finally:
        for engine in engines:
            event.remove(engine, "begin", fail)
