"""Each track from its poster to the certificate in the web chat."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TypeVar

import pytest
from httpx import AsyncClient

from bot.conversation import routes
from bot.conversation.engine import Conversation
from storage.database import Database
from tests.bot.talking import build_hamlet
from tests.conftest import SettableClock
from tests.journeys import records
from tests.journeys.browser import Browser, FormBrowser, Patience, ScriptBrowser
from tests.journeys.learning import PEOPLE, learner_of, tracks_on
from tests.journeys.pressing import Presser
from tests.journeys.typed import Typist
from tests.web.world import app_on, visiting
from web.site import Site, open_site

B = TypeVar("B", bound=Browser)


@pytest.fixture
def patience(clock: SettableClock) -> Patience:
    return Patience(clock)


@pytest.fixture
def site(database: Database, clock: SettableClock, patience: Patience) -> Site:
    """The whole site; who is too hasty is told by the time that people take."""
    build_hamlet(database, *PEOPLE)
    app = app_on(database, clock)
    return replace(open_site(app, Conversation(app, routes.build())), ticks=patience.now)


@asynccontextmanager
async def browsing(
    site: Site, patience: Patience, kind: Callable[[AsyncClient, Patience], B]
) -> AsyncIterator[B]:
    async with visiting(site) as visitor:
        yield kind(visitor.client, patience)
        await site.sent.note()


@tracks_on()
async def test_a_track_is_finished_by_buttons_alone(
    site: Site, patience: Patience, track: str
) -> None:
    async with browsing(site, patience, FormBrowser) as browser:
        an = Presser(browser, learner_of(track))
        await an.travel()
    records.check(site.app, "web", an.wisdom)
    assert not site.refused


@tracks_on()
async def test_a_track_is_finished_by_typing_alone(
    site: Site, patience: Patience, track: str
) -> None:
    async with browsing(site, patience, ScriptBrowser) as browser:
        an = Typist(browser, learner_of(track))
        await an.travel()
    records.check(site.app, "web", an.wisdom)
    assert not site.refused
