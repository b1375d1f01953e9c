"""The stand-in is as strict as Telegram: what it lets pass, Telegram lets pass."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession

from tests.standin.server import StandIn

CALL = "sendMessage"
BUTTON = {"inline_keyboard": [[{"text": "a", "callback_data": "ấ" * 22}]]}


@pytest.fixture
async def telegram() -> AsyncIterator[StandIn]:
    async with StandIn(strict_chats=True) as server:
        server.chats.add(7)
        yield server


async def call(telegram: StandIn, method: str, **given: Any) -> tuple[int, str]:
    url = f"{telegram.url}/bot{telegram.token}/{method}"
    async with ClientSession() as session, session.post(url, json=given) as response:
        told = await response.json()
        assert told["ok"] is (response.status == 200)
        return response.status, told.get("description", "")


@pytest.mark.parametrize(
    ("method", "given", "status", "words"),
    [
        (CALL, dict(chat_id=7, text="a" * 4096), 200, ""),
        (CALL, dict(chat_id=7, text="a" * 4097), 400, "too long"),
        (CALL, dict(chat_id=7, text="😀" * 2049), 400, "too long"),
        (CALL, dict(chat_id=7, text=" "), 400, "empty"),
        (CALL, dict(chat_id=8, text="a"), 400, "chat not found"),
        (CALL, dict(chat_id=7, text="<b>a", parse_mode="HTML"), 400, "parse entities"),
        (CALL, dict(chat_id=7, text="a < b", parse_mode="HTML"), 400, "parse entities"),
        (CALL, dict(chat_id=7, text="<q>a</q>", parse_mode="HTML"), 400, "parse entities"),
        (CALL, dict(chat_id=7, text="a", reply_markup=BUTTON), 400, "BUTTON_DATA_INVALID"),
        ("sendPhoto", dict(chat_id=7, photo="unknown"), 400, "file identifier"),
        ("editMessageText", dict(chat_id=7, message_id=99, text="a"), 400, "not found"),
        ("answerCallbackQuery", dict(callback_query_id="none"), 400, "too old"),
        ("madeUp", {}, 404, "method not found"),
    ],
)
async def test_limits(telegram: StandIn, method: str, given: Any, status: int, words: str):
    got, description = await call(telegram, method, **given)
    assert got == status
    assert words in description


async def test_an_unchanged_edit_is_refused(telegram: StandIn):
    await call(telegram, CALL, chat_id=7, text="a")
    edit = dict(chat_id=7, message_id=1, text="a")
    assert (await call(telegram, "editMessageText", **edit))[1].count("not modified")
    assert (await call(telegram, "editMessageText", **edit | dict(text="b")))[0] == 200


async def test_a_press_is_noticed_once(telegram: StandIn):
    telegram.person(7).press_data("go")
    press = next(iter(telegram.presses))
    assert (await call(telegram, "answerCallbackQuery", callback_query_id=press))[0] == 200
    assert (await call(telegram, "answerCallbackQuery", callback_query_id=press))[0] == 400


async def test_rates_are_enforced(telegram: StandIn):
    telegram.limits.per_second, telegram.limits.per_chat = 30, 1
    assert (await call(telegram, CALL, chat_id=7, text="a"))[0] == 200
    status, words = await call(telegram, CALL, chat_id=7, text="a")
    assert (status, words) == (429, "Too Many Requests: retry after 1")


async def test_updates_are_kept_until_the_offset_passes_them(telegram: StandIn):
    first, second = telegram.person(7).message(text="a"), telegram.person(7).message(text="b")
    for _ in range(2):
        assert (await call(telegram, "getUpdates"))[0] == 200
        assert sorted(telegram.pending) == [first, second]
    await call(telegram, "getUpdates", offset=second)
    assert sorted(telegram.pending) == [second]


async def test_a_second_poll_ends_the_first(telegram: StandIn):
    first = asyncio.create_task(call(telegram, "getUpdates", timeout=30))
    await telegram.until(lambda: telegram.calls["getUpdates"] == 1)
    second = asyncio.create_task(call(telegram, "getUpdates", timeout=1))
    assert (await first)[0] == 409
    assert (await second)[0] == 200


async def test_a_wrong_token_is_refused(telegram: StandIn):
    telegram.token += "x"
    good, telegram.token = telegram.token, telegram.token[:-1]
    url = f"{telegram.url}/bot{good}/getMe"
    async with ClientSession() as session, session.post(url) as response:
        assert response.status == 401
