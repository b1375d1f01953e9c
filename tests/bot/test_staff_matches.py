"""Matches: one by one, the whole list, undone, and decided between two claims."""

from datetime import timedelta

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
    assert "Máy kia chuyển sang danh sách chưa khớp tên" in head.press("máy số 2").text
    assert states(world) == ["rejected", "confirmed"]
    assert [row.person_id for row in world.rows(schema.completions)] == [None, person]
    assert counted(world) == 1
    assert head.do("s.menu").has("Chưa khớp tên: 1")


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
    assert states(world) == ["rejected", "confirmed"]
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
    head.do("s.matches")
    head.do(f"s.mall:{world.one}:1:2")
    assert states(world) == ["provisional", "confirmed"]


def test_nobody_is_vouched_for_unseen(world: World, head: Chatter):
    for name in ("Nguyễn Văn An", "Nguyễn Văn Bình"):
        world.learner(name, world.person(name), finished=True)
    head.do("s.matches")
    world.learner("Nguyễn Văn Chi", world.person("Nguyễn Văn Chi"), finished=True)
    assert "Danh sách vừa thay đổi" in head.press("Xác nhận cả danh sách (2)").text
    assert "Nguyễn Văn Chi" in head.screen.text
    assert counted(world) == 0
    assert "Đã xác nhận 3 người" in head.press("Xác nhận cả danh sách (3)").text


def test_a_button_of_the_version_before_shows_the_list(world: World, head: Chatter):
    world.learner("An", world.person("Nguyễn Văn An"))
    assert "1 người chờ" in head.do(f"s.mall:{world.one}").text
    assert states(world) == ["provisional"]


def test_what_was_decided_about_two_phones_is_undone_whole(world: World, head: Chatter):
    person = world.person("Nguyễn Văn An")
    world.learner("An", person, finished=True)
    world.learner("An (máy con)", person, finished=True)
    head.do(f"s.conf:{person}")
    head.press("Tất cả đều là bác ấy")
    assert counted(world) == 1
    assert "kết quả chưa tính" in head.press("Hoàn tác").text
    assert states(world) == ["provisional", "provisional"]
    assert counted(world) == 0


@pytest.mark.parametrize("answer", ["máy số 1", "Không máy nào đúng"])
def test_undoing_a_choice_brings_the_dispute_back(world: World, head: Chatter, answer: str):
    person = world.person("Nguyễn Văn An")
    world.learner("An", person, finished=True)
    world.learner("An (máy con)", person, finished=True)
    head.do(f"s.conf:{person}")
    head.press(answer)
    head.press("Hoàn tác")
    assert states(world) == ["provisional", "provisional"]
    assert "2 máy nhận" in head.do(f"s.conf:{person}").text
    assert counted(world) == 0


def test_undoing_a_choice_against_somebody_confirmed_confirms_them_again(
    world: World, head: Chatter
):
    person = world.person("Nguyễn Văn An")
    first = world.learner("An", person, finished=True)
    head.do(f"s.mc:{first}")
    world.learner("Kẻ mạo nhận", person)
    head.do(f"s.conf:{person}")
    head.press("máy số 2")
    assert counted(world) == 0
    head.press("Hoàn tác")
    assert states(world) == ["confirmed", "provisional"]
    assert counted(world) == 1


def test_an_old_undo_does_not_undo_what_was_decided_since(world: World, head: Chatter):
    match = world.learner("An", world.person("Nguyễn Văn An"), finished=True)
    head.do(f"s.mc:{match}")
    undo = head.screen.find("Hoàn tác").action
    world.now += timedelta(minutes=1)
    head.do(f"s.mu:{match}")
    head.do(f"s.mc:{match}")
    assert "match_gone" in head.do(undo).text
    assert counted(world) == 1


def test_two_claims_can_be_told_apart(world: World, head: Chatter):
    person = world.person("Nguyễn Văn An")
    first = world.learner("An", person)
    world.learner("An", person)
    learner = world.rows(schema.matches)[0].learner_id
    world.finish("lesson", "phone", learner_id=learner)
    said = head.do(f"s.m:{first}").text
    first_line, second_line = (line for line in said.splitlines() if "Ghi An" in line)
    assert "đã xong 1 bài" in first_line
    assert "đã xong 0 bài" in second_line


def test_a_choice_between_claims_is_not_made_when_another_came(world: World, head: Chatter):
    person = world.person("Nguyễn Văn An")
    world.learner("An", person)
    world.learner("An (máy con)", person)
    head.do(f"s.conf:{person}")
    world.learner("An (máy cháu)", person)
    for answer in ("máy số 1", "Tất cả đều là bác ấy", "Không máy nào đúng"):
        stale = head.screen.find(answer).action.replace(":3:3", ":2:2")
        assert "Vừa có thay đổi" in head.do(stale).text
        assert "3 máy nhận" in head.screen.text
    assert states(world) == ["provisional"] * 3


def test_an_old_no_does_not_take_back_what_a_colleague_confirmed(world: World, head: Chatter):
    other = world.hire(Role.HAMLET_HEAD, world.one, name="Phạm Văn Tám")
    match = world.learner("An", world.person("Nguyễn Văn An"), finished=True)
    for each in (head, other):
        each.do(f"s.m:{match}")
    head.press("Đúng người này")
    assert "đã có người xác nhận" in other.press("Không phải").text
    assert counted(world) == 1
    other.press("Gỡ xác nhận")
    assert counted(world) == 0


def test_all_recent_confirmations_can_be_reached(world: World, head: Chatter):
    for name in "ABCDEFGHIKL":
        world.learner(name, world.person(f"Nguyễn Văn {name}"))
    head.do("s.matches")
    head.press("Xác nhận cả danh sách (11)")
    assert "11 người mới xác nhận" in head.press("Vừa xác nhận").text
    assert len([each for each in head.screen.buttons if "Gỡ lại" in each.label]) == 8
    head.press("Trang sau")
    assert len([each for each in head.screen.buttons if "Gỡ lại" in each.label]) == 3


def test_what_one_decision_confirmed_has_one_button(world: World, head: Chatter):
    person = world.person("Nguyễn Văn An")
    for name in ("An", "An máy hai"):
        world.learner(name, person, finished=True)
    head.do(f"s.conf:{person}")
    head.press("Tất cả đều là bác ấy")
    head.do("s.matches")
    assert "1 người mới xác nhận" in head.press("Vừa xác nhận").text
    assert labels(head, "Gỡ lại") == ["Gỡ lại: Nguyễn Văn An (1960)"]
    head.press("Gỡ lại")
    assert states(world) == ["provisional", "provisional"]


def test_two_decisions_about_a_person_are_told_apart(world: World, head: Chatter):
    person = world.person("Nguyễn Văn An")
    first = world.learner("An", person)
    head.do(f"s.mc:{first}")
    world.forward(minutes=5)
    world.learner("An máy hai", person)
    head.do(f"s.conf:{person}")
    head.press("Tất cả đều là bác ấy")
    head.do("s.matches")
    head.press("Vừa xác nhận")
    assert labels(head, "Gỡ lại") == [
        "Gỡ lại: Nguyễn Văn An (1960) · 08:05 05/01",
        "Gỡ lại: Nguyễn Văn An (1960) · 08:00 05/01",
    ]
    head.press("08:05")
    assert states(world) == ["confirmed", "provisional"]


def labels(head: Chatter, part: str) -> list[str]:
    return [each.label for each in head.screen.buttons if part in each.label]


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
    said = head.press("Nguyễn Văn An").text
    assert all(each in said for each in ("Ông Sáu", "Nguyễn Văn An", "sinh 1960"))
    assert counted(world) == 0  # asked first
    attach = head.screen.find("Đúng người này").action
    assert "Đã xác nhận" in head.do(attach).text
    assert counted(world) == 1
    undo = head.screen.find("Hoàn tác").action
    assert "match_gone" in head.do(attach).text
    assert "Mọi người đang học đều đã khớp" in head.do("s.un").text
    assert [row.person_id for row in world.rows(schema.matches)] == [person]

    assert "chưa khớp tên" in head.do(undo).text  # nobody again, as before
    assert counted(world) == 0
    assert head.do("s.menu").has("Chưa khớp tên: 1")
    assert not head.screen.has("Chờ xác nhận")


def test_a_name_that_sounds_like_a_number_is_a_name(world: World, head: Chatter):
    for name in ("Đỗ Đình Hùng", "Bùi Hữu Hùng", "Đoàn Hữu Hải"):
        world.person(name)
    stranger(world, "Từ Văn Khởi", world.one)
    head.do("s.un")
    head.press("Từ Văn Khởi")
    head.type("Hùng")
    for typed in ("Hải", "hai", "Hai"):
        assert head.type(typed).has("Đoàn Hữu Hải")
    assert "Từ Văn Khởi" in head.type("1").text  # a digit still presses
    assert states(world) == []


def test_attaching_to_somebody_claimed_is_a_conflict(world: World, head: Chatter):
    person = world.person("Nguyễn Văn An")
    world.learner("An", person)
    learner = stranger(world, "Ông Sáu", world.one)
    assert "2 máy nhận" in head.do(f"s.u3:{learner}:{person}").text
    assert states(world) == ["provisional", "provisional"]


def test_learners_and_persons_of_another_hamlet_are_not_attached(world: World, head: Chatter):
    person = world.person("Nguyễn Văn An")
    away = world.person("Hoàng Văn Lạ", world.two)
    here, there = stranger(world, "Ông Sáu", world.one), stranger(world, "Bà Bảy", world.two)
    assert "Bà Bảy" not in str(head.do("s.un").buttons)
    assert "match_gone" in head.do(f"s.u1:{there}").text
    for verb in ("s.u2", "s.u3"):
        assert "match_gone" in head.do(f"{verb}:{there}:{person}").text
        assert "not_yours" in head.do(f"{verb}:{here}:{away}").text
    assert states(world) == []
