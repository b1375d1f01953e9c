"""Whose slip is it? Slips of one household lie on one table."""

from datetime import UTC

import pytest
from sqlalchemy import func, insert, select

from services import completions, mydata
from storage import schema
from storage.database import Database
from tests.bot.talking import NOW, Citizen, build_hamlet, open_app
from tests.bot.test_coming_in import rows, slip
from tests.bot.test_quiz_talk import answer_all, finish_lessons

HOA, HOAN = ("Lê Thị Hoa", 1981), ("Đỗ Hữu Hoàn", 1979)
Ids = dict[str, int]


@pytest.fixture
def ids(database: Database) -> Ids:
    made = build_hamlet(database, HOA, HOAN)
    slip(database, made[HOA[0]])
    return made


@pytest.fixture
def husband(database: Database, ids: Ids) -> Citizen:
    someone = Citizen(open_app(database))
    someone.join(*HOAN)
    return someone


def finished(database: Database, person_id: int, way: str = "imported") -> None:
    """The person had finished the track before, without this phone."""

    def work(tx) -> None:
        completions.record(
            tx,
            person_id=person_id,
            kind="track",
            content_id="citizens",
            version=1,
            rule_version="1",
            happened_at=NOW,
            way=way,
            now=NOW,
            zone=UTC,
        )

    database.write(work)


def states(database: Database) -> list[tuple[str, int]]:
    return [(row.state, row.person_id) for row in rows(database, schema.matches)]


def used(database: Database) -> int:
    query = select(func.count()).where(schema.slips.c.used_at.is_not(None))
    return database.read(lambda tx: tx.execute(query).scalar_one())


def test_a_slip_of_another_name_asks_whose_it_is(husband: Citizen, database: Database, ids: Ids):
    said = husband.type("AB2C3D")
    assert "Lê Thị Hoa" in said
    assert "1981" not in said
    assert states(database) == [("provisional", ids[HOAN[0]])]
    assert used(database) == 0


def test_whoever_says_no_stays_who_they_are_and_the_slip_stays_good(
    husband: Citizen, database: Database, ids: Ids
):
    finished(database, ids[HOA[0]])
    husband.type("AB2C3D")
    assert "chưa dùng" in husband.press("Không phải")
    assert states(database) == [("provisional", ids[HOAN[0]])]
    assert "Đỗ Hữu Hoàn" not in husband.act("certificate")
    wife = Citizen(husband.app, "hoa")
    wife.join(*HOA)
    assert "Đúng mã rồi" in wife.type("AB2C3D")


def test_whoever_says_yes_is_told_who_they_are(husband: Citizen, database: Database, ids: Ids):
    husband.type("AB2C3D")
    assert "Lê Thị Hoa" in husband.press("Đúng là tôi")
    assert states(database) == [("rejected", ids[HOAN[0]]), ("confirmed", ids[HOA[0]])]


def test_the_certificate_names_the_person_of_the_list(
    husband: Citizen, database: Database, ids: Ids
):
    finished(database, ids[HOA[0]])
    husband.type("AB2C3D")
    husband.press("Đúng là tôi")
    said = husband.act("certificate")
    assert "Lê Thị Hoa" in said
    assert "Đỗ Hữu Hoàn" not in said


@pytest.mark.parametrize("typed", ["le thi hoa 1981", "Lê Thị Hoa, sinh năm 1981"])
def test_ones_own_slip_confirms_at_once(database: Database, ids: Ids, typed: str):
    citizen = Citizen(open_app(database))
    citizen.start()
    citizen.press("Tôi đồng ý")
    citizen.type(typed)
    citizen.press("Đúng")
    said = citizen.type("AB2C3D")
    assert "Đúng mã rồi" in said
    assert "Lê Thị Hoa" in said


def test_another_year_asks_too(database: Database, ids: Ids):
    citizen = Citizen(open_app(database))
    citizen.join(HOA[0], 1951)
    assert "Có đúng" in citizen.type("AB2C3D")


@pytest.mark.parametrize("typed", ["đúng", "vâng ạ", "Dung la toi", "1"])
def test_a_typed_yes_is_understood(husband: Citizen, database: Database, ids: Ids, typed: str):
    husband.type("AB2C3D")
    assert "Đúng mã rồi" in husband.type(typed)


@pytest.mark.parametrize("typed", ["không", "không phải", "không phải ạ", "2"])
def test_a_typed_no_is_understood(husband: Citizen, database: Database, ids: Ids, typed: str):
    husband.type("AB2C3D")
    assert "chưa dùng" in husband.type(typed)
    assert used(database) == 0


def test_what_is_no_answer_asks_the_same_again(husband: Citizen, database: Database):
    asked = husband.type("AB2C3D")
    assert husband.type("hôm nay trời đẹp") == asked
    assert "Đúng mã rồi" in husband.press("Đúng là tôi")


def test_an_old_yes_makes_nobody_somebody(husband: Citizen, database: Database, ids: Ids):
    husband.type("AB2C3D")
    old = husband.button("Đúng là tôi").action
    husband.press("Không phải")
    husband.act(old)
    assert states(database) == [("provisional", ids[HOAN[0]])]
    husband.later(minutes=5)
    husband.type("AB2C3D")
    husband.act(old)
    assert states(database) == [("provisional", ids[HOAN[0]])]


def test_a_yes_counts_for_whom_it_was_asked(husband: Citizen, database: Database, ids: Ids):
    husband.type("AB2C3D")
    old = husband.button("Đúng là tôi").action
    husband.act("add")
    husband.press("Tôi đồng ý")
    husband.act(old)
    assert states(database) == [("provisional", ids[HOAN[0]])]


def test_a_family_changes_the_learner_and_is_asked_again(
    husband: Citizen, database: Database, ids: Ids
):
    husband.act("add")
    husband.press("Tôi đồng ý")
    husband.press("Bỏ qua")
    husband.act("family")
    husband.press("Đỗ Hữu Hoàn")
    husband.type("AB2C3D")
    husband.act("family")
    assert "Lê Thị Hoa" in husband.press("chưa có tên")
    assert "Đúng mã rồi" in husband.press("Đúng là tôi")
    assert rows(database, schema.learners.c.name) == [("Đỗ Hữu Hoàn",), ("Lê Thị Hoa",)]


def test_who_is_confirmed_reads_when_it_counts(husband: Citizen, database: Database, ids: Ids):
    slip(database, ids[HOAN[0]], code="DE4F5G")
    husband.type("DE4F5G")
    assert "Học xong cả chương trình thì kết quả được tính" in husband.type("kết quả")
    finished(database, ids[HOAN[0]])
    assert "Kết quả đã được tính cho nơi bác ở" in husband.type("kết quả")


def test_the_same_slip_again_says_that_all_is_well(husband: Citizen, database: Database, ids: Ids):
    husband.type("AB2C3D")
    husband.press("Đúng là tôi")
    searched = len(rows(database, schema.searches.c.id))
    for _ in range(4):
        assert "đã được xác nhận rồi" in husband.type("ab2c3d")
    husband.later(days=60)
    assert "đã được xác nhận rồi" in husband.type("ab2c3d")
    assert len(rows(database, schema.searches.c.id)) == searched


def test_a_new_slip_of_the_confirmed_lies_about_no_longer(
    husband: Citizen, database: Database, ids: Ids
):
    husband.type("AB2C3D")
    husband.press("Đúng là tôi")
    slip(database, ids[HOA[0]], "XY7Z8W")
    assert "đã được xác nhận rồi" in husband.type("XY7Z8W")
    assert used(database) == 2


# Somebody who had finished before.


@pytest.mark.parametrize(
    ("way", "told"),
    [("imported", "từ danh sách nơi bác ở"), ("class", "ở lớp"), ("assisted", "có người giúp")],
)
def test_whoever_had_finished_before_is_led_to_the_certificate(
    husband: Citizen, database: Database, ids: Ids, way: str, told: str
):
    finished(database, ids[HOAN[0]], way)
    slip(database, ids[HOAN[0]], "XY7Z8W")
    husband.type("XY7Z8W")
    for action in ("", "menu", "progress"):
        said = husband.act(action) if action else ""
        assert [choice.action for choice in husband.choices][:2] == ["certificate", "go"]
    assert told in said
    assert "⬜" not in said


def test_whoever_finished_here_reads_of_no_list(husband: Citizen):
    finish_lessons(husband)
    husband.act("final:citizens")
    answer_all(husband, right=True)
    said = husband.act("progress")
    assert "danh sách nơi bác ở" not in said
    assert [choice.action for choice in husband.choices] == ["certificate", "menu"]


# Forgetting whom a slip alone made somebody.


@pytest.mark.parametrize("way", ["imported", "class", "assisted"])
def test_forgetting_leaves_what_others_recorded_of_the_slips_person(
    husband: Citizen, database: Database, ids: Ids, way: str
):
    finished(database, ids[HOA[0]], way)
    husband.act("quiz:phone")
    answer_all(husband, right=True)
    husband.type("AB2C3D")
    husband.press("Đúng là tôi")
    asked = husband.type("xóa")
    assert "vẫn còn" in asked.lower()
    assert "lớp" in asked
    husband.press("Xóa hết")
    assert rows(database, schema.completions.c.way) == [(way,)]
    assert rows(database, schema.matches.c.id) == []


def test_forgetting_takes_what_was_learned_on_the_phone(
    husband: Citizen, database: Database, ids: Ids
):
    husband.type("AB2C3D")
    husband.press("Đúng là tôi")
    finish_lessons(husband)
    husband.act("final:citizens")
    answer_all(husband, right=True)
    assert "ở lớp" not in husband.type("xóa")
    husband.press("Xóa hết")
    assert rows(database, schema.completions.c.id) == []
    assert rows(database, schema.achievements.c.person_id) == []


def test_whom_staff_confirmed_is_forgotten_whole(husband: Citizen, database: Database, ids: Ids):
    finished(database, ids[HOAN[0]])
    confirmed = schema.matches.update().values(state="confirmed", how="staff")
    database.write(lambda tx: tx.execute(confirmed))
    assert "ở lớp" not in husband.type("xóa")
    husband.press("Xóa hết")
    assert rows(database, schema.completions.c.id) == []


def test_a_second_look_at_answers_given_in_class_stays(
    husband: Citizen, database: Database, ids: Ids
):
    """A paper answered on a helper's phone is the person's, not this learner's."""
    row = dict(person_id=ids[HOA[0]], kind="final", content_id="citizens", version=1)
    row |= dict(started_at=NOW, questions=[], position=0, score=0, way="class")
    database.write(lambda tx: tx.execute(insert(schema.attempts).values(row)))
    husband.type("AB2C3D")
    husband.press("Đúng là tôi")
    account = rows(database, schema.accounts.c.id)[0].id
    database.write(mydata.erase, account, None, now=NOW)
    assert rows(database, schema.attempts.c.person_id) == [(ids[HOA[0]],)]
