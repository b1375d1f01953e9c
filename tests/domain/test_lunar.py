"""The lunar calendar agrees with the printed one, also where Viet Nam differs from China."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.lunar import Lunar, lunar, solar

days = st.dates(date(1968, 2, 1), date(2140, 12, 31))


@pytest.mark.parametrize(
    "tet",
    [
        date(1985, 1, 21),  # a month before China's
        date(2007, 2, 17),  # a day before China's
        date(2025, 1, 29),
        date(2026, 2, 17),
        date(2027, 2, 6),
        date(2028, 1, 26),
        date(2029, 2, 13),
        date(2030, 2, 2),  # a day before China's
        date(2034, 2, 19),
    ],
)
def test_the_new_year_falls_on_the_day_of_the_printed_calendar(tet):
    assert lunar(tet) == Lunar(1, 1, False, tet.year)
    assert solar(Lunar(1, 1, False, tet.year)) == tet
    assert lunar(tet - timedelta(days=1)).month == 12


@pytest.mark.parametrize("day", [date(2025, 4, 7), date(2026, 4, 26), date(2027, 4, 16)])
def test_the_day_of_the_kings_is_the_tenth_of_the_third_month(day):
    assert lunar(day) == Lunar(10, 3, False, day.year)


@pytest.mark.parametrize(
    ("year", "month"), [(2020, 4), (2023, 2), (2025, 6), (2028, 5), (2031, 3), (2033, 11)]
)
def test_a_leap_month_follows_the_month_of_its_number(year, month):
    first = solar(Lunar(1, month, True, year))
    assert lunar(first - timedelta(days=1)).month == month
    assert not lunar(first - timedelta(days=1)).leap


@given(days)
def test_a_day_comes_back_from_the_lunar_calendar(day):
    assert solar(lunar(day)) == day


@given(days)
def test_the_day_after_is_the_next_one_or_the_first_of_a_month(day):
    here, after = lunar(day), lunar(day + timedelta(days=1))
    if after.day == 1:
        assert here.day in (29, 30)
        assert after.month == here.month % 12 + 1 or (after.month, after.leap) == (here.month, True)
        assert after.year - here.year == (here.month == 12 and after.month == 1)
    else:
        assert after == Lunar(here.day + 1, here.month, here.leap, here.year)


@pytest.mark.parametrize("when", [Lunar(1, 5, True, 2026), Lunar(31, 1, False, 2026)])
def test_a_date_that_the_calendar_does_not_have_is_refused(when):
    with pytest.raises(ValueError, match="no such"):
        solar(when)
