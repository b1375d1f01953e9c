"""The Monday message: whom it names, what it says, and how it is muted or moved."""

from datetime import datetime
from typing import Any

import pytest

from bot.notices import week as notice
from bot.notices.notice import Later, Ready, Skip, Wanted
from content.plan_file import PACKAGED, load
from domain.messages import Outgoing
from domain.sending import Kind, Reason
from domain.vocabulary import Role
from domain.weeks import last_closed
from services import indicators, plans, staff, standing, weekly, weekly_news
from services.indicators import Typed
from storage import schema
from storage.database import Database, Tx
from tests.bot.test_staff_reminded import silent
from tests.conftest import SettableClock
from tests.staff_world import LESSONS, TRACK, Chatter, World

FIRST, SECOND = "Tổ dân phố 1", "Tổ dân phố 2"


@pytest.fixture
def world(sqlite_database: Database, clock: SettableClock) -> World:
    """Two hamlets; in the first one person is done and three are on the way."""
    made = World(sqlite_database, clock.now())
    loaded = load(PACKAGED / "kien-an-2025.yaml", [TRACK])
    made.database.write(plans.load, loaded, unit_code="11443", now=made.now)
    names = ("Nguyễn Xong", "Trần Cuối", "Lê Gần", "Phạm Xa", "Bùi Vắng", "Đỗ Chưa Học")
    people = made.people(list(names))
    made.people([f"Người Khác {number}" for number in range(6)], made.two)
    for person, lessons in zip(people, (6, 6, 4, 1, 5, 0), strict=True):
        for lesson in LESSONS[:lessons]:
            made.finish("lesson", lesson, person_id=person)
    made.finish("track", TRACK, person_id=people[0])
    for person in (7, 8):
        made.finish("track", TRACK, person_id=person)
    made.database.write(standing.refresh, [people[0], 7, 8])
    made.add(
        schema.absences,
        person_id=people[4],
        status="absent",
        valid_from=made.today,
        valid_to=schema.FOREVER,
    )
    return made


def monday(world: World) -> None:
    """Go on to the next Monday, eight in the morning, and close the week."""
    world.forward(days=7 - world.today.weekday())
    week = last_closed(world.now, world.app.zone)
    world.database.write(weekly.close, world.app, "11443", week, now=world.now)


def compose(world: World, chatter: Chatter) -> Any:
    """What delivery makes of the message that was planned for somebody."""

    def work(tx: Tx) -> Any:
        week = last_closed(world.now, world.app.zone)
        weekly_news.queue(tx, world.app, world.commune, week, now=world.now)
        member = world.member(chatter)
        rows = [
            row for row in tx.execute(schema.outbox.select()) if row.account_id == member.account_id
        ]
        wanted = Wanted(rows[-1].id, 1, member.account_id, rows[-1].subject, rows[-1].expires_at)
        return notice.compose(tx, world.app, wanted, now=world.now)

    return world.database.write(work)


def told(world: World, chatter: Chatter) -> Outgoing:
    found = compose(world, chatter)
    assert isinstance(found, Ready)
    (message,) = found.messages
    return message


@pytest.fixture
def head(world: World) -> Chatter:
    return world.hire(Role.HAMLET_HEAD, world.one, name="Trần Văn Tư", channel="telegram")


@pytest.fixture
def official(world: World) -> Chatter:
    return world.hire(Role.OFFICIAL, world.commune, name="Lê Văn Minh", channel="telegram")


def test_a_head_reads_five_lines_and_the_names_to_visit_first(world: World, head: Chatter):
    monday(world)
    message = told(world, head)
    assert len([line for line in message.text.split("\n") if line.startswith("• ")]) == 5
    assert "1/6 người (16,6%)" in message.text
    assert "1 người chỉ còn bài kiểm tra cuối" in message.text
    order = [message.text.index(name) for name in ("Trần Cuối", "Lê Gần", "Phạm Xa")]
    assert order == sorted(order)
    for absent in ("Bùi Vắng", "Đỗ Chưa Học", "Nguyễn Xong", "Người Khác"):
        assert absent not in message.text
    assert [each.action.split(":")[0] for each in message.choices] == [
        *("s.p", "s.p", "s.p", "s.lists", "s.nw")
    ]


def test_a_tap_on_a_name_opens_the_card(world: World, head: Chatter):
    monday(world)
    tap = told(world, head).choices[0].action
    assert "Trần Cuối" in head.do(tap).text


def test_heads_hear_who_is_ahead_and_never_who_is_behind(world: World, head: Chatter):
    monday(world)
    world.finish("track", TRACK, person_id=9)
    world.database.write(standing.refresh, [9])
    monday(world)
    text = told(world, head).text
    assert f"Tiến nhanh tuần qua: {SECOND} (thêm 1)" in text
    other = world.hire(Role.HAMLET_HEAD, world.two, channel="telegram")
    assert FIRST not in told(world, other).text


def test_an_official_reads_the_table_and_sees_the_trend(world: World, official: Chatter):
    monday(world)
    message = told(world, official)
    assert "3/12 người (25%)" in message.text
    for line in (f"{FIRST}: ", f"{SECOND}: "):
        assert line in message.text
    assert "Chưa có số liệu: Trường THCS Bắc Hà" in message.text
    assert message.drawn.startswith(b"\x89PNG")
    assert "25%" in message.alt
    for name in ("Nguyễn", "Trần", "Người Khác"):
        assert name not in message.text
    assert len(message.text) < 1024


def test_whom_no_reminder_reaches_is_named_with_the_reason(world: World, head: Chatter):
    person = silent(world, "Vũ Thị Im", "unreachable")
    world.forward(hours=-5)
    world.finish("lesson", LESSONS[0], person_id=person)
    world.forward(hours=5)
    silent(world, "Người Khác 9", unit=world.two)
    monday(world)
    text = told(world, head).text
    assert "Vũ Thị Im (1960): còn 5 bài; tin nhắn không tới máy" in text
    assert "Lời nhắc không tới được 1 người" in text
    assert "Người Khác" not in text


def test_hamlets_that_stand_still_are_named_kindly_to_the_official(world: World, official: Chatter):
    for _ in range(3):
        monday(world)
    text = told(world, official).text
    assert f"Hai tuần qua chưa thêm ai: {FIRST}, {SECOND}" in text


def test_the_whole_table_comes_on_request_and_to_officials_alone(
    world: World, official: Chatter, head: Chatter
):
    monday(world)
    tap = told(world, official).choices[0].action
    text = official.do(tap).text
    assert f"{FIRST}: <b>16,6%</b> (1/6), thiếu 5" in text
    assert "not_yours" in head.do(tap).text
    assert "old_button" in official.do("s.wt:x:0").text


def test_the_news_is_read_on_request_too(world: World, official: Chatter, head: Chatter):
    assert "week_not_closed" in head.do("s.week").text
    monday(world)
    official.do("s.menu")
    assert "3/12" in official.press("Tin sáng thứ Hai").text
    assert official.screen.messages[0].drawn
    head.do("s.menu")
    assert "Trần Cuối" in head.press("Tin sáng thứ Hai").text


def test_who_mutes_the_news_gets_none_and_may_have_it_again(world: World, head: Chatter):
    monday(world)
    told(world, head)
    head.do("s.nw")
    assert "đang tắt" in head.press("Tắt tin").text
    assert compose(world, head) == Skip(Reason.STOPPED)
    assert "7 giờ sáng" in head.press("Nhận lại").text
    told(world, head)


def test_who_chooses_a_later_hour_gets_it_then(world: World, head: Chatter):
    monday(world)
    told(world, head)
    head.do("s.nw")
    assert "<b>7 giờ tối</b>" in head.press("7 giờ tối").text
    found = compose(world, head)
    assert isinstance(found, Later)
    assert found.at.astimezone(world.app.zone).hour == 19
    assert "old_button" in head.do("s.nh:3").text


def test_who_has_only_the_web_page_is_told_that_nothing_comes_by_itself(world: World):
    reader = world.hire(Role.HAMLET_HEAD, world.one, channel="web")
    said = reader.do("s.nw").text
    assert "không tự gửi tin trước được" in said
    assert "đang được gửi" not in said


def test_a_role_that_was_taken_back_hears_nothing_more(world: World, head: Chatter):
    monday(world)
    told(world, head)
    member = world.member(head)
    boss = world.member(world.hire(Role.OFFICIAL, world.commune))
    subject = {"staff": [member.id], "week": "2026-01-05"}
    world.database.write(staff.revoke, boss, member.id, now=world.now)
    wanted = Wanted(1, 1, member.account_id, subject, world.now)
    gone = world.database.write(notice.compose, world.app, wanted, now=world.now)
    assert gone == Skip(Reason.GONE)


def test_the_batch_of_the_week_is_found_by_its_kind():
    assert notice.KIND is Kind.WEEK


@pytest.mark.parametrize(("after", "said"), [(0, "còn thiếu"), (40, "đã tới đích")])
def test_it_says_what_is_missing_or_that_the_line_is_passed(
    world: World, head: Chatter, after: int, said: str
):
    if after:
        for person in range(2, 7):
            world.finish("track", TRACK, person_id=person)
        world.database.write(standing.refresh, list(range(1, 7)))
    monday(world)
    text = told(world, head).text
    assert said in text
    assert ("Ai cũng đã xong" in text) is bool(after)


def test_nobody_is_told_at_night(world: World, head: Chatter):
    monday(world)
    told(world, head)
    world.now = datetime.combine(world.today, datetime.min.time(), world.app.zone).replace(hour=22)
    assert compose(world, head).at.astimezone(world.app.zone).hour == 7


def test_a_week_whose_figures_contradict_each_other_tells_no_share(world: World, official: Chatter):
    typed = Typed(None, 1, world.today, "Sổ hộ khẩu")
    given: dict[str, Any] = {"today": world.today, "now": world.now}
    world.database.write(indicators.enter, "T3", "11443-02", typed, **given)
    monday(world)
    message = told(world, official)
    assert "đạt 3, tổng số 7 người" in message.text
    assert f"{SECOND}: số liệu vênh, cần xem lại" in message.text
    assert "vênh" in message.alt
    table = official.do(next(one.action for one in message.choices if "s.wt" in one.action)).text
    assert f"{SECOND}: đạt 2, tổng số 1, số liệu vênh, cần xem lại" in table
    for text in (message.text, message.alt, table):
        assert "2/1" not in text
        assert "3/7" not in text
        assert "200 %" not in text
