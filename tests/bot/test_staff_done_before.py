"""Whoever finished before may learn again: it is told apart and adds nothing to the figures."""

import pytest

from domain.vocabulary import Role
from services import standing, stats
from storage import schema
from storage.database import Database
from tests.conftest import SettableClock
from tests.staff_world import TRACK, Chatter, World, agreed, open_class

MANY = [f"Nguyễn Văn {name}" for name in ("An", "Ánh", "Bình", "Cúc", "Dũng", "Hà", "Khánh")]
MANY += [f"Trần Thị {name}" for name in ("Lan", "Minh", "Nga", "Oanh", "Phúc", "Quý")]


@pytest.fixture
def world(database: Database, clock: SettableClock) -> World:
    return World(database, clock.now()).with_plan()


@pytest.fixture
def head(world: World) -> Chatter:
    return world.hire(Role.HAMLET_HEAD, world.one, name="Trần Văn Tư")


def test_who_was_done_before_is_told_apart(world: World, head: Chatter):
    done, *_ = world.people(MANY)
    finished(world, done)
    open_class(head, [])
    head.press("☐ Nguyễn Văn An")
    assert head.screen.has("☑ Nguyễn Văn An (1950) · đã xong")
    text = head.type("Nguyễn Văn Bình").text
    assert "Đã ghi: Nguyễn Văn Bình." in text
    agreed(head)
    before = counted(world)
    head.press("Nguyễn Văn An")
    head.press("Bắt đầu trả lời")
    text = head.answer_all().text
    assert "đạt!" in text
    assert "đã xong từ trước" in text
    assert "Đã ghi nhận" not in text
    assert counted(world) == before
    head.press("Mời tiếp")
    head.press("Bắt đầu trả lời")
    assert "Đã ghi nhận" in head.answer_all().text
    text = head.press("Kết thúc lớp").text
    assert "Đạt: 2 người" in text
    assert "1 người đã xong từ trước, không tính thêm" in text
    assert "Kết quả đã vào số liệu" in text
    assert counted(world) == before + 1


def test_typed_names_say_who_was_done_before(world: World, head: Chatter):
    done, *_ = world.people(MANY)
    finished(world, done)
    open_class(head, MANY[:2])
    assert "Đã ghi: Nguyễn Văn An (đã xong từ trước), Nguyễn Văn Ánh." in head.screen.text


@pytest.mark.parametrize("day", ["Hôm nay", "Hôm qua"])
def test_a_class_of_those_done_before_changes_no_figure(world: World, head: Chatter, day: str):
    done, *_ = world.people(MANY)
    finished(world, done)
    before = counted(world)
    head.do("s.cn")
    head.press("Nhà văn hóa")
    head.press(day)
    head.type(MANY[0])
    agreed(head)
    head.press(MANY[0])
    head.press("Bắt đầu trả lời")
    assert "đã xong từ trước" in head.answer_all().text
    text = head.press("Kết thúc lớp").text
    assert "Kết quả đã vào số liệu" not in text
    assert "1 người đã xong từ trước, không tính thêm" in text
    assert counted(world) == before
    assert not any(row.second_check for row in world.rows(schema.assistance_people))


def test_one_whose_earlier_result_was_voided_is_counted(world: World, head: Chatter):
    done, *_ = world.people(MANY)
    completion = world.finish("track", TRACK, way="imported", person_id=done)
    world.add(schema.voids, completion_id=completion, voided_at=world.now, reason="nhầm")
    open_class(head, MANY[:1])
    agreed(head)
    head.press(MANY[0])
    head.press("Bắt đầu trả lời")
    assert "Đã ghi nhận" in head.answer_all().text


def finished(world: World, person: int) -> None:
    world.finish("track", TRACK, way="imported", person_id=person)
    world.database.write(standing.refresh, [person])


def counted(world: World) -> int:
    found = world.database.read(stats.unit_stats, "11443", at=world.today)
    (line,) = [one for one in found.indicators if one.indicator.goal == f"track:{TRACK}"]
    ways = line.tally.ways
    assert ways is not None
    return ways.alone + ways.assisted + ways.in_class + ways.imported
