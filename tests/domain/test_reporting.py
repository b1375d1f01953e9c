"""When officials hear of a day of the plan's calendar: in time, in quiet, and once for each."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from domain.plan import Report, ReportKind
from domain.quiet import holiday, quiet
from domain.reporting import Missing, coming, key, period_start, telling

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
REPORT = Report(date(2026, 12, 31), "Annual report", "The city")
TET = Report(date(2027, 2, 8), "Registration", "The city", ReportKind.REGISTRATION)

reports = st.builds(
    Report,
    due=st.dates(date(2026, 1, 1), date(2030, 12, 31)),
    title=st.just("Report"),
    to=st.just("The city"),
    remind_days=st.lists(st.integers(0, 60), max_size=6).map(tuple),
)
extras = st.frozensets(st.dates(date(2026, 1, 1), date(2030, 12, 31)), max_size=5)
hours = st.integers(0, 23)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def days(report: Report, now: str) -> int | None:
    found = telling(report, 7, at(now), ZONE)
    return None if found is None else found.days


def test_each_threshold_is_told_on_its_morning_and_not_before():
    assert days(REPORT, "2026-11-30T23:59") is None
    found = telling(REPORT, 8, at("2026-12-01T00:10"), ZONE)
    assert found is not None
    assert (found.days, found.at, found.until) == (30, at("2026-12-01T08:00"), at("2026-12-17T08"))


def test_a_missed_day_is_made_good_and_an_older_one_is_not():
    assert days(REPORT, "2026-12-20T10:00") == 14
    assert days(REPORT, "2026-12-26T10:00") == 7
    assert days(REPORT, "2026-12-31T20:59") == 1
    assert days(REPORT, "2026-12-31T21:00") is None
    assert days(REPORT, "2027-01-02T10:00") is None


def test_what_would_fall_into_tet_and_past_the_due_day_is_told_before_tet():
    found = telling(TET, 7, at("2027-02-03T00:05"), ZONE)
    assert found is not None
    assert (found.days, found.at) == (1, at("2027-02-03T07:00"))
    assert days(TET, "2027-02-02T12:00") == 7
    assert days(TET, "2027-02-06T12:00") is None


@given(reports, hours, extras, st.integers(-70, 2), st.times())
def test_nobody_is_written_to_at_night_on_a_holiday_or_too_late(
    report: Report, hour: int, extra: frozenset[date], ahead: int, clock: time
):
    now = datetime.combine(report.due + timedelta(days=ahead), clock, ZONE)
    found = telling(report, hour, now, ZONE, extra)
    if found is not None:
        assert not quiet(found.at, ZONE, extra)
        assert now <= found.at < found.until
        assert found.at.astimezone(ZONE).date() <= report.due
        assert found.days in report.remind_days


@given(reports, hours, extras, st.sets(st.integers(0, 80 * 24)))
def test_whenever_the_clock_runs_each_threshold_is_told_at_most_once_and_in_order(
    report: Report, hour: int, extra: frozenset[date], ticks: set[int]
):
    first = datetime.combine(report.due - timedelta(days=75), time(0), UTC)
    told: list[int] = []
    for tick in sorted(ticks):
        found = telling(report, hour, first + timedelta(hours=tick), ZONE, extra)
        if found is not None and found.days not in told:
            told.append(found.days)
    assert told == sorted(set(told), reverse=True)


@given(reports, hours)
def test_a_clock_that_never_stops_tells_as_often_as_there_are_days_to_tell_on(
    report: Report, hour: int
):
    first = datetime.combine(report.due - timedelta(days=90), time(0), ZONE)
    ticks = (first + timedelta(hours=each) for each in range(0, 92 * 24, 6))
    told = {found.days for tick in ticks if (found := telling(report, hour, tick, ZONE))}
    ordinary = {
        each
        for each in report.remind_days
        if holiday(report.due - timedelta(days=each)) is None
        and holiday(report.due) is None  # else the last days may be told earlier, together
    }
    assert ordinary <= told


def test_the_next_day_of_the_calendar_comes_first_and_the_last_is_kept_that_day():
    early, late = Report(date(2026, 1, 31), "A", "B"), Report(date(2026, 12, 31), "A", "B")
    assert coming([late, early], date(2026, 1, 31)) == [early, late]
    assert coming([late, early], date(2026, 2, 1)) == [late]


def test_a_report_speaks_of_the_time_since_the_report_before_it():
    before = Report(date(2026, 6, 10), "Half a year", "The city")
    sign_up = Report(date(2026, 10, 1), "Registration", "The city", ReportKind.REGISTRATION)
    calendar = [before, sign_up, REPORT]
    assert period_start(REPORT, calendar) == date(2026, 6, 11)
    assert period_start(before, calendar) == date(2025, 6, 11)


def test_two_days_of_a_plan_are_told_apart_and_nothing_missing_is_nothing():
    assert key(REPORT) != key(TET)
    assert not Missing()
    assert Missing(matches=1)
