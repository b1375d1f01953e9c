"""Reads updates by long polling; Telegram forgets one only after its transaction committed."""

import asyncio
import logging
from collections import OrderedDict
from contextlib import suppress

from telegram.error import TelegramError

from bot.channels.telegram import errors, inbound
from bot.channels.telegram.channel import LONG_POLL, LeanBot, TelegramChannel
from bot.pipeline.errors import ChannelStopped
from bot.pipeline.pipeline import Pipeline

__all__ = ["Polling"]

log = logging.getLogger(__name__)

LIMIT = 100  # updates that Telegram hands over at once
ASK_BELOW = 30  # updates being processed, below which more are asked for
PATIENCE = 0.25  # seconds to wait for them before asking anyway: one slow account stops nobody
NOTHING_NEW = 0.5
REMEMBERED = 4096
FIRST_DELAY, LONGEST_DELAY = 0.5, 30.0


class Polling:
    """The loop. The offset asked for is always the lowest update that is not committed."""

    def __init__(self, bot: LeanBot, channel: TelegramChannel, pipeline: Pipeline) -> None:
        self._bot = bot
        self._channel = channel
        self._pipeline = pipeline
        self._open: OrderedDict[int, asyncio.Future[None]] = OrderedDict()
        self._next: int | None = None  # one above the highest update seen
        self._finished: OrderedDict[int, None] = OrderedDict()
        self._failed = self._full = False
        self._moved = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    async def run(self) -> None:
        """Until cancelled, or until Telegram refuses us: then raises ChannelStopped."""
        failures = 0
        while True:
            await self._pipeline.room()
            await self._wait_for_commits()
            try:
                fresh = await self._fetch()
                failures = 0
            except TelegramError as error:
                told = errors.translate(error)
                if isinstance(told, ChannelStopped):
                    raise told from None
                delay = told.retry_after or min(FIRST_DELAY * 2**failures, LONGEST_DELAY)
                log.warning("no updates: %s, again in %.1f s", told.reason, delay)
                failures += 1
                await asyncio.sleep(delay)
                continue
            if self._failed or (self._open and not fresh):
                self._failed = False
                await self._wait(NOTHING_NEW)

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
        """Tell Telegram once more how far we came, so that nothing comes twice after a stop."""
        try:
            await self._bot.raw_updates(self.offset, 0, limit=1)
        except TelegramError as error:
            log.debug("the last updates will come again: %s", type(error).__name__)
