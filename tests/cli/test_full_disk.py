"""A command on a full disk: one line that says what to do, and nothing was changed."""

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
