"""A backup holds everything, from either database to either, and a restore forgets again."""

import itertools
import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Boolean, Column, Connection, Date, LargeBinary, String, select

from storage.database import Database
from storage.days import Day
from storage.schema import accounts, completions, erasures, learners, metadata, units
from storage.types import UtcDateTime

DAY = date(2026, 1, 5)
WORDS = {"level": "hamlet", "audience": "adult", "way": "self"}  # closed vocabularies
MOMENT = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)


def value(column: Column, number: int) -> object:
    """Something that fits a column, and differs from row to row where it may."""
    if column.foreign_keys:
        return number
    if column.name in WORDS:
        return WORDS[column.name]
    kinds = {
        UtcDateTime: MOMENT + timedelta(seconds=number),
        Date: DAY,
        Day: DAY,
        Boolean: number % 2 == 0,
        LargeBinary: bytes(range(number)),
        String: f"ă{number}",
    }
    found = [made for kind, made in kinds.items() if isinstance(column.type, kind)]
    if found:
        made = found[0]
        return made[: getattr(column.type, "length", None)] if isinstance(made, str) else made
    return {"số": number} if "JSON" in repr(column.type) else number


def fill(tx: Connection, rows: int = 3) -> None:
    """Some rows in every table; the first unit lies below the last, which comes later."""
    for table, number in itertools.product(metadata.sorted_tables, range(1, rows + 1)):
        row = {column.name: value(column, number) for column in table.columns}
        row |= {"parent_id": None} if table is units else {}
        row.pop("id", None)  # the database numbers its rows
        tx.execute(table.insert(), row)
    tx.execute(units.update().where(units.c.id == 1).values(parent_id=rows))


def everything(tx: Connection) -> dict[str, list[tuple]]:
    return {
        table.name: [tuple(row) for row in tx.execute(select(table).order_by(*table.primary_key))]
        for table in metadata.sorted_tables
    }


@pytest.fixture
def full(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A database with rows in every table, which is also the one that commands use."""
    database.write(fill)
    monkeypatch.setenv("DATABASE_URL", database.url.render_as_string(hide_password=False))
    return database


@pytest.fixture
def embedded(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """The same with the embedded database alone, for what does not depend on the engine."""
    sqlite_database.write(fill)
    url = sqlite_database.url.render_as_string(hide_password=False)
    monkeypatch.setenv("DATABASE_URL", url)
    return sqlite_database


def test_a_backup_holds_every_row(full: Database, bdhvs, tmp_path: Path):
    assert bdhvs("backup", "copy.sqlite3").code == 0
    copy = Database(f"sqlite:///{tmp_path}/copy.sqlite3")
    assert copy.read(everything) == full.read(everything)
    copy.close()


def test_a_backup_is_one_file_that_only_its_owner_may_read(full, bdhvs, tmp_path: Path):
    bdhvs("backup", "copy.sqlite3")
    assert [file.name for file in tmp_path.glob("copy*")] == ["copy.sqlite3"]
    assert (tmp_path / "copy.sqlite3").stat().st_mode & 0o077 == 0


def test_a_backup_never_overwrites_a_file(embedded, bdhvs, tmp_path: Path):
    (tmp_path / "copy.sqlite3").write_text("precious")
    ran = bdhvs("backup", "copy.sqlite3")
    assert (ran.code, ran.out) == (1, "")
    assert (tmp_path / "copy.sqlite3").read_text() == "precious"


def test_a_restore_undoes_what_happened_since(full: Database, bdhvs):
    before = full.read(everything)
    bdhvs("backup", "copy.sqlite3")
    full.write(lambda tx: tx.execute(units.update().values(name="other")))
    ran = bdhvs("restore", "copy.sqlite3", "--yes")
    assert (ran.code, full.read(everything)) == (0, before)


def test_the_former_content_is_kept(full: Database, bdhvs, tmp_path: Path):
    bdhvs("backup", "copy.sqlite3")
    full.write(lambda tx: tx.execute(units.update().values(name="newer")))
    bdhvs("restore", "copy.sqlite3", "--yes")
    former = next(tmp_path.glob("before-restore-*.sqlite3"))
    with sqlite3.connect(former) as opened:
        names = {row[0] for row in opened.execute("SELECT name FROM units")}
    opened.close()
    assert names == {"newer"}


def test_rows_added_after_a_restore_get_new_numbers(full: Database, bdhvs):
    bdhvs("backup", "copy.sqlite3")
    bdhvs("restore", "copy.sqlite3", "--yes")
    row = {column.name: value(column, 9) for column in accounts.columns}
    del row["id"]
    added = full.write(lambda tx: tx.execute(accounts.insert(), row).inserted_primary_key)
    assert added is not None
    assert added[0] == 4


def test_the_append_only_tables_are_protected_again(full: Database, bdhvs):
    bdhvs("backup", "copy.sqlite3")
    bdhvs("restore", "copy.sqlite3", "--yes")
    with pytest.raises(Exception, match="append-only"):
        full.write(lambda tx: tx.execute(metadata.tables["audit"].delete()))


def test_a_backup_moves_into_an_empty_database_of_the_other_kind(
    full: Database, bdhvs, tmp_path: Path, sqlite_url, postgresql_url, monkeypatch
):
    bdhvs("backup", "copy.sqlite3")
    other_url = postgresql_url if full.sqlite else f"sqlite:///{tmp_path}/moved.sqlite3"
    monkeypatch.setenv("DATABASE_URL", other_url)
    assert bdhvs("restore", "copy.sqlite3", "--yes").code == 0
    other = Database(other_url)
    assert other.read(everything) == full.read(everything)
    other.close()


def leave_out(tx: Connection, *names: str) -> None:
    """Made-up rows that the rules of counting could not read."""
    for name in names:
        tx.execute(metadata.tables[name].delete())


def erase_after_backup(tx: Connection) -> None:
    line = {"subject": "learner", "subject_id": 2, "erased_at": MOMENT, "counted": True}
    tx.execute(erasures.insert(), line)
    tx.execute(learners.update().where(learners.c.id == 2).values(name="", erased_at=MOMENT))


def test_a_restore_forgets_again_whom_it_should_have_forgotten(full: Database, bdhvs):
    full.write(lambda tx: tx.execute(learners.update().values(erased_at=None)))
    full.write(leave_out, "assistance_people", "achievements", "goals")
    bdhvs("backup", "copy.sqlite3")
    full.write(erase_after_backup)
    ran = bdhvs("restore", "copy.sqlite3", "--yes")
    assert "Forgotten again: 1." in ran.out
    names = dict(full.read(lambda tx: tx.execute(select(learners.c.id, learners.c.name)).all()))
    assert names == {1: "ă1", 2: "", 3: "ă3"}
    kept = full.read(lambda tx: tx.scalars(select(completions.c.learner_id)).all())
    assert 2 not in kept


def test_a_backup_of_another_installation_does_not_forget_the_wrong_people(
    embedded: Database, bdhvs, tmp_path: Path
):
    bdhvs("backup", "copy.sqlite3")
    with sqlite3.connect(tmp_path / "copy.sqlite3") as opened:
        opened.execute("UPDATE units SET code = 'x' || code")
    opened.close()
    before = embedded.read(everything)
    ran = bdhvs("restore", "copy.sqlite3", "--yes")
    assert ran.code == 1
    assert "another installation" in ran.err
    assert embedded.read(everything) == before


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 100])
def test_a_file_that_is_no_backup_is_refused(
    embedded: Database, bdhvs, tmp_path: Path, content: bytes
):
    (tmp_path / "copy.sqlite3").write_bytes(content)
    before = embedded.read(everything)
    ran = bdhvs("restore", "copy.sqlite3", "--yes")
    assert ran.code == 1
    assert ran.err.startswith("copy.sqlite3 is ")
    assert embedded.read(everything) == before
    assert [file.name for file in tmp_path.glob("copy*")] == ["copy.sqlite3"]


def test_a_damaged_backup_is_refused(embedded: Database, bdhvs, tmp_path: Path):
    bdhvs("backup", "copy.sqlite3")
    with (tmp_path / "copy.sqlite3").open("r+b") as opened:
        opened.seek(8192)
        opened.write(b"\xff" * 65536)
    ran = bdhvs("restore", "copy.sqlite3", "--yes")
    assert ran.code == 1
    assert "Traceback" not in ran.err


def test_a_backup_that_is_not_there_is_named(embedded, bdhvs):
    assert bdhvs("restore", "nothing.sqlite3", "--yes").err == "nothing.sqlite3 is not there.\n"
