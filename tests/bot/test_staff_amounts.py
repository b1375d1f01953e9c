"""Officials type amounts in chat: no total is asked for, and earlier figures are shown."""

import pytest

from content import plan_file
from domain.vocabulary import Role
from services import plans
from storage import schema
from storage.database import Database
from tests.conftest import SettableClock
from tests.staff_world import TRACK, Chatter, World

PLAN = plan_file.PACKAGED / "hoa-thuan-2024.yaml"


@pytest.fixture
def world(sqlite_database: Database, clock: SettableClock) -> World:
    made = World(sqlite_database, clock.now())
    loaded = plan_file.load(PLAN, [TRACK])
    made.database.write(plans.load, loaded, unit_code="11443", now=made.now)
    return made


@pytest.fixture
def official(world: World) -> Chatter:
    return world.hire(Role.OFFICIAL, world.commune, name="Lê Văn Minh")


def tell(official: Chatter, world: World, key: str, *typed: str) -> str:
    official.do(f"s.en:{world.commune}:{key}")
    for text in typed:
        official.type(text)
    assert "Xem lại trước khi lưu" in official.screen.text
    return official.press("Lưu").text


def test_an_amount_asks_for_one_number_in_its_unit_of_measure(world: World, official: Chatter):
    asked = official.do(f"s.en:{world.commune}:M1").text
    assert "bao nhiêu cơ sở" in asked
    assert "sáu tháng một lần" in asked
    assert "Đã nhập trước đây" not in asked
    said = official.type("6").text
    assert "ngày nào" in said
    for text in ("20/12", "Báo cáo của khóm"):
        official.type(text)
    assert "Số lượng: 6" in official.screen.text
    assert "Tổng số" not in official.screen.text
    assert "Đã lưu M1" in official.press("Lưu").text
    (row,) = world.rows(schema.entries)
    assert (row.achieved, row.total) == (6, None)


def test_what_was_typed_before_is_shown_and_stays(world: World, official: Chatter):
    tell(official, world, "M1", "6", "19/12", "Báo cáo")
    tell(official, world, "M1", "7", "20/12", "Báo cáo")
    text = official.do(f"s.en:{world.commune}:M1").text
    assert text.index("7 cơ sở") < text.index("6 cơ sở")
    assert len(world.rows(schema.entries)) == 2


def test_the_many_figures_of_a_plan_come_in_pages(world: World, official: Chatter):
    first = official.do(f"s.ei:{world.commune}")
    assert "K1." in first.text
    assert "M1." not in first.text
    assert len(first.text) < 2000
    seen = {first.text}
    for page in range(1, 5):
        seen.add(official.do(f"s.ei:{world.commune}:{page}").text)
    assert len(seen) == 5
    assert any("M13." in text for text in seen)


def test_amounts_and_ceilings_stand_among_the_numbers(world: World, official: Chatter):
    tell(official, world, "M1", "6", "20/12", "Báo cáo")
    tell(official, world, "K10", "1", "20/12", "Báo cáo")
    text = official.do("s.stats").text
    assert "6 cơ sở" in text
    assert "còn thiếu 4" in text
    assert "đã vượt mức" in text
    assert "vượt 1" in text
