"""Nobody is written to at night or on a day of rest."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.quiet import holiday, next_allowed, quiet

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
moments = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
plan_days = st.sets(st.dates(date(2020, 1, 1), date(2040, 1, 1)), max_size=4)


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2027, 1, 1), "new_year"),
        (date(2027, 2, 4), "tet"),  # two days before the new year
        (date(2027, 2, 6), "tet"),
        (date(2027, 2, 10), "tet"),  # its fifth day
        (date(2027, 4, 16), "gio_to"),
        (date(2027, 4, 30), "reunification"),
        (date(2027, 5, 1), "labour"),
        (date(2027, 9, 1), "national"),
        (date(2027, 9, 3), "national"),
        (date(2026, 11, 24), "culture"),
    ],
)
def test_a_day_of_rest_is_known_by_its_code(day, code):
    assert holiday(day) == code


@pytest.mark.parametrize(
    "day", [date(2027, 2, 3), date(2027, 2, 11), date(2026, 11, 22), date(2027, 8, 31)]
)
def test_other_days_and_sundays_are_ordinary(day):
    assert holiday(day) is None


def test_a_plan_adds_days_of_its_own():
    assert holiday(date(2026, 11, 20), [date(2026, 11, 20)]) == "extra"


@pytest.mark.parametrize(
    ("hour", "minute", "silent"),
    [(6, 59, True), (7, 0, False), (20, 59, False), (21, 0, True), (0, 0, True)],
)
def test_the_night_begins_at_nine_and_ends_at_seven(hour, minute, silent):
    moment = datetime(2026, 11, 21, hour, minute, tzinfo=HANOI)
    assert quiet(moment.astimezone(UTC), HANOI) is silent


def test_a_message_of_the_evening_before_tet_waits_until_tet_is_over():
    eve = datetime(2027, 2, 3, 21, 30, tzinfo=HANOI)
    assert next_allowed(eve, HANOI) == datetime(2027, 2, 11, 7, tzinfo=HANOI)


@given(moments, plan_days)
def test_the_next_allowed_moment_is_never_quiet_and_never_earlier(moment, extra):
    allowed = next_allowed(moment, HANOI, extra)
    assert not quiet(allowed, HANOI, extra)
    assert allowed >= moment


@given(moments, plan_days)
def test_no_allowed_moment_is_passed_over(moment, extra):
    allowed = next_allowed(moment, HANOI, extra)
    between = moment
    while between < allowed:
        assert quiet(between, HANOI, extra)
        between += timedelta(minutes=50)
