"""Two programs read the updates of one bot: each yields, and the one that stays goes on."""

import asyncio
import logging

from bot.channels.telegram.polling import Pace
from storage.database import Database
from tests.bot.channels.telegram.conftest import Echo, running
from tests.standin.faults import Fault
from tests.standin.server import StandIn

QUICK = Pace(first=0.02, longest=0.1, quiet=0.3)
CONFLICT = Fault(409, "Conflict: terminated by other getUpdates request")


def told(caplog) -> list[str]:
    lines = [record for record in caplog.records if record.name.endswith(".polling")]
    return [record.getMessage() for record in lines if record.levelno >= logging.WARNING]


async def test_a_conflict_is_told_once_and_it_goes_on_when_it_is_over(
    telegram: StandIn, database: Database, talk: Echo, caplog
):
    async with running(telegram, database, talk, pace=QUICK) as bot:
        await telegram.until(lambda: telegram.calls["getUpdates"] > 0)
        telegram.script("getUpdates", CONFLICT, times=5)
        telegram.wake()
        await telegram.person(7).say("a")
        await telegram.until(lambda: bot.trouble() == "second_reader")
        [answer] = await telegram.person(7).read()
        assert answer.text == "1: text a"
        await asyncio.sleep(QUICK.quiet)
        await telegram.person(7).say("b")
        await telegram.until(lambda: bot.trouble() == "")
    begun, over = told(caplog)
    assert "only one may run" in begun
    assert "goes on, after 5 failures" in over


async def test_the_second_program_may_come_and_go(
    telegram: StandIn, database: Database, talk: Echo, caplog
):
    async with running(telegram, database, talk, pace=QUICK) as first:
        await telegram.until(lambda: telegram.calls["getUpdates"] > 0)
        async with running(telegram, database, Echo(), pace=QUICK) as second:
            await telegram.until(lambda: first.trouble() == second.trouble() == "second_reader")
        refused = telegram.refusals["getUpdates 409"]
        await telegram.person(7).say("a")
        await telegram.until(lambda: bool(telegram.sent[7]))
        assert telegram.refusals["getUpdates 409"] <= refused + 1  # what was asked before the end
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


async def test_whoever_ends_in_a_conflict_does_not_throw_out_the_other(
    telegram: StandIn, database: Database, talk: Echo
):
    async with running(telegram, database, talk, pace=Pace(first=60, longest=60)) as bot:
        await telegram.until(lambda: telegram.calls["getUpdates"] > 0)
        telegram.script("getUpdates", CONFLICT)
        await telegram.person(7).say("a")
        await telegram.person(7).read()
        await telegram.until(lambda: bot.trouble() == "second_reader")
        calls = telegram.calls["getUpdates"]
    assert telegram.calls["getUpdates"] == calls
