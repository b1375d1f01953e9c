"""Migrations lead to the schema that the code speaks of, whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import (
    Connection,
    column,
    create_engine,
    delete,
    inspect,
    select,
    table,
    text,
    update,
)
from sqlalchemy.exc import DBAPIError

from domain.items import ASIDE
from storage import migrate
from storage.database import Database
from storage.schema import answer_counts, audit, metadata


@pytest.fixture
def act(database: Database) -> Iterator[int]:
    row = dict(happened_at=datetime(2026, 1, 5, tzinfo=UTC), act="x", subject="unit:1", detail={})
    key = database.write(lambda tx: tx.execute(audit.insert(), row).inserted_primary_key)
    assert key is not None
    return key[0]


def test_migrations_and_tables_agree(database_url: str):
    with migrate.connection(database_url) as tx:
        assert compare_metadata(MigrationContext.configure(tx), metadata) == []


def test_a_migrated_database_stands_at_the_newest_step(database_url: str):
    assert migrate.current(database_url) == migrate.head()


def test_migrating_twice_changes_nothing(database_url: str):
    migrate.upgrade(database_url)
    assert migrate.current(database_url) == migrate.head()


def test_a_new_file_stands_before_the_first_step(tmp_path: Path):
    assert migrate.current(f"sqlite:///{tmp_path / 'new.sqlite3'}") is None


@pytest.mark.parametrize("verb", [update(audit).values(act="y"), delete(audit)])
def test_what_was_done_cannot_be_rewritten(database: Database, act: int, verb):
    with pytest.raises(DBAPIError, match="append-only"):
        database.write(lambda tx: tx.execute(verb))
    assert database.read(lambda tx: tx.scalar(select(audit.c.act))) == "x"


def test_counts_of_before_the_bands_are_kept_aside(database_url: str, tmp_path: Path):
    old = dict(question_id="phone-q1", version=1, option_id="a", correct=True, times=40)
    with unmigrated(database_url, tmp_path) as tx:
        command.upgrade(migrate.config(tx), "0003_counting")
        tx.execute(table("answer_counts", *map(column, old)).insert().values(old))
        command.upgrade(migrate.config(tx), "head")
        (kept,) = tx.execute(select(answer_counts)).mappings()
        tx.execute(answer_counts.insert().values(old | dict(band=20)))
        key = inspect(tx).get_pk_constraint("answer_counts")
    assert kept == old | dict(band=ASIDE)
    assert key["constrained_columns"] == ["question_id", "version", "option_id", "band"]


@contextmanager
def unmigrated(database_url: str, folder: Path) -> Iterator[Connection]:
    """The same engine without any table."""
    if database_url.startswith("sqlite"):
        database_url = f"sqlite:///{folder / 'unmigrated.sqlite3'}"
    with migrate.connection(database_url) as tx:
        if tx.dialect.name == "postgresql":
            tx.execute(text("DROP SCHEMA public CASCADE"))
            tx.execute(text("CREATE SCHEMA public"))
        yield tx


def test_a_failed_migration_leaves_no_table_behind(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'half.sqlite3'}"

    def half() -> None:
        with migrate.connection(url) as tx:
            tx.execute(text("CREATE TABLE half (id INTEGER)"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half()
    engine = create_engine(url)
    assert inspect(engine).get_table_names() == []
    engine.dispose()
