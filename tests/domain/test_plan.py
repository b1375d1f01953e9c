"""Plans as values: what an indicator counts, in one canonical form."""

from domain.plan import (
    Counts,
    Indicator,
    Measure,
    Plan,
    Source,
    goal_tracks,
    goals_of,
)
from domain.vocabulary import Audience


def indicator(measure, *tracks, key="T3"):
    return Indicator(key, "x", Counts.PERSON, Audience.ADULT, measure, Source.ROSTER, tracks)


def test_the_order_of_tracks_does_not_make_another_goal():
    one, two = (indicator(Measure.TRACK_COMPLETED, *tracks) for tracks in ("ab", "ba"))
    assert one.goal == two.goal == "track:a|b"
    assert goal_tracks("track:a|b") == {"a", "b"}


def test_a_confirmation_is_a_goal_without_tracks_and_typed_figures_have_none():
    assert indicator(Measure.VNEID_CONFIRMED).goal == "vneid"
    assert goal_tracks("vneid") == frozenset()
    assert indicator(Measure.TYPED, "employees").goal is None


def test_the_goals_of_several_plans_are_collected_once():
    plan = Plan(
        *("p", "x", "11443"),
        indicators=(
            indicator(Measure.TRACK_COMPLETED, "a"),
            indicator(Measure.VNEID_CONFIRMED, key="T4"),
            indicator(Measure.TYPED, key="T1"),
        ),
    )
    assert goals_of([plan, plan]) == {(Audience.ADULT, "track:a"), (Audience.ADULT, "vneid")}
    assert plan.indicator("T4") is plan.indicators[1]
    assert plan.indicator("T9") is None
