"""Notes which answers left, in batches: one transaction for all of the last moments."""

import asyncio
import logging
import time
from collections import defaultdict, deque
from collections.abc import Callable

from services import turns
from services.app import App
from services.outage import Outage
from services.turns import Owed

__all__ = ["Marks"]

log = logging.getLogger(__name__)

EVERY = 0.025  # seconds; a crash within them repeats the answers that left meanwhile
REMEMBER = 60.0  # seconds in which a read that began before the mark may still arrive


class Marks:
    """Collects outcomes of answers and idle accounts; `found` gets what others left to us."""

    def __init__(self, app: App, found: Callable[[Owed], None]) -> None:
        self._app = app
        self._found = found
        self._outcomes: defaultdict[str, list[int]] = defaultdict(list)
        self._idle: set[int] = set()
        self._known: set[int] = set()
        self._settled: deque[tuple[float, list[int]]] = deque()
        self._wake = asyncio.Event()
        self.sender: int | None = None
        self._outage = Outage(log, "answers are not noted as sent")

    def expect(self, id_: int) -> bool:
        """Whether this answer is new to us, and not being sent or just sent."""
        if id_ in self._known:
            return False
        self._known.add(id_)
        return True

    def sent(self, id_: int, outcome: str) -> None:
        """An answer left, or never will."""
        self._outcomes[outcome].append(id_)
        self._wake.set()

    def idle(self, account_id: int) -> None:
        """Nothing more to send to an account; it may be another process's turn."""
        if self.sender is not None:
            self._idle.add(account_id)
            self._wake.set()

    def busy(self, account_id: int) -> None:
        """There is something to send again."""
        self._idle.discard(account_id)

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
        if not self._outcomes and not self._idle:
            return 0
        outcomes, self._outcomes = self._outcomes, defaultdict(list)
        idle, self._idle = self._idle, set()
        now = self._app.clock.now()
        try:
            found = await self._app.database.awrite_first(
                turns.settle, outcomes, now=now, sender=self.sender, idle=idle
            )
        except Exception as error:  # noqa: BLE001  (what is not noted is sent again)
            for outcome, ids in outcomes.items():
                self._outcomes[outcome].extend(ids)
            self._idle |= idle
            return self._outage.caught(error)
        self._outage.passed()
        self._forget([id_ for ids in outcomes.values() for id_ in ids])
        for owed in found:
            self._found(owed)
        return 0

    def _forget(self, ids: list[int]) -> None:
        now = time.monotonic()
        self._settled.append((now, ids))
        while self._settled and self._settled[0][0] < now - REMEMBER:
            self._known.difference_update(self._settled.popleft()[1])
