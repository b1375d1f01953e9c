"""Webhooks: serial within a queue, side by side between queues, repeated until the bot says 2xx."""

import asyncio
from collections import Counter, deque
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

FIRST_DELAY, LONGEST_DELAY = 0.05, 1.0  # really 0 and then doubling up to a minute or two


class Pushes:
    """Pushes updates to the bot. A person's presses have a queue apart from their messages."""

    def __init__(self) -> None:
        self.url = ""
        self.urls: list[str] = []  # several receivers in turn, where a test has them
        self.secret = ""
        self.statuses: Counter[int] = Counter()
        self.waiting = 0
        self._queues: dict[tuple[int, str], deque[dict[str, Any]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: ClientSession | None = None
        self._turn = 0

    def set(self, url: str, secret: str) -> None:
        self.url, self.secret = url, secret

    def put(self, update: dict[str, Any]) -> None:
        kind = next(name for name in update if name != "update_id")
        content = update[kind]
        chat = (content.get("message") or content).get("chat", {}).get("id", 0)
        key = (chat, "press" if kind == "callback_query" else "message")
        self.waiting += 1
        if key in self._queues:
            self._queues[key].append(update)
            return
        self._queues[key] = deque((update,))
        task = asyncio.get_running_loop().create_task(self._drain(key))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _drain(self, key: tuple[int, str]) -> None:
        queue, delay = self._queues[key], 0.0
        while queue:
            if 200 <= await self.push(queue[0]) < 300:
                queue.popleft()
                self.waiting -= 1
                delay = 0.0
            else:
                await asyncio.sleep(delay)
                delay = min(max(delay * 2, FIRST_DELAY), LONGEST_DELAY)
        del self._queues[key]

    async def push(self, update: dict[str, Any]) -> int:
        """Push once; 0 stands for a connection that broke."""
        if self._session is None:
            self._session = ClientSession(timeout=ClientTimeout(total=60))
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.secret} if self.secret else {}
        self._turn += 1
        url = self.urls[self._turn % len(self.urls)] if self.urls else self.url
        try:
            async with self._session.post(url, json=update, headers=headers) as response:
                status = response.status
        except (ClientError, OSError, TimeoutError):
            status = 0
        self.statuses[status] += 1
        return status

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
