"""The real client on the stand-in, with a small dialogue of our own."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from pydantic import SecretStr

from bot.channels.telegram.polling import Pace
from bot.channels.telegram.service import Telegram, open_telegram
from domain.errors import DomainError
from domain.messages import Choice, Incoming, Kind, Outgoing
from services.app import App
from services.clock import Clock
from services.settings import Settings
from storage.database import Database
from tests.standin.server import StandIn

SECRET = "a-secret-of-the-webhook"


@dataclass
class Echo:
    """A dialogue that counts what it is told, in the account's state, and answers with it."""

    asked: list[Incoming] = field(default_factory=list)
    before: Callable[[Incoming], object] = lambda incoming: None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def talk(self, tx, account, state, incoming, now):
        with self.lock:
            self.asked.append(incoming)
        self.before(incoming)
        number = state.get("number", 0) + 1
        if incoming.kind is Kind.LEFT:
            return (), state
        if incoming.value == "refuse":
            raise DomainError("refused")
        if incoming.value == "photo!":
            return (Outgoing("<b>Ảnh</b>", self.rows(), "pictures/phone-touch.png"),), state
        text = f"{number}: {incoming.kind} {incoming.value}"
        return (Outgoing(text, self.rows()),), {"number": number}

    def rows(self):
        return ((Choice("Tiếp", "go:1"), Choice("Dừng", "stop")),)

    def refuse(self, error, tx, account, state, incoming, now):
        return (Outgoing(f"sorry: {error.code}"),), state


Opened = AbstractAsyncContextManager[Telegram]
Open = Callable[..., Opened]


@pytest.fixture
async def telegram() -> AsyncIterator[StandIn]:
    async with StandIn() as server:
        yield server


@pytest.fixture
def talk() -> Echo:
    return Echo()


def settings(telegram: StandIn, **more: Any) -> Settings:
    return Settings(
        _env_file=None,
        telegram_bot_token=SecretStr(telegram.token),
        telegram_api_url=telegram.url,
        **more,
    )


def app(telegram: StandIn, database: Database, **more: Any) -> App:
    """What the adapter needs of an app: no lessons, no texts."""
    unused = cast(Any, None)
    return App(settings(telegram, **more), database, unused, unused, Clock.system())


@asynccontextmanager
async def running(telegram: StandIn, database: Database, talk: Any, **more: Any) -> Any:
    """The open adapter, serving."""
    patience, pace = more.pop("patience", 20.0), more.pop("pace", Pace())
    made = app(telegram, database, **more)
    async with open_telegram(made, talk, rate=None, patience=patience, pace=pace) as opened:
        work = asyncio.create_task(opened.run())
        try:
            yield opened
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)


@pytest.fixture
async def bot(telegram: StandIn, sqlite_database: Database, talk: Echo) -> AsyncIterator[Telegram]:
    """A running bot, by polling, on SQLite."""
    async with running(telegram, sqlite_database, talk) as opened:
        yield opened
