"""Dates and births as they stand in lists."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dates import BANDS, Birth, ages, band_of, parse_birth, parse_day, same_birth

TODAY = date(2026, 11, 21)
days = st.dates(date(1910, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    "cell",
    [
        date(1960, 3, 15),
        datetime(1960, 3, 15),  # noqa: DTZ001
        "15/03/1960",
        "15-3-1960",
        "15.03.1960",
        "1960-03-15",
        "1960-03-15 00:00:00",
        21990.0,
        "21990",
    ],
)
def test_a_day_is_read_in_every_usual_form(cell):
    assert parse_day(cell) == date(1960, 3, 15)


@pytest.mark.parametrize("cell", [1960.0, "1960", "00/00/1960", "--/--/1960", "3/1960"])
def test_a_year_alone_is_a_year(cell):
    assert parse_birth(cell) == Birth(year=1960)


@pytest.mark.parametrize("cell", ["31/02/1990", "12/25/1990", "60", "1/1/60", "abc", "", 3.5])
def test_what_is_no_date_is_refused(cell):
    with pytest.raises(ValueError, match=r"\w"):
        parse_birth(cell)


@given(days)
def test_a_day_survives_being_written_as_vietnamese_or_iso(day: date):
    assert parse_day(day.strftime("%d/%m/%Y")) == parse_day(day.isoformat()) == day


@given(st.dates(date(1930, 1, 1), TODAY))
def test_only_children_have_a_band(birth: date):
    band = band_of(Birth(birth, birth.year), TODAY)
    age = ages(Birth(birth, birth.year), TODAY)[0]
    assert bool(band) == (age < 16)
    if band:
        assert BANDS[band][0] <= age <= BANDS[band][1]


@given(st.dates(date(2011, 1, 1), TODAY), st.dates(TODAY, date(2032, 1, 1)))
def test_a_child_noted_by_band_is_known_again_when_grown(birth: date, later: date):
    known = Birth(band=band_of(Birth(birth, birth.year), TODAY))
    here = Birth(birth, birth.year)
    band = band_of(here, later)
    told = Birth(band=band) if band else here
    if known.band:
        assert same_birth(told, known, TODAY, later)


def test_a_grown_man_is_not_the_child_of_the_same_name():
    assert not same_birth(Birth(year=1960), Birth(band="6-10"), TODAY, TODAY)
    assert not same_birth(Birth(band="0-5"), Birth(band="11-15"), TODAY, TODAY)


def test_a_year_fits_a_day_of_that_year_but_two_days_differ():
    assert same_birth(Birth(year=1960), Birth(date(1960, 3, 1), 1960), TODAY, TODAY)
    first, second = Birth(date(1960, 3, 1), 1960), Birth(date(1960, 3, 2), 1960)
    assert not same_birth(first, second, TODAY, TODAY)
