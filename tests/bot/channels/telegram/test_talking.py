"""People talk with the bot over the real client."""

import pytest
from sqlalchemy import func, select

from domain.messages import Outgoing
from storage.database import Database
from storage.schema import accounts, updates
from tests.bot.channels.telegram.conftest import Echo
from tests.standin.people import HELD
from tests.standin.server import StandIn


def outcomes(database: Database) -> list[str]:
    return list(database.read(lambda tx: tx.scalars(select(updates.c.outcome)).all()))


def count(database: Database, table) -> int:
    return database.read(
        lambda tx: tx.execute(select(func.count()).select_from(table)).scalar_one()
    )


async def test_a_person_starts_and_presses(telegram: StandIn, bot, talk: Echo):
    lan = telegram.person(7)
    await lan.start("KA-01")
    [hello] = await lan.read()
    assert hello.text == "1: start KA-01"
    assert hello.captions == ["Tiếp", "Dừng"]
    await lan.press("Tiếp")
    [next_one] = await lan.read()
    assert next_one.text == "2: action go:1"
    await telegram.until(lambda: all(telegram.presses.values()))


async def test_an_answer_that_left_is_recorded(telegram: StandIn, bot, sqlite_database: Database):
    await telegram.person(7).start()
    await telegram.person(7).read()
    await telegram.until(lambda: outcomes(sqlite_database) == ["sent"])


async def test_a_text_is_cleaned_before_it_is_read(telegram: StandIn, bot, talk: Echo):
    await telegram.person(7).say("Nguye\u0302\u0303n \u202eVa\u0306n\u0000 A")
    await telegram.person(7).read()
    assert talk.asked[0].value == "Nguyễn Văn A"


@pytest.mark.parametrize("held", HELD)
async def test_what_is_not_a_text_is_named(telegram: StandIn, bot, talk: Echo, held: str):
    await telegram.person(7).send(held)
    [answer] = await telegram.person(7).read()
    word = {"document": "file"}.get(held, held)
    assert answer.text == f"1: unsupported {word}"


async def test_an_edited_message_is_not_read_again(telegram: StandIn, bot, talk: Echo):
    await telegram.person(7).edit("3")
    [answer] = await telegram.person(7).read()
    assert answer.text == "1: unsupported edited"


async def test_a_group_is_refused_once_and_nothing_is_kept(
    telegram: StandIn, bot, sqlite_database: Database
):
    group = telegram.person(-100)
    for _ in range(3):
        said = group._message(text="xin chào")
        said["chat"] = {"id": -100, "type": "supergroup", "title": "Thôn 1"}
        telegram.update("message", said)
    [answer] = await group.read()
    assert answer.text == "1: unsupported group"
    await group.silence()
    assert count(sqlite_database, accounts) == count(sqlite_database, updates) == 0


async def test_a_repeated_update_is_answered_once(telegram: StandIn, bot, talk: Echo):
    lan = telegram.person(7)
    number = await lan.say("một")
    await lan.read()
    telegram.repeat(number)
    telegram.repeat(number)
    await lan.say("hai")
    [answer] = await lan.read()
    assert answer.text == "2: text hai"


async def test_a_refused_press_is_answered_kindly(telegram: StandIn, bot):
    await telegram.person(7).say("refuse")
    [answer] = await telegram.person(7).read()
    assert answer.text == "sorry: refused"


async def test_a_fault_of_ours_with_one_account_stops_nobody(telegram: StandIn, bot, talk: Echo):
    def fail(incoming):
        if incoming.account == "7":
            raise ZeroDivisionError

    talk.before = fail
    await telegram.person(7).say("một")
    await telegram.person(8).say("một")
    [sorry] = await telegram.person(7).read()
    [answer] = await telegram.person(8).read()
    assert (sorry.text, answer.text) == ("sorry: fault", "1: text một")


async def test_who_blocked_the_bot_is_known_and_comes_back(
    telegram: StandIn, bot, sqlite_database: Database
):
    def reachable():
        return sqlite_database.read(lambda tx: tx.scalars(select(accounts.c.reachable)).all())

    lan = telegram.person(7)
    await lan.start()
    await lan.read()
    await lan.block()
    await telegram.until(lambda: reachable() == [False])
    await lan.block(False)
    await lan.say("một")
    await lan.read()
    assert reachable() == [True]


async def test_a_picture_is_uploaded_once(telegram: StandIn, bot):
    lan = telegram.person(7)
    for _ in range(2):
        await lan.say("photo!")
        [answer] = await lan.read()
        assert (answer.text, answer.captions) == ("Ảnh", ["Tiếp", "Dừng"])
        assert answer.photo
    assert len(telegram.methods.files) == 1


async def test_a_picture_that_telegram_forgot_is_uploaded_again(telegram: StandIn, bot):
    lan = telegram.person(7)
    await lan.say("photo!")
    await lan.read()
    telegram.methods.files.clear()
    await lan.say("photo!")
    [answer] = await lan.read()
    assert answer.photo


async def test_a_missing_picture_leaves_its_words(telegram: StandIn, bot, talk: Echo):
    lost = Outgoing("", (), "pictures/lost.png", "Ổ khóa")
    talk.talk = lambda *_: ((lost,), {})  # type: ignore[method-assign]
    await telegram.person(7).say("a")
    [answer] = await telegram.person(7).read()
    assert answer.text == "Ổ khóa"


async def test_many_presses_at_once_are_answered_in_order(telegram: StandIn, bot):
    lan = telegram.person(7)
    for number in range(250):
        lan.press_data(f"go:{number}")
    await telegram.until(lambda: len(telegram.sent[7]) == 250)
    wanted = [f"{number + 1}: action go:{number}" for number in range(250)]
    assert [message.text for message in telegram.sent[7]] == wanted
    await telegram.until(lambda: not telegram.pending)
