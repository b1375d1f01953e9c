"""Weeks run from Monday to Sunday, in the time zone of the people."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from domain.weeks import Week, ended, last_closed, last_ended

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def test_a_week_is_named_by_its_iso_year_and_number():
    assert Week.of(date(2026, 11, 21)).label == "2026-W47"
    assert Week.of(date(2027, 1, 1)).label == "2026-W53"
    assert Week.of(date(2026, 11, 21)).sunday == date(2026, 11, 22)


def test_a_sunday_ends_its_own_week_in_figures_at_that_day():
    assert last_ended(date(2026, 11, 22)).monday == date(2026, 11, 16)
    assert last_ended(date(2026, 11, 21)).monday == date(2026, 11, 9)


def test_a_week_is_closed_when_it_is_over_in_local_time():
    sunday_night = datetime(2026, 11, 22, 16, 59, tzinfo=UTC)
    assert last_closed(sunday_night, HANOI).monday == date(2026, 11, 9)
    assert last_closed(sunday_night + timedelta(minutes=1), HANOI).monday == date(2026, 11, 16)


def test_four_weeks_are_twenty_eight_days():
    assert ended(date(2026, 11, 21), 4) == (date(2026, 10, 19), date(2026, 11, 15))


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_the_last_ended_week_ended_less_than_a_week_ago(day):
    sunday = last_ended(day).sunday
    assert sunday.isoweekday() == 7
    assert timedelta(0) <= day - sunday < timedelta(days=7)
