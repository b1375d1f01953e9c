"""The one way to a transaction: a unit of work, run whole in a thread.

SQLite has one writer thread, which holds one connection and begins IMMEDIATE, so that a
read-then-write never loses an update; PostgreSQL has a pool. Reads see one snapshot.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from storage import private
from storage.threads import Job, Workers

Tx = Connection
P = ParamSpec("P")
R = TypeVar("R")

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA busy_timeout=10000",
    "PRAGMA foreign_keys=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-32000",
)


UNAVAILABLE = (OperationalError, InterfaceError)  # nothing was changed; see `may_pass`
PASSING = frozenset({"BUSY", "LOCKED", "FULL", "IOERR", "CANTOPEN", "READONLY", "NOMEM"})


def may_pass(error: BaseException) -> bool:
    """Is the database locked, full or gone, so that a retry may help?

    SQLite calls a wrong statement by the same class of error; PostgreSQL does not.
    """
    name = getattr(getattr(error, "orig", None), "sqlite_errorname", None)
    return name is None or name.removeprefix("SQLITE_").partition("_")[0] in PASSING


def is_full(error: BaseException) -> bool:
    """Is there no room left for the database?"""
    cause = getattr(error, "orig", None)
    name = getattr(cause, "sqlite_errorname", None)
    return name == "SQLITE_FULL" or getattr(cause, "sqlstate", None) == "53100"


class Database:
    """Opens transactions. `write` commits when `work` returns and rolls back when it raises."""

    def __init__(self, url: str, *, threads: int = 8) -> None:
        self.url = make_url(url)
        self.sqlite = self.url.get_backend_name() == "sqlite"
        if self.sqlite:
            self.engine = _sqlite_engine(self.url.render_as_string(False), "BEGIN IMMEDIATE")
            self._readers = _sqlite_engine(self.url.render_as_string(False), "BEGIN")
        else:
            pg = self.url.set(drivername="postgresql+psycopg")
            more = threads + 2  # readers share the pool, and one holds the process's number
            self.engine = create_engine(
                pg, pool_size=threads, max_overflow=more, pool_pre_ping=True, hide_parameters=True
            )
            event.listen(self.engine, "connect", _without_jit)
            self._readers = self.engine.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        self._write_threads = Workers(1 if self.sqlite else threads, "db-write")
        self._read_threads = Workers(2 if self.sqlite else threads, "db-read")

    def write(self, work: Callable[Concatenate[Tx, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run `work(tx, ...)` in one transaction that may change something."""
        with self.engine.begin() as tx:
            return work(tx, *args, **kwargs)

    def read(self, work: Callable[Concatenate[Tx, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run `work(tx, ...)` on one unchanging view of the data."""
        with self._readers.begin() as tx:
            return work(tx, *args, **kwargs)

    async def awrite(
        self, work: Callable[Concatenate[Tx, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """`write`, in a thread. Calls are begun in the order they were made (SQLite)."""
        submit = self._write_threads.submit
        return await _in_thread(submit, partial(self.write, work, *args, **kwargs))

    async def awrite_first(
        self, work: Callable[Concatenate[Tx, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """`awrite`, ahead of all that waits: for what is short and should not be late."""
        submit = self._write_threads.submit_first
        return await _in_thread(submit, partial(self.write, work, *args, **kwargs))

    async def aread(
        self, work: Callable[Concatenate[Tx, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """`read`, in a thread."""
        submit = self._read_threads.submit
        return await _in_thread(submit, partial(self.read, work, *args, **kwargs))

    def in_order(self, key: str, job: Job) -> None:
        """Have `job` done in a writing thread, after all jobs given before with the same key.

        The job opens its own transactions and must not raise.
        """
        self._write_threads.submit(job, key)

    def close(self) -> None:
        """Finish running work and close every connection."""
        self._write_threads.close()
        self._read_threads.close()
        self.engine.dispose()
        self._readers.dispose()


async def _in_thread(submit: Callable[[Job], None], call: Callable[[], R]) -> R:
    loop = asyncio.get_running_loop()
    future: asyncio.Future[R] = loop.create_future()

    def done(result: Any, error: BaseException | None) -> None:
        if future.cancelled():
            return
        if error is None:
            future.set_result(result)
        else:
            future.set_exception(error)

    def job() -> None:
        result, error = None, None
        try:
            result = call()
        except BaseException as raised:  # noqa: BLE001  (carried over to the one who waits)
            error = raised
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(done, result, error)

    submit(job)
    return await future


def _without_jit(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    """Compiling a query takes PostgreSQL longer than running any of ours."""
    with closing(connection.cursor()) as cursor:
        cursor.execute("SET jit = off")
    connection.commit()


def _sqlite_engine(url: str, begin: str) -> Engine:
    file = Path(make_url(url).database or "")
    private.make_folder(file.parent)
    # Errors are logged, and parameters hold names.
    engine = create_engine(url, connect_args={"check_same_thread": False}, hide_parameters=True)

    @event.listens_for(engine, "do_connect")
    def _before_connect(*_: object) -> None:
        private.make_file(file)

    @event.listens_for(engine, "connect")
    def _on_connect(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        assert isinstance(connection, sqlite3.Connection)
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
