"""The clock of a process: lines are asked at once and piece by piece; a fault stops nothing."""

import asyncio
from datetime import datetime
from pathlib import Path

import pytest

from scheduler.running import Ticking, open_clock
from scheduler.timetable import Line
from services.app import App
from services.leader import Leader
from storage.database import Database, Tx
from tests.bot.talking import open_app
from tests.outages import away

HOURLY = {"minute": "0"}


class Asked:
    """A tick that does its work in some pieces, and remembers what it was asked."""

    def __init__(self, pieces: int = 1, *, fails: int = 0) -> None:
        self.pieces, self.fails = pieces, fails
        self.done: list[int] = []
        self.moments: set[datetime] = set()
        self.begun, self.finished = asyncio.Event(), asyncio.Event()
        self._loop = asyncio.get_running_loop()

    def __call__(self, tx: Tx, app: App, *, now: datetime, after: int = 0) -> int | None:
        assert tx.in_transaction()
        self.moments.add(now)
        if self.fails:
            self.fails -= 1
            raise RuntimeError("a fault")
        self.done.append(after)
        self._loop.call_soon_threadsafe(self.begun.set)
        if len(self.done) < self.pieces:
            return after + 10
        self._loop.call_soon_threadsafe(self.finished.set)
        return None


@pytest.fixture
def app(sqlite_database: Database) -> App:
    return open_app(sqlite_database)


async def test_every_line_is_asked_at_the_start(app: App):
    ticks = [Asked(), Asked()]
    lines = [Line(f"line {number}", HOURLY, tick) for number, tick in enumerate(ticks)]
    async with open_clock(app, lines) as clock:
        for tick in ticks:
            await asyncio.wait_for(tick.finished.wait(), 10)
        assert clock.leads


async def test_work_goes_on_piece_by_piece_at_one_moment(app: App):
    tick = Asked(pieces=4)
    async with open_clock(app, [Line("pieces", HOURLY, tick)]):
        await asyncio.wait_for(tick.finished.wait(), 10)
    assert tick.done == [0, 10, 20, 30]
    assert tick.moments == {app.clock.now()}


async def test_other_writers_get_in_between_two_pieces(app: App):
    """SQLite has one writer: a press must not wait until all the planning is done."""
    tick = Asked(pieces=1000)
    clock = Ticking(app, Leader(app.database), [line := Line("long", HOURLY, tick)])
    clock.leads = True
    asking = asyncio.create_task(clock.ask(line))
    await tick.begun.wait()
    await app.database.awrite(lambda tx: None)
    assert len(tick.done) < 1000
    await asking


async def test_a_fault_is_logged_and_tried_again(app: App, caplog: pytest.LogCaptureFixture):
    tick = Asked(fails=1)
    line = Line("faulty", HOURLY, tick)
    clock = Ticking(app, Leader(app.database), [line])
    clock.leads = True
    await clock.ask(line)
    assert tick.done == []
    assert "faulty" in caplog.text
    await clock.ask(line)
    assert tick.done == [0]


async def test_who_does_not_lead_asks_nothing(app: App):
    tick = Asked()
    line = Line("any", HOURLY, tick)
    await Ticking(app, Leader(app.database), [line]).ask(line)
    assert tick.done == []


async def test_a_lead_lost_in_the_middle_stops_after_the_piece(app: App):
    tick = Asked(pieces=1000)
    line = Line("long", HOURLY, tick)
    clock = Ticking(app, Leader(app.database), [line])
    clock.leads = True
    asking = asyncio.create_task(clock.ask(line))
    await tick.begun.wait()
    clock.leads = False
    await asking
    assert 1 <= len(tick.done) < 1000


async def test_a_clock_that_cannot_reach_its_database_waits(app: App, tmp_path: Path):
    tick = Asked()
    line = Line("any", HOURLY, tick)
    gone = Database(f"postgresql://nobody@/nothing?host={tmp_path}")
    clock = Ticking(app, Leader(gone), [line])
    await clock.look()
    assert not clock.leads
    await clock.ask(line)
    assert tick.done == []
    gone.close()


async def test_an_outage_is_told_once_and_the_lost_lead_too(
    database: Database, caplog: pytest.LogCaptureFixture
):
    tick = Asked()
    line = Line("any", HOURLY, tick)
    clock = Ticking(open_app(database), Leader(database), [line])
    clock._scheduler.add_job(clock.ask, args=[line], id=line.name)
    await clock.look()
    assert clock.leads
    with away(database):
        for _ in range(3):
            await clock.look()
            clock.leads, leads = True, clock.leads
            await clock.ask(line)
            clock.leads = leads
    await clock.look()
    assert clock.leads
    await clock.ask(line)
    assert tick.done == [0]
    if not database.sqlite:  # on SQLite the one process leads, whatever happens to the file
        assert caplog.text.count("this process no longer leads the clock") == 1
        assert caplog.text.count("nobody can be seen to lead the clock") == 2
    assert caplog.text.count("any: not all that was due is done") == 2
    assert "Traceback" not in caplog.text
