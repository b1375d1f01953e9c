"""Who is at a class: names typed or tapped, and taken off with one tap by who does not agree."""

import pytest

from domain.vocabulary import Role
from storage import schema
from storage.database import Database
from tests.conftest import SettableClock
from tests.staff_world import Chatter, World, agreed, open_class

MANY = [f"Nguyễn Văn {name}" for name in ("An", "Ánh", "Bình", "Cúc", "Dũng", "Hà", "Khánh")]
MANY += [f"Trần Thị {name}" for name in ("Lan", "Minh", "Nga", "Oanh", "Phúc", "Quý")]


@pytest.fixture
def world(database: Database, clock: SettableClock) -> World:
    return World(database, clock.now()).with_plan()


@pytest.fixture
def head(world: World) -> Chatter:
    return world.hire(Role.HAMLET_HEAD, world.one, name="Trần Văn Tư")


def shown(head: Chatter) -> list[str]:
    return [choice.label for choice in head.screen.buttons if choice.action.startswith("s.co:")]


def present(world: World) -> int:
    return len(world.rows(schema.assistance_people))


def test_who_does_not_agree_is_taken_off_with_one_tap(world: World, head: Chatter):
    world.people(MANY)
    open_class(head, ["Trần Thị Quý", "Nguyễn Văn An"])
    head.press("Đủ rồi")
    head.press("Xem lại tên")
    assert shown(head) == ["☑ Nguyễn Văn An (1950)", "☑ Trần Thị Quý (1962)"]
    old = head.screen.find("Trần Thị Quý").action
    assert "Đã bỏ ra: Trần Thị Quý" in head.do(old).text
    assert shown(head) == ["☑ Nguyễn Văn An (1950)"]
    head.do(old)
    assert present(world) == 1
    assert "Có mặt: 1 người" in head.press("Thêm người").text
    head.press("Xem lại tên")
    head.press("Đủ rồi: 1 người")
    assert "đồng ý không" in head.screen.text


def test_those_present_fill_pages_of_their_own(world: World, head: Chatter):
    world.people(MANY)
    open_class(head, MANY[:10])
    head.press("Xem lại tên")
    assert len(shown(head)) == 8
    head.press("Trang sau")
    assert len(shown(head)) == 2
    head.do(head.screen.find("☑").action)
    head.do(head.screen.find("☑").action)
    assert len(shown(head)) == 8
    assert present(world) == 8


def test_a_name_typed_among_those_present_is_taken_off(world: World, head: Chatter):
    world.people(MANY)
    open_class(head, MANY[:3])
    head.press("Đủ rồi")
    head.press("Bà con đồng ý")
    head.press("Xem lại tên")
    text = head.type("nguyen van binh, Trần Thị Nga").text
    assert "Đã bỏ ra: Nguyễn Văn Bình" in text
    assert "Không có trong lớp: Trần Thị Nga" in text
    assert present(world) == 2


def test_the_last_one_taken_off_leads_back_to_the_names(world: World, head: Chatter):
    world.people(MANY)
    open_class(head, MANY[:1])
    head.press("Xem lại tên")
    head.do(head.screen.find("☑").action)
    assert "Có mặt: 0 người" in head.screen.text
    assert not head.screen.has("Xem lại tên")


def test_who_has_answered_stays(world: World, head: Chatter):
    world.people(MANY)
    open_class(head, MANY[:2])
    agreed(head)
    head.press("Nguyễn Văn An")
    head.press("Bắt đầu trả lời")
    head.answer_all()
    head.press("Chọn người khác")
    head.press("Thêm người")
    head.press("Xem lại tên")
    assert shown(head) == ["☑ Nguyễn Văn Ánh (1951)"]
    assert "1 người đã trả lời" in head.screen.text
    assert "Không có trong lớp" not in head.type("Nguyễn Văn An").text
    assert present(world) == 2


def test_a_name_typed_twice_is_not_written_twice(world: World, head: Chatter):
    world.people(MANY)
    open_class(head, MANY[:1])
    text = head.type("Nguyễn Văn An, Nguyễn Văn Bình").text
    assert "Đã ghi: Nguyễn Văn Bình" in text
    assert "Đã có tên từ trước: Nguyễn Văn An" in text


def test_names_alike_are_offered_and_unknown_ones_named(world: World, head: Chatter):
    world.people(["Nguyễn Văn An", "Nguyễn Văn An", "Lê Thị Hoa"])
    open_class(head, ["Nguyễn Văn An", "hoa", "Người Lạ"])
    text = head.screen.text
    assert "Đã ghi: Lê Thị Hoa" in text
    assert "Chưa thấy trong danh sách dân: Người Lạ" in text
    assert "Nhiều người tên Nguyễn Văn An." in text
    head.press("(1951)")
    assert "Có mặt: 2" in head.screen.text


def offered(head: Chatter) -> list[str]:
    return [each.label for each in head.screen.buttons if each.action.startswith("s.cx:")]


def test_names_that_several_bear_are_asked_until_all_are_chosen(world: World, head: Chatter):
    world.people(["Nguyễn Thị Lan", "Trần Thị Lan", "Lê Văn Hùng", "Đỗ Văn Hùng", "Vũ Thị Mai"])
    open_class(head, ["lan", "mai", "hung"])
    assert "Nhiều người tên lan, hung." in head.screen.text
    assert len(offered(head)) == 4
    head.press("Trần Thị Lan")
    assert "Nhiều người tên hung." in head.screen.text
    assert offered(head) == ["☐ Đỗ Văn Hùng (1953)", "☐ Lê Văn Hùng (1952)"]
    assert "Nhiều người" not in head.type("le van hung").text
    assert "Có mặt: 3 người" in head.screen.text
    assert len(offered(head)) == 5


def test_who_is_present_already_is_shown_ticked_among_the_namesakes(world: World, head: Chatter):
    world.people(["Nguyễn Thị Lan", "Trần Thị Lan"])
    open_class(head, ["trần thị lan", "lan"])
    assert offered(head) == ["☐ Nguyễn Thị Lan (1950)", "☑ Trần Thị Lan (1951)"]
    head.press("Xem cả danh sách")
    assert "Nhiều người" not in head.screen.text
    assert "Nhiều người" not in head.press("Nguyễn Thị Lan").text


def test_a_class_of_a_wrong_day_is_dropped(world: World, head: Chatter):
    world.people(MANY)
    open_class(head, ["Trần Thị Quý", "Nguyễn Văn An"])
    assert "Đã bấm tên 2 người" in head.press("Bỏ lớp này").text
    assert "Có mặt: 2 người" in head.press("Tiếp tục lớp này").text
    head.press("Bỏ lớp này")
    assert "Không ghi kết quả nào" in head.press("Bỏ lớp này").text
    assert present(world) == 0
    head.do("s.class")
    assert "Lớp học ở đâu?" in head.screen.text
    open_class(head, ["Trần Thị Quý"])
    agreed(head)
    assert not head.press("Thêm người").has("Bỏ lớp này")


def test_an_empty_class_is_dropped_at_once(world: World, head: Chatter):
    world.people(MANY)
    open_class(head, [])
    assert "Không ghi kết quả nào" in head.press("Bỏ lớp này").text
    assert "Lớp học ở đâu?" in head.do("s.class").text
