"""Takes the pictures below `docs/screens`: `python -m tests.browser.screens`.

A font with emoji must be there (fonts-noto-color-emoji), or they show as empty boxes.
"""

import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, FilePayload, Page, sync_playwright

from bot.conversation import routes
from bot.conversation.engine import Conversation
from cli import demo
from services.clock import Clock
from storage.database import Database
from storage.migrate import upgrade
from tests.browser.talking import arrive, labels, press
from tests.conftest import find_chromium
from tests.web.serving import Running, serving
from tests.web.world import app_on
from web.site import open_site

FOLDER = Path(__file__).parents[2] / "docs" / "screens"
NOW = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
SIZES = {"small": (320, 568), "phone": (390, 844), "desk": (1280, 800)}


def lesson(page: Page) -> None:
    arrive(page)
    press(page, "Không đồng ý")
    press(page, "Học")
    press(page, "Bắt đầu học")


def question(page: Page) -> None:
    lesson(page)
    while "Tiếp" in labels(page):
        press(page, "Tiếp")
    press(page, "Làm câu hỏi")


def offline(page: Page) -> None:
    lesson(page)
    page.context.set_offline(True)
    page.get_by_role("button", name="Tiếp").last.click()
    page.locator("#notice").wait_for()


def enter(page: Page) -> None:
    page.get_by_role("button", name="Vào trang cán bộ").click()
    page.get_by_role("heading", level=1).wait_for()


def wrong_roster(page: Page) -> None:
    enter(page)
    page.get_by_role("link", name="Nạp danh sách").click()
    text = "Họ và tên,Năm sinh,Thôn/Tổ\nLan,19x0,Tổ dân phố số 1\nHoa,1960,Tổ dân phố số 9\n"
    file = FilePayload(name="ds.csv", mimeType="text/csv", buffer=text.encode())
    page.get_by_label("Tệp danh sách").set_input_files(file)
    page.get_by_role("button", name="Xem trước").click()
    page.locator(".problems").wait_for()


CITIZEN: dict[str, Callable[[Page], None]] = {
    "welcome": arrive,
    "lesson": lesson,
    "question": question,
    "offline": offline,
}
STAFF: dict[str, Callable[[Page], None]] = {
    "door": lambda page: None,
    "indicators": enter,
    "roster": wrong_roster,
}


def take(browser: Browser, running: Running, told: demo.Demo) -> None:
    """Every scene at every size."""
    place = told.rows[0][1].partition("/?")[2]
    for size, (width, height) in SIZES.items():
        for name, act in (CITIZEN | STAFF).items():
            path = f"/?{place}" if name in CITIZEN else fresh_link(running)
            context = browser.new_context(
                viewport={"width": width, "height": height}, locale="vi-VN"
            )
            page = context.new_page()
            page.goto(running.address + path)
            act(page)
            page.wait_for_timeout(700)
            page.screenshot(path=FOLDER / f"{name}-{size}.png")
            context.close()


def fresh_link(running: Running) -> str:
    """A sign-in link that nobody has used."""
    app = running.site.app
    return f"/vao/{app.database.write(demo.signed_in, '11443', app.clock.now())}"


def main() -> None:
    """Serve a demonstration, and look at it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        url = f"sqlite:///{folder}/screens.sqlite3"
        upgrade(url)
        app = app_on(Database(url), Clock.fixed(NOW))
        told = demo.fill(app)
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        with serving(open_site(app, Conversation(app, routes.build()))) as running:
            take(browser, running, told)
        browser.close()
        app.database.close()


if __name__ == "__main__":
    main()
