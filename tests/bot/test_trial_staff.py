"""What a trial with staff brought up: nobody overlooked, nobody mistaken, nothing left behind."""

import pytest

from domain.messages import Kind
from domain.names import fold
from domain.vocabulary import Role
from services import history, indicators
from services.indicators import Typed
from storage import schema
from storage.database import Database
from tests.conftest import SettableClock
from tests.staff_world import TRACK, Chatter, World


@pytest.fixture
def world(database: Database, clock: SettableClock) -> World:
    return World(database, clock.now()).with_plan()


@pytest.fixture
def head(world: World) -> Chatter:
    return world.hire(Role.HAMLET_HEAD, world.one, name="Trần Văn Tư")


@pytest.fixture
def official(world: World) -> Chatter:
    return world.hire(Role.OFFICIAL, world.commune, name="Lê Văn Minh")


def stranger(world: World, name: str) -> None:
    """Somebody of the first hamlet who learns and is on no list."""
    world.add(
        schema.learners,
        account_id=world.account(f"{name}-{next(world.numbers)}"),
        name=name,
        name_fold=fold(name),
        unit_id=world.one,
        created_at=world.now,
    )


def test_a_learner_on_no_list_is_seen_though_nobody_else_waits(
    world: World, head: Chatter, official: Chatter
):
    stranger(world, "Phạm Thị Lạ")
    assert head.do("menu").has("1 việc chờ")
    assert "1 người đang học chưa khớp tên" in head.do("s.menu").text
    assert "Chưa có việc gì" not in head.screen.text
    assert head.press("Chưa khớp tên: 1").has("Phạm Thị Lạ")
    official.do("s.menu")
    assert official.press("Chưa khớp tên: 1").has("Phạm Thị Lạ")
    neighbour = world.hire(Role.HAMLET_HEAD, world.two, name="Ngô Văn Bá")
    assert not neighbour.do("s.menu").has("Chưa khớp tên")


def test_the_last_confirmation_is_taken_back_when_nobody_waits(world: World, head: Chatter):
    person = world.person("Nguyễn Văn An")
    match = world.learner("An", person)
    assert not head.do("s.menu").has("Vừa xác nhận")
    head.do(f"s.mc:{match}")
    head.do("s.menu")
    head.press("Vừa xác nhận gần đây")
    assert "Đã gỡ lại" in head.press("Gỡ lại: Nguyễn Văn An").text


def test_two_of_one_name_and_year_are_told_apart_by_their_hamlets(
    world: World, head: Chatter, official: Chatter
):
    both = [world.person("Nguyễn Thị Lan", unit, year=1956) for unit in (world.one, world.two)]
    results = [world.finish("track", TRACK, way="class", person_id=each) for each in both]
    second = "Nguyễn Thị Lan (1956) · Tổ dân phố 2"
    for ask in ("s.void", "s.visit", "s.find"):
        official.do(ask)
        official.type("lan")
        assert official.screen.has("Nguyễn Thị Lan (1956) · Tổ dân phố 1"), ask
        assert official.screen.has(second), ask
    assert second.removeprefix("Nguyễn Thị Lan") in official.do(f"s.p:{both[1]}").text.replace(
        "</b>", ""
    )
    head.do("s.find")
    assert not head.type("lan").has("Tổ dân phố")

    official.do("s.void")
    official.type("lan")
    assert second in official.press("Tổ dân phố 2").text
    assert second in official.press("học ở lớp").text
    official.type("Ghi nhầm sang người cùng tên")
    for word in (second, "Kỹ năng số", "05/01/2026", "học ở lớp", "cùng tên"):
        assert word in official.screen.text
    official.press("Bỏ kết quả này")
    assert [row.completion_id for row in world.rows(schema.voids)] == [results[1]]


def test_who_lost_the_role_sees_no_villager_again(world: World, head: Chatter, official: Chatter):
    world.person("Nguyễn Văn An")
    head.do("s.lists")
    head.press("Chưa bắt đầu")
    assert "Nguyễn Văn An" in kept(world, head)
    assert "Nguyễn Văn An" in str(world.rows(schema.dialogues))
    role = world.member(head).id
    assert "Trần Văn Tư" in official.do(f"s.t2:{role}").text
    assert "Nguyễn Văn An" in kept(world, head)
    assert "Đã thu hồi" in official.press("Đúng, thu hồi").text
    assert kept(world, head) == ""
    assert "Nguyễn Văn An" not in str(world.rows(schema.dialogues))
    assert "Nguyễn Văn An" not in str(world.rows(schema.updates))
    assert "not_staff" in head.do("s.menu").text


def kept(world: World, chatter: Chatter) -> str:
    """Everything that a page drawn anew shows."""
    found = world.database.read(history.after, "web", chatter.account, now=world.now)
    return str([said.messages for said in found]) if found else ""


def test_a_caller_without_a_name_is_told_by_the_hour(world: World, head: Chatter):
    stranger(world, "")
    (learner,) = world.rows(schema.learners)
    world.add(
        schema.help_calls,
        account_id=learner.account_id,
        learner_id=learner.id,
        unit_id=world.one,
        called_at=world.now,
    )
    hour = f"{world.now.astimezone(world.app.zone):%H:%M}"
    assert f"Người chưa ghi tên, gọi lúc {hour}" in head.do("s.calls").text
    assert not head.screen.has("#")
    assert "Không còn ai" in head.press(f"Đã giúp: Người chưa ghi tên, gọi lúc {hour}").text


def test_a_slip_of_the_finger_leaves_the_question_and_its_buttons(
    world: World, head: Chatter, official: Chatter
):
    person = world.person("Nguyễn Văn An")
    head.do("s.cn")
    head.press("Nhà văn hóa")
    for _ in range(2):
        text = head.type("31/12/2024").text
        assert "60 ngày" in text
        assert text.count("Lớp học ngày nào?") == 1
        assert head.screen.has("Hôm qua")
    assert "Có mặt: 0" in head.press("Hôm nay").text

    head.do(f"s.vy:{person}")
    assert "Ai chứng kiến bác Nguyễn Văn An" in head.type("Tám").text
    assert "Mời bác" in head.type("Lê Thị Hoa").text

    official.do(f"s.en:{world.school}:T2")
    official._take(Kind.UNSUPPORTED, "sticker")
    text = official.type("abc").text
    assert "Bao nhiêu đã đạt?" in text
    assert official.screen.has("Chưa có số này")
    official.type("1")
    assert official.type("abc").has("Chưa có số này")
    assert "Tổng số là bao nhiêu?" in official.screen.text
    official.press("Chưa có số này")
    assert official.type("hôm nọ").has("Hôm nay")
    assert "lấy từ đâu" in official.press("Hôm qua").text


def test_a_total_without_a_result_is_said_so(world: World, official: Chatter):
    typed = Typed(None, 5, world.today, "UBND phường")
    world.database.write(indicators.enter, "T6", "11443", typed, today=world.today, now=world.now)
    text = official.do("s.stats").text
    assert "<b>tổng số 5</b>, chưa có số đạt" in text
    assert "chưa có số liệu/5" not in text


def test_a_figure_that_does_not_stand_is_answered_with_the_one_that_does(
    world: World, official: Chatter
):
    def save(unit: int, indicator: str, *typed: str) -> str:
        official.do(f"s.en:{unit}:{indicator}")
        for text in typed:
            official.type(text)
        return official.press("Lưu").text

    assert "đang hiện" not in save(world.school, "T2", "310", "1200", "20/12", "Trường")
    older = save(world.school, "T2", "100", "900", "1/12", "Trường")
    assert "Đã lưu" in older
    assert (
        "Số đang hiện vẫn là đạt 310, tổng số 1.200 (ngày 20/12/2025), vì đã có báo cáo mới hơn"
        in older
    )
    world.person("Nguyễn Văn An")
    table = schema.roster_imports
    world.database.write(lambda tx: tx.execute(table.update().values(as_of=world.today)))
    typed = save(world.one, "T3", "900", "20/12", "Công an")
    assert "Số đang hiện vẫn là đạt 0, tổng số 1 (ngày 05/01/2026), vì danh sách dân" in typed
