"""Officials hear of what will be handed in, and see what is still missing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from bot.notices import calendar as notice
from bot.notices.notice import Later, Ready, Skip, Verdict, Wanted
from content import plan_file
from domain.plan import Report, ReportKind
from domain.reporting import Missing
from domain.sending import Reason
from domain.vocabulary import Role
from services import calendar, indicators, plans
from services.indicators import Typed
from storage import schema, subscriptions
from storage.database import Database, Tx
from tests.staff_world import TEXTS, TRACK, Chatter, World

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.fixture
def world(database: Database) -> World:
    """Two weeks before the annual report of the ward is due, early in the morning."""
    return planned(World(database, at("2026-12-17T06:30")))


@pytest.fixture
def small(sqlite_database: Database) -> World:
    return planned(World(sqlite_database, at("2026-12-17T06:30")))


def planned(world: World) -> World:
    loaded = plan_file.load(plan_file.PACKAGED / "kien-an-2025.yaml", [TRACK])
    world.database.write(plans.load, loaded, unit_code="11443", now=world.now)
    return world


def plan_all(world: World) -> list[Any]:
    """Ask until nothing is left, as the timetable does; what is in the outbox then."""
    after: int | None = 0
    while after is not None:
        after = world.database.write(calendar.tick, world.app, now=world.now, after=after)
    return world.rows(schema.outbox)


def composed(world: World, row: Any) -> Verdict:
    wanted = Wanted(row.id, row.batch_id, row.account_id, row.subject, row.expires_at)
    return world.database.write(notice.compose, world.app, wanted, now=world.now)


def change(world: World, table: Any, **values: object) -> None:
    world.database.write(lambda tx: tx.execute(update(table).values(values)))


def test_officials_are_told_once_for_each_threshold(world: World):
    world.hire(Role.OFFICIAL, world.commune, channel="telegram")
    world.hire(Role.ADMIN, world.commune, channel="telegram")
    world.hire(Role.HAMLET_HEAD, world.one, channel="telegram")
    world.hire(Role.OFFICIAL, world.other, channel="telegram")
    rows = plan_all(world)
    assert len(rows) == 2
    assert {row.subject["days"] for row in rows} == {14}
    assert {row.due_at for row in rows} == {at("2026-12-17T07:00")}
    assert len(plan_all(world)) == 2
    world.now = at("2026-12-24T23:30")
    assert {row.subject["days"] for row in plan_all(world)} == {14, 7}
    (first, second) = world.rows(schema.batches)
    assert (first.kind, first.unit_id) == ("calendar", world.commune)
    assert (first.period, second.period) == ("2026-12-31:14", "2026-12-31:7")


def test_what_was_missed_is_made_good_without_what_it_supersedes(small: World):
    small.hire(Role.OFFICIAL, small.commune, channel="telegram")
    small.now = at("2026-12-29T15:10")
    (row,) = plan_all(small)
    assert (row.subject["days"], row.due_at) == (3, small.now)
    assert row.expires_at == at("2026-12-30T07:00")
    small.now = at("2027-01-01T08:00")
    assert len(plan_all(small)) == 1


def test_the_hour_is_the_officials_own_and_the_mute_and_the_page_get_nothing(small: World):
    late = small.member(small.hire(Role.OFFICIAL, small.commune, channel="telegram"))
    small.database.write(subscriptions.set_hour, late.account_id, 17)
    mute = small.member(small.hire(Role.OFFICIAL, small.commune, channel="telegram"))
    small.database.write(subscriptions.set_wanted, mute.account_id, wanted=False)
    small.hire(Role.OFFICIAL, small.commune, channel="web")
    (row,) = plan_all(small)
    assert (row.account_id, row.due_at) == (late.account_id, at("2026-12-17T17:00"))
    assert row.planned_on == date(2026, 12, 17)


def test_where_a_commune_has_no_official_the_one_above_is_told(small: World):
    province = small.unit("31", "Hải Phòng", "province")
    small.database.write(
        lambda tx: tx.execute(
            update(schema.units)
            .where(schema.units.c.id == small.commune)
            .values(parent_id=province)
        )
    )
    small.hire(Role.ADMIN, province, channel="telegram")
    (row,) = plan_all(small)
    small.now = row.due_at
    verdict = composed(small, row)
    assert isinstance(verdict, Ready)
    assert "Phường Kiến An" in verdict.messages[0].text


def test_the_message_says_what_is_missing_when_it_leaves(world: World):
    official = world.hire(Role.OFFICIAL, world.commune, channel="telegram")
    world.learner("An", world.person("Nguyễn Văn An"))
    entered(world, "T1", 90, 100, date(2025, 6, 1))
    (row,) = plan_all(world)
    entered(world, "T2", 310, 1200, date(2026, 12, 1))
    world.now = row.due_at
    verdict = composed(world, row)
    assert isinstance(verdict, Ready)
    (message,) = verdict.messages
    assert "Còn 14 ngày" in message.text
    assert "Chưa nhập số liệu: T5, T6" in message.text
    assert "T1 cần số mới: số gần nhất là ngày 01/06/2025" in message.text
    assert (
        "3 đơn vị chưa có kết quả hay số liệu mới: Tổ dân phố 1, Tổ dân phố 2, Trường THCS Bắc Hà"
        in message.text
    )
    assert "1 người chờ" in message.text
    assert "T2" not in message.text
    for choice in message.choices:
        assert "!" not in official.do(choice.action).text


def test_news_of_a_hamlet_is_anybody_who_learns_there(world: World):
    official = world.hire(Role.OFFICIAL, world.commune)
    person = world.person("Lê Thị Hoa", world.two)
    world.finish("lesson", "lesson-1", person_id=person)
    text = official.do("s.cal").text
    assert "Tổ dân phố 1" in text
    assert "Tổ dân phố 2" not in text
    world.forward(days=31)
    assert "Tổ dân phố 2" in official.do("s.cal").text


def entered(world: World, indicator: str, n: int, of: int, day: date) -> None:
    def enter(tx: Tx) -> None:
        typed = Typed(n, of, day, "Báo cáo")
        indicators.enter(tx, indicator, "11443", typed, member=None, today=day, now=world.now)

    world.database.write(enter)


def muted(world: World) -> None:
    change(world, schema.staff, notices=False)


def revoked(world: World) -> None:
    change(world, schema.staff, revoked_at=world.now)


def blocked(world: World) -> None:
    change(world, schema.accounts, reachable=False)


def struck(world: World) -> None:
    change(world, schema.plans, active=False)


def passed(world: World) -> None:
    world.now = at("2027-01-02T09:00")


@pytest.mark.parametrize(
    ("meanwhile", "reason"),
    [
        (muted, Reason.STOPPED),
        (revoked, Reason.GONE),
        (blocked, Reason.UNREACHABLE),
        (struck, Reason.GONE),
        (passed, Reason.LATE),
    ],
)
def test_what_changed_meanwhile_is_seen_before_it_leaves(
    small: World, meanwhile: Callable[[World], None], reason: Reason
):
    small.hire(Role.OFFICIAL, small.commune, channel="telegram")
    (row,) = plan_all(small)
    small.now = row.due_at
    meanwhile(small)
    assert composed(small, row) == Skip(reason)


def test_at_night_it_waits_for_the_morning_or_is_given_up(small: World):
    small.hire(Role.OFFICIAL, small.commune, channel="telegram")
    (row,) = plan_all(small)
    small.now = at("2026-12-17T21:30")
    assert composed(small, row) == Later(at("2026-12-18T07:00"))
    small.now = row.expires_at - timedelta(minutes=1)
    assert composed(small, row) == Skip(Reason.LATE)


def test_the_screen_shows_what_comes_next_to_officials_alone(world: World):
    official = world.hire(Role.OFFICIAL, world.commune)
    official.do("s.menu")
    text = official.press("Lịch báo cáo").text
    assert "Còn 14 ngày" in text
    assert "31/12/2027: Báo cáo sơ kết" in text
    stranger = world.hire(Role.OFFICIAL, world.other)
    assert "chưa ghi ngày nộp" in stranger.do("s.cal").text
    head: Chatter = world.hire(Role.HAMLET_HEAD, world.one)
    assert "not_yours" in head.do("s.cal").text


def test_a_school_is_asked_for_its_pupils_alone(small: World):
    official = small.hire(Role.OFFICIAL, small.school)
    text = official.do("s.cal").text
    assert "Chưa nhập số liệu: T2, T6" in text
    for other in ("T1", "T3", "T4", "T5", "Tổ dân phố"):
        assert other not in text


REPORT = Report(date(2027, 1, 31), "Đăng ký thi đua năm 2027", "UBND thành phố")
FULL = Missing(("T3",), ("T1", "T5"), (("T2", date(2026, 3, 12)),), ("Tổ 1",) * 7, 12)


@pytest.mark.parametrize("days", [0, 1, 30])
@pytest.mark.parametrize("missing", [Missing(), FULL, Missing(matches=1)])
@pytest.mark.parametrize("kind", ReportKind)
def test_the_words_stand_in_every_case(days: int, missing: Missing, kind: ReportKind):
    report = replace(REPORT, kind=kind)
    values = dict(unit="Phường Kiến An", report=report, days=days, missing=missing)
    text = TEXTS.message("notices/calendar", **values)
    assert "\n\n\n" not in text
    assert len(text) < 700
    if kind is ReportKind.REGISTRATION and not missing:
        assert "số liệu" not in text.lower()
    if missing is FULL:
        assert (
            "7 đơn vị chưa có kết quả hay số liệu mới: Tổ 1, Tổ 1, Tổ 1, Tổ 1, Tổ 1 và 2 đơn vị nữa"
            in text
        )
