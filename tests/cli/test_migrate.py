"""`bdhvs migrate` on both databases, and what happens when there is none."""

import pytest
from sqlalchemy import text

from storage.database import Database


def test_a_new_database_gets_its_schema_once(first_bdhvs, tmp_path):
    assert first_bdhvs("migrate").out == "The schema was created.\n"
    assert first_bdhvs("migrate").out == "The schema is up to date.\n"
    assert (tmp_path / "data" / "bdhvs.sqlite3").is_file()


def test_whatever_comes_first_creates_the_schema(first_bdhvs):
    assert first_bdhvs("timetable").code == 0
    assert first_bdhvs("migrate").out == "The schema is up to date.\n"


def test_either_database_can_be_up_to_date(bdhvs, database_url, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", database_url)
    assert bdhvs("migrate").out == "The schema is up to date.\n"


def test_a_database_that_does_not_answer_is_named(bdhvs, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:hidden@127.0.0.1:1/bdhvs")
    ran = bdhvs("migrate")
    assert ran.code == 1
    assert ran.err.startswith("DATABASE_URL: the database cannot be opened: ")
    assert "hidden" not in ran.err


@pytest.fixture
def of_the_future(database_url, monkeypatch):
    opened = Database(database_url)
    opened.write(lambda tx: tx.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    opened.close()
    monkeypatch.setenv("DATABASE_URL", database_url)


def test_a_database_of_a_newer_release_is_left_alone(bdhvs, of_the_future):
    ran = bdhvs("migrate")
    assert ran.code == 1
    assert "newer release" in ran.err
