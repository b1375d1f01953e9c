"""The figures of a question, against a naive count over the papers themselves."""

import random
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.items import ASIDE, STEPS, UNKNOWN, Figures, figures

Paper = tuple[str, int]  # the option chosen, and the right answers among the others


def counted(papers: list[Paper], others: int) -> dict[str, Counter[int]]:
    times: dict[str, Counter[int]] = {}
    for option, score in papers:
        band = (2 * STEPS * score + others) // (2 * others)
        times.setdefault(option, Counter())[band] += 1
    return times


def naive_r(papers: list[Paper], option: str) -> float | None:
    """Pearson's correlation over the papers, from its definition."""
    x = [Fraction(chosen == option) for chosen, _ in papers]
    y = [Fraction(score) for _, score in papers]
    mean_x, mean_y = Fraction(sum(x), len(x)), Fraction(sum(y), len(y))
    from_x, from_y = [one - mean_x for one in x], [one - mean_y for one in y]
    below = sum(a * a for a in from_x) * sum(b * b for b in from_y)
    above = sum(a * b for a, b in zip(from_x, from_y, strict=True))
    return float(above) / float(below) ** 0.5 if below else None


def naive_share(papers: list[Paper], option: str, *, best: bool) -> float:
    """The share of an option in the best or worst 27 %, each paper weighed by its place.

    Of papers with the same score each has the mean weight of their places.
    """
    scores = sorted((score for _, score in papers), reverse=best)
    wanted = Fraction(27, 100) * len(papers)
    weight = [min(Fraction(1), max(Fraction(0), wanted - place)) for place in range(len(scores))]
    share = Fraction()
    for chosen, score in papers:
        places = [place for place, one in enumerate(scores) if one == score]
        if chosen == option:
            share += sum((weight[place] for place in places), Fraction()) / len(places)
    return float(share / wanted)


def papers(others: int) -> st.SearchStrategy[list[Paper]]:
    each = st.tuples(st.sampled_from("abc"), st.integers(0, others))
    return st.lists(each, min_size=1, max_size=80)


@given(st.sampled_from([1, 2, 4, 5, 10, 20]).flatmap(lambda n: st.tuples(st.just(n), papers(n))))
def test_where_bands_are_whole_the_figures_are_exact(drawn: tuple[int, list[Paper]]):
    others, taken = drawn
    found = figures("a", "abc", counted(taken, others))
    assert found.answers == found.banded == len(taken)
    for option in found.options:
        assert option.times == sum(chosen == option.option_id for chosen, _ in taken)
        assert option.r == pytest.approx(naive_r(taken, option.option_id))
        upper = naive_share(taken, option.option_id, best=True)
        lower = naive_share(taken, option.option_id, best=False)
        assert (option.upper, option.lower) == pytest.approx((upper, lower))


@given(st.integers(1, STEPS).flatmap(lambda n: st.tuples(st.just(n), papers(n))))
def test_up_to_twenty_others_rounding_keeps_the_order_of_papers(drawn: tuple[int, list[Paper]]):
    """So the upper and lower groups are exact for papers of any length in use."""
    others, taken = drawn
    found = figures("a", "abc", counted(taken, others))
    above = naive_share(taken, "a", best=True)
    below = naive_share(taken, "a", best=False)
    assert found.index == pytest.approx(above - below)


@given(st.sampled_from([3, 6, 7, 9, 11, 13, 15, 19]), st.integers())
def test_elsewhere_rounding_moves_the_correlation_by_less_than_two_hundredths(
    others: int, seed: int
):
    chance = random.Random(seed)
    taken = []
    for _ in range(100):
        knows = chance.random()
        score = sum(chance.random() < knows for _ in range(others))
        taken.append(("a" if chance.random() < knows else chance.choice("bc"), score))
    found = figures("a", "abc", counted(taken, others))
    expected = naive_r(taken, "a")
    assert (found.discrimination is None) == (expected is None)
    if expected is not None:
        assert found.discrimination == pytest.approx(expected, abs=0.02)


def alike(option: str, times: int) -> Figures:
    return figures("a", "abc", {option: {10: times}})


def test_without_answers_nothing_is_known():
    found = figures("a", "abc", {})
    assert (found.answers, found.difficulty, found.discrimination, found.index) == (0, *[None] * 3)


def test_where_all_choose_the_same_nothing_tells_learners_apart():
    found = alike("a", 50)
    assert (found.difficulty, found.discrimination, found.index) == (1, None, 0)


def test_an_answer_without_a_band_counts_for_difficulty_alone():
    found = figures("a", "abc", {"a": {UNKNOWN: 10}, "b": {UNKNOWN: 10, 4: 1}})
    assert (found.answers, found.banded, found.right.times) == (21, 1, 10)


def test_what_was_put_aside_counts_for_nothing():
    found = figures("a", "abc", {"a": {ASIDE: 10, 20: 1}, "b": {ASIDE: 7}})
    assert (found.answers, found.banded) == (1, 1)


def test_an_option_no_longer_offered_is_among_the_answers():
    found = figures("a", "ab", {"a": {20: 3}, "d": {0: 1}})
    assert found.answers == 4
    assert found.difficulty == 0.75
    assert [option.option_id for option in found.options] == ["a", "b", "d"]


def test_a_band_where_nobody_stands_changes_nothing():
    assert figures("a", "ab", {"a": {0: 0, 20: 3}}) == figures("a", "ab", {"a": {20: 3}})
