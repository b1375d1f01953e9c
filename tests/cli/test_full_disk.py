"""A command on a full disk: one line that says what to do, and nothing was changed."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, event

from cli.process import refusals_told
from storage.database import Database


def test_a_full_disk_is_told_in_one_line(
    sqlite_database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    @event.listens_for(sqlite_database.engine, "begin")
    def _no_room(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count=1")

    def fill(tx: Connection) -> None:
        tx.exec_driver_sql("CREATE TABLE wide AS SELECT randomblob(100000) AS stuff")

    assert refusals_told(lambda: sqlite_database.write(fill)) == 1
    told = capsys.readouterr().err
    assert "Ổ đĩa của máy chủ đã đầy" in told
    assert "Traceback" not in told


def test_a_fault_of_ours_is_not_called_a_full_disk(sqlite_database: Database) -> None:
    def wrong(tx: Connection) -> None:
        tx.exec_driver_sql("SELECT * FROM nowhere")

    with pytest.raises(Exception, match="nowhere"):
        refusals_told(lambda: sqlite_database.write(wrong))


ROOT = Path(__file__).parents[2]
FULL = "Ổ đĩa của máy chủ đã đầy"
OURS = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
COMMAND = f"{sys.executable} -m cli"


def on_a_small_disk(folder: Path, script: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a script beside `small`, a disk of 800 kB that only it can see."""
    (folder / "small").mkdir()
    mount = "mount -t tmpfs -o size=800k none small"
    if not shutil.which("unshare") or _in(folder, mount).returncode:
        pytest.skip("this machine lends nobody a disk")
    return _in(folder, f"{mount} && {script}", **settings)


def _in(folder: Path, script: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["unshare", *OURS, "--mount", "sh", "-c", script],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **settings},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_a_backup_on_a_full_disk_is_told_in_one_line_and_leaves_nothing(
    database_url: str, database: Database, tmp_path: Path
):
    script = (
        "head -c 700000 /dev/zero > small/other; "
        f"{COMMAND} backup small/copy.sqlite3; echo $?; ls small"
    )
    ran = on_a_small_disk(tmp_path, script, DATABASE_URL=database_url)
    assert ran.stdout.split() == ["1", "other"]
    (line,) = ran.stderr.splitlines()
    assert line.startswith(FULL)


def test_a_restore_onto_a_full_disk_changes_nothing(sqlite_url: str, tmp_path: Path):
    copy = tmp_path / "copy.sqlite3"
    shutil.copy(sqlite_url.removeprefix("sqlite:///"), copy)
    with closing(sqlite3.connect(copy)) as opened:
        opened.execute("CREATE TABLE wide AS SELECT randomblob(2000000) AS stuff")
        opened.commit()
    script = (
        f"{COMMAND} migrate > /dev/null && {COMMAND} restore copy.sqlite3 --yes; echo $?; "
        f"{COMMAND} stats 11443"
    )
    ran = on_a_small_disk(tmp_path, script, DATABASE_URL="sqlite:///small/bdhvs.sqlite3")
    refused, still_there = ran.stderr.splitlines()
    assert ran.stdout.split() == ["1"]
    assert refused.startswith(FULL)
    assert "11443" in still_there  # an empty database answers, and is not a damaged one
