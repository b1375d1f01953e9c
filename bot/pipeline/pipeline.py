"""Both lanes together, as a channel's adapter uses them."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from bot.pipeline.budget import Budget
from bot.pipeline.commits import Commits
from bot.pipeline.errors import ChannelStopped
from bot.pipeline.sends import Parts, Sends, whole
from domain.messages import Channel, Incoming, Kind
from services import turns
from services.app import App
from services.outage import Outage
from services.turns import Owed, Slot, Talk

__all__ = ["Pipeline", "open_pipeline"]

log = logging.getLogger(__name__)

SWEEP, LONGEST = 5.0, 30.0  # seconds between looks for answers of processes that died
GROUPS = 1000  # groups whose refusal is remembered


class Pipeline:
    """Takes updates of one channel, commits them and sends the answers."""

    def __init__(self, app: App, channel: Channel, talk: Talk, sends: Sends) -> None:
        self._app = app
        self._talk = talk
        self._name = channel.name
        self._slot = Slot(app.database)
        self._groups: OrderedDict[str, None] = OrderedDict()
        self.sends = sends
        self.commits = Commits(app, talk, sends.add)

    def take(self, incoming: Incoming) -> asyncio.Future[None]:
        """Process an update. Done: it may be acknowledged. Cancelled: it must not be."""
        if incoming.kind is Kind.UNSUPPORTED and incoming.value == "group":
            return self._refuse_group(incoming)
        return self.commits.take(incoming)

    async def room(self) -> None:
        """Wait while too many answers wait to be sent."""
        await self.sends.room.wait()

    @property
    def stopped(self) -> asyncio.Future[ChannelStopped]:
        """Done when the platform refuses us altogether."""
        return self.sends.stopped

    async def recover(self) -> None:
        """Send first what was owed before this process began."""
        number = await asyncio.to_thread(self._slot.hold)
        self.commits.sender = self.sends.marks.sender = number
        now = self._app.clock.now()
        owed = await self._app.database.awrite(
            turns.owed_at_start, self._name, now=now, sender=number
        )
        for one in owed:
            self.sends.add(one)

    async def sweep(self) -> None:
        """Look from time to time for what processes owe that died; one process alone has none."""
        if self._slot.number is None:
            return
        what = "no look for answers of processes that died"
        outage, wait = Outage(log, what, first=SWEEP, longest=LONGEST), SWEEP
        while True:
            await asyncio.sleep(wait)
            try:
                await self.recover()
            except Exception as error:  # noqa: BLE001  (answers would wait for a restart)
                wait = outage.caught(error)
            else:
                outage.passed()
                wait = SWEEP

    def _refuse_group(self, incoming: Incoming) -> asyncio.Future[None]:
        """Tell a group once that we talk with one person at a time, and keep nothing of it."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        done.set_result(None)
        if incoming.account not in self._groups:
            self._groups[incoming.account] = None
            if len(self._groups) > GROUPS:
                self._groups.popitem(last=False)
            self._app.database.in_order(
                incoming.account, partial(self._glance, asyncio.get_running_loop(), incoming)
            )
        return done

    def _glance(self, loop: asyncio.AbstractEventLoop, incoming: Incoming) -> None:
        try:
            now = self._app.clock.now()
            messages = turns.glance(self._app.database, incoming, self._talk, now=now)
            owed = Owed(0, incoming.channel, incoming.account, messages)
            loop.call_soon_threadsafe(self.sends.add, owed)
        except Exception:  # in a thread of the database: nobody else would hear of it
            log.exception("a group could not be refused")

    async def close(self) -> None:
        """Finish what was taken, as far as it can be finished now."""
        await self.commits.close()
        await self.sends.close()
        await asyncio.to_thread(self._slot.release)


@asynccontextmanager
async def open_pipeline(
    app: App,
    channel: Channel,
    talk: Talk,
    *,
    parts: Parts = whole,
    budget: Budget | None = None,
) -> AsyncIterator[Pipeline]:
    """The running pipeline of a channel; answers owed from before are on their way first."""
    pipeline = Pipeline(app, channel, talk, Sends(app, channel, parts=parts, budget=budget))
    await pipeline.recover()
    sweeping = asyncio.create_task(pipeline.sweep())
    marking = asyncio.create_task(pipeline.sends.marks.run())
    try:
        yield pipeline
    finally:
        sweeping.cancel()
        await pipeline.close()
        marking.cancel()
        await asyncio.gather(sweeping, marking, return_exceptions=True)
