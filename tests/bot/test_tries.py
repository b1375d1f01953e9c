"""Three tries a day: of each learner for names, of a phone for codes."""

import pytest

from storage import schema
from storage.database import Database
from tests.bot.talking import Citizen, build_hamlet, open_app, person
from tests.bot.test_coming_in import AN, BINH, rows, slip


@pytest.fixture
def ids(database: Database) -> dict[str, int]:
    return build_hamlet(database, AN, BINH)


@pytest.fixture
def citizen(database: Database, ids: dict[str, int]) -> Citizen:
    return Citizen(open_app(database))


def searched(citizen: Citizen, name: str, year: int) -> str:
    """Look for oneself once more; everything that was said."""
    said = [citizen.act("find"), citizen.type(str(year)), citizen.type(name)]
    said.append(citizen.press("Đúng"))
    return "\n".join(said)


def added(citizen: Citizen, name: str, year: int) -> str:
    """One more of the family agrees and gives a name."""
    citizen.act("add")
    citizen.press("Tôi đồng ý")
    return "\n".join([citizen.type(str(year)), citizen.type(name), citizen.press("Đúng")])


def test_three_searches_a_day(citizen: Citizen, database: Database, ids: dict[str, int]):
    citizen.join("Lê Thị Hai", 1950)
    for _ in range(2):
        assert "ba lần" not in searched(citizen, "Lê Thị Hai", 1950)
    said = citizen.act("find")
    assert "ba lần" in said  # before anything is asked
    assert "sinh năm nào" in said
    citizen.type("1958")
    citizen.type("Nguyễn Văn An")
    assert "đã ghi lại" in citizen.press("Đúng")
    assert rows(database, schema.matches.c.id) == []
    assert rows(database, schema.learners.c.name) == [("Nguyễn Văn An",)]  # for the head to see
    citizen.later(days=1)
    assert "ba lần" not in searched(citizen, "Nguyễn Văn An", 1958)
    assert rows(database, schema.matches.c.person_id) == [(ids["Nguyễn Văn An"],)]


def test_a_name_changed_without_a_search_is_nobodys_any_more(citizen: Citizen, database: Database):
    citizen.join(*AN)
    for name, year in (AN, AN, ("Lê Văn Sáu", 1950)):
        searched(citizen, name, year)
    assert rows(database, schema.matches.c.state)[-1] == ("rejected",)
    assert rows(database, schema.learners.c.name) == [("Lê Văn Sáu",)]


def test_the_same_name_again_without_a_search_stays_found(citizen: Citizen, database: Database):
    citizen.join(*AN)
    for _ in range(3):
        searched(citizen, *AN)
    assert rows(database, schema.matches.c.state)[-1] == ("provisional",)


def test_each_of_a_family_has_three_searches(
    citizen: Citizen, database: Database, ids: dict[str, int]
):
    people = [(f"Lê Thị {each}", 1950) for each in ("Một", "Hai", "Ba", "Bốn")]
    citizen.join(*people[0])
    for name, year in (*people[1:], BINH):
        assert "ba lần" not in added(citizen, name, year)
    assert rows(database, schema.matches.c.person_id) == [(ids["Trần Thị Bình"],)]
    assert "" not in [name for (name,) in rows(database, schema.learners.c.name)]


def test_a_phone_has_nine_searches_a_day(citizen: Citizen, database: Database):
    citizen.join("Lê Thị Một", 1950)
    for _ in range(8):
        added(citizen, "Lê Thị Hai", 1951)
    added(citizen, *AN)
    assert rows(database, schema.matches.c.id) == []
    assert len(rows(database, schema.searches.c.id)) == 9


def test_forgetting_gives_a_phone_no_new_searches(citizen: Citizen, database: Database):
    for _ in range(4):
        citizen.join("Lê Thị Một", 1950)
        for _ in range(2):
            searched(citizen, "Lê Thị Một", 1950)
        citizen.act("erase")
        citizen.press("Xóa hết")
    assert len(rows(database, schema.searches.c.id)) == 9


def test_a_slip_opens_after_any_number_of_names(
    citizen: Citizen, database: Database, ids: dict[str, int]
):
    citizen.join("Lê Thị Một", 1950)
    for _ in range(9):
        searched(citizen, *BINH)
    slip(database, ids["Trần Thị Bình"])
    assert "Đúng mã" in citizen.type("AB2C3D")


def test_right_slips_cost_no_try(citizen: Citizen, database: Database, ids: dict[str, int]):
    citizen.join("Lê Thị Một", 1950)
    codes = ["AB2C3D", "XY7Z8W", "QW2E3R", "AS4D5F"]
    for code in codes:
        made = database.write(person, ids["commune"], ids["hamlet"], f"Lê Thị {code}", 1950)
        slip(database, made, code)
        added(citizen, "Lê Thị Sáu", 1950)
        citizen.type(code)
        assert "Đúng mã" in citizen.press("Đúng là tôi")


def test_three_wrong_codes_close_a_phone_to_codes_and_not_to_names(
    citizen: Citizen, database: Database, ids: dict[str, int]
):
    slip(database, ids["Trần Thị Bình"])
    citizen.join("Lê Thị Một", 1950)
    for code in ("ZZ2Z2Z", "ZZ2Z2Y", "ZZ2Z2X"):
        assert "chưa dùng được" in citizen.type(code)
    assert "ba lần" in citizen.type("AB2C3D")
    added(citizen, *BINH)
    assert "ba lần" in citizen.type("AB2C3D")
    assert rows(database, schema.matches.c.state) == [("provisional",)]
    citizen.later(days=1)
    assert "Đúng mã" in citizen.type("AB2C3D")


def test_whoever_is_confirmed_is_not_asked_for_a_name(
    citizen: Citizen, database: Database, ids: dict[str, int]
):
    slip(database, ids["Nguyễn Văn An"])
    citizen.join(*AN)
    citizen.type("AB2C3D")
    said = citizen.act("find")
    assert "Tên bác đã được xác nhận rồi" in said
    assert "sinh năm nào" not in said
