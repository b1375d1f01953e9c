"""Open pages that wait for messages, and the note that messages have reached them."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from services import turns
from services.app import App
from services.outage import Outage

__all__ = ["Sent", "Streams"]

log = logging.getLogger(__name__)

PAGES = 6  # open pages of one visitor; the oldest beyond that is closed


class Streams:
    """Wakes the open pages of a visitor when there is something new to fetch.

    It carries no messages: whoever is woken reads them from the database, so nothing is lost
    between two connections, and nothing needs to be kept for a page that has gone.
    """

    def __init__(self) -> None:
        self._waiting: defaultdict[str, list[Waiter]] = defaultdict(list)
        self.closed = False

    @contextmanager
    def listen(self, visitor: str) -> Iterator["Waiter"]:
        """Be woken for this visitor until the block ends."""
        waiter = Waiter()
        waiting = self._waiting[visitor]
        waiting.append(waiter)
        for surplus in waiting[:-PAGES]:
            surplus.close()
        try:
            yield waiter
        finally:
            waiting.remove(waiter)
            if not waiting:
                self._waiting.pop(visitor, None)

    def wake(self, visitor: str) -> None:
        """Something new was stored for this visitor."""
        for waiter in self._waiting.get(visitor, ()):
            waiter.news.set()

    def close(self) -> None:
        """Let every open page go, because the process ends."""
        self.closed = True
        for waiting in list(self._waiting.values()):
            for waiter in waiting:
                waiter.close()


class Waiter:
    """One open page."""

    def __init__(self) -> None:
        self.news = asyncio.Event()
        self.over = False

    def close(self) -> None:
        """End the page's connection; the browser opens a new one if it still wants to."""
        self.over = True
        self.news.set()

    async def wait(self, seconds: float) -> bool:
        """True as soon as there is news, False when time is up."""
        try:
            await asyncio.wait_for(self.news.wait(), seconds)
        except TimeoutError:
            return False
        self.news.clear()
        return True


class Sent:
    """Collects the answers that reached a browser, and notes them together."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._ids: set[int] = set()

    def add(self, *ids: int) -> None:
        """These answers have left."""
        self._ids.update(ids)

    async def note(self, now: datetime | None = None) -> None:
        """Write down what was collected; in one transaction, and none when there is nothing."""
        ids, self._ids = self._ids, set()
        if not ids:
            return
        try:
            await self._app.database.awrite(
                turns.mark_sent, sorted(ids), now=now or self._app.clock.now(), keep=True
            )
        except Exception:
            self._ids |= ids
            raise

    async def keep_noting(self, every: float = 1.0) -> None:
        """Note what was collected, again and again, until cancelled; then a last time.

        What the database does not take is kept for later.
        """
        outage, wait = Outage(log, "answers on the page are not noted", first=every), every
        try:
            while True:
                await asyncio.sleep(wait)
                wait = await self._noted(outage) or every
        finally:
            await self._noted(outage)

    async def _noted(self, outage: Outage) -> float:
        """Note once; returns how long to wait after a failure, and 0 otherwise."""
        try:
            await self.note()
        except Exception as error:  # noqa: BLE001  (nothing would be noted any more)
            return outage.caught(error)
        outage.passed()
        return 0
