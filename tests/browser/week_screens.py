"""Takes the pictures of a closed week: `python -m tests.browser.week_screens [--file F.xlsx]`."""

import argparse
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from bot.conversation import routes
from bot.conversation.engine import Conversation
from cli.demo import PLAN
from content import plan_file
from domain.vocabulary import Role
from domain.weeks import Week, last_closed
from services import demo, demo_results, invitations, plans, weekly
from services.app import App
from services.clock import Clock
from storage.database import Database, Tx
from storage.migrate import upgrade
from tests.browser.screens import FOLDER, enter, fresh_link
from tests.browser.talking import arrive
from tests.conftest import find_chromium
from tests.web.serving import Running, serving
from tests.web.world import app_on
from web.site import open_site

NOW = datetime.fromisoformat("2026-11-23T07:05:00+07:00")
WEEKS = 12


def fill(tx: Tx, app: App) -> None:
    """The sample commune, whose roster came in some months ago, and its last twelve weeks."""
    early = NOW - timedelta(days=100)
    demo.load(tx, now=early)
    plans.load(tx, plan_file.load(plan_file.PACKAGED / PLAN, app.curriculum.tracks), now=early)
    sunday = NOW - timedelta(days=1)
    demo_results.load(tx, app.curriculum, today=sunday.date(), now=sunday)


def close(app: App) -> Week:
    week = last_closed(NOW, app.zone)
    for back in reversed(range(WEEKS)):
        app.database.write(weekly.close, app, demo.COMMUNE, week.before(back), now=NOW)
    return week


def chat(browser: Browser, running: Running, role: Role, unit: str, name: str) -> None:
    """The news as it is read in the chat of the page."""
    invited = running.site.app.database.write(invitations.invite_by_code, role, unit, now=NOW)
    page = opened(browser, 390, 1700)
    page.goto(invitations.links(invited, address=running.address).web)
    page.get_by_role("button", name="Mở lời mời").click()
    arrive(page)
    page.get_by_role("textbox").last.fill("Trần Văn Tư")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Tin sáng thứ Hai").click()
    message = page.get_by_text("tuần 16/11").last.locator("xpath=ancestor::*[@data-id]")
    message.wait_for()
    page.evaluate("document.querySelector('footer').style.display = 'none'")  # it lies over it
    page.wait_for_timeout(700)
    message.screenshot(path=FOLDER / f"week-{name}.png")
    page.context.close()


def opened(browser: Browser, width: int, height: int) -> Page:
    return browser.new_context(
        viewport={"width": width, "height": height}, locale="vi-VN"
    ).new_page()


def pages(browser: Browser, running: Running, week: Week, file: Path | None) -> None:
    """The page of the week, the picture of the trend, and the file."""
    for size, width, height in (("phone", 390, 844), ("desk", 1280, 1300)):
        page = opened(browser, width, height)
        page.goto(running.address + fresh_link(running))
        enter(page)
        page.get_by_role("link", name="Số liệu từng tuần").click()
        page.locator(".trend").wait_for()
        page.wait_for_timeout(700)
        page.screenshot(path=FOLDER / f"week-{size}.png")
        place = f"{running.address}/can-bo/tuan/{week.label}"
        (FOLDER / "week-picture.png").write_bytes(page.request.get(f"{place}.png").body())
        if file is not None:
            file.write_bytes(page.request.get(f"{place}.xlsx").body())
        page.context.close()


def main() -> None:
    """Serve the closed weeks, and look at the last."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--file", type=Path, help="where to leave the file for spreadsheets")
    file = parser.parse_args().file
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        url = f"sqlite:///{folder}/screens.sqlite3"
        upgrade(url)
        app = app_on(Database(url), Clock.fixed(NOW))
        app.database.write(fill, app)
        week = close(app)
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        with serving(open_site(app, Conversation(app, routes.build()))) as running:
            pages(browser, running, week, file)
            chat(browser, running, Role.HAMLET_HEAD, f"{demo.COMMUNE}-T01", "head")
            chat(browser, running, Role.OFFICIAL, demo.COMMUNE, "official")
        browser.close()
        app.database.close()


if __name__ == "__main__":
    main()
