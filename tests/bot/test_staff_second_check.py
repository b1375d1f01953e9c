"""A second check: by somebody else, and what it found stays visible until the official decides."""

import pytest

from domain.vocabulary import Role
from services import invitations
from storage import schema
from storage.database import Database
from tests.conftest import SettableClock
from tests.staff_world import TRACK, Chatter, World, agreed, open_class

TRI = "Vũ Tuấn Trí"


@pytest.fixture
def world(database: Database, clock: SettableClock) -> World:
    made = World(database, clock.now())
    made.add(schema.goals, audience="adult", goal=f"track:{TRACK}")
    return made


@pytest.fixture
def head(world: World) -> Chatter:
    return world.hire(Role.HAMLET_HEAD, world.one, name="Nguyễn Văn Bảy")


@pytest.fixture
def helper(world: World) -> Chatter:
    return world.hire(Role.HELPER, world.one, name="Vũ Thị Lan")


@pytest.fixture
def drawn(world: World, head: Chatter) -> int:
    """Somebody who passed at the head's visit and belongs to the sample."""
    person = world.person(TRI)
    visit(head, person)
    head.answer_all()
    head.press("Xong buổi này")
    table = schema.assistance_people
    world.database.write(lambda tx: tx.execute(table.update().values(second_check=True)))
    world.forward(hours=1)
    return person


def visit(who: Chatter, person: int) -> None:
    who.do(f"s.v1:{person}")
    who.press("Bác ấy đồng ý")
    who.type("Lê Thị Hoa")
    who.press("Bắt đầu trả lời")


def test_a_failed_one_stays_on_the_list_and_on_the_card(
    world: World, head: Chatter, helper: Chatter, drawn: int
):
    helper.do(f"s.p:{drawn}")
    helper.press("Kiểm tra lại")
    visit(helper, drawn)
    helper.answer_all(right=False)
    helper.press("Xong buổi này")
    official = world.hire(Role.OFFICIAL, world.commune, name="Lê Văn Minh")
    for who in (head, helper, official):
        who.do(f"s.lists:{world.one}")
        who.press("Cần kiểm tra lại: 1")
        assert who.screen.has(f"{TRI} (1960) · hỏi lại chưa đạt")
        text = who.press(TRI).text
        assert "Đã xong ngày" in text
        assert "Đã hỏi lại: chưa đạt" in text
    assert not head.screen.has("Bỏ một kết quả")
    assert official.screen.has("Bỏ một kết quả")


STANDS = "kết quả trước của bác vẫn giữ, chờ cán bộ xã, phường xem và quyết định"


def test_a_failed_one_says_that_the_result_stands(world: World, helper: Chatter, drawn: int):
    visit(helper, drawn)
    assert STANDS in helper.answer_all(right=False).text
    text = helper.press("Xong buổi này").text
    assert "Chưa đạt: 1 người" in text
    assert "Đây là lần hỏi lại: kết quả trước vẫn giữ, chờ cán bộ xã, phường" in text


def test_a_class_tells_failed_second_checks_from_other_tries(
    world: World, helper: Chatter, drawn: int
):
    world.person("Nguyễn Văn An")
    open_class(helper, [TRI, "Nguyễn Văn An"])
    agreed(helper)
    for name, second in ((TRI, True), ("Nguyễn Văn An", False)):
        helper.do(helper.screen.find(name).action)
        helper.press("Bắt đầu trả lời")
        assert (STANDS in helper.answer_all(right=False).text) is second
        helper.press("Chọn người khác")
    text = helper.press("Kết thúc lớp").text
    assert "Chưa đạt: 2 người" in text
    assert "1 người chưa đạt là được hỏi lại: kết quả trước vẫn giữ" in text


def test_the_official_decides_about_a_failed_one(world: World, helper: Chatter, drawn: int):
    visit(helper, drawn)
    helper.answer_all(right=False)
    official = world.hire(Role.OFFICIAL, world.commune, name="Lê Văn Minh")
    official.do(f"s.p:{drawn}")
    official.press("Bỏ một kết quả")
    official.do(official.screen.buttons[0].action)
    official.press("Hỏi lại chưa đạt")
    official.press("Bỏ kết quả này")
    assert not official.do(f"s.lists:{world.one}").has("Cần kiểm tra lại")
    assert "hỏi lại" not in official.do(f"s.p:{drawn}").text


def test_a_passed_one_leaves_the_list(world: World, helper: Chatter, drawn: int):
    visit(helper, drawn)
    helper.answer_all()
    assert not helper.do("s.lists").has("Cần kiểm tra lại")
    assert "hỏi lại" not in helper.do(f"s.p:{drawn}").text
    assert len(world.rows(schema.completions)) == 2  # each source stands for itself,
    assert len(world.rows(schema.achievements)) == 1  # and counts once


def test_an_interrupted_one_is_offered_like_any_visit(world: World, helper: Chatter, drawn: int):
    visit(helper, drawn)
    helper.do("s.visit")
    assert "Mời bác" in helper.press(f"Làm tiếp: {TRI}").text
    helper.press("Bắt đầu trả lời")
    helper.answer_all()
    assert not helper.do("s.visit").has("Làm tiếp")


def test_one_who_failed_and_passes_later_leaves_the_list(world: World, helper: Chatter, drawn: int):
    visit(helper, drawn)
    helper.answer_all(right=False)
    helper.press("Thử lại")
    assert helper.do("s.lists").has("Cần kiểm tra lại: 1")
    helper.do(f"s.ask:2:{drawn}")
    helper.answer_all()
    assert not helper.do("s.lists").has("Cần kiểm tra lại")


def test_nobody_checks_the_own_result_again(world: World, head: Chatter, drawn: int):
    head.do("s.lists")
    head.press("Cần kiểm tra lại: 1")
    assert "người giúp khác" in head.press(TRI).text
    assert not head.screen.has("Kiểm tra lại")
    assert "own_result" in head.do(f"s.v1:{drawn}").text
    assert "own_result" in head.do(f"s.vy:{drawn}").text
    assert len(world.rows(schema.assistances)) == 1


def test_another_role_of_the_same_account_is_nobody_else(world: World, head: Chatter, drawn: int):
    made = world.database.write(invitations.invite, Role.HELPER, world.one, by=None, now=world.now)
    head.start(made.payload)
    account = world.rows(schema.accounts)[0].id
    both = world.rows(schema.staff, schema.staff.c.account_id == account)
    if len(both) < 2:  # an account of a head is no helper besides
        world.add(
            schema.staff,
            account_id=account,
            role="helper",
            unit_id=world.one,
            name="Bảy",
            created_at=world.now,
        )
        both = world.rows(schema.staff, schema.staff.c.account_id == account)
    for role in both:
        head.do(f"s.as:{role.id}")
        assert "người giúp khác" in head.do(f"s.p:{drawn}").text
        assert not head.screen.has("Kiểm tra lại")


def test_a_class_of_the_same_account_clears_nothing(world: World, head: Chatter, drawn: int):
    head.do("s.cn")
    head.press("Nhà văn hóa")
    head.press("Hôm nay")
    head.type(TRI)
    head.press("Đủ rồi")
    head.press("Bà con đồng ý")
    head.type("Lê Thị Hoa")
    head.press(TRI)
    head.press("Bắt đầu trả lời")
    head.answer_all()
    assert head.do("s.lists").has("Cần kiểm tra lại: 1")
