"""What people answer when they are asked who they are, and whether it was understood."""

import pytest

from storage import schema
from storage.database import Database
from tests.bot.talking import Citizen, build_hamlet, open_app, person
from tests.bot.test_coming_in import AN, BINH, child_asked, rows, slip

LAN = ("Nguyễn Thị Lan", 1941)


@pytest.fixture
def ids(database: Database) -> dict[str, int]:
    return build_hamlet(database, AN, BINH, LAN)


@pytest.fixture
def citizen(database: Database, ids: dict[str, int]) -> Citizen:
    someone = Citizen(open_app(database))
    someone.start()
    someone.press("Tôi đồng ý")
    return someone


def nobody_was_looked_for(database: Database) -> bool:
    tables = schema.searches, schema.matches
    return not any(rows(database, table.c.id) for table in tables)


def test_name_and_year_are_read_out_before_the_search(citizen: Citizen, database: Database):
    citizen.type("1941")
    said = citizen.type("tên bà là nguyễn thị lan")
    assert "Nguyễn Thị Lan" in said
    assert "1941" in said
    assert nobody_was_looked_for(database)
    assert rows(database, schema.learners.c.name) == [("",)]
    assert "đã ghi lại" in citizen.press("Đúng")
    assert rows(database, schema.learners.c.name) == [("Nguyễn Thị Lan",)]
    assert len(rows(database, schema.matches.c.id)) == 1


@pytest.mark.parametrize(
    "yes",
    [
        "chính xác",
        "đúng r",
        "uh",
        "đúng con ạ",
        "đúng",
        "đúng rồi",
        "Đúng ạ",
        "vâng",
        "dạ vâng",
        "dung",
        "phải",
        "1",
    ],
)
def test_yes_can_be_typed(citizen: Citizen, yes: str):
    citizen.type("nguyễn thị lan 1941")
    assert "đã ghi lại" in citizen.type(yes)


@pytest.mark.parametrize("no", ["không", "sai rồi", "nhầm rồi", "gõ lại", "không đúng ạ", "2"])
def test_no_asks_again_and_costs_no_try(citizen: Citizen, database: Database, no: str):
    citizen.type("nguyễn thị lan 1941")
    assert "sinh năm nào" in citizen.type(no)
    assert nobody_was_looked_for(database)


@pytest.mark.parametrize(
    ("mend", "name", "year"),
    [
        ("nhầm rồi, 1951", "Nguyễn Thị Lan", "1951"),
        ("trần thị bình", "Trần Thị Bình", "1941"),
        ("trần thị bình 1961", "Trần Thị Bình", "1961"),
    ],
)
def test_a_part_is_mended_by_typing_it(citizen: Citizen, mend: str, name: str, year: str):
    citizen.type("nguyễn thị lan 1941")
    said = citizen.type(mend)
    assert name in said
    assert year in said
    assert "đã ghi lại" in citizen.type("đúng")


@pytest.mark.parametrize("text", ["hôm 2", "à", "???", "Dũng", "dừng"])
def test_what_is_neither_asks_the_same_again(citizen: Citizen, database: Database, text: str):
    asked = citizen.type("nguyễn thị lan 1941")
    assert citizen.type(text) == asked
    assert nobody_was_looked_for(database)
    assert "đã ghi lại" in citizen.press("Đúng")


@pytest.mark.parametrize("text", ["bà không nhớ", "khong biet", "dạ vâng", "lan", "gì thế"])
def test_what_is_no_name_is_asked_again_and_costs_no_try(
    citizen: Citizen, database: Database, text: str
):
    citizen.type("1941")
    for _ in range(4):
        assert "họ và tên" in citizen.type(text)
    assert nobody_was_looked_for(database)
    assert "Gọi người giúp" in [choice.label for choice in citizen.choices]
    citizen.type("nguyễn thị lan")
    assert "đã ghi lại" in citizen.press("Đúng")


def test_a_year_is_mended_where_the_name_is_asked(citizen: Citizen):
    citizen.type("1958")
    assert "ọ và tên" in citizen.type("nhầm rồi, 1941")
    assert "1941" in citizen.type("nguyễn thị lan")


def test_a_date_of_birth_is_a_year(citizen: Citizen):
    assert "Họ và tên" in citizen.type("sinh ngày 25/04/1941")
    assert "1941" in citizen.type("nguyễn thị lan")


@pytest.mark.parametrize("text", ["giúp bà với", "con ơi giúp bà", "gọi người giúp"])
@pytest.mark.parametrize("before", [[], ["1941"], ["1941", "nguyễn thị lan"]])
def test_help_is_called_from_every_question(
    citizen: Citizen, database: Database, text: str, before: list[str]
):
    for each in before:
        citizen.type(each)
    citizen.type(text)
    assert "Gọi giúp tôi" in [choice.label for choice in citizen.choices]
    assert nobody_was_looked_for(database)


def test_a_childs_year_typed_with_the_name_needs_the_guardian(citizen: Citizen):
    citizen.type("1958")
    assert "người giám hộ" in citizen.type("Lê Bảo 2014")


def test_a_slip_answers_the_question_too(citizen: Citizen, database: Database, ids: dict[str, int]):
    slip(database, ids[LAN[0]])
    citizen.type("nguyễn thị lan 1941")
    assert "chưa dùng được" in citizen.type("ZZ2Z2Z")
    assert LAN[0] in citizen.type("AB2C3D")
    assert "Đúng mã" in citizen.press("Đúng là tôi")


def test_an_old_yes_looks_for_nobody(citizen: Citizen, database: Database):
    citizen.type("nguyễn thị lan 1941")
    old = citizen.button("Đúng").action
    citizen.press("Gõ lại")
    citizen.act(old)
    assert nobody_was_looked_for(database)
    citizen.later(minutes=1)
    citizen.act("find")
    citizen.type("trần thị bình 1961")
    citizen.act(old)
    assert nobody_was_looked_for(database)


def test_a_yes_names_nobody_else_of_the_family(citizen: Citizen, database: Database):
    citizen.type("nguyễn thị lan 1941")
    old = citizen.button("Đúng").action
    citizen.act("add")
    citizen.press("Tôi đồng ý")
    citizen.act(old)
    assert rows(database, schema.learners.c.name) == [("",), ("",)]


def test_a_second_yes_searches_once(citizen: Citizen, database: Database):
    citizen.type("nguyễn thị lan 1941")
    yes = citizen.button("Đúng").action
    citizen.act(yes)
    citizen.act(yes)
    assert len(rows(database, schema.searches.c.id)) == 1


def test_no_name_stays_in_the_dialogue(citizen: Citizen, database: Database):
    citizen.type("nguyễn thị lan 1941")
    citizen.press("Đúng")
    state = rows(database, schema.dialogues.c.state)[0].state
    assert "Lan" not in str(state["data"])


def test_a_childs_name_is_read_out_without_a_year(
    citizen: Citizen, database: Database, ids: dict[str, int]
):
    kid = database.write(person, ids["commune"], ids["hamlet"], "Lê Bảo", 2014, "under_16")
    phone = Citizen(citizen.app, "kid")
    child_asked(phone, 2014)
    phone.press("giám hộ đồng ý")
    phone.press("Cháu đồng ý")
    assert "cả <b>họ và tên" in phone.type("gì thế")
    assert "Lê Bình" in phone.type("cháu tên là lê bình")
    assert "Họ và tên" in phone.type("không")
    said = phone.type("lê bảo")
    assert "2014" not in said
    assert "Năm sinh thì mình không giữ" in phone.type("đúng")
    assert rows(database, schema.matches.c.person_id) == [(kid,)]


def test_a_child_who_skips_leaves_no_question_behind(
    citizen: Citizen, database: Database, ids: dict[str, int]
):
    slip(database, ids[LAN[0]])
    citizen.act("child")
    citizen.type("2014")
    citizen.press("giám hộ đồng ý")
    citizen.press("Cháu đồng ý")
    citizen.press("Bỏ qua")
    citizen.act("family")
    citizen.act("add")
    citizen.press("Tôi đồng ý")
    citizen.type("AB2C3D")
    assert "cháu" not in citizen.press("Không phải")
