"""How many messages a second a bot may send; whoever waits with the lower rank goes first."""

import asyncio
import heapq
import itertools

__all__ = ["REPLY", "Budget"]

REPLY, BROADCAST = 0, 1
BURST = 3  # replies that may go at once after a pause


class Budget:
    """Gives out turns at an even rate; `rate=None` never waits."""

    def __init__(self, rate: float | None = None) -> None:
        self._gap = 1 / rate if rate else 0.0
        self._free_at = 0.0
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._numbers = itertools.count()
        self._timer: asyncio.TimerHandle | None = None

    async def turn(self, rank: int = REPLY) -> None:
        """Wait until a message may leave."""
        if not self._gap:
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (rank, next(self._numbers), future))
        if self._timer is None:
            self._give()
        await future

    def _give(self) -> None:
        self._timer = None
        loop = asyncio.get_running_loop()
        while self._waiting:
            now = loop.time()
            if self._free_at > now + self._gap * (BURST - 1):
                self._timer = loop.call_at(self._free_at - self._gap * (BURST - 1), self._give)
                return
            _, _, future = heapq.heappop(self._waiting)
            if future.done():  # who waited has given up
                continue
            self._free_at = max(self._free_at, now) + self._gap
            future.set_result(None)
