"""Whole numbers are read alike wherever they are typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.numbers import number
from domain.typed_number import typed_number


@given(st.integers(0, 999_999_999))
def test_a_number_is_read_as_it_is_typed_and_as_it_is_shown(value):
    assert typed_number(f" {value} ") == typed_number(number(value)) == value
    assert typed_number(number(value).replace(".", " ")) == value


@pytest.mark.parametrize(
    "text",
    [
        *("", "2.5", "2,5", "1,200", "12.00", "1.2000", ".200", "1.200.", "1..200", "-3", "+3"),
        *("1e3", "bảy", "٣", "1\n200", "1234567890", "1.200.300.400"),
    ],
)
def test_what_is_no_whole_number_is_none(text):
    assert typed_number(text) is None
