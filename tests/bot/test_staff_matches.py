"""Matches: one by one, the whole list, undone, and decided between two claims."""

import pytest

from domain.vocabulary import Role
from storage import schema
from storage.database import Database
from tests.conftest import SettableClock
from tests.staff_world import TRACK, Chatter, World


@pytest.fixture
def world(database: Database, clock: SettableClock) -> World:
    made = World(database, clock.now())
    made.add(schema.goals, audience="adult", goal=f"track:{TRACK}")
    return made


@pytest.fixture
def head(world: World) -> Chatter:
    return world.hire(Role.HAMLET_HEAD, world.one, name="Trần Văn Tư")


def counted(world: World) -> int:
    return len(world.rows(schema.achievements))


def states(world: World) -> list[str]:
    return [row.state for row in world.rows(schema.matches)]


def test_a_confirmed_match_counts_and_undoing_takes_it_back(world: World, head: Chatter):
    person = world.person("Nguyễn Văn An")
    world.learner("nguyen van an", person, finished=True)
    assert counted(world) == 0

    head.do("s.menu")
    head.press("Chờ xác nhận: 1")
    assert "nguyen van an" in head.press("Nguyễn Văn An").text
    assert "Đã xác nhận" in head.press("Đúng người này").text
    assert counted(world) == 1
    assert [row.person_id for row in world.rows(schema.completions)] == [person]

    head.press("Hoàn tác")
    assert counted(world) == 0
    assert [row.person_id for row in world.rows(schema.completions)] == [None]
    assert head.do("s.menu").has("Chờ xác nhận: 1")
    assert world.acts()[-2:] == ["match.confirm", "match.undo"]


def test_a_repeated_confirmation_changes_nothing(world: World, head: Chatter):
    match = world.learner("an", world.person("Nguyễn Văn An"), finished=True)
    head.do(f"s.mc:{match}")
    head.do(f"s.mc:{match}")
    assert world.acts().count("match.confirm") == 1
    assert counted(world) == 1


def test_one_tap_confirms_the_whole_list_but_not_conflicts(world: World, head: Chatter):
    people = world.people([f"Nguyễn Văn {name}" for name in "ABCDEFGHIK"])
    for person in people:
        world.learner(f"p{person}", person, finished=True)
    world.learner("somebody else", people[0])
    head.do("s.matches")
    assert "9 người chờ" in head.screen.text
    assert "Đã xác nhận 9 người" in head.press("Xác nhận cả danh sách (9)").text
    assert counted(world) == 9
    assert states(world).count("provisional") == 2
    head.press("Vừa xác nhận")
    head.press("Gỡ lại")
    assert counted(world) == 8


def test_a_rejected_match_does_not_count_and_can_be_taken_back(world: World, head: Chatter):
    match = world.learner("an", world.person("Nguyễn Văn An"), finished=True)
    head.do(f"s.m:{match}")
    head.press("Không phải")
    assert states(world) == ["rejected"]
    assert "match_gone" in head.do(f"s.mc:{match}").text
    head.do(f"s.mu:{match}")
    assert states(world) == ["provisional"]


def test_a_person_claimed_twice_is_decided_by_choosing_one(world: World, head: Chatter):
    person = world.person("Nguyễn Văn An")
    first = world.learner("An cha", person, finished=True)
    world.learner("An con", person, finished=True)

    assert "2 máy nhận" in head.do(f"s.mc:{first}").text
    assert states(world) == ["provisional", "provisional"]
    head.do("s.matches")
    head.press("Nhiều máy nhận")
    head.press("máy số 2")
    assert states(world) == ["rejected", "confirmed"]
    assert [row.person_id for row in world.rows(schema.completions)] == [None, person]
    assert counted(world) == 1


def test_a_claim_on_somebody_confirmed_is_a_conflict_too(world: World, head: Chatter):
    person = world.person("Nguyễn Văn An")
    first = world.learner("An", person, finished=True)
    head.do(f"s.mc:{first}")
    second = world.learner("Kẻ mạo nhận", person, finished=True)
    head.do("s.menu")
    head.press("Chờ xác nhận: 1")
    head.press("Nhiều máy nhận")
    head.press("máy số 2")
    assert states(world) == ["rejected", "confirmed"]
    head.do(f"s.mk:{first}")
    assert "match_gone" in head.screen.text
    assert second


def test_two_phones_of_one_person_count_once(world: World, head: Chatter):
    person = world.person("Nguyễn Văn An")
    world.learner("An", person, finished=True)
    world.learner("An (máy con)", person, finished=True)
    head.do(f"s.conf:{person}")
    head.press("Tất cả đều là bác ấy")
    assert states(world) == ["confirmed", "confirmed"]
    assert counted(world) == 1


def test_nobody_of_two_claims_may_be_right(world: World, head: Chatter):
    person = world.person("Nguyễn Văn An")
    world.learner("X", person)
    world.learner("Y", person)
    head.do(f"s.conf:{person}")
    head.press("Không máy nào đúng")
    assert states(world) == ["rejected", "rejected"]


@pytest.mark.parametrize("verb", ["s.m", "s.mc", "s.mx", "s.mu", "s.mk", "s.mka"])
def test_another_hamlets_match_is_out_of_reach(world: World, head: Chatter, verb: str):
    match = world.learner("Lạ", world.person("Hoàng Văn Lạ", world.two), finished=True)
    assert "not_yours" in head.do(f"{verb}:{match}").text
    assert states(world) == ["provisional"]


def test_the_whole_list_is_the_own_hamlets(world: World, head: Chatter):
    world.learner("Lạ", world.person("Hoàng Văn Lạ", world.two))
    world.learner("An", world.person("Nguyễn Văn An"))
    head.do(f"s.mall:{world.one}")
    assert states(world) == ["provisional", "confirmed"]


def test_an_official_confirms_where_a_hamlet_has_no_head(world: World):
    official = world.hire(Role.OFFICIAL, world.commune, name="Lê Văn Minh")
    world.learner("Lạ", world.person("Hoàng Văn Lạ", world.two), finished=True)
    official.do("s.menu")
    official.press("Chờ xác nhận: 1")
    official.press("Tổ dân phố 2: 1")
    official.press("Hoàng Văn Lạ")
    official.press("Đúng người này")
    assert counted(world) == 1


def stranger(world: World, name: str, unit: int) -> int:
    return world.add(
        schema.learners,
        account_id=world.account(name),
        name=name,
        name_fold=name.lower(),
        unit_id=unit,
        created_at=world.now,
    )


def test_a_head_says_who_a_learner_is_whose_name_was_not_found(world: World, head: Chatter):
    person = world.person("Nguyễn Văn An")
    learner = stranger(world, "Ông Sáu", world.one)
    world.finish("track", TRACK, learner_id=learner)
    head.do("s.matches")
    head.press("Chưa khớp tên: 1")
    head.press("Ông Sáu")
    head.type("nguyen van an")
    attach = head.screen.find("Nguyễn Văn An").action
    assert "Đã xác nhận" in head.do(attach).text
    assert counted(world) == 1
    assert "match_gone" in head.do(attach).text
    assert "Mọi người đang học đều đã khớp" in head.do("s.un").text
    assert [row.person_id for row in world.rows(schema.matches)] == [person]


def test_attaching_to_somebody_claimed_is_a_conflict(world: World, head: Chatter):
    person = world.person("Nguyễn Văn An")
    world.learner("An", person)
    learner = stranger(world, "Ông Sáu", world.one)
    assert "2 máy nhận" in head.do(f"s.u2:{learner}:{person}").text
    assert states(world) == ["provisional", "provisional"]


def test_learners_and_persons_of_another_hamlet_are_not_attached(world: World, head: Chatter):
    person = world.person("Nguyễn Văn An")
    away = world.person("Hoàng Văn Lạ", world.two)
    here, there = stranger(world, "Ông Sáu", world.one), stranger(world, "Bà Bảy", world.two)
    assert "Bà Bảy" not in str(head.do("s.un").buttons)
    assert "match_gone" in head.do(f"s.u1:{there}").text
    assert "match_gone" in head.do(f"s.u2:{there}:{person}").text
    assert "not_yours" in head.do(f"s.u2:{here}:{away}").text
    assert states(world) == []
