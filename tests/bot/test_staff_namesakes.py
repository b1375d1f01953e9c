"""Two of one name and year at one class: nobody may be ticked, or handed the phone, for another."""

from datetime import date

import pytest

from domain.vocabulary import Role
from storage import schema
from storage.database import Database
from tests.conftest import SettableClock
from tests.staff_world import Chatter, World, agreed, open_class

LAN = "Nguyễn Thị Lan"
MARCH, DECEMBER = f"{LAN} (1956) · sinh 02/03", f"{LAN} (1956) · sinh 08/12"
OTHERS = [f"Nguyễn Văn {name}" for name in ("An", "Bình", "Cúc", "Dũng", "Giang", "Hà", "Khánh")]


@pytest.fixture
def world(database: Database, clock: SettableClock) -> World:
    return World(database, clock.now()).with_plan()


@pytest.fixture
def head(world: World) -> Chatter:
    return world.hire(Role.HAMLET_HEAD, world.one, name="Trần Văn Tư")


@pytest.fixture
def lans(world: World) -> tuple[int, int]:
    """Two of one name and year, born on different days."""
    march = world.person(LAN, year=1956, birth_date=date(1956, 3, 2))
    return march, world.person(LAN, year=1956, birth_date=date(1956, 12, 8))


def boxes(head: Chatter) -> list[str]:
    return [each.label for each in head.screen.buttons if each.action.startswith("s.cx:")]


def names(head: Chatter, verb: str) -> list[str]:
    return [each.label for each in head.screen.buttons if each.action.startswith(f"{verb}:")]


@pytest.mark.usefixtures("lans")
def test_the_ticks_of_a_class_tell_namesakes_apart(world: World, head: Chatter):
    world.person("Trần Thị Mai", year=1956, birth_date=date(1956, 5, 5))
    open_class(head, ["Trần Thị Mai"])
    assert boxes(head) == [f"☐ {MARCH}", f"☐ {DECEMBER}", "☑ Trần Thị Mai (1956)"]


@pytest.mark.usefixtures("lans")
def test_a_namesake_on_the_next_page_is_told_apart_too(world: World, head: Chatter):
    world.people(OTHERS)  # seven, who come first
    open_class(head, [])
    assert boxes(head)[-1] == f"☐ {MARCH}"
    head.press("Trang sau")
    assert boxes(head) == [f"☐ {DECEMBER}"]


def test_who_is_away_is_seen_before_a_tick(world: World, head: Chatter):
    person = world.person("Trần Thị Mai", year=1956)
    head.do(f"s.away:{person}:absent")
    open_class(head, [])
    assert boxes(head) == ["☐ Trần Thị Mai (1956) · đi vắng"]


def test_those_present_are_told_apart_to_take_off_and_to_answer(
    world: World, head: Chatter, lans: tuple[int, int]
):
    open_class(head, [])
    head.press(MARCH)
    head.press(DECEMBER)
    head.press("Xem lại tên")
    assert names(head, "s.co") == [f"☑ {MARCH}", f"☑ {DECEMBER}"]
    agreed(head)
    assert names(head, "s.hand") == [MARCH, DECEMBER]
    assert DECEMBER in head.press(DECEMBER).text
    head.press("Bắt đầu trả lời")
    head.answer_all()
    assert names(head, "s.hand") == [f"Mời tiếp: {MARCH}"]
    assert [fact.person_id for fact in world.rows(schema.completions)] == [lans[1]]


def test_another_year_tells_two_of_one_name_apart(world: World, head: Chatter):
    world.person(LAN, year=1956)
    world.person(LAN, year=1970)
    world.person("Trần Thị Mai")
    open_class(head, ["Trần Thị Mai"])
    head.press("(1956)")
    head.press("(1970)")
    agreed(head)
    assert names(head, "s.hand") == [f"{LAN} (1956)", f"{LAN} (1970)", "Trần Thị Mai"]
