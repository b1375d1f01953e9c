"""Telegram refuses, is slow, or breaks off."""

import logging
import time

import pytest
from sqlalchemy import select

from domain.messages import Outgoing
from storage.database import Database
from storage.schema import accounts, updates
from tests.bot.channels.telegram.conftest import Echo, running
from tests.standin.faults import Fault
from tests.standin.server import StandIn


def outcomes(database: Database) -> list[str]:
    query = select(updates.c.outcome).order_by(updates.c.id)
    return list(database.read(lambda tx: tx.scalars(query).all()))


async def three(telegram: StandIn, seconds: float = 30.0) -> list[str]:
    """Somebody says three things; what they read in the end."""
    lan = telegram.person(7)
    for word in ("a", "b", "c"):
        await lan.say(word)
    await telegram.until(lambda: len(telegram.sent[7]) >= 3, seconds)
    return [message.text for message in await lan.read()]


IN_ORDER = ["1: text a", "2: text b", "3: text c"]


async def test_blocked_means_unreachable(telegram: StandIn, bot, sqlite_database: Database):
    telegram.script("sendMessage", Fault.blocked())
    await telegram.person(7).say("a")
    await telegram.until(lambda: outcomes(sqlite_database) == ["refused"])
    reachable = sqlite_database.read(lambda tx: tx.scalar(select(accounts.c.reachable)))
    assert reachable is False
    assert telegram.calls["sendMessage"] == 1


async def test_a_flood_wait_is_kept_and_so_is_the_order(telegram: StandIn, bot):
    telegram.script("sendMessage", Fault.flood(1))
    began = time.monotonic()
    assert await three(telegram) == IN_ORDER
    assert time.monotonic() - began > 1
    assert telegram.refusals["scripted 429"] == 1


async def test_one_persons_flood_does_not_hold_the_others(telegram: StandIn, bot):
    telegram.script("sendMessage", Fault.flood(3), chat=7)
    await telegram.person(7).say("a")
    await telegram.person(8).say("a")
    await telegram.person(8).read()
    assert telegram.sent[7] == []


@pytest.mark.parametrize("fault", [Fault.server(500), Fault.server(502), Fault.broken()])
async def test_trouble_passes_and_the_order_is_kept(telegram: StandIn, bot, fault: Fault):
    telegram.script("sendMessage", fault)
    assert await three(telegram) == IN_ORDER


async def test_a_lost_answer_is_sent_at_most_twice(
    telegram: StandIn, talk: Echo, sqlite_database: Database
):
    async with running(telegram, sqlite_database, talk, patience=0.2):
        telegram.script("sendMessage", Fault.timeout(1, delivers=True), times=2)
        await telegram.person(7).say("a")
        await telegram.until(lambda: outcomes(sqlite_database) == ["unknown"])
        await telegram.person(7).say("b")
        await telegram.until(lambda: outcomes(sqlite_database) == ["unknown", "sent"])
    assert [m.text for m in telegram.sent[7]] == ["1: text a", "1: text a", "2: text b"]


async def test_a_lost_request_is_repeated_and_noted(
    telegram: StandIn, talk: Echo, sqlite_database: Database
):
    async with running(telegram, sqlite_database, talk, patience=0.2):
        telegram.script("sendMessage", Fault.timeout(1))
        await telegram.person(7).say("a")
        await telegram.until(lambda: outcomes(sqlite_database) == ["unknown"])
    assert [m.text for m in telegram.sent[7]] == ["1: text a"]


async def test_unreadable_tags_are_sent_as_plain_text(
    telegram: StandIn, talk: Echo, sqlite_database: Database, caplog
):
    talk.talk = lambda *_: ((Outgoing("<b>Một <q>&amp; hai</b>"),), {})  # type: ignore[method-assign]
    async with running(telegram, sqlite_database, talk):
        await telegram.person(7).say("a")
        [answer] = await telegram.person(7).read()
    assert answer.text == "Một & hai"
    assert "tags" in caplog.text


@pytest.mark.parametrize("text", ["chat not found", "BUTTON_DATA_INVALID", "message is too long"])
async def test_a_permanent_refusal_is_not_repeated(
    telegram: StandIn, bot, sqlite_database: Database, text: str
):
    telegram.script("sendMessage", Fault.bad(text))
    await telegram.person(7).say("a")
    await telegram.until(lambda: outcomes(sqlite_database) == ["refused"])
    await telegram.person(7).say("b")
    [answer] = await telegram.person(7).read()
    assert answer.text == "2: text b"


async def test_not_modified_is_as_good_as_sent(telegram: StandIn, bot, sqlite_database: Database):
    telegram.script("sendMessage", Fault.bad("message is not modified"))
    await telegram.person(7).say("a")
    await telegram.until(lambda: outcomes(sqlite_database) == ["sent"])


async def test_a_press_that_cannot_be_noticed_is_still_answered(telegram: StandIn, bot):
    telegram.script("answerCallbackQuery", Fault.bad("query is too old"))
    telegram.person(7).press_data("go:1")
    [answer] = await telegram.person(7).read()
    assert answer.text == "1: action go:1"


async def test_a_refused_bot_says_so_once_and_ends(telegram: StandIn, bot, caplog):
    telegram.script("getUpdates", Fault(401, "Unauthorized"))
    telegram.wake()
    await telegram.person(7).say("a")
    await telegram.until(lambda: "TELEGRAM_BOT_TOKEN" in caplog.text)
    await telegram.until(lambda: bot.trouble() == "refused")
    calls = telegram.calls["getUpdates"]
    await telegram.person(7).say("b")
    assert telegram.calls["getUpdates"] <= calls + 1
    assert len([r for r in caplog.records if r.levelno >= logging.ERROR]) == 1


async def test_the_token_is_never_logged(telegram: StandIn, bot, caplog, sqlite_database: Database):
    caplog.set_level(logging.DEBUG)
    telegram.script("sendMessage", Fault.broken())
    telegram.script("sendMessage", Fault.server())
    assert await three(telegram) == IN_ORDER
    assert "TEST-TOKEN" not in caplog.text


async def test_an_unreachable_server_is_tried_again(
    telegram: StandIn, talk: Echo, sqlite_database: Database
):
    await telegram.person(7).say("a")
    port = telegram.port
    await telegram.__aexit__()
    async with running(telegram, sqlite_database, talk), StandIn(port=port) as again:
        await again.person(7).say("a")
        [answer] = await again.person(7).read()
        assert answer.text == "1: text a"


NAME = "Trần Thị Bưởi 1948 0912345678"
CUT_OFF = '{"ok":true,"result":[{"update_id":1,"message":{"text":"' + NAME
SPOILED = [Fault(200, raw=CUT_OFF), Fault(500, raw=NAME), Fault(200, raw=f'["{NAME}"]')]


@pytest.mark.parametrize("spoiled", SPOILED)
@pytest.mark.parametrize("method", ["getUpdates", "sendMessage"])
async def test_a_spoiled_answer_is_told_in_one_line_that_names_nobody(
    telegram: StandIn, bot, caplog, method: str, spoiled: Fault
):
    telegram.script(method, spoiled)
    await telegram.person(7).say("a")
    await telegram.person(7).read()
    await telegram.until(lambda: "again in" in caplog.text)
    assert "Trần" not in caplog.text
    assert "Traceback" not in caplog.text
    assert len([one for one in caplog.records if one.levelno >= logging.WARNING]) == 1
