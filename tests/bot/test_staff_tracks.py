"""Where either of two programmes brings an adult into the count, the head's lists ask the same."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.conversation import routes
from bot.conversation.engine import Conversation
from content import plan_file
from domain.curriculum import Curriculum, Lesson, Track
from domain.hamlet import Programme
from domain.vocabulary import Audience, Role
from services import plans, standing, stats
from storage.database import Database
from tests.conftest import SettableClock
from tests.staff_world import (
    CURRICULUM,
    LESSONS,
    PLAN,
    TRACK,
    Chatter,
    World,
    agreed,
    curriculum,
    open_class,
    question,
    told,
)

MARKET = "market"
SHORT = tuple(f"market-{number}" for number in range(1, 5))


def two_tracks() -> Curriculum:
    """Six lessons for everybody, and four for those who sell."""
    lessons = {
        id_: Lesson(id_, 1, id_, "", 5, (), (question(id_, 1),), "", (), ()) for id_ in SHORT
    }
    track = Track(MARKET, 1, "Bán hàng", Audience.ADULT, SHORT, (), 10)
    usual = curriculum()
    return Curriculum(
        {**usual.lessons, **lessons}, {**usual.tracks, MARKET: track}, CURRICULUM.questions
    )


@pytest.fixture
def world(database: Database, clock: SettableClock, tmp_path: Path) -> World:
    world = World(database, clock.now())
    world.app = replace(world.app, lessons=two_tracks)
    world.conversation = Conversation(world.app, replace(routes.build(), refused=told))
    either = PLAN.read_text("utf-8").replace("[citizens]", f"[{MARKET}, citizens]")
    file = tmp_path / PLAN.name
    file.write_text(either, "utf-8")
    loaded = plan_file.load(file, [TRACK, MARKET])
    database.write(plans.load, loaded, unit_code="11443", now=world.now)
    return world


@pytest.fixture
def head(world: World) -> Chatter:
    return world.hire(Role.HAMLET_HEAD, world.one, name="Trần Văn Tư")


@pytest.fixture
def elsewhere(database: Database, clock: SettableClock, tmp_path: Path) -> World:
    """A plan whose adults are to finish what the content does not have."""
    world = World(database, clock.now())
    file = tmp_path / PLAN.name
    file.write_text(PLAN.read_text("utf-8").replace("[citizens]", "[typing]"), "utf-8")
    loaded = plan_file.load(file, [TRACK, "typing"])
    database.write(plans.load, loaded, unit_code="11443", now=world.now)
    return world


UNCOUNTED = "kết quả ở đây vẫn ghi lại, nhưng không được tính vào chỉ tiêu"


def test_a_class_whose_track_the_plan_does_not_count_says_so(elsewhere: World):
    head = elsewhere.hire(Role.HAMLET_HEAD, elsewhere.one, name="Trần Văn Tư")
    elsewhere.person("Nguyễn Văn An")
    assert UNCOUNTED in head.do("s.cn").text
    open_class(head, ["Nguyễn Văn An"])
    agreed(head)
    assert UNCOUNTED not in head.screen.text
    head.press("Nguyễn Văn An")
    head.press("Bắt đầu trả lời")
    head.answer_all()
    text = head.press("Kết thúc lớp").text
    assert "Đạt: 1 người" in text
    assert UNCOUNTED in text
    assert "Kết quả đã vào số liệu" not in text


def test_a_visit_says_so_before_the_notice_is_read(elsewhere: World):
    head = elsewhere.hire(Role.HAMLET_HEAD, elsewhere.one, name="Trần Văn Tư")
    person = elsewhere.person("Nguyễn Văn An")
    assert UNCOUNTED in head.do(f"s.v1:{person}").text.split("Đọc to")[0]


def test_where_the_plan_counts_the_track_nothing_is_said(world: World, head: Chatter):
    person = world.person("Nguyễn Văn An")
    assert UNCOUNTED not in head.do("s.cn").text
    assert UNCOUNTED not in head.do(f"s.v1:{person}").text


def achieved(world: World) -> int | None:
    found = world.database.read(stats.unit_stats, "11443-01", at=world.today)
    goal = f"track:{TRACK}|{MARKET}"
    (line,) = [one for one in found.indicators if one.indicator.goal == goal]
    return line.tally.achieved


def test_who_finished_either_track_stands_as_done(world: World, head: Chatter):
    usual, other, _ = (world.person(f"Nguyễn Văn {name}") for name in ("An", "Bình", "Cúc"))
    world.finish("track", TRACK, person_id=usual)
    world.finish("track", MARKET, person_id=other, way="imported")
    world.database.write(standing.refresh, [usual, other])
    assert achieved(world) == 2
    assert head.do("s.lists").find("Đã xong").label == "Đã xong: 2"
    assert head.screen.find("Chưa bắt đầu").label == "Chưa bắt đầu: 1"
    card = head.do(f"s.p:{other}")
    assert "Đã xong ngày" in card.text
    assert not card.has("Đến nhà giúp học")


def test_a_person_stands_where_they_are_furthest(world: World, head: Chatter):
    both = world.person("Nguyễn Văn An")
    for lesson in (*LESSONS[:3], *SHORT[:2]):
        world.finish("lesson", lesson, person_id=both)
    few = world.person("Nguyễn Văn Bình")
    world.finish("lesson", LESSONS[0], person_id=few)
    assert head.do("s.lists").find("Sắp xong").label == "Sắp xong: 1"
    assert "2/4 bài" in head.do(f"s.p:{both}").text
    assert "1/6 bài" in head.do(f"s.p:{few}").text


def test_a_class_adds_nobody_who_finished_the_other_track(world: World, head: Chatter):
    before, new = world.person("Nguyễn Văn An"), world.person("Trần Thị Ánh")
    world.finish("track", MARKET, person_id=before)
    open_class(head, [])
    assert head.screen.find("Văn An").label.endswith("đã xong")
    head.press("Văn An")
    head.press("Thị Ánh")
    agreed(head)
    for person in (before, new):
        head.do(f"s.hand:1:{person}")
        head.press("Bắt đầu trả lời")
        head.answer_all()
    summed = head.do("s.ce:1").text
    assert "Đạt: 2 người" in summed
    assert "1 người đã xong từ trước, không tính thêm" in summed
    assert achieved(world) == 2


def test_what_is_not_begun_leads_nowhere():
    tracks = tuple(two_tracks().tracks.values())
    asked = Programme(tracks, frozenset({TRACK, MARKET}))
    assert asked.furthest([0, 0]) == (0, 6)
    assert asked.furthest([4, 2]) == (4, 6)  # two left on either: the first
    assert asked.furthest([1, 1]) == (1, 4)
