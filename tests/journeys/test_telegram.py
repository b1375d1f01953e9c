"""Each track from its poster to the certificate over Telegram, through the real client."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.channels.telegram.service import open_telegram
from bot.conversation import routes
from bot.conversation.engine import Conversation
from services.app import App
from storage.database import Database
from tests.bot.channels.telegram.conftest import settings
from tests.bot.talking import build_hamlet
from tests.conftest import SettableClock
from tests.journeys import records
from tests.journeys.learning import PEOPLE, learner_of, tracks_on
from tests.journeys.pressing import Presser
from tests.journeys.telegram import TelegramPhone
from tests.journeys.travelling import Traveller
from tests.journeys.typed import Typist
from tests.published import curriculum, texts
from tests.standin.server import StandIn


@pytest.fixture
async def telegram() -> AsyncIterator[StandIn]:
    async with StandIn() as server:
        yield server


@pytest.fixture
def app(telegram: StandIn, database: Database, clock: SettableClock) -> App:
    build_hamlet(database, *PEOPLE)
    return App(settings(telegram), database, curriculum, texts(), clock)


@pytest.fixture
async def served(telegram: StandIn, app: App) -> AsyncIterator[StandIn]:
    async with open_telegram(app, Conversation(app, routes.build()), rate=None) as opened:
        work = asyncio.create_task(opened.run())
        yield telegram
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


@tracks_on(pupils="postgresql")
async def test_a_track_is_finished_by_buttons_alone(served: StandIn, app: App, track: str) -> None:
    an = Presser(TelegramPhone(served.person(7)), learner_of(track))
    await an.travel()
    await check(served, app, an)


@tracks_on()
async def test_a_track_is_finished_by_typing_alone(served: StandIn, app: App, track: str) -> None:
    an = Typist(TelegramPhone(served.person(7)), learner_of(track))
    await an.travel()
    assert not served.presses
    await check(served, app, an)


async def check(served: StandIn, app: App, an: Traveller) -> None:
    """Telegram took everything but what it was told to refuse, and no press was left turning."""
    await served.until(lambda: all(served.presses.values()))
    await served.person(7).silence()
    assert served.refusals.keys() == {"scripted 502"}
    records.check(app, "telegram", an.wisdom)
