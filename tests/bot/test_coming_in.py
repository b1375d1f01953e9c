"""The door: consent, finding oneself, slips, children."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from content import notices
from domain.tokens import slip_digest
from storage import schema
from storage.database import Database
from tests.bot.talking import NOW, Citizen, build_hamlet, open_app, person
from tests.bot.test_quiz_talk import answer_all

AN, BINH = ("Nguyễn Văn An", 1958), ("Trần Thị Bình", 1961)


@pytest.fixture
def ids(database: Database) -> dict[str, int]:
    return build_hamlet(database, AN, BINH)


@pytest.fixture
def citizen(database: Database, ids: dict[str, int]) -> Citizen:
    return Citizen(open_app(database))


def rows(database: Database, *columns):
    return database.read(lambda tx: tx.execute(select(*columns)).all())


def test_nothing_is_kept_before_consent(citizen: Citizen, database: Database):
    citizen.start()
    citizen.type("tôi là Nguyễn Văn An")
    for table in (schema.learners, schema.consents, schema.searches, schema.matches):
        assert rows(database, *table.c) == []
    state = rows(database, schema.dialogues.c.state)[0].state
    assert "An" not in str(state.get("data"))


def test_consent_keeps_the_version_of_the_notice_and_the_time(citizen: Citizen, database: Database):
    citizen.start()
    citizen.press("Tôi đồng ý")
    kept = rows(database, schema.consents)[0]
    assert (kept.kind, kept.notice_version) == ("self", notices.consent().version)
    assert (kept.given_at, kept.learner_id) == (NOW, 1)


def test_agreeing_twice_records_one_learner(citizen: Citizen, database: Database):
    citizen.start()
    agree = citizen.button("Tôi đồng ý").action
    citizen.act(agree)
    citizen.act(agree)
    assert len(rows(database, schema.learners.c.id)) == 1


def test_a_no_can_become_a_yes(citizen: Citizen, database: Database):
    citizen.start()
    citizen.press("Không đồng ý")
    citizen.press("Việc khác")
    citizen.press("Ghi kết quả")
    assert "sinh năm nào" in citizen.press("Tôi đồng ý")
    assert len(rows(database, schema.learners.c.id)) == 1


def test_a_guest_hears_what_becomes_of_the_lessons_learned(citizen: Citizen):
    citizen.start()
    assert "chưa được ghi" not in citizen.press("Không đồng ý")
    assert "chưa được ghi" not in citizen.act("consent")
    citizen.act("decline")
    citizen.act("quiz:phone")
    answer_all(citizen, right=True)
    for action in ("consent", "notice", "add"):
        assert "chưa được ghi" in citizen.act(action)
    citizen.act("agree")
    assert "chưa được ghi" not in citizen.act("add")  # somebody else comes in


def test_the_answer_never_tells_whether_a_name_is_on_the_list(
    database: Database, ids: dict[str, int]
):
    app = open_app(database)
    said: list[list[tuple[str, list[str]]]] = []
    for account, name in (("a", "Nguyễn Văn An"), ("b", "Nguyễn Văn Zê")):
        citizen = Citizen(app, account)
        citizen.start()
        citizen.press("Tôi đồng ý")
        citizen.type("1958")
        said.append([])
        for say, words in ((citizen.type, name), (citizen.press, "Đúng")):
            told = say(words).replace(name, "")
            said[-1].append((told, [c.label for c in citizen.choices]))
    assert said[0] == said[1]
    assert len(rows(database, schema.matches.c.id)) == 1


@pytest.mark.parametrize(
    "typed",
    [["1958", "NGUYEN VAN AN"], ["nguyễn văn an, sinh năm 1958"], ["３ 1958", "Nguyễn  Văn An"]],
)
def test_a_name_is_found_however_it_is_typed(
    citizen: Citizen, database: Database, ids: dict[str, int], typed: list[str]
):
    citizen.start()
    citizen.press("Tôi đồng ý")
    for text in typed:
        citizen.type(text)
    citizen.press("Đúng")
    assert rows(database, schema.matches.c.person_id) == [(ids["Nguyễn Văn An"],)]


def test_two_of_the_same_name_and_year_match_nobody(
    citizen: Citizen, database: Database, ids: dict[str, int]
):
    database.write(person, ids["commune"], ids["hamlet"], *AN)
    citizen.join(*AN)
    assert rows(database, schema.matches.c.id) == []


def test_a_person_claimed_twice_stays_provisional_for_both(database: Database, ids: dict[str, int]):
    app = open_app(database)
    for account in ("a", "b"):
        Citizen(app, account).join(*AN)
    states = rows(database, schema.matches.c.state, schema.matches.c.person_id)
    assert states == [("provisional", ids["Nguyễn Văn An"])] * 2


def test_a_name_can_be_left_out(citizen: Citizen, database: Database):
    citizen.start()
    citizen.press("Tôi đồng ý")
    assert "vào học" in citizen.press("Bỏ qua")
    assert rows(database, schema.learners.c.name) == [("",)]


def test_a_question_can_be_left_by_typing_menu(citizen: Citizen):
    citizen.start()
    citizen.press("Tôi đồng ý")
    assert "Bác muốn làm gì" in citizen.type("menu")


@pytest.mark.parametrize("year", ["58", "2030", "năm kia", "1800"])
def test_an_unlikely_year_is_asked_again(citizen: Citizen, year: str):
    citizen.start()
    citizen.press("Tôi đồng ý")
    assert "1958" in citizen.type(year)
    assert "Họ và tên" in citizen.type("1960")


def test_without_a_poster_the_code_is_asked_for(citizen: Citizen, database: Database):
    assert "mã ngắn" in citizen.start("")
    assert "chưa tìm thấy" in citizen.type("zz99")
    assert "Tổ dân phố Cây Đa" in citizen.type("kd 12")
    citizen.press("Tôi đồng ý")
    assert rows(database, schema.learners.c.unit_id) != [(None,)]


def test_a_learner_without_a_hamlet_can_name_it_later(citizen: Citizen, database: Database):
    citizen.start("")
    citizen.press("chưa có mã")
    citizen.press("Tôi đồng ý")
    citizen.press("Bỏ qua")
    assert "Tổ dân phố Cây Đa" in citizen.type("KD12")
    assert rows(database, schema.learners.c.unit_id) != [(None,)]


def slip(database: Database, person_id: int, code: str = "AB2C3D", days: int = 30) -> None:
    row: dict[str, Any] = dict(person_id=person_id, code_hash=slip_digest(code), created_at=NOW)
    row |= dict(expires_at=NOW + timedelta(days=days))
    database.write(lambda tx: tx.execute(schema.slips.insert().values(row)))


def test_a_slip_confirms_without_the_head_and_names_the_learner(
    citizen: Citizen, database: Database, ids: dict[str, int]
):
    slip(database, ids["Trần Thị Bình"])
    citizen.start()
    citizen.press("Tôi đồng ý")
    citizen.press("Bỏ qua")
    assert "Trần Thị Bình" in citizen.type("ab2c3d")
    assert "Đúng mã" in citizen.press("Đúng là tôi")
    match = rows(database, schema.matches)[0]
    assert (match.state, match.how, match.person_id) == (
        "confirmed",
        "slip",
        ids["Trần Thị Bình"],
    )
    assert rows(database, schema.learners.c.name) == [("Trần Thị Bình",)]


def test_an_old_slip_and_a_guess_sound_the_same_and_are_limited(
    citizen: Citizen, database: Database, ids: dict[str, int]
):
    slip(database, ids["Trần Thị Bình"], days=-1)
    citizen.start()
    citizen.press("Tôi đồng ý")
    citizen.press("Bỏ qua")
    said = {citizen.type(code) for code in ("AB2C3D", "AB2C3E", "AB2C3F")}
    assert len(said) == 1
    assert "ba lần" in citizen.type("AB2C3D")
    assert rows(database, schema.matches.c.id) == []


def test_a_slip_of_somebody_else_in_the_family_asks_to_change(
    citizen: Citizen, database: Database, ids: dict[str, int]
):
    slip(database, ids["Nguyễn Văn An"])
    slip(database, ids["Trần Thị Bình"], "XY7Z8W")
    citizen.join(*AN)
    citizen.type("AB2C3D")
    assert "người khác trong nhà" in citizen.type("XY7Z8W")
    unused = database.read(
        lambda tx: tx.scalar(
            select(func.count()).select_from(schema.slips).where(schema.slips.c.used_at.is_(None))
        )
    )
    assert unused == 1


def child_asked(citizen: Citizen, year: int) -> str:
    citizen.start()
    citizen.press("chưa đủ 16")
    return citizen.type(str(year))


def test_a_child_is_recorded_when_guardian_and_child_agree(
    citizen: Citizen, database: Database, ids: dict[str, int]
):
    kid = database.write(person, ids["commune"], ids["hamlet"], "Lê Bảo", 2014, "under_16")
    assert "người giám hộ" in child_asked(citizen, 2014)
    assert "Cháu có đồng ý" in citizen.press("đồng ý")
    citizen.press("Cháu đồng ý")
    citizen.type("lê bảo")
    assert "Lê Bảo" in citizen.press("Đúng")
    kinds = [row.kind for row in rows(database, schema.consents.c.kind)]
    assert kinds == ["guardian", "child"]
    learner = rows(database, schema.learners)[0]
    assert (learner.name, learner.birth_year) == ("Lê Bảo", None)
    assert rows(database, schema.matches.c.person_id) == [(kid,)]


@pytest.mark.parametrize("no", ["giám hộ", "child"])
def test_without_both_a_child_learns_unrecorded(citizen: Citizen, database: Database, no: str):
    child_asked(citizen, 2014)
    if no == "child":
        citizen.press("đồng ý")
        citizen.press("không muốn")
    else:
        citizen.press("Không ghi")
    assert citizen.button("Học tiếp").action == "go"
    assert rows(database, schema.learners.c.id) == rows(database, schema.consents.c.id) == []


def test_under_seven_nothing_is_recorded(citizen: Citizen, database: Database):
    assert "chưa đủ 7 tuổi" in child_asked(citizen, 2021)
    assert rows(database, schema.learners.c.id) == []


def test_the_child_cannot_agree_before_the_guardian(citizen: Citizen, database: Database):
    child_asked(citizen, 2014)
    citizen.act("child_yes")
    assert rows(database, schema.learners.c.id) == []


def test_a_child_who_agreed_alone_is_forgotten_without_the_guardian(
    citizen: Citizen, database: Database
):
    citizen.start()
    citizen.press("Tôi đồng ý")
    assert "người giám hộ" in citizen.type("2014")
    citizen.press("Không ghi")
    assert rows(database, schema.learners.c.erased_at) == [(NOW,)]
    assert rows(database, schema.consents.c.withdrawn_at) == [(NOW,)]


def test_sixteen_decides_alone(citizen: Citizen):
    assert "tự quyết định" in child_asked(citizen, 2009)
    assert "Từ giờ" in citizen.press("Tôi đồng ý")


def test_a_poster_of_a_merged_hamlet_leads_to_its_successor(
    citizen: Citizen, database: Database, ids: dict[str, int]
):
    def merge(tx) -> None:
        units, day = schema.units, NOW.date()
        row: dict[str, Any] = dict(
            code="11443-09", name="Thôn Mới", name_fold="thon moi", level="hamlet"
        )
        row |= dict(parent_id=ids["commune"], valid_from=day, valid_to=schema.FOREVER)
        new = tx.execute(units.insert().values(row)).inserted_primary_key[0]
        tx.execute(update(units).where(units.c.id == ids["hamlet"]).values(valid_to=day))
        link: dict[str, Any] = dict(
            predecessor_id=ids["hamlet"], successor_id=new, happened_on=day, kind="merge"
        )
        tx.execute(schema.unit_successions.insert().values(link))

    database.write(merge)
    assert "Thôn Mới" in citizen.start()


def test_scanning_a_poster_elsewhere_moves_nobody(
    citizen: Citizen, database: Database, ids: dict[str, int]
):
    citizen.join(*AN)

    def build(tx) -> None:
        row: dict[str, Any] = dict(code="other", name="Thôn Khác", name_fold="thon khac")
        row |= dict(level="hamlet", parent_id=ids["commune"], join_code="QQ22")
        row |= dict(valid_from=NOW.date(), valid_to=schema.FOREVER)
        tx.execute(schema.units.insert().values(row))

    database.write(build)
    assert "Thôn Khác" not in citizen.start("QQ22")
    assert rows(database, schema.learners.c.unit_id) == [(ids["hamlet"],)]
    assert "Thôn Khác" in citizen.type("QQ22")  # typed, it is meant


def test_skipping_can_be_typed_as_the_number_shown(citizen: Citizen):
    citizen.start()
    citizen.press("Tôi đồng ý")
    assert "vào học" in citizen.type("1")
