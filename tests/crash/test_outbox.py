"""Senders are killed, and schedulers run twice: each message leaves, and each is planned once."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import func, select

from content import plan_file
from domain.sending import Fate
from services import outbox, plans
from storage import schema
from storage.database import Database, Tx
from tests.crash.outbox import drill, start
from tests.crowd import gather
from tests.standin.server import StandIn

EVENING = datetime.fromisoformat("2026-12-01T19:05:00+07:00")  # 30 days before the plan's end
PEOPLE = 600  # more than one portion of the planner


async def test_three_kills_lose_no_message_and_repeat_only_what_was_not_noted(database_url: str):
    outcome = await drill(database_url, kills=3, people=200)
    assert outcome.good, outcome


async def test_two_schedulers_and_senders_at_once_plan_and_send_everything_once(
    postgresql_url: str,
):
    database = Database(postgresql_url)
    database.write(fill)
    async with StandIn() as telegram:
        both = [
            await start(telegram, postgresql_url, EVENING, "--plan", rate=600) for _ in range(2)
        ]
        for each in both:
            each.stdin.write(b"go\n")
        for each in both:
            assert await each.stdout.readline() == b"planned\n"
        await telegram.until(lambda: len(telegram.log) >= PEOPLE, seconds=120)
        await asyncio.sleep(1)  # a second message of anybody would come
        for each in both:
            each.terminate()
            await each.wait()
        chats = Counter(sent.chat for sent in telegram.log)
    assert chats == dict.fromkeys(range(1, PEOPLE + 1), 1)
    assert database.read(planned) == (PEOPLE, PEOPLE)
    balance = database.read(outbox.ledger, EVENING.date())
    assert balance.balanced
    assert (balance.messages.sent, balance.dues.sent, balance.dues.waiting) == (PEOPLE, PEOPLE, 0)
    database.close()


def fill(tx: Tx) -> None:
    now = EVENING - timedelta(hours=1)
    gather(tx, PEOPLE, now=now, matched=0.5)
    plans.load(tx, plan_file.load(plan_file.PACKAGED / "kien-an-2025.yaml", ()), now=now)


def planned(tx: Tx) -> tuple[int, int]:
    """How many messages there are, and how many dues were sent by one."""
    messages = tx.scalar(select(func.count()).select_from(schema.outbox))
    dues = tx.scalar(
        select(func.count(schema.dues.c.outbox_id)).where(schema.dues.c.state == Fate.SENT)
    )
    return messages or 0, dues or 0
