"""Many are written to at once, at the limits of Telegram, while some of them press a button."""

import asyncio
from collections import Counter

from bot.channels.telegram.service import open_telegram
from bot.delivery import Delivery
from storage.database import Database
from tests.bot.channels.telegram.conftest import Echo, app
from tests.outgoing import Notice, Post
from tests.standin.server import StandIn

PEOPLE = range(1, 61)
PRESSING = range(1, 60, 10)


async def test_nobody_is_flooded_and_presses_are_answered_before_the_rest_is_sent(
    telegram: StandIn, sqlite_database: Database, post: Post, notice: Notice
):
    telegram.limits.set(per_second=30, per_chat=1, burst=2)
    post.plan(PEOPLE)
    post.plan([1, 2], slot="second")
    made = app(telegram, sqlite_database)
    async with open_telegram(made, Echo(), rate=25) as opened:
        delivery = Delivery(made, [opened.line], notice.notices)
        work = [asyncio.create_task(each) for each in (opened.run(), delivery.run())]
        for chat in PRESSING:
            await telegram.until(lambda chat=chat: telegram.sent[chat])
            telegram.person(chat).press_data("go")
        await telegram.until(lambda: post.over() and len(telegram.log) >= 68)
        for each in work:
            each.cancel()
        await asyncio.gather(*work, return_exceptions=True)
    assert telegram.limits.floods == []
    told = [(sent.chat, sent.text.startswith("tin ")) for sent in telegram.log]
    assert Counter(chat for chat, mass in told if mass) == {
        chat: 1 + (chat <= 2) for chat in PEOPLE
    }
    answered = [number for number, (_, mass) in enumerate(told) if not mass]
    assert len(answered) == len(PRESSING)
    assert answered[0] < 50, "an answer waited for the mass messages"
