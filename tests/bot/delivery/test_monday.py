"""Monday morning, all the way: the clock closes the week, and the news leaves by Telegram."""

import asyncio
from dataclasses import replace
from datetime import datetime

from bot import notices
from bot.channels.telegram.service import open_sender
from bot.delivery import Delivery
from domain.vocabulary import Role
from services import history, invitations, weekly
from services.clock import Clock
from storage import schema
from storage.database import Database, Tx
from tests.bot.channels.telegram.conftest import app
from tests.published import curriculum, texts
from tests.standin.server import StandIn
from tests.web import offices

FOUNDED = datetime.fromisoformat("2025-12-28T08:00:00+07:00")
MONDAY = datetime.fromisoformat("2026-01-05T07:01:00+07:00")


def hire(tx: Tx, chat: int, role: Role, unit: str) -> None:
    account = history.account(tx, "telegram", str(chat), now=FOUNDED)
    invited = invitations.invite_by_code(tx, role, unit, now=FOUNDED)
    invitations.accept(tx, account, invited.token, now=FOUNDED)


async def test_the_news_of_the_week_arrives_with_its_picture(
    telegram: StandIn, sqlite_database: Database
):
    offices.found(sqlite_database, FOUNDED)
    sqlite_database.write(hire, 1, Role.OFFICIAL, offices.COMMUNE)
    sqlite_database.write(hire, 2, Role.HAMLET_HEAD, offices.HAMLET)
    made = replace(
        app(telegram, sqlite_database),
        lessons=curriculum,
        texts=texts(),
        clock=Clock.fixed(MONDAY),
    )
    after: int | None = 0
    while after is not None:
        after = sqlite_database.write(weekly.tick, made, now=MONDAY, after=after)
    async with open_sender(made, patience=20.0) as line:
        work = asyncio.create_task(Delivery(made, [line], notices.load()).run())
        await telegram.until(lambda: over(sqlite_database))
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
    sent = {one.chat: one for one in telegram.log}
    assert sent[1].photo
    assert sent[1].text.startswith("Phường Kiến An, tuần 29/12 – 04/01/2026")
    assert sent[1].captions[0] == "Xem cả bảng"
    assert not sent[2].photo
    assert sent[2].text.startswith("Tổ dân phố số 1, tuần")


def over(database: Database) -> bool:
    rows = database.read(lambda tx: tx.execute(schema.outbox.select()).all())
    return len(rows) == 2 and all(row.state == "sent" for row in rows)
