"""One process leads the clock, and another as soon as it dies."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from services.leader import Leader
from storage.database import Database
from tests.databases import libpq

ROOT = Path(__file__).parents[2]
PATIENCE = 10  # seconds: the server hears of a closed session a moment later


@contextmanager
def contender(url: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.scheduler.contender", url]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def takes_over(leader: Leader) -> bool:
    """Ask, as a process that waits does, until the lead is free."""
    end = time.monotonic() + PATIENCE
    while not leader.hold():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def test_who_is_killed_is_followed_by_the_next(postgresql_url: str):
    with contender(postgresql_url) as first:
        assert said(first) == "leads"
        with contender(postgresql_url) as second:
            assert said(second) == "follows"
            first.kill()
            assert said(second) == "leads"


def test_a_lead_that_is_let_go_is_taken(postgresql_url: str):
    databases = [Database(postgresql_url), Database(postgresql_url)]
    one, two = map(Leader, databases)
    assert one.hold()
    assert not two.hold()
    assert one.hold()  # asked again, it is still its own
    one.release()
    assert not one.hold()  # for good
    assert takes_over(two)
    two.release()
    for database in databases:
        database.close()


def test_a_lost_session_has_lost_the_lead_until_it_is_won_anew(postgresql_url: str):
    database = Database(postgresql_url)
    one, two = Leader(database), Leader(database)
    assert one.hold()
    with psycopg.connect(libpq(database.url), autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory'"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
    assert two.hold()
    assert not one.hold()
    two.release()
    assert takes_over(one)
    one.release()
    database.close()


def test_two_databases_of_one_server_have_a_leader_each(postgresql_server, postgresql_url: str):
    with postgresql_server.fresh() as other:
        databases = [Database(postgresql_url), Database(other)]
        leaders = list(map(Leader, databases))
        assert [leader.hold() for leader in leaders] == [True, True]
        for leader, database in zip(leaders, databases, strict=True):
            leader.release()
            database.close()


def test_the_one_process_of_an_embedded_database_leads(sqlite_database: Database):
    leader = Leader(sqlite_database)
    assert leader.hold()
    leader.release()
    assert not leader.hold()
