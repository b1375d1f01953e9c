"""A web site on a real database, with a dialogue of three sentences."""

import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import httpx

from domain.errors import DomainError
from domain.messages import Choice, Incoming, Kind, Outgoing
from services.app import App
from services.clock import Clock
from services.settings import Settings
from services.turns import Account, State, Tx
from storage.database import Database
from tests.published import curriculum, texts
from web.site import Site, open_site

SECRET = "a secret of the tests"
ADDRESS = "http://test.local"
SAME = {"Sec-Fetch-Site": "same-origin"}
JSON = {**SAME, "Accept": "application/json"}


def app_on(database: Database, clock: Clock, **settings: Any) -> App:
    given = {"database_url": str(database.url), "secret_key": SECRET, **settings}
    return App(Settings(_env_file=None, **given), database, curriculum, texts(), clock)


class Counting:
    """Counts presses in the dialogue's state, so that a doubled one is seen."""

    def __init__(self) -> None:
        self.heard: list[Incoming] = []

    def talk(
        self, tx: Tx, account: Account, state: State, incoming: Incoming, now: datetime
    ) -> tuple[Sequence[Outgoing], State]:
        self.heard.append(incoming)
        if incoming.value == "silence":
            return (), state
        if incoming.value == "fault":
            raise RuntimeError("a fault of ours")
        if incoming.kind is Kind.START:
            return [self._asked("Chào bác! Bác bấm một nút.")], state
        count = state.get("count", 0) + 1
        said = f"Lần thứ {count}. Bác nói: {incoming.value[:20]}".replace("<", "&lt;")
        return [self._asked(said)], {"count": count}

    def refuse(
        self,
        error: DomainError,
        tx: Tx,
        account: Account,
        state: State,
        incoming: Incoming,
        now: datetime,
    ) -> tuple[Sequence[Outgoing], State]:
        return [self._asked("Xin lỗi bác, máy vừa trục trặc.")], state

    def _asked(self, text: str) -> Outgoing:
        rows = ((Choice("Có", "say:yes"), Choice("Không", "say:no")), (Choice("Xem lại", "again"),))
        return Outgoing(text, rows, "pictures/phone-touch.png", "Ba cử chỉ")


class Visitor:
    """A browser without a screen."""

    def __init__(self, client: httpx.AsyncClient, transport: httpx.ASGITransport) -> None:
        self.client, self.transport = client, transport

    async def open(self, path: str = "/") -> httpx.Response:
        return await self.client.get(path)

    async def send(self, event: str | None = None, **fields: str) -> httpx.Response:
        body = {"id": event or secrets.token_hex(8), **fields}
        return await self.client.post("/chat/send", json=body, headers=JSON)


@asynccontextmanager
async def visiting(site: Site, beside: Visitor | None = None) -> AsyncIterator[Visitor]:
    """Somebody who has opened the page; in the same running process as another visitor, if that
    one is given."""
    transport = beside.transport if beside else httpx.ASGITransport(site.starlette(), False)
    async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client:
        visitor = Visitor(client, transport)
        await visitor.open()
        yield visitor


def site_on(database: Database, clock: Clock, talk: Any = None, **settings: Any) -> Site:
    return open_site(app_on(database, clock, **settings), talk or Counting())
