"""The main job over Telegram: a citizen finishes, the head confirms and holds a class of ten."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.channels.telegram.service import open_telegram
from bot.conversation import routes
from bot.conversation.engine import Conversation
from domain.vocabulary import Role
from services import invitations, stats, units
from services.app import App
from storage.database import Database, Tx
from tests.bot.channels.telegram.conftest import settings
from tests.bot.channels.telegram.test_journey import onward
from tests.conftest import SettableClock
from tests.journeys.telegram import offered
from tests.published import curriculum, texts
from tests.standin.messages import Sent
from tests.standin.people import Person
from tests.standin.server import StandIn
from tests.web import offices


@pytest.fixture
def app(telegram: StandIn, database: Database, clock: SettableClock) -> App:
    offices.found(database, clock.now())
    return App(settings(telegram), database, curriculum, texts(), clock)


@pytest.fixture
async def service(telegram: StandIn, app: App) -> AsyncIterator[StandIn]:
    async with open_telegram(app, Conversation(app, routes.build()), rate=None) as opened:
        work = asyncio.create_task(opened.run())
        yield telegram
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


def counted(app: App) -> tuple[int, int, int]:
    """(learned alone, in class, waiting for a match) of the indicator for adults."""
    found = app.database.read(stats.unit_stats, offices.COMMUNE, at=app.today())
    (line,) = [one for one in found.indicators if one.indicator.goal == "track:citizens"]
    assert line.tally.ways is not None
    return line.tally.ways.alone, line.tally.ways.in_class, line.tally.pending or 0


def adults(app: App) -> list[tuple[str, int]]:
    """Name and year of birth of grown people of the first hamlet whose name is theirs alone."""
    query = """SELECT min(p.name), min(p.birth_year) FROM persons p
        JOIN memberships m ON m.person_id = p.id AND m.kind = 'home'
        JOIN units u ON u.id = m.unit_id AND u.code = '11443-T01'
        WHERE p.birth_year < 2000 GROUP BY p.name_fold HAVING count(*) = 1 ORDER BY p.name_fold"""

    def look(tx: Tx) -> list[tuple[str, int]]:
        return [(row[0], row[1]) for row in tx.exec_driver_sql(query)]

    return app.database.read(look)


class Talker:
    """Somebody at a phone who reads before they press."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.last: Sent

    async def say(self, text: str) -> Sent:
        await self.person.say(text)
        return await self._read()

    async def press(self, caption: str) -> Sent:
        found = [data for label, data in offered(self.last).items() if caption in label]
        assert found, (caption, self.last.text, offered(self.last))
        self.person.press_data(found[0], self.last)
        return await self._read()

    async def answer(self, right: set[str]) -> Sent:
        """Press the right answer, or whatever leads on."""
        self.last = await onward(self.person, self.last, right)
        return self.last

    async def _read(self) -> Sent:
        """An answer is whole with the message that has buttons; others may come before it."""
        self.last = [one for one in await self.person.answer() if one.rows][-1]
        return self.last


async def test_from_the_poster_to_the_rate(service: StandIn, app: App):
    right = {question.correct.text for question in app.curriculum.questions.values()}
    (name, year), *others = adults(app)
    assert len(others) >= 10

    citizen = Talker(service.person(7))
    code = app.database.read(units.links, app.today())[0].join_code
    await citizen.say(f"/start {code}")
    await citizen.press("Tôi đồng ý")
    await citizen.say(str(year))
    await citizen.say(name)
    await citizen.press("Đúng rồi")
    for _ in range(300):
        if "Chúc mừng bác đã học xong chương trình" in citizen.last.text:
            break
        await citizen.answer(right)
    assert counted(app) == (0, 0, 1)

    made = app.database.write(
        invitations.invite_by_code, Role.HAMLET_HEAD, offices.HAMLET, now=app.clock.now()
    )
    head = Talker(service.person(8))
    await head.say(f"/start {made.payload}")
    await head.say("Lê Văn Tổ Trưởng")
    await head.press("Chờ xác nhận")
    await head.press(name)
    await head.press("Đúng người này")
    assert counted(app) == (1, 0, 0)

    await head.press("Bảng việc")
    await head.press("Ghi lớp học")
    await head.press("Nhà văn hóa")
    await head.press("Hôm nay")
    await head.say(", ".join(each for each, _ in others[:10]))
    await head.press("Đủ rồi: 10 người")
    await head.press("Bà con đồng ý")
    await head.say("Trần Thị Chứng")
    await hold(head, right)
    assert counted(app) == (1, 10, 0)
    assert not service.refusals


async def hold(head: Talker, right: set[str]) -> None:
    """Hand the phone round until everybody has answered."""
    done = 0
    while done < 10:
        captions = list(offered(head.last))
        if right & set(captions):
            await head.press(next(iter(right & set(captions))))
        elif "Bắt đầu trả lời" in captions:
            await head.press("Bắt đầu trả lời")
        else:
            await head.press(captions[0])
        done += "đạt! Đã ghi nhận" in head.last.text
