"""The stand-in is as strict as Telegram: what it lets pass, Telegram lets pass."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession

from tests.standin.limits import Limits
from tests.standin.messages import Refused
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


async def test_a_flood_is_refused_with_the_time_to_wait(telegram: StandIn):
    telegram.limits.set(per_second=30, per_chat=0.01)
    told = [await call(telegram, CALL, chat_id=7, text="a") for _ in range(4)]
    assert [status for status, _ in told] == [200, 200, 200, 429]
    assert told[3][1].startswith("Too Many Requests: retry after ")
    assert len(telegram.sent[7]) == 3


def allowed(limits: Limits, *chats: int) -> list[bool]:
    found = []
    for chat in chats:
        try:
            limits.count(chat)
        except Refused:
            found.append(False)
        else:
            found.append(True)
    return found


def test_a_short_burst_to_one_chat_is_tolerated_and_then_one_a_second():
    now = [100.0]
    limits = Limits(lambda: now[0])
    limits.set(per_second=30, per_chat=1)
    assert allowed(limits, 7, 7, 7, 7, 9) == [True, True, True, False, True]
    now[0] += 0.9
    assert allowed(limits, 7) == [False]  # told to wait a second, and asked before
    now[0] += 1.1
    assert allowed(limits, 7, 7) == [True, True]


def test_the_whole_bot_has_a_rate_and_rests_as_long_as_it_was_told():
    now = [100.0]
    limits = Limits(lambda: now[0])
    limits.set(per_second=5, per_chat=None)
    assert allowed(limits, 1, 2, 3, 4, 5, 6) == [True] * 5 + [False]
    limits.per_second = 50
    now[0] += 0.5
    assert allowed(limits, 7) == [False]
    now[0] += 0.6
    assert allowed(limits, *range(50)) == [True] * 50
    assert [flood.whole_bot for flood in limits.floods] == [True, True]


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
