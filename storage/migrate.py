"""Bring a database to the schema of this release. Safe to repeat, and from several processes."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url

from storage import private

__all__ = ["config", "connection", "current", "head", "upgrade"]

LOCK = 20_260_701  # any number, as long as it stays the same: one migration at a time


def upgrade(url: str) -> None:
    """Create or upgrade the schema in one transaction; nothing happens when it is up to date."""
    with connection(url) as tx:
        command.upgrade(config(tx), "head")


def current(url: str) -> str | None:
    """The migration a database stands at, or None before the first."""
    with connection(url) as tx:
        return MigrationContext.configure(tx).get_current_revision()


def head() -> str | None:
    """The newest migration of this release."""
    return ScriptDirectory.from_config(config()).get_current_head()


def config(tx: Connection | None = None) -> Config:
    """Alembic's configuration, found inside the package, for work on an open transaction."""
    settings = Config()
    folder = resources.files("storage.migrations")
    settings.set_main_option("script_location", str(folder).replace("%", "%%"))
    settings.set_main_option("path_separator", "os")
    settings.attributes["connection"] = tx
    return settings


@contextmanager
def connection(url: str) -> Iterator[Connection]:
    """One transaction that holds tables too, on either database."""
    engine = _engine(url)
    try:
        with engine.begin() as tx:
            if tx.dialect.name == "postgresql":
                tx.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
            yield tx
    finally:
        engine.dispose()


def _engine(url: str) -> Engine:
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return create_engine(address.set(drivername="postgresql+psycopg"), hide_parameters=True)
    # Errors are logged, and parameters hold names.
    engine = create_engine(address, connect_args={"timeout": 30}, hide_parameters=True)

    @event.listens_for(engine, "do_connect")
    def _before_connect(*_: object) -> None:
        private.make_file(Path(address.database or ""))

    # The driver's own BEGIN comes too late for tables: a failed migration would leave half of them.
    @event.listens_for(engine, "connect")
    def _on_connect(raw: Any, _: object) -> None:
        raw.isolation_level = None

    @event.listens_for(engine, "begin")
    def _on_begin(tx: Connection) -> None:
        tx.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
