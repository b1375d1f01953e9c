"""What a trial with staff brought up: nobody overlooked, nobody mistaken, nothing left behind."""

from pathlib import Path

import pytest

from content import plan_file
from domain.names import fold
from domain.vocabulary import Role
from services import plans
from storage import schema
from storage.database import Database
from tests.conftest import SettableClock
from tests.staff_world import TRACK, Chatter, World

PLAN = Path(plan_file.PACKAGED) / "kien-an-2025.yaml"


@pytest.fixture
def world(database: Database, clock: SettableClock) -> World:
    made = World(database, clock.now())
    loaded = plan_file.load(PLAN, [TRACK])
    made.database.write(plans.load, loaded, unit_code="11443", now=made.now)
    return made


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
