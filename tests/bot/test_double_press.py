"""Two presses for one, as old fingers do: neither answer lies, and no question is lost."""

import pytest

from storage import schema
from storage.database import Database
from tests.bot.talking import Citizen, build_hamlet, open_app
from tests.bot.test_coming_in import AN, BINH, rows


@pytest.fixture
def phone(sqlite_database: Database) -> Citizen:
    build_hamlet(sqlite_database, AN, BINH)
    someone = Citizen(open_app(sqlite_database))
    someone.start()
    return someone


def twice(phone: Citizen, caption: str) -> tuple[str, str]:
    action = phone.button(caption).action
    return phone.act(action), phone.act(action)


def count(phone: Citizen) -> int:
    erased = rows(phone.app.database, schema.learners.c.erased_at)
    return sum(row.erased_at is None for row in erased)


def test_who_agrees_twice_is_still_asked_for_the_year(phone: Citizen):
    first, second = twice(phone, "Tôi đồng ý")
    assert first.endswith(second)
    assert "sinh năm nào" in second
    assert "Họ và tên" in phone.type("1958")
    assert count(phone) == 1


def test_one_more_of_the_family_who_agrees_twice_is_one(phone: Citizen):
    phone.press("Tôi đồng ý")
    phone.press("Bỏ qua")
    phone.act("add")
    assert "sinh năm nào" in twice(phone, "Tôi đồng ý")[1]
    assert count(phone) == 2


def test_an_agreement_pressed_much_later_greets(phone: Citizen):
    old = phone.button("Tôi đồng ý").action
    phone.act(old)
    phone.press("Bỏ qua")
    assert "Mình vẫn nhớ" in phone.act(old)


def test_a_child_who_agrees_twice_is_still_asked_for_the_name(phone: Citizen):
    phone.press("chưa đủ 16")
    phone.type("2014")
    assert "Cháu có đồng ý không" in twice(phone, "giám hộ đồng ý")[1]
    assert "Họ và tên" in twice(phone, "Cháu đồng ý")[1]
    assert "Lê Bảo" in phone.type("lê bảo")
    assert count(phone) == 1


def test_who_is_forgotten_twice_is_told_no_lie(phone: Citizen):
    phone.join(*AN)
    phone.type("xóa")
    first, second = twice(phone, "Xóa hết")
    assert first == second
    assert "Đã xóa xong" in second
    phone.press("Bắt đầu lại")
    assert phone.choices[0].label.startswith("Tôi đồng ý")


def test_one_of_a_family_forgotten_twice_leaves_the_other(phone: Citizen):
    phone.join(*AN)
    phone.act("add")
    phone.press("Tôi đồng ý")
    phone.type("trần thị bình 1961")
    phone.press("Đúng")
    phone.act("erase")
    phone.press("Trần Thị Bình")
    assert "chưa xóa gì" not in twice(phone, "Xóa hết")[1]
    assert count(phone) == 1
    phone.press("Bắt đầu lại")
    assert [choice.label for choice in phone.choices] == [AN[0], "Người khác"]


def test_a_guests_lessons_outlive_an_old_button(phone: Citizen):
    phone.join(*AN)
    phone.type("xóa")
    old = phone.button("Xóa hết").action
    phone.act(old)
    phone.press("Bắt đầu lại")
    phone.press("Không đồng ý")
    phone.act("step:phone:ung-dung")
    phone.act(old)
    assert "2/8" in phone.type("tiếp tục")


def test_who_says_yes_twice_is_not_told_of_an_old_button(phone: Citizen):
    phone.press("Tôi đồng ý")
    phone.type("nguyễn văn an 1958")
    first, second = twice(phone, "Đúng")
    assert "đã ghi lại" in first
    assert "Bác muốn làm gì" in second
    assert "lần trước" not in second
    assert len(rows(phone.app.database, schema.searches.c.id)) == 1
