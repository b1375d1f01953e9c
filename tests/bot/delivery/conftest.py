"""Delivery by the real Telegram client, on the stand-in."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from bot.channels.telegram.service import open_sender
from bot.delivery import Delivery
from services.clock import Clock
from storage.database import Database
from tests.bot.channels.telegram.conftest import Echo, app
from tests.outgoing import Notice, Post
from tests.standin.server import StandIn


@pytest.fixture
async def telegram() -> AsyncIterator[StandIn]:
    async with StandIn() as server:
        yield server


@pytest.fixture
def talk() -> Echo:
    return Echo()


@pytest.fixture
def notice() -> Notice:
    return Notice()


@pytest.fixture
def post(sqlite_database: Database) -> Post:
    return Post(sqlite_database)


@asynccontextmanager
async def sending(
    telegram: StandIn,
    database: Database,
    notice: Notice,
    *,
    rate: float | None = None,
    patience: float = 20.0,
    clock: Clock | None = None,
    **more: Any,
) -> AsyncIterator[Delivery]:
    """A process that does nothing but send."""
    made = app(telegram, database)
    if clock is not None:
        made = replace(made, clock=clock)
    async with open_sender(made, rate=rate, patience=patience) as line:
        delivery = Delivery(made, [line], notice.notices, **more)
        work = asyncio.create_task(delivery.run())
        try:
            yield delivery
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
