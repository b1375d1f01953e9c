"""The reminders of a day: who gets one, on which account, and what becomes of the others."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from domain.messages import Kind
from services import reminders, succession
from storage import schema
from storage.database import Database, Tx
from tests.reminding import JOINED, Town, days
from tests.rosters import as_csv

AN, BINH = ("Nguyễn Văn An", 1958), ("Trần Thị Bình", 1961)


@pytest.fixture
def town(sqlite_database: Database, tmp_path) -> Town:
    made = Town(sqlite_database, (AN, BINH))
    made.plan(tmp_path)
    return made


@pytest.fixture
def both(database: Database, tmp_path) -> Town:
    """The same on each engine, for what the database decides."""
    made = Town(database, (AN, BINH))
    made.plan(tmp_path)
    return made


def test_who_has_not_started_is_reminded_on_the_third_day_in_the_evening(town: Town):
    town.citizen().join(*AN)
    town.tick("2026-10-07T05:00")
    assert town.dues() == []
    town.tick("2026-10-08T05:00")
    assert town.dues() == [("not_started:3", date(2026, 10, 8), "waiting", "")]
    ((slot, due, expires),) = town.messages()
    assert slot == "remind:2026-10-08:evening"
    assert due == datetime.fromisoformat("2026-10-08T19:00+07:00")
    assert expires == datetime.fromisoformat("2026-10-08T21:00+07:00")


def test_planning_again_after_a_crash_changes_nothing(both: Town):
    both.citizen().join(*AN)
    now = datetime.fromisoformat("2026-10-08T05:05+07:00")
    both.database.write(reminders.tick, both.app, now=now, after=0)
    before = both.dues(), both.messages()
    both.database.write(lambda tx: tx.execute(schema.periods.delete()))
    for hour in ("05:10", "12:00", "19:30"):
        both.tick(f"2026-10-08T{hour}")
        both.database.write(lambda tx: tx.execute(schema.periods.delete()))
    assert (both.dues(), both.messages()) == before


def test_two_planners_at_once_decide_each_due_once(both: Town):
    for number in range(20):
        both.citizen(f"c{number}").join(f"Lê Văn {chr(65 + number)}", 1950)
    now = datetime.fromisoformat("2026-10-08T05:05+07:00")
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: both.tick(now), range(2)))
    assert len(both.dues()) == len(both.messages()) == 20


def test_a_late_start_leaves_what_is_over_for_tomorrow(town: Town):
    for account, when in (("an", "morning"), ("binh", "evening")):
        citizen = town.citizen(account)
        citizen.join(f"Lê {account}", 1958)
        citizen.act(f"remind_at:{when}")
    town.tick("2026-10-08T15:00")
    assert [slot for slot, *_ in town.messages()] == ["remind:2026-10-08:evening"]
    town.tick("2026-10-09T05:00")
    assert [slot for slot, *_ in town.messages()] == [
        "remind:2026-10-08:evening",
        "remind:2026-10-09:morning",
    ]
    assert [due[1] for due in town.dues()] == [date(2026, 10, 8)] * 2


def test_a_family_gets_one_message_with_a_due_for_each(town: Town):
    citizen = town.citizen()
    citizen.join(*AN)
    citizen.act("add")
    citizen.press("Tôi đồng ý")
    citizen.type(str(BINH[1]))
    citizen.type(BINH[0])
    citizen.press("Đúng")
    town.tick("2026-10-08T05:00")
    assert len(town.messages()) == 1
    assert {due.outbox_id for due in town.rows(schema.dues)} == {town.rows(schema.outbox)[0].id}
    assert len(town.dues()) == 2


def test_a_family_in_two_portions_still_gets_one_message(both: Town):
    citizen = both.citizen()
    citizen.join(*AN)
    citizen.act("add")
    citizen.press("Tôi đồng ý")
    citizen.type(str(BINH[1]))
    citizen.type(BINH[0])
    citizen.press("Đúng")
    now = datetime.fromisoformat("2026-10-08T05:05+07:00")
    first, second = (row.id for row in both.rows(schema.learners))
    both.database.write(reminders.tick, both.app, now=now, after=first)
    both.database.write(lambda tx: tx.execute(schema.periods.delete()))
    both.tick(now)
    assert len(both.messages()) == 1
    assert [due.learner_id for due in both.rows(schema.dues)] == [second, first]
    assert len({due.outbox_id for due in both.rows(schema.dues)}) == 1


def add_match(tx: Tx, values: dict[str, Any]) -> None:
    tx.execute(schema.matches.insert().values(values))


def confirm(town: Town, name: str, learners: Sequence[Any] = ()) -> None:
    """A member of staff has confirmed these learners, or all, as one person."""
    person = town.ids[name]
    town.database.write(lambda tx: tx.execute(schema.matches.delete()))
    for row in learners or town.rows(schema.learners):
        values = dict(learner_id=row.id, person_id=person, state="confirmed", created_at=JOINED)
        town.database.write(add_match, values)


def test_a_person_with_two_accounts_gets_one_message_where_last_heard_of(both: Town):
    for account, later in (("old", 0), ("new", 1)):
        citizen = both.citizen(account)
        citizen.join(*AN)
        citizen.later(hours=later)
        citizen.act("menu")
    confirm(both, AN[0])
    both.tick("2026-10-08T05:00")
    (due,) = both.rows(schema.dues)
    (message,) = both.rows(schema.outbox)
    assert due.who == f"p{both.ids[AN[0]]}"
    assert message.account_id == both.rows(schema.accounts)[1].id


def test_stop_on_one_account_holds_on_all(town: Town):
    one, two = town.citizen("one"), town.citizen("two")
    for citizen in (one, two):
        citizen.join(*AN)
    confirm(town, AN[0])
    two.type("/dung")
    town.tick("2026-10-08T05:00")
    assert town.dues() == [("not_started:3", date(2026, 10, 8), "skipped", "stopped")]
    assert town.messages() == []


@pytest.mark.parametrize(
    ("channel", "reason"), [("web", "closed"), ("zalo", "budget"), ("telegram", "unreachable")]
)
def test_who_cannot_be_written_to_is_never_called_reminded(town: Town, channel: str, reason: str):
    citizen = town.citizen(channel=channel)
    citizen.join(*AN)
    if channel == "telegram":
        citizen.send(Kind.LEFT)
    town.tick("2026-10-08T05:00")
    assert town.dues() == [("not_started:3", date(2026, 10, 8), "skipped", reason)]
    assert town.messages() == []


def test_paid_messages_end_with_the_budget_of_the_month(both: Town, tmp_path):
    both.plan(tmp_path, more="reminders:\n  paid_a_month: 2\n")
    for number in range(3):
        both.citizen(f"z{number}", "zalo").join(f"Lê Văn {chr(65 + number)}", 1950)
    both.tick("2026-10-08T05:00")
    assert sorted(due[3] for due in both.dues()) == ["", "", "budget"]
    assert all(row.subject["paid"] for row in both.rows(schema.outbox))
    late = both.citizen("z3", "zalo")
    late.later(days=1)
    late.join("Lê Văn D", 1950)
    both.tick("2026-10-09T05:00")
    assert [due[3] for due in both.dues()][3:] == ["budget"]


def test_after_three_without_an_answer_the_hamlet_is_asked_to_visit(town: Town, tmp_path):
    more = "reminders:\n  not_started: [1, 3, 5, 7]\n"
    town.plan(tmp_path, more=more)
    town.citizen().join(*AN)
    for day in (6, 8, 10):
        town.tick(f"2026-10-{day:02}T05:00")
        town.sent(JOINED.replace(day=day, hour=20))
    town.set(schema.dues, planned_on=date(2026, 9, 1))  # the limit of a week is not what holds
    town.tick("2026-10-12T05:00")
    assert [due[2:] for due in town.dues()] == [("sent", "")] * 3 + [("skipped", "unanswered")]


def test_a_moved_person_and_a_merged_hamlet_change_nothing(town: Town):
    for account, who in (("an", AN), ("stranger", ("Ai Đó", 1950))):
        town.citizen(account).join(*who)
    confirm(town, AN[0], town.rows(schema.learners)[:1])
    rows = [
        ["predecessor", "successor", "successor_name", "date"],
        ["11443-01", "11443-09", "Tổ dân phố Mới", "2026-10-06"],
    ]
    town.database.write(succession.merge, as_csv(rows), "m.csv", now=JOINED + days(1))
    town.tick("2026-10-08T05:00")
    assert [due.unit_id for due in town.rows(schema.dues)] == [town.ids["commune"]] * 2
    assert [due[2] for due in town.dues()] == ["waiting"] * 2
    person = town.rows(schema.enrolments, schema.enrolments.c.valid_to > date(2027, 1, 1))
    assert town.ids["hamlet"] not in [row.unit_id for row in person]


def test_whoever_left_or_is_ill_is_left_in_peace(town: Town):
    town.citizen().join(*AN)
    confirm(town, AN[0])
    town.set(schema.enrolments, valid_to=date(2026, 10, 1))
    town.tick("2026-10-08T05:00")
    assert town.dues() == []


def test_nothing_is_planned_on_a_day_of_rest_and_made_good_after_it(town: Town, tmp_path):
    town.plan(tmp_path, more="reminders:\n  quiet_days: [2026-10-08, 2026-10-09]\n")
    town.citizen().join(*AN)
    for day in (8, 9):
        town.tick(f"2026-10-{day:02}T05:00")
        assert town.dues() == []
    town.tick("2026-10-10T05:00")
    assert town.dues() == [("not_started:3", date(2026, 10, 8), "waiting", "")]


def test_the_eve_of_the_deadline_goes_out_and_the_rest_is_left(town: Town, tmp_path):
    town.plan(tmp_path, due="2026-10-09")
    town.citizen().join(*AN)
    town.tick("2026-10-08T05:00")
    assert town.dues() == [
        ("before:1", date(2026, 10, 8), "waiting", ""),
        ("not_started:3", date(2026, 10, 8), "skipped", "other"),
    ]


def test_nobody_is_reminded_without_consent_or_after_forgetting(town: Town):
    first, second = town.citizen("one"), town.citizen("two")
    for each in (first, second):
        each.join(*AN)
    town.set(schema.consents, withdrawn_at=JOINED + timedelta(hours=1))
    town.tick("2026-10-08T05:00")
    assert town.dues() == []


def test_a_learner_who_began_is_reminded_after_the_last_step(town: Town):
    citizen = town.citizen()
    citizen.join(*AN)
    citizen.later(days=4)
    citizen.act("step:phone:" + citizen.app.curriculum.lessons["phone"].steps[1].id)
    town.tick("2026-10-11T05:00")
    assert town.dues() == []
    town.tick(JOINED + days(7))
    assert town.dues() == [("unfinished:3", date(2026, 10, 12), "waiting", "")]


def test_a_learner_who_comes_back_is_reminded_again(town: Town, tmp_path):
    town.plan(tmp_path, more="reminders:\n  not_started: [1, 2, 3, 9]\n")
    citizen = town.citizen()
    citizen.join(*AN)
    for day in (6, 7, 8):
        town.tick(f"2026-10-{day:02}T05:00")
        town.sent(JOINED.replace(day=day, hour=20))
    citizen.later(days=5)
    citizen.act("menu")
    town.tick("2026-10-14T05:00")
    assert town.dues()[-1] == ("not_started:9", date(2026, 10, 14), "waiting", "")
