"""Reads updates by long polling; Telegram forgets one only after its transaction committed."""

import asyncio
import logging
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass

from telegram.error import Conflict, TelegramError

from bot.channels.telegram import errors, inbound
from bot.channels.telegram.channel import LONG_POLL, LeanBot, TelegramChannel
from bot.pipeline.errors import ChannelStopped
from bot.pipeline.pipeline import Pipeline
from services.outage import Outage, pause

__all__ = ["USUAL", "Pace", "Polling"]

log = logging.getLogger(__name__)

LIMIT = 100  # updates that Telegram hands over at once
ASK_BELOW = 30  # updates being processed, below which more are asked for
PATIENCE = 0.25  # seconds to wait for them before asking anyway: one slow account stops nobody
NOTHING_NEW = 0.5
REMEMBERED = 4096


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds: of the first and the longest wait after a failure, and after which a conflict that
    did not come again is over."""

    first: float = 0.5
    longest: float = 30.0
    quiet: float = 60.0


USUAL = Pace()


class Polling:
    """The loop. The offset asked for is always the lowest update that is not committed."""

    def __init__(
        self, bot: LeanBot, channel: TelegramChannel, pipeline: Pipeline, pace: Pace
    ) -> None:
        self._bot = bot
        self._channel = channel
        self._pipeline = pipeline
        self._open: OrderedDict[int, asyncio.Future[None]] = OrderedDict()
        self._next: int | None = None  # one above the highest update seen
        self._finished: OrderedDict[int, None] = OrderedDict()
        self._failed = self._full = False
        self._moved = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._pace = pace
        self._failures = 0
        self._conflict = Outage(log, "Telegram", first=pace.first, longest=pace.longest)
        self._conflicted_at = 0.0

    async def run(self) -> None:
        """Until cancelled, or until Telegram refuses us: then raises ChannelStopped.

        While another program reads the same updates both would be thrown out in turn, so we ask
        ever less often, and go on as soon as the other one has stopped.
        """
        while True:
            await self._pipeline.room()
            await self._wait_for_commits()
            try:
                fresh = await self._fetch()
            except TelegramError as error:
                await asyncio.sleep(self._after(error))
                continue
            self._failures = 0
            if self._loop.time() - self._conflicted_at >= self._pace.quiet:
                self._conflict.passed()
            if self._failed or (self._open and not fresh):
                self._failed = False
                await self._wait(NOTHING_NEW)

    @property
    def contested(self) -> bool:
        """Whether another program reads the same updates."""
        return self._conflict.lasts

    def _after(self, error: TelegramError) -> float:
        """How long to wait after a failure; raises ChannelStopped when nothing is to be hoped."""
        told = errors.translate(error)
        if isinstance(told, ChannelStopped):
            raise told from None
        if isinstance(error, Conflict):
            self._conflicted_at = self._loop.time()
            return self._conflict.failed(told.reason)
        delay = told.retry_after or pause(self._failures, self._pace.first, self._pace.longest)
        log.warning("no updates: %s, again in %.1f s", told.reason, delay)
        self._failures += 1
        return delay

    @property
    def offset(self) -> int | None:
        """The lowest update that Telegram must keep."""
        return next(iter(self._open)) if self._open else self._next

    async def _fetch(self) -> int:
        """Ask once; returns how many updates were new."""
        timeout = 0 if self._open else LONG_POLL
        updates = await self._bot.raw_updates(self.offset, timeout, LIMIT)
        self._full = len(updates) == LIMIT
        return sum(self._take(update) for update in updates)

    def _take(self, update: inbound.Json) -> bool:
        number = int(update["update_id"])
        if number in self._open or number in self._finished:
            return False
        self._next = max(number + 1, self._next or 0)
        try:
            incoming = inbound.read(update)
        except inbound.Malformed as error:
            log.error("update %s cannot be read: %s", number, error)
            incoming = None
        if incoming is None:
            self._finish(number)
            return True
        future = self._pipeline.take(incoming)
        self._open[number] = future
        future.add_done_callback(lambda done: self._committed(number, done, update))
        return True

    def _committed(self, number: int, future: asyncio.Future[None], update: inbound.Json) -> None:
        del self._open[number]
        self._moved.set()
        if future.cancelled():  # not committed: ask for it again, with all that came after it
            self._next = min(number, self._next or number)
            self._failed = True
            return
        self._finish(number)
        if (press := inbound.press_id(update)) is not None:
            self._channel.notice(press)

    def _finish(self, number: int) -> None:
        """Remember it for as long as an answer asked for earlier may still bring it."""
        self._finished[number] = None
        if len(self._finished) > REMEMBERED:
            self._finished.popitem(last=False)

    async def _wait_for_commits(self) -> None:
        """Ask for more when all are done, or most where more are waiting; after a while anyway."""
        most = ASK_BELOW if self._full else 1
        until = self._loop.time() + PATIENCE
        while len(self._open) >= most and (left := until - self._loop.time()) > 0:
            await self._wait(left)

    async def _wait(self, seconds: float) -> None:
        self._moved.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._moved.wait()

    async def acknowledge(self) -> None:
        """Tell Telegram once more how far we came, so that nothing comes twice after a stop.

        Not where another program reads them too: it would be thrown out by one more question.
        """
        if self.contested:
            return
        try:
            await self._bot.raw_updates(self.offset, 0, limit=1)
        except TelegramError as error:
            log.debug("the last updates will come again: %s", type(error).__name__)
