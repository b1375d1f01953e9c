"""Refusals carry what a sentence needs, and show nothing of it in logs."""

from domain.errors import DomainError


def test_the_values_of_a_refusal_stay_out_of_its_text():
    error = DomainError("unit_unknown", name="Trần Thị Bưởi")
    assert str(error) == "unit_unknown"
    assert error.values == {"name": "Trần Thị Bưởi"}
