"""Notes which answers left, in batches: one transaction for all of the last moments."""

import asyncio
import logging
import time
from collections import defaultdict, deque
from collections.abc import Callable

from services import turns
from services.app import App
from services.turns import Owed

__all__ = ["Marks"]

log = logging.getLogger(__name__)

EVERY = 0.025  # seconds; a crash within them repeats the answers that left meanwhile
PATIENCE = 0.5  # seconds, after the database did not take them
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
            await self.flush()

    async def flush(self) -> None:
        """Note what has gathered now; what the database does not take is kept for later."""
        if not self._outcomes and not self._idle:
            return
        outcomes, self._outcomes = self._outcomes, defaultdict(list)
        idle, self._idle = self._idle, set()
        now = self._app.clock.now()
        try:
            found = await self._app.database.awrite_first(
                turns.settle, outcomes, now=now, sender=self.sender, idle=idle
            )
        except Exception:  # this loop must not die: what is not noted would be sent again
            log.exception("answers not yet noted as sent")
            for outcome, ids in outcomes.items():
                self._outcomes[outcome].extend(ids)
            self._idle |= idle
            self._wake.set()
            await asyncio.sleep(PATIENCE)
            return
        self._forget([id_ for ids in outcomes.values() for id_ in ids])
        for owed in found:
            self._found(owed)

    def _forget(self, ids: list[int]) -> None:
        now = time.monotonic()
        self._settled.append((now, ids))
        while self._settled and self._settled[0][0] < now - REMEMBER:
            self._known.difference_update(self._settled.popleft()[1])
