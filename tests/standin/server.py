"""A Telegram of our own on loopback: as strict as the real one where platforms.md lists limits.

    async with StandIn() as telegram:                  # telegram.url, telegram.token
        lan = telegram.person(7)                       # a private chat with id 7
        await lan.start("KA-01"); [hello] = await lan.read()
        await lan.press("Tiếp"); ...                   # a button of the last messages, by caption
        telegram.script("sendMessage", Fault.blocked(), chat=7)
        telegram.script("sendMessage", Fault.flood(2), times=3)
        telegram.repeat(update_id)                     # deliver an update once more
        telegram.sent[7]                               # messages of a chat, in order of arrival

It is also a process of its own, `python -m tests.standin`, told what to do at `/control`
(see control.py), for benchmarks and crash drills.
"""

import asyncio
import time
from collections import Counter, defaultdict
from contextlib import suppress
from typing import Any

from aiohttp import web

from tests.standin.faults import Fault, Scripts
from tests.standin.limits import Limits
from tests.standin.messages import Refused, Sent
from tests.standin.methods import Methods
from tests.standin.people import Person
from tests.standin.pushes import Pushes
from tests.standin.wire import answer, parameters

TOKEN = "123456:TEST-TOKEN-OF-THE-STAND-IN"
BOT = {"id": 123456, "is_bot": True, "first_name": "Stand-in", "username": "standin_bot"}


class StandIn:
    """The server, and what is known on it."""

    def __init__(self, *, strict_chats: bool = False, stretch: float = 0.0, port: int = 0) -> None:
        self.token = TOKEN
        self.strict_chats = strict_chats  # refuse chats that never wrote
        self.stretch = stretch  # seconds a getUpdates with an unchanged offset waits; really 3
        self.port = port
        self.sent: defaultdict[int, list[Sent]] = defaultdict(list)
        self.log: list[Sent] = []  # all chats, in order of arrival
        self.calls: Counter[str] = Counter()
        self.refusals: Counter[str] = Counter()
        self.presses: dict[str, bool] = {}  # id -> answered
        self.chats: set[int] = set()
        self.pending: dict[int, dict[str, Any]] = {}
        self.forced: list[dict[str, Any]] = []
        self.history: dict[int, dict[str, Any]] = {}
        self.scripts = Scripts()
        self.limits = Limits()
        self.delays: dict[str, float] = {}
        self.changed = asyncio.Event()
        self.pushes = Pushes()
        self.methods = Methods(self)
        self.first_delivery = 0.0
        self.handed: dict[int, float] = {}  # update id -> when the bot was first given it
        self.people: dict[int, Person] = {}
        self._numbers = 1000
        self._runner: web.ServerRunner | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> "StandIn":
        self._runner = web.ServerRunner(
            web.Server(self._handle, access_log=None), shutdown_timeout=0.1
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.pushes.close()
        assert self._runner is not None
        await self._runner.cleanup()

    # What people do

    def person(self, number: int) -> Person:
        """Somebody in a private chat with the bot."""
        if number not in self.people:
            self.people[number] = Person(self, number)
        return self.people[number]

    def update(self, kind: str, content: dict[str, Any]) -> int:
        """Something happened: hand it to the bot. Returns the update's id."""
        self._numbers += 1
        update = {"update_id": self._numbers, kind: content}
        self.history[self._numbers] = update
        self._deliver(update)
        return self._numbers

    def repeat(self, number: int) -> None:
        """Deliver an update once more, however old it is."""
        update = self.history[number]
        if self.pushes.url:
            self.pushes.put(update)
        else:
            self.forced.append(update)
            self.wake()

    def script(self, method: str, fault: Fault, *, times: int = 1, chat: int | None = None) -> None:
        """Let the next calls of a method fail."""
        self.scripts.add(method, fault, times, chat)

    def _deliver(self, update: dict[str, Any]) -> None:
        if self.pushes.url:
            self.pushes.put(update)
        else:
            self.pending[update["update_id"]] = update
        self.wake()

    def wake(self) -> None:
        """Let everybody who waits look again."""
        self.changed.set()
        self.changed = asyncio.Event()

    def arrived(self, message: Sent) -> None:
        """A message reached its chat."""
        self.sent[message.chat].append(message)
        self.log.append(message)
        self.wake()

    async def until(self, true: Any, seconds: float = 30.0) -> None:
        """Wait for something to be so; it is looked at whenever anything happens here."""
        end = time.monotonic() + seconds
        while not true():
            left = end - time.monotonic()
            assert left > 0, "it did not happen in time"
            with suppress(TimeoutError):
                await asyncio.wait_for(self.changed.wait(), min(left, 0.05))

    # What the bot does

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        head, _, method = request.path.rpartition("/")
        if head == "" and method == "control":
            # Imported late: only the process of its own has this door.
            from tests.standin.control import control  # noqa: PLC0415

            return answer(200, await control(self, await request.json()))
        if head != f"/bot{self.token}":
            return answer(404 if not head.startswith("/bot") else 401, _error(401, "Unauthorized"))
        self.calls[method] += 1
        given = await parameters(request)
        try:
            fault = self.scripts.next(method, given.get("chat_id"))
            if fault is not None and not fault.delivers:
                return await self._fail(request, fault)
            if delay := self.delays.get(method):
                await asyncio.sleep(delay)
            result = await self.methods.call(method, given)
            if fault is not None:
                return await self._fail(request, fault)
            return answer(200, {"ok": True, "result": result})
        except Refused as refused:
            self.refusals[f"{method} {refused.status}"] += 1
            return answer(refused.status, refused.body)

    async def _fail(self, request: web.BaseRequest, fault: Fault) -> web.StreamResponse:
        if fault.hang:
            await asyncio.sleep(fault.hang)
        if fault.reset:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        self.refusals[f"scripted {fault.status}"] += 1
        if fault.raw:
            return web.Response(status=fault.status, text=fault.raw)
        return answer(fault.status, fault.body)


def _error(status: int, description: str) -> dict[str, Any]:
    return {"ok": False, "error_code": status, "description": description}
