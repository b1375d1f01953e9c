"""The hot path: one answer to a question."""

from sqlalchemy import event

from storage.database import Database
from tests.bot.talking import Citizen, build_hamlet, open_app

STATEMENTS = 8


def test_a_press_needs_few_statements(sqlite_database: Database):
    build_hamlet(sqlite_database, ("Nguyễn Văn An", 1958))
    citizen = Citizen(open_app(sqlite_database))
    citizen.join()
    citizen.act("quiz:phone")
    seen: list[str] = []
    event.listen(
        sqlite_database.engine, "before_cursor_execute", lambda *args: seen.append(args[2])
    )
    citizen.act(citizen.right().action)
    assert len(seen) <= STATEMENTS, seen
