"""Reading what people type about themselves."""

from datetime import date

import pytest

from domain.matching import looks_like_slip, may_be_below, read_name_and_year

TODAY = date(2026, 11, 21)


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
    ],
)
def test_name_and_year_are_read_in_any_order(text: str, name: str, year: int | None):
    typed = read_name_and_year(text, TODAY)
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
