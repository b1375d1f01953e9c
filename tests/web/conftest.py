"""A site on each engine."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from storage.database import Database
from tests.conftest import SettableClock
from tests.web.world import Visitor, site_on, visiting
from web.site import Site


@pytest.fixture
def site(sqlite_database: Database, clock: SettableClock) -> Site:
    return site_on(sqlite_database, clock)


@pytest_asyncio.fixture
async def visitor(site: Site) -> AsyncIterator[Visitor]:
    async with visiting(site) as one:
        yield one
