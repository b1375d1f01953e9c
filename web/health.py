"""What a monitor is told: whether pages can be answered, and whether anything can be kept."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress

from services.app import App
from services.outage import Outage
from services.upkeep import can_write

__all__ = ["Health", "Trouble"]

log = logging.getLogger(__name__)

EVERY = 15.0  # seconds between two tries to write: whoever asks more often gets the last answer
PATIENCE = 2.0  # for a try: a long import, which others wait for, is no fault

Trouble = Callable[[], str]  # what is wrong with a part of the process, in one word; or nothing


class Health:
    """Knows the troubles of this process; asks the database only when somebody asks."""

    def __init__(
        self, app: App, troubles: Mapping[str, Trouble], ticks: Callable[[], float]
    ) -> None:
        self._app, self._troubles, self._ticks = app, troubles, ticks
        self.outage = Outage(log, "the pages cannot keep what is said")
        self._tried_at = float("-inf")
        self._trying: asyncio.Task[None] | None = None

    async def troubles(self) -> dict[str, str]:
        """What is wrong, by part; `database` when nothing can be kept."""
        now = self._ticks()
        if self._trying is None and now - self._tried_at >= EVERY:
            self._tried_at = now
            self._trying = asyncio.create_task(self._try())
        if self._trying is not None:
            await asyncio.wait([self._trying], timeout=PATIENCE)
        found = {part: word for part, tell in self._troubles.items() if (word := tell())}
        return {"database": "unavailable", **found} if self.outage.lasts else found

    async def _try(self) -> None:
        try:
            await self._app.database.awrite_first(can_write)
        except Exception as error:  # noqa: BLE001  (whatever it is, the monitor must hear of it)
            self.outage.caught(error)
            if not self.outage.lasts:
                self.outage.failed("a fault of ours")
        else:
            self.outage.passed()
        finally:
            self._trying = None

    async def close(self) -> None:
        """Wait no longer for a try."""
        if self._trying is not None:
            self._trying.cancel()
            with suppress(asyncio.CancelledError):
                await self._trying
