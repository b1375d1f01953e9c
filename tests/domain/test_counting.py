"""From a tally to a standing: the eight rules, one sentence each."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.counting import Headcount, Tally, Ways, cut, gap, newest, standing, total, whole
from domain.plan import Comparator, Counts, Indicator, Measure, Source, Target
from domain.vocabulary import Audience, IndicatorStatus

DUE = date(2026, 12, 31)
AT = date(2026, 11, 21)
ROSTER = frozenset({(date(2026, 10, 1), "roster 2026-10-01")})


def indicator(percent=100, comparator=Comparator.AT_LEAST, due=DUE):
    target = Target(due, comparator, None if percent is None else Fraction(percent))
    return Indicator(
        *("T3", "x", Counts.PERSON, Audience.ADULT, Measure.TRACK_COMPLETED, Source.ROSTER),
        tracks=("citizens",),
        targets=(target,),
    )


def tally(n, total, recent=0):
    return Tally(total, ROSTER if total is not None else frozenset(), n, Ways(n), 0, 0, 0, recent)


def test_the_published_example_comes_out_as_published():
    line = standing(indicator(), tally(840, 1200, recent=80), AT)
    assert (line.rate, line.gap, line.weeks_left, line.pace_per_week) == (0.7, 360, 5.7, 20.0)
    assert (line.needed_per_week, line.forecast) == (64, date(2027, 3, 27))
    assert line.status is IndicatorStatus.BEHIND
    assert (line.headcount_source, line.headcount_at) == ("roster 2026-10-01", date(2026, 10, 1))


def test_without_a_headcount_the_rate_is_unknown_and_never_zero():
    line = standing(indicator(), tally(0, None), AT)
    assert (line.rate, line.gap, line.needed_per_week, line.forecast) == (None,) * 4
    assert line.status is IndicatorStatus.UNKNOWN


def test_nobody_in_a_headcount_is_unknown_too():
    assert standing(indicator(), tally(0, 0), AT).status is IndicatorStatus.UNKNOWN


@pytest.mark.parametrize(
    ("n", "comparator", "missing"),
    [
        (80, Comparator.AT_LEAST, 0),
        (80, Comparator.MORE_THAN, 1),
        (81, Comparator.MORE_THAN, 0),
        (79, Comparator.AT_LEAST, 1),
        (100, Comparator.MORE_THAN, 0),
    ],
)
def test_more_than_eighty_percent_is_more_than_eighty(n, comparator, missing):
    assert gap(n, 100, Target(DUE, comparator, Fraction(80))) == missing


def test_almost_does_not_reach_a_target():
    line = standing(indicator(80), tally(7999, 10_000), AT)
    assert line.gap == 1
    assert line.status is not IndicatorStatus.REACHED


@given(
    n=st.integers(0, 10**6),
    more=st.integers(0, 10**6),
    percent=st.integers(1, 100),
    comparator=st.sampled_from([Comparator.AT_LEAST, Comparator.MORE_THAN]),
)
def test_the_gap_is_the_smallest_number_that_reaches_the_target(n, more, percent, comparator):
    headcount = n + more
    target = Target(DUE, comparator, Fraction(percent))

    def reached(people):
        left, right = people * 100, percent * headcount
        return left > right if comparator is Comparator.MORE_THAN else left >= right

    missing = gap(n, headcount, target)
    assert reached(n + missing)
    assert missing == 0 or not reached(n + missing - 1)


@given(n=st.integers(0, 10**6), more=st.integers(0, 10**6), percent=st.integers(1, 100))
def test_of_a_ceiling_the_gap_is_how_many_are_too_many(n, more, percent):
    headcount = n + more
    over = gap(n, headcount, Target(DUE, Comparator.AT_MOST, Fraction(percent)))
    assert (n - over) * 100 <= percent * headcount or over == n
    assert over == 0 or (n - over + 1) * 100 > percent * headcount


def amount(wanted, comparator=Comparator.AT_LEAST):
    return Indicator(
        *("S1", "x", Counts.AMOUNT, None, Measure.TYPED, Source.TYPED),
        targets=(Target(DUE, comparator, amount=wanted),),
        measured_in="households",
    )


def told(n):
    return Tally(achieved=n, sources=ROSTER, recent=4)


@given(n=st.integers(0, 10**6), wanted=st.integers(0, 10**6))
def test_an_amount_needs_no_headcount_and_has_no_rate(n, wanted):
    line = standing(amount(wanted), told(n), AT)
    assert (line.rate, line.gap) == (None, max(0, wanted - n))
    assert (line.status is IndicatorStatus.REACHED) == (n >= wanted)
    assert line.known


@pytest.mark.parametrize(
    ("n", "at", "status", "said"),
    [
        (0, AT, IndicatorStatus.ON_TRACK, "within"),
        (0, DUE, IndicatorStatus.ON_TRACK, "within"),
        (1, AT, IndicatorStatus.BEHIND, "exceeded"),
        (0, date(2027, 1, 1), IndicatorStatus.REACHED, "within"),
        (1, date(2027, 1, 1), IndicatorStatus.MISSED, "exceeded"),
    ],
)
def test_what_may_not_be_exceeded_is_reached_on_the_last_day_only(n, at, status, said):
    line = standing(amount(0, Comparator.AT_MOST), told(n), at, told(n))
    assert (line.status, line.said, line.gap) == (status, said, n)
    assert (line.needed_per_week, line.forecast) == (None, None)


def test_an_amount_that_nobody_has_told_is_unknown():
    line = standing(amount(10), Tally(), AT)
    assert (line.status, line.gap, line.known) == (IndicatorStatus.UNKNOWN, None, False)


def test_the_own_figure_of_a_unit_stands_where_nobody_below_is_expected_to_report():
    parts = [told(2), Tally(), told(3)]
    assert whole(parts).achieved == 5
    assert whole(parts, own=told(9)).achieved == 9
    assert whole(parts, own=Tally()).achieved == 5


def test_a_headcount_below_the_counted_is_a_conflict_and_not_above_a_hundred():
    line = standing(indicator(), replace(tally(12, 10), conflict=True), AT)
    assert line.status is IndicatorStatus.CONFLICT
    assert line.rate is None


def test_without_a_target_nothing_is_judged_but_the_rate_is_told():
    line = standing(indicator(None), tally(5, 10), AT)
    assert (line.status, line.rate, line.gap) == (IndicatorStatus.NO_TARGET, 0.5, None)
    assert standing(replace(indicator(), targets=()), tally(5, 10), AT).weeks_left is None


def test_on_track_is_a_pace_that_arrives_on_the_due_date_or_before():
    line = standing(indicator(), tally(90, 100, recent=7), AT)
    assert (line.status, line.forecast) == (IndicatorStatus.ON_TRACK, DUE)
    assert standing(indicator(), tally(90, 100, recent=6), AT).status is IndicatorStatus.BEHIND


@given(
    n=st.integers(0, 999),
    recent=st.integers(-3, 300),
    days=st.integers(0, 200),
    percent=st.integers(1, 100),
    comparator=st.sampled_from([Comparator.AT_LEAST, Comparator.MORE_THAN]),
)
@example(n=997, recent=2, days=105, percent=100, comparator=Comparator.AT_LEAST)
def test_on_track_is_a_forecast_by_the_due_date(n, recent, days, percent, comparator):
    line = standing(
        indicator(percent, comparator), tally(n, 1000, recent), DUE - timedelta(days=days)
    )
    if line.status is IndicatorStatus.REACHED:
        assert line.forecast is None
        return
    in_time = line.forecast is not None and line.forecast <= DUE
    assert line.status is (IndicatorStatus.ON_TRACK if in_time else IndicatorStatus.BEHIND)


def test_on_the_due_date_itself_it_is_not_missed_yet():
    line = standing(indicator(), tally(9, 10), DUE)
    assert (line.status, line.needed_per_week) == (IndicatorStatus.BEHIND, None)
    assert standing(indicator(), tally(10, 10), DUE).status is IndicatorStatus.REACHED


@pytest.mark.parametrize(
    ("then", "now", "status"),
    [
        (tally(10, 10), tally(9, 10), IndicatorStatus.REACHED),
        (tally(9, 10), tally(10, 10), IndicatorStatus.REACHED_LATE),
        (tally(9, 10), tally(9, 10), IndicatorStatus.MISSED),
        (tally(0, None), tally(10, 10), IndicatorStatus.REACHED_LATE),
        (tally(0, None), tally(9, 10), IndicatorStatus.UNKNOWN),
        (None, tally(9, 10), IndicatorStatus.UNKNOWN),
    ],
)
def test_after_the_due_date_the_figures_of_that_date_are_judged(then, now, status):
    assert standing(indicator(), now, date(2027, 2, 1), then).status is status


def test_a_forecast_needs_a_pace():
    assert standing(indicator(), tally(1, 10, recent=0), AT).forecast is None
    assert standing(indicator(), replace(tally(1, 10), recent=None), AT).pace_per_week is None
    assert standing(indicator(), replace(tally(1, 10), recent=-4), AT).forecast is None


def test_the_next_target_counts_and_after_the_last_the_last():
    first, last = Target(date(2025, 12, 31)), Target(DUE)
    one = replace(indicator(), targets=(last, first))
    days = (date(2025, 12, 31), date(2026, 1, 1), date(2030, 1, 1))
    assert [one.target_at(day) for day in days] == [first, last, last]


def test_the_newer_headcount_stands():
    old, new = Headcount(date(2026, 1, 1), "a", 5), Headcount(date(2026, 2, 1), "b", 6)
    assert newest(old, new, prefer_roster=False) is new
    assert newest(new, old, prefer_roster=True) is new
    assert newest(None, old, prefer_roster=False) is old


def test_of_one_day_the_headcount_stands_that_the_plan_expects():
    typed, roster = Headcount(AT, "typed", 5), Headcount(AT, "roster", 6)
    assert newest(typed, roster, prefer_roster=True) is roster
    assert newest(typed, roster, prefer_roster=False) is typed


def test_levels_add_up():
    summed = total([tally(3, 10, 1), tally(4, 20, 2)])
    assert (summed.achieved, summed.headcount, summed.recent) == (7, 30, 3)
    assert summed.ways == Ways(7)


def test_a_leaf_without_headcount_is_named_and_the_sum_is_not_judged():
    summed = total([tally(10, 10), Tally(missing=("h2",), achieved=0, ways=Ways())])
    line = standing(indicator(), summed, AT)
    assert (summed.headcount, summed.missing, line.rate) == (10, ("h2",), 1.0)
    assert line.status is IndicatorStatus.UNKNOWN


def test_people_counted_where_no_headcount_is_give_no_rate():
    summed = total([tally(10, 10), replace(tally(3, None), missing=("h2",))])
    assert summed.achieved == 13
    assert standing(indicator(), summed, AT).rate is None


def test_the_own_figure_of_a_unit_stands_where_its_leaves_have_none():
    own = Tally(headcount=50, sources=frozenset({(AT, "census")}))
    summed = total([replace(tally(3, None), missing=("h1",))], own=own)
    assert (summed.headcount, summed.achieved, summed.missing) == (50, 3, ())
    assert standing(indicator(), summed, AT).headcount_source == "census"
    assert total([tally(3, 10)], own=own).headcount == 10


def test_an_own_figure_below_the_counted_is_a_conflict():
    own = Tally(headcount=2)
    assert total([tally(3, None)], own=own).conflict


def test_a_conflict_in_a_leaf_is_one_of_the_sum():
    assert total([tally(3, 10), replace(tally(3, 2), conflict=True)]).conflict


def test_a_headcount_of_several_sources_is_as_old_as_its_oldest():
    sources = frozenset({(AT, "school"), (date(2026, 1, 5), "agency")})
    line = standing(indicator(), replace(tally(1, 2), sources=sources), AT)
    assert (line.headcount_source, line.headcount_at) == ("agency; school", date(2026, 1, 5))


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.integers(0, 1000))
def test_a_share_that_is_cut_never_reaches_a_target_that_the_figures_do_not(part, whole, target):
    shown = cut(part, whole)
    assert shown is not None
    assert (shown >= target / 1000) == (part * 1000 >= target * whole)
    assert Fraction(part, whole) - Fraction(shown) < Fraction(1, 999)


def test_a_share_of_nobody_is_none():
    assert cut(0, 0) is None
    assert cut(7996, 10_000) == 0.799
