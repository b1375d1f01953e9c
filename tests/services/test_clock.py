"""Clocks: always aware, always UTC, the day where the people live."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from services.clock import Clock
from services.settings import Settings

MIDNIGHT = datetime(2026, 1, 5, tzinfo=UTC)
EVENING = datetime(2026, 1, 5, 18, 30, tzinfo=UTC)  # half past one of the next day in Vietnam


def test_the_system_clock_is_aware_and_in_utc():
    now = Clock.system().now()
    assert now.utcoffset() == timedelta(0)
    assert abs(now - datetime.now(UTC)) < timedelta(minutes=1)


def test_today_is_the_day_where_the_people_live():
    clock = Clock.fixed(EVENING)
    assert clock.today() == date(2026, 1, 6)
    assert clock.today(ZoneInfo("UTC")) == date(2026, 1, 5)


def test_a_fixed_clock_stands_still():
    clock = Clock.fixed(EVENING.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")))
    assert clock.now() == clock.now() == EVENING
    assert clock.now().tzinfo is UTC


def test_a_naive_moment_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        Clock.fixed(MIDNIGHT.replace(tzinfo=None))


def test_the_clock_of_a_drill_starts_where_it_is_told_and_goes_on():
    clock = Clock.from_settings(Settings(bdhvs_now=EVENING))
    first, second = clock.now(), clock.now()
    assert EVENING <= first <= second < EVENING + timedelta(minutes=1)


def test_without_a_drill_the_clock_is_the_machines():
    now = Clock.from_settings(Settings()).now()
    assert abs(now - datetime.now(UTC)) < timedelta(minutes=1)
