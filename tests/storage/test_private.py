"""What holds people's data is made for its owner alone."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from storage import migrate
from storage.database import Database

pytestmark = pytest.mark.skipif(os.name != "posix", reason="rights of files are those of Unix")


@pytest.fixture(autouse=True)
def _careless() -> Iterator[None]:
    """A umask that lets everybody read what is made."""
    before = os.umask(0)
    yield
    os.umask(before)


def rights(folder: Path) -> dict[str, str]:
    return {each.name: oct(each.stat().st_mode & 0o777) for each in folder.rglob("*")}


def test_the_database_its_log_and_its_folder_are_private(tmp_path: Path):
    url = f"sqlite:///{tmp_path}/data/a.sqlite3"
    database = Database(url)
    database.write(lambda tx: tx.execute(text("CREATE TABLE a (b)")))
    found = rights(tmp_path)
    database.close()
    file = "0o600"
    expected = {"data": "0o700"} | {f"a.sqlite3{end}": file for end in ("", "-wal", "-shm")}
    assert found == expected


def test_a_migration_makes_a_private_file(tmp_path: Path):
    migrate.upgrade(f"sqlite:///{tmp_path}/a.sqlite3")
    assert rights(tmp_path)["a.sqlite3"] == "0o600"


def test_a_backup_and_what_a_restore_keeps_are_private(tmp_path: Path, first_bdhvs):
    assert first_bdhvs("migrate").code == 0
    assert first_bdhvs("backup", "copies.sqlite3").code == 0
    assert first_bdhvs("restore", "--yes", "copies.sqlite3").code == 0
    found = rights(tmp_path)
    assert any(name.startswith("before-restore") for name in found)
    assert {right for name, right in found.items() if name != "data"} == {"0o600"}
    assert found["data"] == "0o700"
