"""Home visits: the yes before a witness, a check on the helper's phone, so many a day."""

import pytest

from domain.vocabulary import Role
from services import assistance, stats, voids
from storage import schema
from storage.database import Database
from tests.conftest import SettableClock
from tests.staff_world import CURRICULUM, TRACK, Chatter, World


@pytest.fixture
def world(database: Database, clock: SettableClock) -> World:
    return World(database, clock.now()).with_plan()


@pytest.fixture
def head(world: World) -> Chatter:
    return world.hire(Role.HAMLET_HEAD, world.one, name="Trần Văn Tư")


@pytest.mark.parametrize("witness", ["Trần Văn Tư", "tran van tu", "Tám", "Trần Thị Vợ"])
def test_the_witness_is_neither_the_helper_nor_of_the_household(
    world: World, head: Chatter, witness: str
):
    home = world.add(schema.households, commune_id=world.commune, code="H1")
    husband = world.person("Trần Văn Tư", household_id=home)
    world.person("Trần Thị Vợ", household_id=home)
    account = world.member(head).account_id
    learner = world.add(
        schema.learners,
        account_id=account,
        name="Tư",
        name_fold="tu",
        unit_id=world.one,
        created_at=world.now,
    )
    world.add(
        schema.matches,
        learner_id=learner,
        person_id=husband,
        state="confirmed",
        created_at=world.now,
    )
    person = world.person("Nguyễn Văn An")
    head.do(f"s.v1:{person}")
    head.press("Bác ấy đồng ý")
    assert "người làm chứng cần" in head.type(witness).text.lower()
    assert world.rows(schema.assistances) == []
    assert "Mời bác" in head.type("Lê Thị Hoa").text


@pytest.mark.parametrize("witness", ["bác Bảy", "ông Nguyễn Văn Bảy", "Đỗ Thị Vợ", "bà Đỗ Thị Vợ"])
def test_the_names_of_every_role_of_the_account_are_the_helpers_own(
    world: World, head: Chatter, witness: str
):
    home = world.add(schema.households, commune_id=world.commune, code="H2")
    world.person("Nguyễn Văn Bảy", world.two, household_id=home)
    world.person("Đỗ Thị Vợ", world.two, household_id=home)
    world.add(
        schema.staff,
        account_id=world.member(head).account_id,
        role="helper",
        unit_id=world.two,
        name="Ông Nguyễn Văn Bảy",
        created_at=world.now,
        revoked_at=world.now,
    )
    person = world.person("Nguyễn Văn An")
    head.do(f"s.vy:{person}")
    assert "người làm chứng cần" in head.type(witness).text.lower()
    assert world.rows(schema.assistances) == []
    assert "Mời bác" in head.type("bà Lê Thị Hoa").text
    assert {row.witness for row in world.rows(schema.assistance_people)} == {"bà Lê Thị Hoa"}


def test_a_home_visit_counts_as_assisted(world: World, head: Chatter):
    world.people(["Nguyễn Văn An", "Trần Thị Ánh"])
    head.do("s.menu")
    head.press("Đến nhà")
    head.type("nguyen van an")
    head.press("Nguyễn Văn An")
    assert "đồng ý" in head.screen.text
    head.press("Bác ấy đồng ý")
    head.type("Lê Thị Hoa")
    head.press("Bắt đầu trả lời")
    head.answer_all()
    head.press("Xong buổi này")
    found = world.database.read(stats.unit_stats, "11443", at=world.today)
    (line,) = [one for one in found.indicators if one.indicator.goal == f"track:{TRACK}"]
    counted = line.tally.ways
    assert counted is not None
    assert (counted.alone, counted.assisted, counted.in_class) == (0, 1, 0)
    (visit,) = world.rows(schema.assistances)
    assert (visit.kind, visit.place, visit.held_on) == ("visit", "Tại nhà", world.today)
    assert visit.closed_at is not None


def test_who_is_done_is_told_before_a_visit_begins(world: World, head: Chatter):
    done, _ = world.people(["Nguyễn Văn An", "Nguyễn Văn Bình"])
    world.finish("track", TRACK, person_id=done)
    head.do("s.visit")
    found = [each.label for each in head.type("nguyen").buttons[:-1]]
    assert found == ["Nguyễn Văn An (1950) · đã xong", "Nguyễn Văn Bình (1951)"]


def begin(head: Chatter, person: int) -> None:
    head.do(f"s.v1:{person}")
    head.press("Bác ấy đồng ý")
    head.type("Lê Thị Hoa")
    head.press("Bắt đầu trả lời")


def test_an_interrupted_visit_goes_on_where_it_stood(world: World, head: Chatter):
    person = world.person("Nguyễn Văn An")
    begin(head, person)
    head.do(head._option(True))
    head.do(head._option(True))
    assert "Câu 3/5" in head.screen.text
    head.type("menu")
    world.forward(hours=2)
    head.do(f"s.p:{person}")
    assert "Mời bác" in head.press("Đến nhà giúp học").text
    assert "Câu 3/5" in head.press("Bắt đầu trả lời").text
    head.answer_all()
    head.press("Xong buổi này")
    (visit,) = world.rows(schema.assistances)
    assert visit.closed_at is not None
    assert len(world.rows(schema.attempts)) == 1
    assert len(world.rows(schema.consents, schema.consents.c.kind == "spoken")) == 1


def test_an_open_visit_is_offered_until_its_check_is_passed(world: World, head: Chatter):
    person = world.person("Nguyễn Văn An")
    other = world.person("Trần Thị Ánh", year=1948)
    begin(head, person)
    head.type("menu")
    head.do("s.menu")
    assert "hôm nay chưa xong" in head.press("Đến nhà giúp học").text
    assert head.type("tran thi anh").has("Trần Thị Ánh (1948)")
    head.do("s.visit")
    head.press("Làm tiếp: Nguyễn Văn An")
    head.press("Bắt đầu trả lời")
    head.answer_all(right=False)
    head.do("s.visit")
    head.press("Làm tiếp: Nguyễn Văn An")
    head.press("Bắt đầu trả lời")
    head.press("Thử lại")
    head.answer_all()
    assert not head.do("s.visit").has("Làm tiếp")  # passed, though nobody pressed "Xong buổi này"
    begin(head, other)
    world.forward(days=1)
    assert not head.do("s.visit").has("Làm tiếp")
    assert len(world.rows(schema.completions)) == 1


def test_a_late_word_about_the_witness_opens_no_second_visit(world: World, head: Chatter):
    person = world.person("Nguyễn Văn An")
    begin(head, person)
    head.do(f"s.vy:{person}")
    assert "Mời bác" in head.screen.text
    world.database.write(
        lambda tx: assistance.open_visit(
            tx,
            CURRICULUM,
            world.member(head),
            person,
            witness="Phạm Thị Cúc",
            place="Tại nhà",
            now=world.now,
            today=world.today,
        )
    )
    assert len(world.rows(schema.assistances)) == 1
    assert {row.witness for row in world.rows(schema.assistance_people)} == {"Lê Thị Hoa"}


def test_a_visit_of_another_day_or_another_helper_is_a_visit_of_its_own(
    world: World, head: Chatter
):
    person = world.person("Nguyễn Văn An")
    begin(head, person)
    helper = world.hire(Role.HELPER, world.one, name="Vũ Thị Lan")
    assert "đồng ý" in helper.do(f"s.v1:{person}").text
    world.forward(days=1)
    begin(head, person)
    assert len(world.rows(schema.assistances)) == 2


def test_a_finished_visit_is_not_taken_up_again(world: World, head: Chatter):
    person = world.person("Nguyễn Văn An")
    begin(head, person)
    head.answer_all(right=False)
    head.press("Xong buổi này")
    assert "đồng ý" in head.do(f"s.v1:{person}").text


def test_an_old_answer_after_a_finished_visit_says_that_the_person_is_done(
    world: World, head: Chatter
):
    person = world.person("Nguyễn Văn An")
    head.do(f"s.v1:{person}")
    yes = head.screen.find("Bác ấy đồng ý").action
    begin(head, person)
    head.answer_all()
    head.press("Xong buổi này")
    for old in (yes, f"s.v1:{person}", f"s.vn:{person}"):
        assert "Nguyễn Văn An</b> hôm nay đã xong: đạt, đã ghi nhận" in head.do(old).text
    assert "Đã xong ngày" in head.press("Về thẻ của bác ấy").text
    head.do(yes)
    assert "Gõ tên" in head.press("Đến nhà người khác").text
    assert len(world.rows(schema.assistances)) == 1


def test_a_visit_whose_result_was_voided_is_made_once_more(world: World, head: Chatter):
    person = world.person("Nguyễn Văn An")
    begin(head, person)
    head.answer_all()
    head.press("Xong buổi này")
    (fact,) = world.rows(schema.completions)
    official = world.hire(Role.OFFICIAL, world.commune, name="Lê Văn Minh")
    by = world.member(official)
    world.database.write(voids.void, fact.id, member=by, reason="Ghi trùng", now=world.now)
    assert "Ai chứng kiến" in head.do(f"s.vy:{person}").text


def test_a_no_leaves_no_trace(world: World, head: Chatter):
    person = world.person("Nguyễn Văn An")
    head.do(f"s.v1:{person}")
    head.press("không đồng ý")
    assert world.rows(schema.assistances) == []
    assert world.rows(schema.consents) == []


def test_the_person_is_not_the_own_witness(world: World, head: Chatter):
    person = world.person("Nguyễn Văn An")
    head.do(f"s.vy:{person}")
    assert "làm chứng" in head.type("nguyễn văn an").text
    assert world.rows(schema.assistances) == []


def test_a_helper_records_so_many_a_day_and_no_more(world: World, head: Chatter):
    people = world.people([f"Nguyễn Văn {number}" for number in range(41)])
    helper = world.member(head)
    class_id = world.add(
        schema.assistances,
        kind="class",
        unit_id=world.one,
        helper_id=helper.id,
        track_id=TRACK,
        place="x",
        held_on=world.today,
        created_at=world.now,
    )
    for person in people:
        world.database.write(_tick, class_id, person, None if person == people[-1] else world.now)
    refused = head.do(f"s.ask:{class_id}:{people[-1]}")
    assert "đủ 40 người" in refused.text
    world.forward(days=1)
    assert "Câu 1/5" in head.do(f"s.ask:{class_id}:{people[-1]}").text


def _tick(tx, class_id, person, checked_at):
    row = dict(assistance_id=class_id, person_id=person, witness="W", second_check=False)
    tx.execute(schema.assistance_people.insert().values(checked_at=checked_at, **row))
