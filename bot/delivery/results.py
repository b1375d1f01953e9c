"""Notes what became of messages, in batches: one transaction for all of the last moments."""

import asyncio
import logging

from services import outbox
from services.app import App
from services.outbox import Finished

__all__ = ["Results"]

log = logging.getLogger(__name__)

EVERY = 0.025  # seconds; a crash within them leaves it unknown what arrived meanwhile
PATIENCE = 0.5  # seconds, after the database did not take them


class Results:
    """Collects what is over, for one owner."""

    def __init__(self, app: App, owner: str) -> None:
        self._app = app
        self._owner = owner
        self._finished: list[Finished] = []
        self._wake = asyncio.Event()

    def add(self, one: Finished) -> None:
        """A message is over."""
        self._finished.append(one)
        self._wake.set()

    def knows(self, id_: int) -> bool:
        """Whether the end of a message waits to be noted."""
        return any(one.id == id_ for one in self._finished)

    async def run(self) -> None:
        """Note what gathers, until cancelled."""
        while True:
            await self._wake.wait()
            await asyncio.sleep(EVERY)
            self._wake.clear()
            if not await self.flush():
                self._wake.set()
                await asyncio.sleep(PATIENCE)

    async def flush(self) -> bool:
        """Note what has gathered now; what the database does not take is kept for later."""
        finished, self._finished = self._finished, []
        if not finished:
            return True
        now = self._app.clock.now()
        try:
            await self._app.database.awrite(outbox.finish, self._owner, finished, now=now)
        except Exception:  # this loop must not die: what is not noted stays in doubt
            log.exception("%d messages not yet noted as over", len(finished))
            self._finished += finished
            return False
        return True
