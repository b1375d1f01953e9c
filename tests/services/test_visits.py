"""From a reminder that does not arrive to a name on the list of visits, and off it again."""

from datetime import datetime, timedelta

import pytest

from bot.delivery.look import look
from bot.notices import reminder
from domain.messages import Kind, Outgoing
from domain.sending import Kind as About
from domain.sending import Reason
from services import mydata, outbox, visits
from storage import schema
from storage.database import Database, Tx
from tests.reminding import JOINED, Town

AN = ("Nguyễn Văn An", 1958)
EVENING = datetime.fromisoformat("2026-10-08T19:05:00+07:00")


@pytest.fixture
def town(database: Database, tmp_path) -> Town:
    made = Town(database, (AN,))
    made.plan(tmp_path)
    return made


def deliver(town: Town, now: datetime) -> list[tuple[Outgoing, ...]]:
    """What a sender would hand over at a moment."""

    def work(tx: Tx) -> list[tuple[Outgoing, ...]]:
        mine = outbox.claim(tx, "telegram", owner="me", now=now, limit=10)
        notices = {About.REMINDER: reminder.compose}
        return [look(tx, town.app, notices, one, owner="me", now=now) for one in mine]

    return town.database.write(work)


def wanted(town: Town, now: datetime) -> dict[int, Reason]:
    return town.database.read(visits.wanted, town.ids["hamlet"], now=now)


def test_a_block_after_planning_leads_to_a_visit_until_they_come_back(town: Town):
    citizen = town.citizen()
    citizen.join(*AN)
    town.tick("2026-10-08T05:00")
    citizen.now = EVENING - timedelta(hours=5)
    citizen.send(Kind.LEFT)
    assert deliver(town, EVENING) == [()]
    assert [due[2:] for due in town.dues()] == [("skipped", "unreachable")]
    later = EVENING + timedelta(days=1)
    assert wanted(town, later) == {town.ids[AN[0]]: Reason.UNREACHABLE}
    citizen.now = later
    citizen.act("menu")
    assert wanted(town, later) == {}


def test_whoever_is_forgotten_before_the_hour_gets_nothing(town: Town):
    citizen = town.citizen()
    citizen.join(*AN)
    town.tick("2026-10-08T05:00")
    (account,) = (row.id for row in town.rows(schema.accounts))
    town.database.write(mydata.erase, account, None, now=EVENING - timedelta(hours=5))
    assert deliver(town, EVENING) == []
    assert (town.dues(), town.messages()) == ([], [])


def test_three_reminders_without_an_answer_lead_to_a_visit(town: Town, tmp_path):
    town.plan(tmp_path, more="reminders:\n  not_started: [1, 4, 7, 10]\n")
    citizen = town.citizen()
    citizen.join(*AN)
    for day in (6, 9, 12):
        town.tick(f"2026-10-{day:02}T05:00")
        town.sent(JOINED.replace(day=day, hour=20))
    town.tick("2026-10-15T05:00")
    then = JOINED.replace(day=16)
    assert wanted(town, then) == {town.ids[AN[0]]: Reason.UNANSWERED}
    citizen.now = then
    citizen.type("tiếp")
    assert wanted(town, then) == {}
