"""When each line fires: in the plan's time zone, and by the app's clock."""

from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from scheduler.timetable import LINES, Line, firings, trigger

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
LINE = {line.name: line for line in LINES}
FIRST = datetime(2025, 1, 1, tzinfo=UTC)
NIGHTLY = Line("nightly", {"hour": "3", "minute": "10"}, LINES[0].tick)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HANOI)


def test_the_sweep_is_made_at_night_where_the_people_live():
    found = list(islice(firings(LINE["retention"], HANOI, local("2026-11-21T12:00")), 2))
    assert found == [local("2026-11-22T03:10"), local("2026-11-23T03:10")]


def test_a_moment_itself_is_over():
    assert next(firings(NIGHTLY, HANOI, local("2026-11-21T03:10"))) == local("2026-11-22T03:10")


def test_in_a_drill_a_line_fires_when_the_clock_of_the_drill_shows_the_moment():
    machine = local("2026-11-21T12:00")
    ahead = local("2026-02-16T03:09") - machine
    found = trigger(NIGHTLY, HANOI, ahead).get_next_fire_time(None, machine)
    assert found - machine == timedelta(minutes=1)


@given(
    st.integers(0, 6 * 365 * 86_400).map(lambda seconds: FIRST + timedelta(seconds=seconds)),
    st.timedeltas(timedelta(days=-900), timedelta(days=900)),
)
def test_each_line_fires_again_soon_after_any_moment_in_any_drill(moment, ahead):
    for line in LINES:
        found = trigger(line, HANOI, ahead).get_next_fire_time(None, moment)
        assert timedelta() <= found - moment <= timedelta(days=1)
        after = trigger(line, HANOI, ahead).get_next_fire_time(found, found)
        assert timedelta() < after - found <= timedelta(days=1)
