"""What is wanted this week is shared out fairly, exactly, and without shaming anybody."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from domain.counting import Arrival, arrival
from domain.way import Place, Runner, moving, praise, spread, stalled, wanted_now

MISSING = st.lists(st.tuples(st.integers(0, 400), st.booleans()), max_size=30)
SUNDAY = date(2026, 11, 22)


def places(found: list[tuple[int, bool]]) -> list[Place]:
    return [Place(f"h{i}", missing, still) for i, (missing, still) in enumerate(found)]


@given(MISSING, st.integers(-5, 3000))
def test_shares_sum_to_the_need_and_never_pass_what_is_missing(found, need):
    made = places(found)
    shares = spread(need, made)
    whole = sum(one.missing for one in made)
    assert sum(shares.values()) == min(max(0, need), whole)
    assert all(0 <= shares[one.code] <= one.missing for one in made)


@given(MISSING, st.integers(0, 3000))
def test_a_hamlet_that_stands_still_keeps_at_least_half_and_never_gets_more(found, need):
    before = spread(need, [Place(one.code, one.missing) for one in places(found)])
    after = spread(need, places(found))
    for one in places(found):
        if one.still:
            assert before[one.code] - before[one.code] // 2 <= after[one.code] <= before[one.code]
        else:
            assert after[one.code] >= before[one.code]


@given(MISSING, st.integers(0, 3000))
def test_without_a_standstill_a_share_is_the_exact_one_or_the_next_whole_person(found, need):
    made = [Place(one.code, one.missing) for one in places(found)]
    whole = sum(one.missing for one in made)
    for one in made if whole else ():
        exact = min(need, whole) * one.missing / whole
        assert abs(spread(need, made)[one.code] - exact) < 1


def test_half_of_what_a_still_hamlet_owes_goes_to_those_that_move():
    shares = spread(30, [Place("a", 100, still=True), Place("b", 100), Place("c", 100)])
    assert shares == {"a": 5, "b": 13, "c": 12}


def test_a_hamlet_without_a_past_is_given_nothing_of_what_others_owe():
    new = [Place("b", 100, moving=False), Place("c", 100, moving=False)]
    assert spread(30, [Place("a", 100, still=True), *new]) == {"a": 10, "b": 10, "c": 10}
    shares = spread(30, [Place("a", 100, still=True), new[0], Place("c", 100)])
    assert shares == {"a": 5, "b": 10, "c": 15}


def test_whoever_had_somebody_new_in_two_weeks_moves():
    assert moving([0, 3])
    assert moving([2, None])
    assert not moving([9, 0, 0])
    assert not moving([None, None])
    assert not moving([])


def test_when_all_stand_still_nothing_is_moved():
    shares = spread(9, [Place("a", 10, still=True), Place("b", 20, still=True)])
    assert shares == {"a": 3, "b": 6}


def test_what_is_wanted_now_is_never_more_than_is_missing():
    assert wanted_now(3, 30) == 3
    assert wanted_now(300, 30) == 30
    assert wanted_now(0, None) == 0
    assert wanted_now(5, None) is None
    assert wanted_now(None, None) is None


def test_two_closed_weeks_without_anybody_new_are_a_standstill():
    assert stalled([3, 0, 0], 5)
    assert not stalled([0, 0, 1], 5)
    assert not stalled([0], 5)
    assert not stalled([0, None], 5)
    assert not stalled([0, 0], 0)


def test_only_those_past_the_line_and_those_ahead_are_named():
    found = praise(
        [
            Runner("Xa", 40, 200, 0),
            Runner("Xong", 0, 100, 0),
            Runner("Nhanh", 10, 100, 9),
            Runner("To", 90, 1000, 20),
            Runner("Vừa", 10, 100, 3),
            Runner("Chưa rõ", None, None, 5),
        ]
    )
    assert found.arrived == ("Xong",)
    assert found.ahead == (("Nhanh", 9), ("Vừa", 3))


def test_the_range_lies_between_the_fastest_and_the_slowest_week():
    found = arrival(60, [99, 10, 20, 30, 20], SUNDAY, date(2026, 12, 13))
    assert found == Arrival(date(2026, 12, 6), date(2027, 1, 3))


def test_a_week_without_anybody_leaves_the_end_of_the_range_open():
    found = arrival(60, [0, 20, 30, 20], SUNDAY, date(2026, 12, 16))
    assert found == Arrival(date(2026, 12, 6), None)


@given(st.integers(1, 5000), st.lists(st.integers(-3, 200) | st.none(), min_size=1, max_size=6))
def test_the_forecast_is_never_outside_of_its_range(missing, weekly):
    forecast = date(2027, 3, 1)
    found = arrival(missing, weekly, SUNDAY, forecast)
    if found is not None:
        assert found.earliest <= forecast
        assert found.latest is None or found.latest >= forecast


def test_too_few_weeks_give_no_range():
    assert arrival(60, [10, 20, 30], SUNDAY, date(2026, 12, 13)) is None
    assert arrival(60, [0, 0, 0, 0], SUNDAY, date(2026, 12, 13)) is None
    assert arrival(60, [9, 9, 9, 9], SUNDAY, None) is None
