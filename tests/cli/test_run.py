"""The whole service as a process: ready, shown, told to stop, refused."""

import asyncio
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from storage.database import Database
from storage.schema import accounts
from tests.outgoing import Post
from tests.standin.server import StandIn
from tests.web.world import JSON, SAME
from web.server import bind

ROOT = Path(__file__).parents[2]
READY = 30  # seconds, on a machine that does other things too


@contextmanager
def running(folder: Path, *arguments: str, **settings: str) -> Iterator[subprocess.Popen[str]]:
    """The program in an empty folder, on a free port; it must end when told to."""
    environment = {
        "PATH": os.defpath,
        "PYTHONPATH": str(ROOT),
        "PYTHONIOENCODING": "utf-8",
        "PORT": "0",
        **settings,
    }
    command = [sys.executable, "-m", "cli", "run", *arguments]
    with subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def said(process: subprocess.Popen[str], until: str) -> str:
    """What it prints up to a line."""
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if until in line:
            return "".join(lines)
    assert process.stderr is not None
    raise AssertionError(f"it ended: {process.stderr.read()}")


def complaints(process: subprocess.Popen[str]) -> list[str]:
    """What it said on stderr, once it has ended."""
    assert process.stderr is not None
    return process.stderr.read().splitlines()


def addresses(process: subprocess.Popen[str]) -> list[str]:
    return re.findall(r"^    (http://\S+)$", said(process, "Ctrl+C"), re.MULTILINE)


def test_the_demonstration_opens_for_everybody(tmp_path: Path):
    with running(tmp_path, "--demo") as process, httpx.Client() as client:
        citizen, head, official, pages = addresses(process)
        for link in (citizen, head, official):
            page = client.get(link)
            assert page.status_code == 200
            assert 'id="begin"' in page.text
        event = {"id": "event-0001", "start": head.partition("t=")[2]}
        base = citizen.partition("/?")[0]
        told = client.post(f"{base}/chat/send", json=event, headers=JSON).json()
        assert "Tổ dân phố số 1" in told["html"]
        door = client.get(pages, follow_redirects=True)
        client.post(door.url, headers=SAME)
        assert "Phường Kiến An" in client.get(f"{base}/can-bo").text
        process.send_signal(signal.SIGTERM)
        assert process.wait(15) == 0
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()


def test_each_demonstration_begins_afresh_and_touches_nothing_else(tmp_path: Path):
    found = []
    for _ in range(2):
        with running(tmp_path, "--demo") as process:
            found.append(addresses(process))
            process.send_signal(signal.SIGINT)
            assert process.wait(15) == 0
    assert found[0][1].partition("t=")[2] != found[1][1].partition("t=")[2]
    assert not (tmp_path / "data" / "bdhvs.sqlite3").exists()


def test_a_plain_start_makes_its_database_and_stops_quickly(tmp_path: Path):
    with running(tmp_path) as process:
        ready = said(process, "Ready")
        base = ready.split()[-1]
        assert httpx.get(f"{base}/healthz").json()["status"] == "ok"
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(15) == 0
        assert time.monotonic() - began < 10
    assert (tmp_path / "data" / "bdhvs.sqlite3").exists()


def test_a_port_in_use_is_refused_in_one_line(tmp_path: Path):
    with bind("127.0.0.1", 0) as taken:
        port = str(taken.getsockname()[1])
        with running(tmp_path, PORT=port) as process:
            assert process.wait(READY) == 1
            assert process.stderr is not None
            told = process.stderr.read().splitlines()
    assert len(told) == 1
    assert port in told[0]


@pytest.mark.parametrize("parts", ["web,nothing", "everything", "zalo", "sender,zalo"])
def test_an_unknown_part_is_wrong_usage(bdhvs, parts: str):
    ran = bdhvs("run", "--only", parts)
    assert ran.code == 2
    (told,) = ran.err.splitlines()
    assert told.endswith("Parts: web, telegram, sender, clock.")


WEBHOOK = {
    "TELEGRAM_MODE": "webhook",
    "TELEGRAM_BOT_TOKEN": "1:x",
    "TELEGRAM_WEBHOOK_SECRET": "secret",
    "PUBLIC_URL": "https://hoc.example.vn",
}


@pytest.mark.parametrize(
    ("parts", "settings", "named"),
    [
        ("telegram", WEBHOOK, "web,telegram"),
        ("telegram,clock", WEBHOOK, "web,telegram"),
        ("web,telegram", WEBHOOK | {"PUBLIC_URL": ""}, "PUBLIC_URL"),
    ],
)
def test_webhooks_that_cannot_come_in_are_refused_in_one_line(
    tmp_path: Path, parts: str, settings: dict[str, str], named: str
):
    with running(tmp_path, "--only", parts, **settings) as process:
        assert process.wait(READY) == 1
        told = complaints(process)
    assert len(told) == 1
    assert named in told[0]


def test_the_web_alone_says_where_webhooks_are_received(tmp_path: Path):
    with running(tmp_path, "--only", "web", TELEGRAM_MODE="webhook") as process:
        said(process, "Ready")
        process.send_signal(signal.SIGTERM)
        assert process.wait(15) == 0
        told = complaints(process)
    assert any("both web and telegram" in line for line in told)


def test_without_the_web_no_port_is_taken(tmp_path: Path):
    with bind("127.0.0.1", 0) as taken:
        port = str(taken.getsockname()[1])
        with running(tmp_path, "--only", "clock", PORT=port) as process:
            said(process, "Ready")
            process.send_signal(signal.SIGTERM)
            assert process.wait(15) == 0


def test_a_sender_alone_sees_to_what_waits(tmp_path: Path, sqlite_url: str):
    post = Post(database := Database(sqlite_url))
    post.plan([7])
    database.write(lambda tx: tx.execute(accounts.update().values(reachable=False)))
    settings = {"TELEGRAM_BOT_TOKEN": "1:x", "TELEGRAM_API_URL": "http://127.0.0.1:1"}
    with running(tmp_path, "--only", "sender", DATABASE_URL=sqlite_url, **settings) as process:
        said(process, "Ready")
        until = time.monotonic() + READY
        while not post.over() and time.monotonic() < until:
            time.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        assert process.wait(15) == 0
        assert complaints(process) == []
    assert post.fates() == ["skipped unreachable"]
    database.close()


def test_a_wrong_setting_is_named(tmp_path: Path):
    with running(tmp_path, PUBLIC_URL="hoc.example.vn") as process:
        assert process.wait(READY) == 1
        assert process.stderr is not None
        assert "PUBLIC_URL" in process.stderr.read()


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A folder whose lessons have a fault; the program started there reads them."""
    shutil.copytree(ROOT / "content", tmp_path / "content")
    quiz = tmp_path / "content" / "lessons" / "fraud" / "quiz.yaml"
    quiz.write_text(quiz.read_text(encoding="utf-8").replace("correct: ", "korrect: ", 1))
    return tmp_path


def test_a_broken_lesson_does_not_keep_officials_from_their_lists(broken: Path):
    (broken / "units.csv").write_text(
        "code,name,level,parent,valid_from\n31,Hải Phòng,province,,2025-07-01\n", encoding="utf-8"
    )
    command = [sys.executable, "-m", "cli", "unit", "import", "units.csv"]
    environment = {"PATH": os.defpath, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(command, cwd=broken, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_nothing_is_served_with_broken_content(broken: Path):
    with running(broken) as process:
        assert process.wait(READY) == 1
        told = "\n".join(complaints(process))
    assert "fraud/quiz.yaml" in told
    assert "korrect" in told
    assert "Traceback" not in told


async def test_a_refused_token_shows_on_the_health_page(tmp_path: Path):
    async with StandIn() as telegram, httpx.AsyncClient() as client:
        settings = {"TELEGRAM_BOT_TOKEN": "1:wrong", "TELEGRAM_API_URL": telegram.url}
        with running(tmp_path, "--only", "web,telegram", **settings) as process:
            base = (await asyncio.to_thread(said, process, "Ready")).split()[-1]
            for _ in range(100):
                told = (await client.get(f"{base}/healthz")).json()
                if told["status"] != "ok":
                    break
                await asyncio.sleep(0.1)
            process.send_signal(signal.SIGTERM)
            assert await asyncio.to_thread(process.wait, 15) == 0
            assert [line for line in complaints(process) if "Telegram is off" in line]
    assert told == {"status": "degraded", "troubles": {"telegram": "refused"}, "refused": {}}
