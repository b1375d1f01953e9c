"""A head sees how the own hamlet stands, and nobody else's."""

from datetime import UTC, datetime, timedelta

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
        "Đang học: 1",
        "Chưa bắt đầu: 2",
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


def test_an_account_alone_is_no_beginning(world: World, head: Chatter):
    person = world.person("Nguyễn Văn An")
    world.learner("An", person, state="confirmed")
    world.forward(days=20)
    assert head.do("s.lists").has("Chưa bắt đầu: 1")
    text = head.do(f"s.p:{person}").text
    assert "Chưa bắt đầu: 0/6 bài" in text
    assert "Lần học gần đây" not in text


def test_a_lesson_opened_or_a_quiz_tried_is_a_beginning(world: World, head: Chatter):
    opened, tried = world.people(NAMES[:2])
    for person in (opened, tried):
        world.learner("An", person, state="confirmed")
    first, second = world.rows(schema.learners)
    place = {"data": {"at": {str(first.id): {"lesson": LESSONS[0]}}}}
    world.add_row(schema.dialogues, account_id=first.account_id, state=place, seen_at=world.now)
    empty: dict[str, object] = {"data": {"at": {}}}
    world.add_row(schema.dialogues, account_id=second.account_id, state=empty, seen_at=world.now)
    world.add(
        schema.attempts,
        learner_id=second.id,
        kind="lesson",
        content_id=LESSONS[0],
        version=1,
        way="self",
        questions=[],
        position=0,
        score=0,
        started_at=world.now,
    )
    assert head.do("s.lists").has("Đang học: 2")
    world.forward(days=14)
    assert head.do("s.lists").has("Đang vướng: 2")


def test_the_day_of_a_lesson_after_midnight_is_the_day_at_home(world: World, head: Chatter):
    person = world.person("Nguyễn Văn An")
    world.now = datetime.fromisoformat("2026-01-06T00:30:00+07:00").astimezone(UTC)
    world.finish("lesson", LESSONS[0], person_id=person)
    assert "Lần học gần đây: 06/01/2026" in head.do(f"s.p:{person}").text


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
    for press, present in (("Đang đi vắng", False), ("Có mặt", True), ("ốm nặng", False)):
        head.do(f"s.p:{person}")
        head.press(press)
        table = schema.enrolments
        rows = world.rows(table, table.c.person_id == person, table.c.valid_to > world.today)
        assert [row.present for row in rows] == [present]
        assert world.database.read(standing.check).wrong == 0
        world.forward(days=2)


def test_who_is_set_to_be_away_leaves_the_way_back_to_the_list(world: World, head: Chatter):
    world.person("Nguyễn Văn An")
    head.do("s.lists")
    head.press("Chưa bắt đầu")
    head.press("Nguyễn Văn An")
    head.press("Đang đi vắng")
    head.press("Có mặt")
    assert "Chưa bắt đầu: 1" in head.press("Về danh sách").text


def test_a_card_says_how_far_and_who_is_away(world: World, head: Chatter):
    person = world.person("Nguyễn Văn An")
    world.finish("lesson", LESSONS[0], person_id=person)
    head.do(f"s.p:{person}")
    assert "1/6 bài" in head.screen.text
    assert "đi vắng" in head.press("Đang đi vắng").text
    head.press("Có mặt")
    assert "đi vắng" not in head.screen.text
    world.forward(days=2)
    assert "ốm nặng" in head.press("Khuyết tật, ốm nặng").text
    world.forward(days=2)
    assert "ốm nặng" in head.do(f"s.p:{person}").text
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
    assert "0912 345 678" in head.press("1 người gọi giúp").text
    assert "Không còn ai" in head.press("Đã giúp").text
    assert "Đã ghi: giúp xong <b>Nguyễn Văn Tám</b>" in head.screen.text
    assert "Không còn ai" in head.do(f"s.ca:{call_id}").text
    assert "not_yours" in head.do(f"s.ca:{elsewhere}").text
    assert world.acts().count("call.answer") == 1


def test_a_call_marked_by_mistake_is_put_back(world: World, head: Chatter):
    for name in ("Tám", "Chín"):
        world.learner(name, world.person(f"Nguyễn Văn {name}"), state="confirmed")
    for row in world.rows(schema.learners):
        world.add(
            schema.help_calls,
            unit_id=world.one,
            account_id=row.account_id,
            learner_id=row.id,
            called_at=world.now,
        )
        world.forward(minutes=1)
    head.do("s.calls")
    text = head.press("Đã giúp: Nguyễn Văn Tám").text
    assert "giúp xong <b>Nguyễn Văn Tám</b>" in text
    undo = head.screen.find("Hoàn tác").action
    neighbour = world.hire(Role.HAMLET_HEAD, world.two, name="Ngô Văn Bá")
    assert "not_yours" in neighbour.do(undo).text
    helper = world.hire(Role.HELPER, world.one, name="Vũ Thị Lan")
    text = helper.do(f"s.ca:{undo.split(':')[1]}").text
    assert "giúp xong <b>Nguyễn Văn Tám</b>" in text
    assert "Hoàn tác" not in text
    helper.do(undo)  # it is not the helper's to undo: nothing changes
    assert not helper.do("s.calls").has("Nguyễn Văn Tám")

    assert "2 người gọi giúp" in head.do(undo).text
    assert head.screen.has("Đã giúp: Nguyễn Văn Tám")
    head.do(undo)
    assert world.acts().count("call.undo") == 1
    head.press("Đã giúp: Nguyễn Văn Tám")
    assert "1 người gọi giúp" in head.screen.text
    assert world.acts().count("call.answer") == 2


def test_a_call_of_somebody_without_a_name_is_told_by_its_hour(world: World, head: Chatter):
    account = world.account("guest")
    world.add(
        schema.help_calls,
        unit_id=world.one,
        account_id=account,
        called_at=datetime(2026, 1, 5, 1, 0, tzinfo=UTC),
    )
    head.do("s.calls")
    text = head.press("Đã giúp").text
    assert "gọi lúc 08:00 ngày 05/01" in text
    assert head.screen.has("Hoàn tác")
