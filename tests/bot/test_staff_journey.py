"""One head's first week: invited, decides matches, visits, holds a class; the numbers follow."""

from pathlib import Path

import pytest

from content import plan_file
from domain.vocabulary import Role
from services import invitations, plans, stats
from storage.database import Database
from tests.conftest import SettableClock
from tests.staff_world import TRACK, Chatter, World


@pytest.fixture
def world(database: Database, clock: SettableClock) -> World:
    made = World(database, clock.now())
    loaded = plan_file.load(Path(plan_file.PACKAGED) / "kien-an-2025.yaml", [TRACK])
    made.database.write(plans.load, loaded, unit_code="11443", now=made.now)
    return made


def figures(world: World) -> dict[str, int | None]:
    found = stats.as_dict(world.database.read(stats.unit_stats, "11443", at=world.today))
    line = next(one for one in found["indicators"] if one["id"] == "T3")
    return {key: line[key] for key in ("achieved", "self", "assisted", "class", "pending")}


def test_from_the_invitation_to_the_numbers(world: World):
    self_taught = world.people(["Nguyễn Văn Ba", "Nguyễn Văn Bốn"])
    visited = world.person("Cụ Nguyễn Thị Năm", phone="")
    pupils = [f"Trần Văn {name}" for name in "ABCDEGHIKL"]
    world.people(pupils)
    for person in self_taught:
        world.learner(f"nguoi {person}", person, finished=True)
    made = world.database.write(
        invitations.invite, Role.HAMLET_HEAD, world.one, by=None, now=world.now
    )

    head = Chatter(world, "bac-tu", "telegram")
    head.start(made.payload)
    head.type("Trần Văn Tư")
    assert figures(world)["achieved"] == 0

    head.press("Chờ xác nhận: 2")
    head.press("Xác nhận cả danh sách")
    assert figures(world)["self"] == 2

    world.forward(days=1)
    head.do("s.visit")
    head.type("năm")
    head.type("1")
    head.press("Bác ấy đồng ý")
    head.type("Lê Thị Hoa")
    head.press("Bắt đầu trả lời")
    head.answer_all()
    assert visited
    assert figures(world)["assisted"] == 1

    world.forward(days=1)
    head.type("cán bộ")
    head.press("Ghi lớp học")
    head.type("Sân đình làng")
    head.type("hôm nay")
    head.type(", ".join(pupils))
    head.press("Đủ rồi: 10")
    head.press("Bà con đồng ý")
    head.type("Lê Thị Hoa")
    for _ in pupils:
        if not head.screen.has("Bắt đầu trả lời"):
            head.type("1")
        head.press("Bắt đầu trả lời")
        head.answer_all()
    head.press("Kết thúc lớp")

    now = figures(world)
    assert now == {"achieved": 13, "self": 2, "assisted": 1, "class": 10, "pending": 0}
    assert "13/13" in head.do("s.stats").text
    assert head.do("s.lists").has("Đã xong: 13")
