"""A real server, and a real Chromium in front of it."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bot.conversation import routes
from bot.conversation.engine import Conversation
from services import units
from storage.database import Database
from tests.conftest import SettableClock
from tests.web import offices
from tests.web.serving import Running, serving
from tests.web.world import app_on
from web.site import open_site

PHONE = {"width": 390, "height": 844}
PATIENCE = 10_000  # milliseconds


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Closed after each file: while Playwright lives, no other test may run a loop of its own."""
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=chromium, args=options)
        yield browser
        browser.close()


@pytest.fixture
def school(sqlite_database: Database, clock: SettableClock) -> Iterator[Running]:
    """The whole service on a small commune, without a network."""
    offices.found(sqlite_database, clock.now())
    app = app_on(sqlite_database, clock)
    with serving(open_site(app, Conversation(app, routes.build()))) as running:
        yield running


def poster(school: Running) -> str:
    """Where the code on the first hamlet's poster leads."""
    app = school.site.app
    return f"/?t={app.database.read(units.links, app.today())[0].join_code}"


Opened = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser, school: Running) -> Iterator[Opened]:
    """Opens a page in a browser of its own; a fault of its script fails the test."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_(path: str = "", **options) -> Page:
        context = browser.new_context(**{"viewport": PHONE, "locale": "vi-VN", **options})
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: _note(faults, said.type, said.text))
        page.goto(school.address + (path or poster(school)))
        return page

    yield open_
    for context in contexts:
        context.close()
    assert faults == []


def _note(faults: list[str], kind: str, text: str) -> None:
    """A dropped line and a refusal are what some tests are about; a broken policy never is."""
    if kind == "error" and "Failed to load resource" not in text and "ERR_INTERNET" not in text:
        faults.append(text)
