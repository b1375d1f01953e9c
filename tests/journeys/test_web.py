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
from tests.journeys.browser import Browser, FormBrowser, Patience
from tests.journeys.pressing import Presser
from tests.journeys.wisdom import Wisdom
from tests.web.world import app_on, curriculum, visiting
from web.site import Site, open_site

B = TypeVar("B", bound=Browser)
TRACKS = tuple(curriculum().tracks)


@pytest.fixture
def patience(clock: SettableClock) -> Patience:
    return Patience(clock)


@pytest.fixture
def site(database: Database, clock: SettableClock, patience: Patience) -> Site:
    """The whole site; who is too hasty is told by the time that people take."""
    build_hamlet(database, ("Nguyễn Văn An", 1958), ("Trần Thị Bình", 1961))
    app = app_on(database, clock)
    return replace(open_site(app, Conversation(app, routes.build())), ticks=patience.now)


def wisdom(track: str) -> Wisdom:
    """Somebody who fails the second lesson's quiz and the final one before they pass."""
    chosen = curriculum().tracks[track]
    return Wisdom(curriculum(), chosen, {chosen.lessons[1], track})


@asynccontextmanager
async def browsing(
    site: Site, patience: Patience, kind: Callable[[AsyncClient, Patience], B]
) -> AsyncIterator[B]:
    async with visiting(site) as visitor:
        yield kind(visitor.client, patience)
        await site.sent.note()


@pytest.mark.parametrize("track", TRACKS)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_track_is_finished_by_buttons_alone(
    site: Site, patience: Patience, track: str
) -> None:
    async with browsing(site, patience, FormBrowser) as browser:
        an = Presser(browser, wisdom(track))
        await an.travel()
    records.check(site.app, "web", an.wisdom)
    assert not site.refused
