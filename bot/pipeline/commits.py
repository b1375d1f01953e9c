"""The commit lane: each update becomes one transaction, in order within an account."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import Event

from domain.messages import Incoming
from services import turns
from services.app import App
from services.outage import Outage, away, pause
from services.turns import Owed, Talk

__all__ = ["Commits"]

log = logging.getLogger(__name__)

FIRST_DELAY, LONGEST_DELAY = 0.05, 5.0  # seconds between tries while the database is unavailable

Committed = asyncio.Future[None]


class Commits:
    """Hands updates to the database's threads and their answers to `sends`."""

    def __init__(self, app: App, talk: Talk, send: Callable[[Owed], None]) -> None:
        self._app = app
        self._talk = talk
        self._send = send
        self._loop = asyncio.get_running_loop()
        self._running: dict[tuple[str, str], Committed] = {}
        self._done: deque[tuple[tuple[str, str], Owed | None]] = deque()
        self._told = False
        self._closing = Event()
        self._outage = Outage(log, "what people say waits")
        self.sender: int | None = None

    def __len__(self) -> int:
        return len(self._running)

    def take(self, incoming: Incoming) -> Committed:
        """Process an update; the future is done when it committed, and cancelled when it did not.

        An update that is just being processed is not begun again.
        """
        key = (incoming.account, incoming.update_id)
        if (running := self._running.get(key)) is not None:
            return running
        future: Committed = self._loop.create_future()
        self._running[key] = future
        self._app.database.in_order(incoming.account, partial(self._work, key, incoming))
        return future

    def _work(self, key: tuple[str, str], incoming: Incoming) -> None:
        """In a thread of the database."""
        self._done.append((key, self._commit(incoming)))
        if not self._told:  # one wake-up collects all that is done by then
            self._told = True
            with suppress(RuntimeError):  # the loop is closed: the update was not acknowledged
                self._loop.call_soon_threadsafe(self._collect)

    def _commit(self, incoming: Incoming) -> Owed | None:
        """Try until the database takes the update; None when we are closing instead."""
        failures, turn = 0, turns.take
        while True:
            try:
                owed = turn(
                    self._app.database,
                    incoming,
                    self._talk,
                    now=self._app.clock.now(),
                    sender=self.sender,
                )
            except Exception as fault:  # a fault in one dialogue must not stop everybody's
                if away(fault):
                    self._outage.caught(fault)
                    if self._closing.wait(pause(failures, FIRST_DELAY, LONGEST_DELAY)):
                        return None
                    failures += 1
                    continue
                log.exception("update %s failed", incoming.update_id)
                if turn is turns.stumble:
                    return None
                turn = turns.stumble
            else:
                self._outage.passed()
                return owed

    def _collect(self) -> None:
        self._told = False
        while self._done:
            key, owed = self._done.popleft()
            future = self._running.pop(key)
            if owed is None:
                future.cancel()
                continue
            self._send(owed)
            if not future.done():
                future.set_result(None)

    async def close(self, seconds: float = 20) -> None:
        """Wait for what is being processed; what the database does not take is left undone."""
        if self._running:
            await asyncio.wait(self._running.values(), timeout=seconds)
        self._closing.set()
