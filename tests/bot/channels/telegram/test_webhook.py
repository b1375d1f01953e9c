"""Pushes: who may push, what is taken, and that 200 comes only after the commit."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.channels.telegram.service import Telegram
from bot.channels.telegram.webhook import LARGEST, PATH
from storage.database import Database
from tests.bot.channels.telegram.conftest import SECRET, Echo, running
from tests.standin.server import StandIn

HEADERS = {"x-telegram-bot-api-secret-token": SECRET}


@pytest.fixture
async def site(telegram: StandIn, sqlite_database: Database, talk: Echo) -> AsyncIterator:
    """The bot behind a web server, with Telegram told where it is."""
    open_sites: list[Telegram] = []

    async def handle(request: web.BaseRequest) -> web.Response:
        assert request.path == PATH
        receive = open_sites[0].receive
        return web.Response(status=await receive(request.headers, await request.read()))

    runner = web.ServerRunner(web.Server(handle, access_log=None), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    hook = dict(telegram_mode="webhook", public_url=url, telegram_webhook_secret=SecretStr(SECRET))
    async with running(telegram, sqlite_database, talk, **hook) as opened:
        open_sites.append(opened)
        await telegram.until(lambda: telegram.pushes.url == url + PATH)
        yield opened
    await runner.cleanup()


def body(text: str = "a", number: int = 1) -> bytes:
    chat = {"id": 7, "type": "private"}
    message = {"message_id": 1, "date": 1, "chat": chat, "text": text}
    return json.dumps({"update_id": number, "message": message}).encode()


async def test_people_talk_by_webhook(telegram: StandIn, site):
    lan = telegram.person(7)
    await lan.start("KA-01")
    [hello] = await lan.read()
    await lan.press("Tiếp")
    [answer] = await lan.read()
    assert (hello.text, answer.text) == ("1: start KA-01", "2: action go:1")
    assert set(telegram.pushes.statuses) == {200}


@pytest.mark.parametrize(
    ("headers", "content", "status"),
    [
        ({}, body(), 401),
        ({"x-telegram-bot-api-secret-token": "wrong"}, body(), 403),
        ({"x-telegram-bot-api-secret-token": "sai-mật-khẩu"}, body(), 403),
        (HEADERS, b"x" * (LARGEST + 1), 413),
        (HEADERS, b"{", 400),
        (HEADERS, b"[1]", 400),
        (HEADERS, b"\xff", 400),
        (HEADERS, b"[" * 100_000, 400),
        (HEADERS, b"{}", 400),
        (HEADERS, b'{"update_id": 1, "message": 5}', 400),
        (HEADERS, b'{"update_id": 1}', 200),
        (HEADERS, body(), 200),
    ],
)
async def test_only_telegram_is_let_in(site, headers: dict[str, str], content: bytes, status: int):
    assert await site.receive(headers, content) == status


async def test_a_push_is_acknowledged_after_its_commit(site, talk: Echo):
    may_commit = threading.Event()
    talk.before = lambda _: may_commit.wait(5)
    pushed = asyncio.create_task(site.receive(HEADERS, body()))
    await asyncio.sleep(0.2)
    assert not pushed.done()
    may_commit.set()
    assert await pushed == 200


async def test_a_push_repeated_while_it_is_processed_is_answered_once(
    telegram: StandIn, site, talk: Echo
):
    talk.before = lambda _: threading.Event().wait(0.2)
    pushes = [site.receive(HEADERS, body()) for _ in range(5)]
    assert await asyncio.gather(*pushes) == [200] * 5
    await telegram.person(7).read()
    assert await site.receive(HEADERS, body()) == 200
    await telegram.person(7).silence()
    assert len(telegram.sent[7]) == 1


async def test_a_slow_platform_does_not_delay_the_acknowledgement(telegram: StandIn, site):
    telegram.delays["sendMessage"] = 2
    assert await site.receive(HEADERS, body()) == 200
    assert telegram.sent[7] == []


async def test_without_a_secret_there_is_no_webhook(
    telegram: StandIn, sqlite_database: Database, talk: Echo
):
    async with running(telegram, sqlite_database, talk) as opened:
        assert await opened.receive(HEADERS, body()) == 404
