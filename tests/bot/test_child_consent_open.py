"""While guardian or child are asked, nothing else answers the question for them."""

import pytest

from storage import schema
from storage.database import Database
from tests.bot.talking import Citizen, build_hamlet, open_app
from tests.bot.test_coming_in import AN, rows


@pytest.fixture
def phone(sqlite_database: Database) -> Citizen:
    build_hamlet(sqlite_database, AN)
    someone = Citizen(open_app(sqlite_database))
    someone.start()
    return someone


@pytest.fixture
def asked(phone: Citizen) -> Citizen:
    """Where the guardian is asked."""
    phone.press("chưa đủ 16")
    phone.type("2014")
    return phone


def learners(phone: Citizen) -> list[int]:
    return [row.id for row in rows(phone.app.database, schema.learners.c.id)]


def test_both_agree_in_plain_words(asked: Citizen):
    assert "Cháu có đồng ý không" in asked.type("mẹ đồng ý")
    assert learners(asked) == []
    assert "Họ và tên" in asked.type("con đồng ý ạ")
    assert len(learners(asked)) == 1


def test_a_child_refuses_in_plain_words(asked: Citizen):
    asked.type("đồng ý")
    assert "không ghi gì về cháu" in asked.type("không")
    assert learners(asked) == []


@pytest.mark.parametrize("text", ["vâng", "???", "học", "menu", "tiếp", "giờ nhắc"])
@pytest.mark.parametrize("before", [[], ["đồng ý"]])
def test_anything_else_asks_the_same_again(asked: Citizen, before: list[str], text: str):
    for each in before:
        asked.type(each)
    shown = asked.choices
    said = asked.type(text)
    assert "câu này đã nhé" in said
    assert "Chào bác" not in said
    assert asked.choices == shown
    assert learners(asked) == []


@pytest.mark.parametrize("text", ["menu", "học", "kết quả", "???"])
def test_a_child_who_agreed_alone_is_recorded_no_further(phone: Citizen, text: str):
    phone.press("Tôi đồng ý")
    phone.type("lê bảo 2014")
    said = phone.type(text)
    assert "cha, mẹ hoặc người giám hộ" in said
    assert "xóa những gì đã ghi" in said
    phone.act("go")
    assert phone.choices[0].label.startswith("Cha, mẹ")
    phone.press("Không ghi")
    assert learners_left(phone) == 0
    assert "Bài 1:" in phone.type("học")


def learners_left(phone: Citizen) -> int:
    erased = rows(phone.app.database, schema.learners.c.erased_at)
    return sum(row.erased_at is None for row in erased)


def test_a_year_typed_wrongly_keeps_everything(phone: Citizen):
    phone.press("Tôi đồng ý")
    phone.type("2014")
    assert "Bác <b>sinh năm nào" in phone.type("gõ nhầm")
    assert "Họ và tên" in phone.type("1958")
    assert "Nguyễn Văn An" in phone.type("nguyễn văn an")
    assert "đã ghi lại" in phone.press("Đúng")
    assert learners_left(phone) == 1
    assert "Bài 1:" in phone.type("học")


def test_a_grown_up_of_the_family_is_not_held_up(phone: Citizen):
    phone.press("Tôi đồng ý")
    phone.press("Bỏ qua")
    phone.act("child")
    phone.type("2014")
    assert "Bác muốn làm gì" in phone.type("menu")


def test_a_pupil_who_leaves_is_still_spoken_to_as_one(asked: Citizen):
    asked.press("Không ghi")
    assert "về em" in asked.type("xóa")
