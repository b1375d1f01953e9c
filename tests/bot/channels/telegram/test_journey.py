"""A citizen over Telegram: the real dialogue, the real client, what nobody expects.

Whole tracks are walked in tests/journeys.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.channels.telegram.service import open_telegram
from bot.conversation import routes
from bot.conversation.engine import Conversation
from storage.database import Database
from tests.bot.channels.telegram.conftest import settings
from tests.bot.talking import CODE, build_hamlet, open_app
from tests.journeys.telegram import offered
from tests.standin.messages import Sent
from tests.standin.people import Person
from tests.standin.server import StandIn

ONWARD = ("Làm câu hỏi", "Bắt đầu học", "Tiếp", "Học bài", "kiểm tra cuối", "Học tiếp")


@pytest.fixture
async def service(telegram: StandIn, sqlite_database: Database) -> AsyncIterator[StandIn]:
    build_hamlet(sqlite_database, ("Nguyễn Văn An", 1958))
    app = replace(open_app(sqlite_database), settings=settings(telegram))
    async with open_telegram(app, Conversation(app, routes.build()), rate=None) as opened:
        work = asyncio.create_task(opened.run())
        yield telegram
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


async def came_in(an: Person) -> Sent:
    await an.start(CODE)
    await an.read()
    await an.press("Tôi đồng ý")
    await an.read()
    await an.say("1958")
    await an.read()
    await an.say("nguyen van an")
    await an.read()
    await an.press("Đúng rồi")
    return (await an.read())[-1]


async def onward(an: Person, last: Sent, right: set[str]) -> Sent:
    """Press what leads on: the right answer of a question, or the next step."""
    buttons = offered(last)
    answers = [data for caption, data in buttons.items() if caption in right]
    following = [data for data in buttons.values() if data.startswith("ask:")]
    steps = [data for word in ONWARD for caption, data in buttons.items() if word in caption]
    [chosen, *_] = [*answers, *following, *steps]
    an.press_data(chosen, last)
    return [one for one in await an.answer() if one.rows][-1]


async def test_a_sticker_a_group_and_an_old_button_are_answered_kindly(service: StandIn):
    an = service.person(7)
    await came_in(an)
    await an.send("sticker")
    assert await an.read()
    an.press_data("khong-con:1:2")
    assert await an.read()
    an.press_data("a:999:0:a")
    assert await an.read()
    group = service.person(-100)
    said = group._message(text="xin chào")
    said["chat"] = {"id": -100, "type": "group", "title": "Thôn 1"}
    service.update("message", said)
    [told] = await group.read()
    assert told.text.startswith("Mình chỉ nói chuyện riêng với từng người.")
    assert not told.rows
    assert not service.refusals
