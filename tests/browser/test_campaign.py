"""The main job, as people do it: the real program, three browsers, and the numbers after each.

With `SCREENS=folder` the pictures of the README are taken on the way.
"""

import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from domain.names import clean
from tests.browser.talking import arrive, follow, labels, last, press
from tests.published import curriculum

ROOT = Path(__file__).parents[2]
PACE = 0.52  # seconds: a visitor may do twenty things in ten seconds
QUESTIONS = {clean(one.text): one for one in curriculum().questions.values()}
ONWARD = ("Học tiếp bài", "Học bài", "Bắt đầu", "Tiếp", "Làm câu hỏi", "Câu tiếp theo", "kiểm tra")

Counts = dict[str, dict[str, int]]


@dataclass
class Commune:
    """The running sample commune: its folder, its port, and the links it printed."""

    folder: Path
    port: int
    citizen: str
    head: str
    pages: str

    def stats(self) -> Counts:
        """`bdhvs stats 11443 --json`, by indicator."""
        told = json.loads(self.command("stats", "11443", "--json"))
        names = ("achieved", "self", "class", "pending", "headcount")
        return {one["id"]: {name: one[name] for name in names} for one in told["indicators"]}

    def command(self, *words: str) -> str:
        where = environment(self.folder, self.port)
        where["DATABASE_URL"] = f"sqlite:///{self.folder}/data/demo.sqlite3"
        command = [sys.executable, "-m", "cli", *words]
        return subprocess.run(
            command, cwd=self.folder, env=where, check=True, capture_output=True, text=True
        ).stdout


def environment(folder: Path, port: int) -> dict[str, str]:
    own = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PORT": str(port)}
    return own | {"PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"}


@pytest.fixture
def commune(tmp_path: Path) -> Iterator[Commune]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path / "log"
    with log.open("w") as out:
        command = [sys.executable, "-m", "cli", "run", "--demo"]
        process = subprocess.Popen(
            command, cwd=tmp_path, env=environment(tmp_path, port), stdout=out, stderr=out
        )
    try:
        links = wait_for_links(log)
        yield Commune(tmp_path, port, links[1], links[2], links[4])
    finally:
        process.terminate()
        process.wait(15)


def wait_for_links(log: Path) -> list[str]:
    """The addresses in the order they are printed: ready, citizen, head, official, pages."""
    for _ in range(300):
        links = re.findall(r"http://\S+", log.read_text(encoding="utf-8"))
        if len(links) >= 5:
            return links
        time.sleep(0.1)
    raise AssertionError(log.read_text(encoding="utf-8"))


@pytest.fixture
def window(browser: Browser) -> Iterator[Callable[..., Page]]:
    contexts = []

    def open_(url: str, width: int = 390, height: int = 844) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            device_scale_factor=2 if "SCREENS" in os.environ else 1,
            locale="vi-VN",
        )
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        page.goto(url)
        return page

    yield open_
    for context in contexts:
        context.close()


def picture(page: Page, name: str) -> None:
    if folder := os.environ.get("SCREENS"):
        page.wait_for_timeout(600)
        page.screenshot(path=Path(folder) / f"{name}.png")


def go(page: Page, label: str) -> None:
    time.sleep(PACE)
    press(page, label)


def write(page: Page, text: str) -> None:
    time.sleep(PACE)
    before = last(page).get_attribute("data-id")
    page.locator("#say").fill(text)
    page.locator("#say").press("Enter")
    follow(page, before)


def asked(page: Page) -> str | None:
    """The caption of the right answer, when the newest message is a question."""
    words = clean(last(page).inner_text())
    offered = [clean(label) for label in labels(page)]
    for text, question in QUESTIONS.items():
        if text in words and clean(question.correct.text) in offered:
            return question.correct.text
    return None


def learn(page: Page) -> int:
    """Press what leads on until the track is finished; returns how often."""
    for times in range(400):
        if "Chúc mừng bác đã học xong chương trình" in last(page).inner_text():
            return times
        if answer := asked(page):
            if times > 20:
                picture(page, "quiz")
            go(page, answer)
            continue
        onward = [one for one in labels(page) if any(word in one for word in ONWARD)]
        assert onward, last(page).inner_text()
        if times == 4:
            picture(page, "lesson")
        go(page, onward[0])
    raise AssertionError("no end")


def test_from_the_roster_to_the_rate(commune: Commune, window: Callable[..., Page]):
    name, year = unlearned(commune)
    at_first = commune.stats()
    before = at_first["T3"]

    citizen = window(commune.citizen)
    arrive(citizen)
    go(citizen, "Tôi đồng ý")
    write(citizen, year)
    write(citizen, name)
    go(citizen, "Đúng rồi")
    assert learn(citizen) > 100
    picture(citizen, "finished")
    waiting = commune.stats()["T3"]
    assert waiting == before | {"pending": before["pending"] + 1}

    head = window(commune.head)
    head.locator("#begin button").click()
    arrive(head)
    write(head, "Lê Văn Tổ Trưởng")
    go(head, "Chờ xác nhận")
    go(head, name)
    go(head, "Đúng người này")
    one_more = {"achieved": before["achieved"] + 1, "self": before["self"] + 1}
    assert commune.stats()["T3"] == before | one_more
    go(head, "Bảng việc")
    go(head, "Danh sách dân")
    picture(head, "hamlet")
    go(head, "Tìm người")
    write(head, name)
    if any(name in label for label in labels(head)):
        go(head, name)
    assert "Đã xong" in last(head).inner_text()

    people = hold_class(head)
    after = commune.stats()
    assert people == 10
    assert after["T3"]["achieved"] == before["achieved"] + 11
    assert after["T3"]["class"] == before["class"] + 10
    assert after["T3"]["self"] == before["self"] + 1
    assert after["T4"] == at_first["T4"], "learning is never a confirmation on VNeID"

    official = window(commune.pages, 1280, 900)
    official.get_by_role("button", name="Vào trang cán bộ").click()
    official.get_by_role("heading", level=1).wait_for()
    picture(official, "official")
    rate = f"{after['T3']['achieved']}/{after['T3']['headcount']}"
    assert rate in official.locator("main").inner_text()


def unlearned(commune: Commune) -> tuple[str, str]:
    """Somebody of the first hamlet with a name of their own who has not learned yet."""

    with sqlite3.connect(commune.folder / "data" / "demo.sqlite3") as file:
        return file.execute(
            """SELECT min(p.name), min(p.birth_year) || '' FROM persons p
               JOIN memberships m ON m.person_id = p.id AND m.kind = 'home'
               JOIN units u ON u.id = m.unit_id AND u.code = '11443-T01'
               WHERE p.birth_year < 1965
                 AND p.id NOT IN (SELECT person_id FROM completions WHERE person_id IS NOT NULL)
                 AND p.id NOT IN (SELECT person_id FROM matches)
               GROUP BY p.name_fold HAVING count(*) = 1 ORDER BY p.name_fold LIMIT 1"""
        ).fetchone()


def hold_class(head: Page) -> int:
    """An evening class of ten who have not finished: tick them, and each answers the check."""
    go(head, "Bảng việc")
    go(head, "Ghi lớp học")
    go(head, "Nhà văn hóa")
    go(head, "Hôm nay")
    ticked = 0
    while ticked < 10:
        free = [one for one in labels(head) if one.startswith("☐") and "đã xong" not in one]
        if not free:
            go(head, "Trang sau")
            continue
        go(head, free[0])
        ticked += 1
    picture(head, "class")
    go(head, "Đủ rồi")
    go(head, "Bà con đồng ý")
    write(head, "Trần Thị Chứng")
    done = 0
    while done < 10:
        offered = labels(head)
        if answer := asked(head):
            go(head, answer)
        elif "Bắt đầu trả lời" in offered:
            go(head, "Bắt đầu trả lời")
        else:
            go(head, offered[0])
        done += "đạt! Đã ghi nhận" in last(head).inner_text()
    go(head, "Kết thúc lớp")
    return done
