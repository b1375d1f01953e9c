"""How figures are written."""

import pytest

from content import numbers


@pytest.mark.parametrize(
    ("value", "written"), [(0.316, "0,32"), (-0.5, "-0,50"), (-0.001, "0,00"), (1, "1,00")]
)
def test_hundredths_have_a_comma_and_no_negative_nothing(value: float, written: str):
    assert numbers.hundredths(value) == written
