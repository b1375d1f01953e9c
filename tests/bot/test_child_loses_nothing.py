"""A child's year that a grown-up mistyped: nothing that is kept is lost by one press."""

import pytest

from storage.database import Database
from tests.bot.talking import Citizen, build_hamlet, open_app, person
from tests.bot.test_child_consent_open import learners_left
from tests.bot.test_coming_in import AN, slip
from tests.bot.test_quiz_talk import answer_all


@pytest.fixture
def an(sqlite_database: Database) -> Citizen:
    """Recorded and named, with a lesson done."""
    ids = build_hamlet(sqlite_database, AN)
    kid = (ids["commune"], ids["hamlet"], "Lê Bảo", 2014, "under_16")
    slip(sqlite_database, sqlite_database.write(person, *kid))
    someone = Citizen(open_app(sqlite_database))
    someone.join()
    someone.act("quiz:phone")
    answer_all(someone, right=True)
    return someone


def mistype(phone: Citizen, year: str) -> str:
    phone.act("find")
    return phone.type(year)


def test_not_recorded_is_asked_once_more_where_something_is_kept(an: Citizen):
    mistype(an, "2014")
    said = an.press("Không ghi")
    assert "những gì đã ghi sẽ mất" in said
    assert [choice.label for choice in an.choices] == ["Gõ nhầm năm sinh", "Xóa hết, chỉ học thôi"]
    assert learners_left(an) == 1
    assert "sinh năm nào" in an.press("Gõ nhầm năm sinh")
    an.type("1958")
    an.type("nguyễn văn an")
    an.press("Đúng")
    assert an.act("progress").count("✅") == 1


@pytest.mark.parametrize("year", ["2014", "2024"])
def test_whoever_is_sure_is_forgotten(an: Citizen, year: str):
    mistype(an, year)
    if year == "2014":
        an.press("Không ghi")
    an.press("Xóa hết")
    assert learners_left(an) == 0
    assert an.button("Học tiếp").action == "go"


def test_the_year_of_a_small_child_erases_nothing_by_itself(an: Citizen):
    said = mistype(an, "2024")
    assert "chưa đủ 7 tuổi" in said
    assert "những gì đã ghi sẽ mất" in said
    assert an.choices[0].label == "Gõ nhầm năm sinh"
    assert learners_left(an) == 1


@pytest.mark.parametrize("year", ["2014", "2024"])
@pytest.mark.parametrize("text", ["không ghi", "menu", "học", "???", "dừng"])
def test_nothing_typed_there_gives_it_up(an: Citizen, year: str, text: str):
    mistype(an, year)
    an.act("child_no")
    an.type(text)
    assert learners_left(an) == 1


def test_nobody_agrees_for_a_child_below_seven(an: Citizen):
    mistype(an, "2014")
    agree = an.choices[0].action
    an.press("Gõ nhầm")
    an.type("2024")
    an.act(agree)
    an.act("child_yes")
    assert "Người chưa đủ 7 tuổi" in an.act("go")
    assert learners_left(an) == 1


def test_the_button_of_another_time_forgets_nobody(an: Citizen):
    mistype(an, "2014")
    an.press("Không ghi")
    old = an.button("Xóa hết").action
    an.press("Gõ nhầm")
    an.act(old)
    assert learners_left(an) == 1
    an.later(days=1)
    mistype(an, "2014")
    an.act(old)
    an.press("Không ghi")
    an.act(old)
    assert learners_left(an) == 1


def test_the_slip_of_a_child_typed_by_mistake_costs_nothing(an: Citizen):
    an.type("AB2C3D")
    assert "những gì đã ghi sẽ mất" in an.press("Không ghi")
    assert [choice.label for choice in an.choices] == ["Giữ lại", "Xóa hết, chỉ học thôi"]
    assert "giữ nguyên" in an.press("Giữ lại")
    assert learners_left(an) == 1
    assert an.act("progress").count("✅") == 1
