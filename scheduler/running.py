"""The clock of a process: asks each line of the timetable, as long as this process leads."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from scheduler.timetable import LINES, Line, trigger
from services.app import App
from services.clock import Clock
from services.leader import Leader
from services.outage import Outage

__all__ = ["Ticking", "open_clock"]

log = logging.getLogger(__name__)

LOOK = 5  # seconds between two looks at who leads: as long may nobody, when a process has died


class Ticking:
    """The lines of one process, and whether it leads."""

    def __init__(self, app: App, leader: Leader, lines: Sequence[Line] = LINES) -> None:
        self._app, self._leader, self._lines = app, leader, lines
        self._scheduler = AsyncIOScheduler(timezone=app.zone)
        self.leads = False
        self._outages = {
            line.name: Outage(log, f"{line.name}: not all that was due is done") for line in lines
        }
        self._look = Outage(log, "nobody can be seen to lead the clock")

    def start(self) -> None:
        """Start inside the running loop; every line is asked once at once, if we lead."""
        ahead = self._app.clock.now() - Clock.system().now()
        # A machine that slept asks once when it wakes, however late, and not for each hour missed.
        always = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        for line in self._lines:
            when = trigger(line, self._app.zone, ahead)
            self._scheduler.add_job(self.ask, when, [line], id=line.name, **always)
        every = IntervalTrigger(seconds=LOOK)
        self._scheduler.add_job(self.look, every, next_run_time=Clock.system().now(), **always)
        self._scheduler.start()

    async def stop(self) -> None:
        """Stop asking, and let another process lead."""
        self._scheduler.shutdown(wait=False)
        await asyncio.to_thread(self._leader.release)

    async def look(self) -> None:
        """Take or keep the lead; whoever has it anew makes good what was missed, at once."""
        try:
            leads = await asyncio.to_thread(self._leader.hold)
        except Exception as error:  # noqa: BLE001  (the clock must not die; the next look is soon)
            self._look.caught(error)
            leads = False
        else:
            self._look.passed()
        if self.leads and not leads:
            log.warning("this process no longer leads the clock")
        anew, self.leads = leads and not self.leads, leads
        if anew:
            log.info("this process leads the clock")
            for line in self._lines:
                self._scheduler.modify_job(line.name, next_run_time=Clock.system().now())

    async def ask(self, line: Line) -> None:
        """Have all that is due done, piece by piece, so that whoever writes meanwhile gets in."""
        now, after = self._app.clock.now(), 0
        try:
            while self.leads:
                piece = partial(line.tick, app=self._app, now=now, after=after)
                going_on = await self._app.database.awrite(piece)
                if going_on is None:
                    break
                after = going_on
        except Exception as error:  # noqa: BLE001  (the clock must not die; the next asking is the retry)
            self._outages[line.name].caught(error)
        else:
            self._outages[line.name].passed()


@asynccontextmanager
async def open_clock(app: App, lines: Sequence[Line] = LINES) -> AsyncIterator[Ticking]:
    """Run the clock of this process inside the running loop, until the end of the block."""
    clock = Ticking(app, Leader(app.database), lines)
    clock.start()
    try:
        yield clock
    finally:
        await clock.stop()
