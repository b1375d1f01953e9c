"""Two clocks on one database: one asks, and even if both do, all is planned once."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Table, func, select

from scheduler.running import Ticking, open_clock
from scheduler.timetable import LINES, Line
from services.app import App
from services.clock import Clock
from services.leader import Leader
from storage import schema
from storage.database import Database
from tests.bot.talking import open_app
from tests.reminding import Town
from tests.scheduler.test_running import HOURLY, Asked

MONDAY = datetime.fromisoformat("2026-10-12T07:05:00+07:00")
PEOPLE = 12


@contextmanager
def processes(url: str, number: int = 2) -> Iterator[list[App]]:
    """Apps that share nothing but the database."""
    databases = [Database(url) for _ in range(number)]
    apps = [replace(open_app(each), clock=Clock.fixed(MONDAY)) for each in databases]
    yield apps
    for database in databases:
        database.close()


async def test_two_clocks_that_both_ask_plan_everything_once(database_url: str, tmp_path: Path):
    with processes(database_url) as apps:
        town = Town(apps[0].database)
        town.plan(tmp_path)
        for number in range(PEOPLE):
            town.citizen(f"c{number}").join(f"Lê Văn {chr(ord('A') + number)}", 1950)
        clocks = [Ticking(app, Leader(app.database)) for app in apps]
        for clock in clocks:
            clock.leads = True
        for _ in range(2):  # and once more, late
            await asyncio.gather(*(clock.ask(line) for clock in clocks for line in LINES))
        database = apps[0].database
        tables = (schema.dues, schema.outbox, schema.snapshots)
        assert [count(database, table) for table in tables] == [PEOPLE, PEOPLE, 2]
        assert count(database, schema.snapshots, schema.snapshots.c.correction > 0) == 0


def count(database: Database, table: Table, *conditions: Any) -> int:
    query = select(func.count()).select_from(table).where(*conditions)
    return database.read(lambda tx: tx.scalar(query)) or 0


async def test_the_second_clock_asks_as_soon_as_the_first_has_ended(postgresql_url: str):
    async with AsyncExitStack() as stack:
        with processes(postgresql_url) as (one, two):
            first, second = Asked(), Asked()
            async with open_clock(one, [Line("work", HOURLY, first)]):
                await asyncio.wait_for(first.finished.wait(), 10)
                follower = open_clock(two, [Line("work", HOURLY, second)])
                clock = await stack.enter_async_context(follower)
                await clock.look()
                assert not clock.leads
                assert second.done == []
            await clock.look()
            await asyncio.wait_for(second.finished.wait(), 10)
            assert clock.leads
            await stack.aclose()
