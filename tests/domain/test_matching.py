"""Reading what people type about themselves."""

from datetime import date

import pytest

from content import words
from domain.matching import is_as_given, looks_like_slip, may_be_below, read_name_and_year

TODAY = date(2026, 11, 21)
SPOKEN = words.spoken()


@pytest.mark.parametrize(
    ("text", "name", "year"),
    [
        ("Nguyễn Văn An 1958", "Nguyễn Văn An", 1958),
        ("nguyen van an, sinh nam 1958", "Nguyen Van An", 1958),
        ("Nguyễn Văn An - sinh: 12/3/1958", "Nguyễn Văn An", 1958),
        ("1958 Nguyễn Văn An", "Nguyễn Văn An", 1958),
        ("１９５８", "", 1958),
        ("An", "", None),
        ("Nguyễn Văn An", "Nguyễn Văn An", None),
        ("Trần Văn Sinh", "Trần Văn Sinh", None),
        ("nguyễn văn an 58", "", None),
        ("1800", "", None),
        ("2031", "", None),
        ("", "", None),
        ("tên bà là nguyễn thị lan", "Nguyễn Thị Lan", None),
        ("Tôi tên là Nguyễn Thị Lan", "Nguyễn Thị Lan", None),
        ("dạ tôi là nguyễn thị lan, sinh năm 1941", "Nguyễn Thị Lan", 1941),
        ("Họ và tên: Nguyễn Thị Lan", "Nguyễn Thị Lan", None),
        ("ho ten nguyen thi lan", "Nguyen Thi Lan", None),
        ("bà là lan", "", None),
        ("sinh ngày 25/04/1941", "", 1941),
        ("bà sinh năm 1941", "", 1941),
        ("Nguyễn Thị Lan sinh ngày 25.4.1941", "Nguyễn Thị Lan", 1941),
        ("giúp bà với", "", None),
        ("bà không nhớ", "", None),
        ("khong biet", "", None),
        ("nhầm rồi, 1955", "", 1955),
        ("dạ vâng", "", None),
        ("Nguyễn Thị Nhầm", "Nguyễn Thị Nhầm", None),
        ("Trần Văn Được", "Trần Văn Được", None),
        ("Lê Thị Nhớ", "Lê Thị Nhớ", None),
        ("Khổng Thị Biết", "Khổng Thị Biết", None),
        ("nguyen van roi", "Nguyen Van Roi", None),
        ("Khổng Biết", "Khổng Biết", None),
        ("vang a pao", "Vang A Pao", None),
        ("lam lai", "Lam Lai", None),
        ("khong hieu", "Khong Hieu", None),
        ("nguyen sinh nam", "Nguyen Sinh Nam", None),
        ("Chu Lạ", "Chu Lạ", None),
        ("Nguyễn Văn An - 1958", "Nguyễn Văn An", 1958),
        ("tôi", "", None),
        ("Bá Văn Tôi", "Bá Văn Tôi", None),
        ("Ông Ích Khiêm", "Ông Ích Khiêm", None),
        ("Phạm Thị Gọi", "Phạm Thị Gọi", None),
        ("Mai Thị Thơm", "Mai Thị Thơm", None),
        ("Nguyễn Thị Lan ạ", "Nguyễn Thị Lan", None),
        ("nguyễn thị lan nhé 1941", "Nguyễn Thị Lan", 1941),
        ("Nguyễn Thị Lan nha con", "Nguyễn Thị Lan", None),
        ("Trần Thị Em", "Trần Thị Em", None),
        ("Lê Văn Nhã", "Lê Văn Nhã", None),
        ("le van nha", "Le Van Nha", None),
        ("cảm ơn con", "", None),
        ("sinh năm 1941 Nguyễn Thị Lan", "Nguyễn Thị Lan", 1941),
        ("bà sinh năm 41", "", 1941),
        ("Nguyễn Thị Lan, sn 41 ạ", "Nguyễn Thị Lan", 1941),
        ("cháu sinh năm 14", "", 2014),
        ("sinh năm 26", "", 2026),
        ("sinh năm 27", "", 1927),
        ("41", "", None),
        ("bà 70 tuổi", "", None),
        ("sinh ngày 25/4/41", "", None),
        ("nguyễn thị năm 41", "", None),
    ],
)
def test_name_and_year_are_read_in_any_order(text: str, name: str, year: int | None):
    typed = read_name_and_year(text, TODAY, SPOKEN)
    assert (typed.name, typed.birth_year) == (name, year)


def test_in_doubt_somebody_counts_as_a_child():
    assert may_be_below(16, 2010, TODAY)  # perhaps still fifteen
    assert not may_be_below(16, 2009, TODAY)
    assert may_be_below(7, 2019, TODAY)
    assert not may_be_below(7, 2018, TODAY)


@pytest.mark.parametrize(
    ("text", "slip"),
    [
        ("AB2C3D", True),
        ("ab-2c 3d", True),
        ("ABCDEF", False),
        ("234567", False),
        ("AB2C3", False),
        ("AB0C3D", False),
        ("bài 3", False),
    ],
)
def test_the_shape_of_a_slip_code(text: str, slip: bool):
    assert looks_like_slip(text) is slip


@pytest.mark.parametrize(
    ("text", "help_"),
    [
        ("giúp bà với", True),
        ("con ơi giúp bà", True),
        ("Gọi người giúp!", True),
        ("giup toi voi con oi", True),
        ("Nguyễn Văn Giúp", False),
        ("bà không nhớ", False),
    ],
)
def test_a_call_for_help_is_heard_in_an_answer(text: str, help_: bool):
    assert SPOKEN.asks_for_help(text) is help_


@pytest.mark.parametrize(
    ("given", "known", "same"),
    [
        (("le thi hoa", 1981), ("Lê Thị Hoa", 1981), True),
        (("Lê Thị Hoa", None), ("Lê Thị Hoa", 1981), True),
        (("Lê Thị Hoa", 1980), ("Lê Thị Hoa", 1981), False),
        (("Lê Thị Hòe", 1981), ("Lê Thị Hoa", 1981), False),
        (("", None), ("Lê Thị Hoa", 1981), False),
    ],
)
def test_what_was_given_is_compared_with_the_list(
    given: tuple[str, int | None], known: tuple[str, int], same: bool
):
    assert is_as_given(*given, *known) is same
