"""A head sees how the own hamlet stands, and nobody else's."""

from datetime import timedelta

import pytest

from domain.vocabulary import Role
from services import standing
from storage import schema
from storage.database import Database
from tests.conftest import SettableClock
from tests.staff_world import LESSONS, TRACK, Chatter, World

NAMES = [
    "Nguyễn Văn An",
    "Trần Thị Ánh",
    "Lê Văn Bình",
    "Phạm Thị Cúc",
    "Đỗ Văn Dũng",
    "Bùi Thị Hà",
]


@pytest.fixture
def world(database: Database, clock: SettableClock) -> World:
    return World(database, clock.now())


@pytest.fixture
def head(world: World) -> Chatter:
    return world.hire(Role.HAMLET_HEAD, world.one, name="Trần Văn Tư")


def test_numbers_come_first_and_each_person_stands_in_one_list(world: World, head: Chatter):
    done, nearly, stuck, learning, idle, phoneless = world.people(NAMES)
    world.finish("track", TRACK, person_id=done)
    for lesson in LESSONS[:4]:
        world.finish("lesson", lesson, person_id=nearly)
    world.finish("lesson", LESSONS[0], person_id=stuck)
    world.forward(days=14)
    world.finish("lesson", LESSONS[0], person_id=learning)
    world.add(schema.matches, **_match(world, idle))
    head.do("s.lists")
    shown = [choice.label for choice in head.screen.buttons[:5]]
    assert shown == [
        "Đã xong: 1",
        "Sắp xong: 1",
        "Đang vướng: 1",
        "Đang học: 2",
        "Chưa bắt đầu: 1",
    ]
    assert phoneless


def test_a_head_who_does_not_learn_keeps_the_list_after_an_odd_word(world: World, head: Chatter):
    world.people(NAMES)
    shown = [choice.action for choice in head.do("s.lists").buttons]
    again = head.type("cho hỏi chút")
    assert "chưa hiểu" in again.text
    assert [choice.action for choice in again.buttons] == shown


def _match(world: World, person: int) -> dict[str, object]:
    account = world.account("somebody")
    learner = world.add(
        schema.learners,
        account_id=account,
        name="x",
        name_fold="x",
        unit_id=world.one,
        created_at=world.now,
    )
    return dict(learner_id=learner, person_id=person, state="provisional", created_at=world.now)


def test_three_failed_tries_are_stuck_and_a_pass_ends_that(world: World, head: Chatter):
    person = world.person("Nguyễn Văn An")
    match = world.learner("An", person)
    (row,) = world.rows(schema.matches, schema.matches.c.id == match)
    attempt = dict(
        learner_id=row.learner_id,
        kind="lesson",
        content_id=LESSONS[0],
        version=1,
        way="self",
        questions=[],
        position=0,
        score=0,
        started_at=world.now,
    )
    for _ in range(3):
        world.add(schema.attempts, **attempt, passed=False)
    assert head.do("s.lists").has("Đang vướng: 1")
    world.add(schema.attempts, **attempt, passed=True)
    assert head.do("s.lists").has("Đang học: 1")


def test_who_finished_but_is_not_confirmed_is_nearly_done(world: World, head: Chatter):
    person = world.person("Nguyễn Văn An")
    world.learner("An", person, finished=True)
    assert head.do("s.lists").has("Sắp xong: 1")
    assert "chờ xác nhận" in head.do(f"s.p:{person}").text


def test_a_voided_result_is_no_result(world: World, head: Chatter):
    person = world.person("Nguyễn Văn An")
    completion = world.finish("track", TRACK, person_id=person)
    world.add(schema.voids, completion_id=completion, voided_at=world.now, reason="nhầm")
    assert not head.do("s.lists").has("Đã xong")


def test_names_come_eight_at_a_time_in_vietnamese_order(world: World, head: Chatter):
    world.people([f"Nguyễn Văn {name}" for name in ("Yên", "Ánh", "An", "Ân", "Đông", "Dũng")])
    world.people([f"Lê Thị {name}" for name in ("Hoa", "Mai", "Nga", "Oanh")])
    head.do("s.lists")
    head.press("Chưa bắt đầu: 10")
    first = [choice.label.split(" (")[0] for choice in head.screen.buttons[:8]]
    assert [name.split()[-1] for name in first] == [
        *("An", "Ánh", "Ân", "Dũng", "Đông", "Hoa", "Mai", "Nga")
    ]
    head.press("Trang sau")
    assert [choice.label.split(" (")[0] for choice in head.screen.buttons[:2]] == [
        "Lê Thị Oanh",
        "Nguyễn Văn Yên",
    ]


def test_who_has_no_phone_is_listed_apart(world: World, head: Chatter):
    world.person("Nguyễn Văn An", phone="")
    world.person("Trần Thị Ánh")
    head.do("s.lists")
    head.press("Chưa có điện thoại: 1")
    assert head.screen.has("Nguyễn Văn An")
    assert not head.screen.has("Ánh")


def test_who_is_away_is_shown_beside_n_at_once(world: World, head: Chatter):
    person, _ = world.people(NAMES[:2])
    for press, present in (("Đang đi vắng", False), ("Có mặt", True), ("Ốm, yếu", False)):
        head.do(f"s.p:{person}")
        head.press(press)
        table = schema.enrolments
        rows = world.rows(table, table.c.person_id == person, table.c.valid_to > world.today)
        assert [row.present for row in rows] == [present]
        assert world.database.read(standing.check).wrong == 0
        world.forward(days=2)


def test_a_card_says_how_far_and_who_is_away(world: World, head: Chatter):
    person = world.person("Nguyễn Văn An")
    world.finish("lesson", LESSONS[0], person_id=person)
    head.do(f"s.p:{person}")
    assert "1/6 bài" in head.screen.text
    assert "đi vắng" in head.press("Đang đi vắng").text
    head.press("Có mặt")
    assert "đi vắng" not in head.screen.text
    world.forward(days=2)
    assert "ốm, yếu" in head.press("Ốm, yếu").text
    world.forward(days=2)
    assert "ốm, yếu" in head.do(f"s.p:{person}").text
    spans = [row.valid_to - row.valid_from for row in world.rows(schema.absences)]
    assert spans[0] == timedelta(0)


def test_a_name_is_found_without_marks_and_at_most_five_are_shown(world: World, head: Chatter):
    world.people([f"Nguyễn Văn {name}" for name in ("An", "Bình", "Cường", "Dũng", "Giang", "Hải")])
    head.do("s.find")
    assert "5 người đầu" in head.type("nguyen").text
    assert len([b for b in head.screen.buttons if b.action.startswith("s.p:")]) == 5
    head.type("cuong")
    assert head.screen.buttons[0].label.startswith("Nguyễn Văn Cường")
    assert "Chưa thấy" in head.type("%").text


def test_a_typed_number_opens_the_person_shown(world: World, head: Chatter):
    world.people(["Nguyễn Văn An", "Lê Thị Hoa"])
    head.do("s.find")
    head.type("nguyen van an")
    assert "0/6 bài" in head.type("1").text


def test_a_slip_code_is_shown_once_and_an_older_one_lapses(world: World, head: Chatter):
    person = world.person("Nguyễn Văn An")
    head.do(f"s.slip:{person}")
    code = head.screen.text.split("<b>")[2].split("<")[0]
    head.do(f"s.slip:{person}")
    old, new = world.rows(schema.slips)
    assert len(code) == 6
    assert old.expires_at == world.now
    assert new.expires_at == world.now + timedelta(days=30)
    assert code not in str(old)


@pytest.mark.parametrize(
    "act", ["s.p:{p}", "s.v1:{p}", "s.vy:{p}", "s.slip:{p}", "s.away:{p}:absent", "s.conf:{p}"]
)
def test_another_hamlets_person_is_out_of_reach(world: World, head: Chatter, act: str):
    stranger = world.person("Hoàng Văn Lạ", world.two)
    assert "not_yours" in head.do(act.format(p=stranger)).text
    assert "Lạ" not in head.screen.text


@pytest.mark.parametrize(
    "act", ["s.lists:{u}", "s.l:not_begun:0:{u}", "s.matches:0:{u}", "s.mall:{u}", "s.stats:{u}"]
)
def test_another_hamlet_is_out_of_reach(world: World, head: Chatter, act: str):
    world.person("Hoàng Văn Lạ", world.two)
    assert "not_yours" in head.do(act.format(u=world.two)).text
    assert "not_yours" in head.do(act.format(u=world.commune)).text


def test_searching_finds_nobody_of_another_hamlet(world: World, head: Chatter):
    world.person("Hoàng Văn Lạ", world.two)
    head.do("s.find")
    assert "Chưa thấy" in head.type("hoang van la").text


def test_who_moved_away_is_out_of_reach(world: World, head: Chatter):
    person = world.person("Nguyễn Văn An")
    table = schema.memberships
    world.database.write(lambda tx: tx.execute(table.update().values(valid_to=world.today)))
    assert "not_yours" in head.do(f"s.p:{person}").text


def test_names_are_shown_hamlet_by_hamlet_only(world: World):
    official = world.hire(Role.OFFICIAL, world.commune, name="Lê Văn Minh")
    assert "not_yours" in official.do(f"s.lists:{world.commune}").text
    assert "Tổ dân phố 1" in official.do(f"s.lists:{world.one}").text


def test_a_citizen_sees_nothing_of_it(world: World):
    person = world.person("Nguyễn Văn An")
    citizen = Chatter(world, "citizen")
    for act in ("s.menu", "s.lists", f"s.p:{person}", "s.find", "s.class", "s.calls", "s.team"):
        assert "not_staff" in citizen.do(act).text


def test_calls_for_help_are_answered_once(world: World, head: Chatter):
    match = world.learner("Cụ Tám", world.person("Nguyễn Văn Tám"), state="confirmed")
    (row,) = world.rows(schema.matches, schema.matches.c.id == match)
    (learner,) = world.rows(schema.learners, schema.learners.c.id == row.learner_id)
    call = dict(account_id=learner.account_id, learner_id=learner.id, called_at=world.now)
    call_id = world.add(schema.help_calls, unit_id=world.one, **call)
    elsewhere = world.add(schema.help_calls, unit_id=world.two, **call)

    head.do("s.menu")
    assert "0912345678" in head.press("1 người gọi giúp").text
    assert "Không còn ai" in head.press("Đã giúp").text
    assert "Không còn ai" in head.do(f"s.ca:{call_id}").text
    assert "not_yours" in head.do(f"s.ca:{elsewhere}").text
    assert world.acts().count("call.answer") == 1
