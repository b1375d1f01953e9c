"""Telephone numbers, old and new, come out in one form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.names import fold
from domain.phones import parse_phone


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0912345678", "+84912345678"),
        ("912345678", "+84912345678"),
        ("091.234.56 78", "+84912345678"),
        ("+84 912 345 678", "+84912345678"),
        ("84912345678", "+84912345678"),
        ("01682345678", "+84382345678"),
        ("1682345678", "+84382345678"),
        ("+841202345678", "+84702345678"),
        ("0199 2345678", "+84592345678"),
        ("0225 3878123", "+842253878123"),
        ("0912345678; 0987654321", "+84912345678"),
        ("0912345678 - 0987654321", "+84912345678"),
        ("không có", ""),
        ("0", ""),
        ("", ""),
    ],
)
def test_a_number_is_kept_in_one_form(typed: str, kept: str):
    assert parse_phone(typed, fold(typed)) == kept


@pytest.mark.parametrize(
    "typed", ["12345", "0412345678", "09123456789", "điện thoại con", "٠٩١٢٣٤٥٦٧٨"]
)
def test_what_is_no_number_is_refused(typed: str):
    with pytest.raises(ValueError, match="not a telephone"):
        parse_phone(typed, fold(typed))


@given(st.from_regex(r"0[35789][0-9]{8}", fullmatch=True))
def test_a_kept_number_is_read_again_as_itself(number: str):
    kept = parse_phone(number, number)
    assert kept == f"+84{number[1:]}" == parse_phone(kept, fold(kept))
