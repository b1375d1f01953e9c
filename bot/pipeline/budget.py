"""How many messages a second a bot may send; whoever waits with the lower rank goes first.

One chat takes about one message a second. A message that nobody asked for always keeps that
distance; replies may follow each other more quickly, which Telegram tolerates, but not while mass
messages are going out and the bot is near its limit anyway.
"""

import asyncio
import heapq
import itertools
from collections import OrderedDict

__all__ = ["BROADCAST", "CHAT_GAP", "REPLY", "Budget"]

REPLY, BROADCAST = 0, 1
BURST = 3  # messages that may go at once after a pause
CHAT_GAP = 1.05  # seconds between two messages to one chat; a little more than is asked for
MASS_LASTS = 2.0  # seconds after a mass message in which replies keep the distance, too

_Waiter = tuple[int, int, str, asyncio.Future[None]]


class Budget:
    """Gives out turns at an even rate; `rate=None` never waits."""

    def __init__(self, rate: float | None = None) -> None:
        self.rate = rate
        self._gap = self._mass_gap = 1 / rate if rate else 0.0
        self._free_at = self._mass_free_at = 0.0
        self._mass_at = float("-inf")
        self._chats: OrderedDict[str, float] = OrderedDict()  # when a message last went there
        self._waiting: list[_Waiter] = []
        self._numbers = itertools.count()
        self._timer: asyncio.TimerHandle | None = None

    def share(self, rate: float) -> None:
        """Let mass messages have this rate at most, because other processes send, too."""
        if self.rate:
            self._mass_gap = 1 / min(max(rate, self.rate / 100), self.rate)

    async def turn(self, rank: int = REPLY, chat: str = "") -> None:
        """Wait until a message may leave, to this chat."""
        if not self._gap:
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue((rank, next(self._numbers), chat, future))
        await future

    def _queue(self, waiter: _Waiter) -> None:
        heapq.heappush(self._waiting, waiter)
        if self._timer is None or self._waiting[0] is waiter:
            self._give()

    def _give(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        loop = asyncio.get_running_loop()
        while self._waiting:
            now = loop.time()
            rank, _, chat, future = self._waiting[0]
            if future.done():  # who waited has given up
                heapq.heappop(self._waiting)
            elif (at := self._opens_at(rank)) > now:
                self._timer = loop.call_at(at, self._give)
                return
            elif (at := self._chat_opens_at(rank, chat, now)) > now:
                loop.call_at(at, self._queue, heapq.heappop(self._waiting))
            else:
                heapq.heappop(self._waiting)
                self._spend(rank, chat, now)
                future.set_result(None)

    def _opens_at(self, rank: int) -> float:
        at = self._free_at - self._gap * (BURST - 1)
        if rank == BROADCAST:
            return max(at, self._mass_free_at - self._mass_gap * (BURST - 1))
        return at

    def _chat_opens_at(self, rank: int, chat: str, now: float) -> float:
        if rank == REPLY and now - self._mass_at > MASS_LASTS:
            return now
        return self._chats.get(chat, float("-inf")) + CHAT_GAP

    def _spend(self, rank: int, chat: str, now: float) -> None:
        self._free_at = max(self._free_at, now) + self._gap
        if rank == BROADCAST:
            self._mass_free_at = max(self._mass_free_at, now) + self._mass_gap
            self._mass_at = now
        if chat:
            self._chats[chat] = now
            self._chats.move_to_end(chat)
        while self._chats and now - next(iter(self._chats.values())) > CHAT_GAP:
            self._chats.popitem(last=False)
