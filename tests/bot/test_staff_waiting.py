"""What waits is counted alike on every screen, and its buttons say who is meant."""

from datetime import date

import pytest

from domain.vocabulary import Role
from storage import schema
from storage.database import Database
from tests.conftest import SettableClock
from tests.staff_world import TRACK, Chatter, World

LAN = "Nguyễn Thị Lan"


@pytest.fixture
def world(database: Database, clock: SettableClock) -> World:
    return World(database, clock.now()).with_plan()


@pytest.fixture
def head(world: World) -> Chatter:
    return world.hire(Role.HAMLET_HEAD, world.one, name="Trần Văn Tư")


def labels(head: Chatter, verb: str) -> list[str]:
    return [each.label for each in head.screen.buttons if each.action.startswith(f"{verb}:")]


def test_a_person_claimed_twice_waits_once_on_every_screen(world: World, head: Chatter):
    twice, once = world.person("Nguyễn Văn An"), world.person("Trần Thị Ánh")
    for person in (twice, twice, once):
        world.learner("Ai đó", person)
    world.learner("Lạ", world.person("Hoàng Văn Lạ", world.two))
    official = world.hire(Role.OFFICIAL, world.commune, name="Lê Văn Minh")
    official.do("s.menu")
    official.press("Chờ xác nhận: 3")
    assert labels(official, "s.matches") == ["Tổ dân phố 1: 2", "Tổ dân phố 2: 1"]
    assert head.do("s.menu").has("Chờ xác nhận: 2")


def test_more_disputes_than_a_screen_holds_are_all_counted(world: World, head: Chatter):
    for person in world.people([f"Nguyễn Văn {name}" for name in "ABCDEGHIKL"]):
        world.learner("Máy cha", person)
        world.learner("Máy con", person)
    assert head.do("s.menu").has("Chờ xác nhận: 10")
    assert "Có 10 người được nhiều máy nhận" in head.do("s.matches").text
    assert len(labels(head, "s.conf")) == 8


def test_namesakes_are_told_apart_where_they_wait_and_where_they_are_taken_back(
    world: World, head: Chatter
):
    for born in (date(1956, 3, 2), date(1956, 12, 8)):
        world.learner(LAN, world.person(LAN, year=1956, birth_date=born))
    world.learner("An", world.person("Nguyễn Văn An", year=1950))
    apart = [f"{LAN} (1956) · sinh 02/03", f"{LAN} (1956) · sinh 08/12"]
    head.do("s.matches")
    assert labels(head, "s.m") == ["Nguyễn Văn An (1950)", *apart]
    head.press("Xác nhận cả danh sách")
    head.press("Vừa xác nhận")
    head.press(f"Gỡ lại: {apart[1]}")
    rows = world.rows(schema.matches)
    assert [row.state for row in rows] == ["confirmed", "provisional", "confirmed"]


def test_who_was_counted_before_is_not_said_to_count_from_now_on(world: World, head: Chatter):
    person = world.person("Nguyễn Văn An")
    match = world.learner("An", person, finished=True)
    world.finish("track", TRACK, way="assisted", person_id=person)
    assert "được tính từ trước, không tính thêm" in head.do(f"s.mc:{match}").text
    assert "vẫn được tính nhờ một kết quả khác" in head.press("Hoàn tác").text
    other = world.person("Trần Thị Ánh")
    match = world.learner("Ánh", other, finished=True)
    assert "được tính từ bây giờ" in head.do(f"s.mc:{match}").text


def test_a_result_that_goes_with_the_phone_before_is_told(world: World, head: Chatter):
    person = world.person("Nguyễn Văn An")
    first = world.learner("An", person, finished=True)
    head.do(f"s.mc:{first}")
    world.learner("An thật", person)
    head.do(f"s.conf:{person}")
    assert "Kết quả của máy trước không tính" in head.press("máy số 2").text
    assert world.rows(schema.achievements) == []
    head.press("Hoàn tác")
    assert len(world.rows(schema.achievements)) == 1


def test_a_confirmation_taken_back_on_the_card_is_told_as_taken_back(world: World, head: Chatter):
    person = world.person("Nguyễn Văn An")
    head.do(f"s.mc:{world.learner('An', person, finished=True)}")
    head.do(f"s.p:{person}")
    assert "trở về danh sách chờ, kết quả chưa tính" in head.press("Gỡ xác nhận tài khoản").text
    assert world.rows(schema.achievements) == []
    assert "Có đúng là bác ấy không?" in head.press("Xem lời nhận tên").text
