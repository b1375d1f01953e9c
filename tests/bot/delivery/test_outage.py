"""The database goes away while messages leave and people write: told once, and nothing is lost."""

import asyncio
import logging
from collections import Counter

from storage.database import Database
from tests.bot.channels.telegram.conftest import Echo, running
from tests.bot.delivery.conftest import sending
from tests.outages import away
from tests.outgoing import Notice, Post
from tests.standin.server import StandIn


def told(caplog) -> Counter[str]:
    """The lines about trouble, without what makes each of a kind different."""
    serious = [one for one in caplog.records if one.levelno >= logging.WARNING]
    return Counter(one.getMessage().partition(":")[0] for one in serious)


async def test_a_sender_tells_an_outage_once_and_sends_afterwards(
    telegram: StandIn, database: Database, notice: Notice, caplog
):
    post = Post(database)
    async with sending(telegram, database, notice):
        await asyncio.sleep(0.5)
        with away(database):
            await asyncio.sleep(6)
        post.plan([1, 2])
        await telegram.until(post.over)
        # each trouble when it began, and when it was over
        await telegram.until(lambda: set(told(caplog).values()) == {2})
    assert post.fates() == ["sent", "sent"]
    assert "Traceback" not in caplog.text


async def test_what_people_say_meanwhile_is_answered_afterwards(
    telegram: StandIn, database: Database, talk: Echo, caplog
):
    async with running(telegram, database, talk):
        await telegram.person(7).say("a")
        await telegram.person(7).read()
        with away(database):
            for number in (7, 8, 9):
                await telegram.person(number).say("b")
            await asyncio.sleep(3)
        for number in (7, 8, 9):
            await telegram.until(lambda number=number: telegram.sent[number])
        await telegram.until(lambda: "what people say waits: goes on" in caplog.text)
    assert telegram.sent[7][-1].text == "2: text b"
    assert told(caplog)["what people say waits"] == 2
    assert "Traceback" not in caplog.text
