"""How figures are written."""

import pytest

from content import errors, numbers
from domain.errors import DomainError


@pytest.mark.parametrize(
    ("value", "written"), [(0.316, "0,32"), (-0.5, "-0,50"), (-0.001, "0,00"), (1, "1,00")]
)
def test_hundredths_have_a_comma_and_no_negative_nothing(value: float, written: str):
    assert numbers.hundredths(value) == written


@pytest.mark.parametrize(
    ("part", "whole", "written"),
    [(7996, 10000, "79,9%"), (1, 4, "25%"), (0, 3, "0%"), (3, 0, numbers.NO_FIGURE)],
)
def test_a_share_is_cut_and_its_sign_stands_close(part: int, whole: int, written: str):
    assert numbers.percent(part, whole) == written


@pytest.mark.parametrize(
    ("version", "said"), [("2026-11-30", "ngày 30/11/2026"), ("2026-11-21b", "2026-11-21b")]
)
def test_a_notice_is_named_by_its_day_where_its_version_is_one(version: str, said: str):
    assert numbers.edition(version) == said


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


@pytest.mark.parametrize(
    ("code", "values", "said"),
    [
        ("entry_above_all", {"n": 1200, "total": 100}, "Số đã đạt (1.200) lớn hơn tổng số (100)."),
        ("entry_huge", {"value": 2_000_000_000}, "Số 2.000.000.000 lớn quá"),
        ("table_refused", {"count": 1500}, "Tệp có 1.500 chỗ sai"),
        ("batch_unknown", {"batch": 1200}, "mang số 1200."),
        ("roster_not_unsure", {"lines": "1200, 1300"}, "ở dòng: 1200, 1300."),
    ],
)
def test_counts_in_refusals_are_grouped_and_what_names_a_place_is_not(
    code: str, values: dict[str, object], said: str
):
    assert said in errors.sentence(DomainError(code, **values))
