"""Notes what became of messages, in batches: one transaction for all of the last moments."""

import asyncio
import logging

from services import outbox
from services.app import App
from services.outage import Outage
from services.outbox import Finished

__all__ = ["Results"]

log = logging.getLogger(__name__)

EVERY = 0.025  # seconds; a crash within them leaves it unknown what arrived meanwhile


class Results:
    """Collects what is over, for one owner."""

    def __init__(self, app: App, owner: str) -> None:
        self._app = app
        self._owner = owner
        self._finished: list[Finished] = []
        self._wake = asyncio.Event()
        self._outage = Outage(log, "messages are not noted as over")

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
            if wait := await self.flush():
                self._wake.set()
                await asyncio.sleep(wait)

    async def flush(self) -> float:
        """Note what has gathered now; what the database does not take is kept for later.

        Returns the seconds to wait before the next try; 0 when all is noted.
        """
        finished, self._finished = self._finished, []
        if not finished:
            return 0
        now = self._app.clock.now()
        try:
            await self._app.database.awrite(outbox.finish, self._owner, finished, now=now)
        except Exception as error:  # noqa: BLE001  (what is not noted stays in doubt)
            self._finished += finished
            return self._outage.caught(error)
        self._outage.passed()
        return 0
