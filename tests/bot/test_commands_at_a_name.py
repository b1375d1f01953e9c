"""Words that the citizen knows are understood as such where a name or a year is asked for."""

import pytest

from storage import schema
from storage.database import Database
from tests.bot.talking import Citizen, build_hamlet, open_app
from tests.bot.test_coming_in import AN, rows

BEFORE = [[], ["1941"], ["1941", "nguyễn thị lan"]]


@pytest.fixture
def citizen(sqlite_database: Database) -> Citizen:
    build_hamlet(sqlite_database, AN)
    someone = Citizen(open_app(sqlite_database))
    someone.start()
    someone.press("Tôi đồng ý")
    return someone


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("kết quả", "Bài kiểm tra cuối"),
        ("ket qua a", "Bài kiểm tra cuối"),
        ("trợ giúp", "số thứ tự"),
        ("học", "Bài 1:"),
        ("Hoc bai", "Bài 1:"),
        ("menu", "Bác muốn làm gì"),
        ("gia đình", "người học"),
        ("giấy ghi nhận", "giấy ghi nhận"),
        ("xóa", "Bác chắc chắn chứ"),
        ("xoá", "Bác chắc chắn chứ"),
        ("xoa du lieu cua toi", "Bác chắc chắn chứ"),
        ("Tìm tên tôi ở thôn", "sinh năm nào"),
        ("đừng nhắc nữa", "không nhắc"),
    ],
)
def test_a_command_is_no_name(citizen: Citizen, before: list[str], text: str, answer: str):
    for each in before:
        citizen.type(each)
    said = citizen.type(text)
    assert answer in said
    assert "Đúng không ạ" not in said


@pytest.mark.parametrize("text", ["bắt đầu", "vào học", "dừng lại", "thôi"])
def test_whoever_would_rather_begin_skips_the_question(citizen: Citizen, text: str):
    citizen.type("1941")
    assert "Học tiếp bài 1" in citizen.type(text) + citizen.choices[0].label
    assert rows(citizen.app.database, schema.learners.c.reminders) == [("",)]


@pytest.mark.parametrize("text", ["tiếp theo", "tiep di", "hiểu rồi"])
@pytest.mark.parametrize("before", BEFORE)
def test_a_small_word_is_no_name_and_asks_again(citizen: Citizen, before: list[str], text: str):
    for each in before:
        citizen.type(each)
    said = citizen.type(text)
    assert text.title() not in said
    assert any(asked in said for asked in ("năm sinh", "Đúng không ạ", "họ và tên", "Bác muốn"))
    assert rows(citizen.app.database, schema.learners.c.name) == [("",)]


@pytest.mark.parametrize(
    "name",
    ["Nguyễn Thị Học", "Lê Học Bài", "Trần Kết Quả", "Cấn Bộ", "Đỗ Văn Menu", "A Lô", "Đới Thôn"],
)
def test_a_name_that_holds_or_resembles_such_a_word_is_a_name(citizen: Citizen, name: str):
    citizen.type("1941")
    assert f"Bác là <b>{name}</b>" in citizen.type(name)
    assert "đã ghi lại" in citizen.press("Đúng")


@pytest.mark.parametrize("name", ["Bằng", "bang", "Diễm", "diem", "Thêm", "them"])
def test_a_given_name_alone_is_half_a_name(citizen: Citizen, name: str):
    citizen.type("1941")
    assert "cả <b>họ và tên" in citizen.type(name)


def test_a_child_is_heard_alike(citizen: Citizen):
    citizen.act("child")
    assert "số thứ tự" in citizen.type("trợ giúp")
    citizen.act("child")
    citizen.type("2014")
    citizen.press("giám hộ đồng ý")
    citizen.press("Cháu đồng ý")
    assert "Bài kiểm tra cuối" in citizen.type("ket qua")


def test_whoever_has_no_code_goes_in_by_a_word(sqlite_database: Database):
    build_hamlet(sqlite_database, AN)
    stranger = Citizen(open_app(sqlite_database))
    stranger.type("xin chào")
    assert "ghi lại kết quả học" in stranger.type("học")
