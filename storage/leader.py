"""Which of several processes leads the clock: one at a time, and another as soon as it dies."""

from threading import Lock

from sqlalchemy import Connection, NullPool, create_engine, func, select, text
from sqlalchemy.exc import DBAPIError

from storage.database import Database

NAMESPACE = 7_571_946  # any number, as long as it stays the same
# A machine that went off the network without a word is given up after these seconds, by the
# server and by us; libpq reads the first four, the server the others.
CLIENT = {"connect_timeout": 5, "keepalives_idle": 10, "keepalives_interval": 5}
SERVER = "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"


class Leader:
    """Holds the lead by an advisory lock of a session of its own, which ends with the process.

    SQLite has one process that writes, so there everybody leads.
    """

    def __init__(self, database: Database) -> None:
        # Not from the pool: the session lives as long as the process, and nobody may borrow it.
        self._engine = (
            None
            if database.sqlite
            else create_engine(
                database.engine.url,
                poolclass=NullPool,
                isolation_level="AUTOCOMMIT",
                connect_args={**CLIENT, "tcp_user_timeout": 20_000, "options": SERVER},
            )
        )
        self._connection: Connection | None = None
        self._leads = False
        self._lock = Lock()  # a look in a thread may still run when the process ends
        self._closed = False

    def hold(self) -> bool:
        """Take the lead if it is free, or see that it is still ours; call it from time to time.

        Raises OperationalError while the database cannot be reached.
        """
        with self._lock:
            if self._engine is None or self._closed:
                return not self._closed
            if self._connection is None:
                self._connection = self._engine.connect()
            try:
                self._leads = self._ask(self._connection)
            except DBAPIError:
                self._disconnect()  # with the session the lock is lost, too
            return self._leads

    def _ask(self, connection: Connection) -> bool:
        if self._leads:
            return connection.scalar(text("SELECT true")) is True
        return connection.scalar(select(func.pg_try_advisory_lock(NAMESPACE, 1))) is True

    def release(self) -> None:
        """Let somebody else lead, for good."""
        with self._lock:
            self._closed = True
            self._disconnect()

    def _disconnect(self) -> None:
        self._leads = False
        if self._connection is not None:
            self._connection.invalidate()  # closes the session, and with it the lock
            self._connection.close()
            self._connection = None
