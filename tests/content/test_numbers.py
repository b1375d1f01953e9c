"""How figures are written."""

import pytest

from content import numbers


@pytest.mark.parametrize(
    ("value", "written"), [(0.316, "0,32"), (-0.5, "-0,50"), (-0.001, "0,00"), (1, "1,00")]
)
def test_hundredths_have_a_comma_and_no_negative_nothing(value: float, written: str):
    assert numbers.hundredths(value) == written


@pytest.mark.parametrize(
    ("kept", "written"),
    [
        ("+84900000098", "0900 000 098"),
        ("0912345678", "0912 345 678"),
        ("+842253123456", "0225 3123 456"),
        ("+842438251234", "024 3825 1234"),
        ("113", "113"),
        ("", ""),
    ],
)
def test_a_telephone_number_is_written_as_people_write_it(kept: str, written: str):
    assert numbers.phone(kept) == written
