"""What is said about a question, from which figures, and from how many answers on."""

from collections.abc import Mapping

import pytest

from domain.items import UNKNOWN, figures
from domain.verdicts import Judged, Verdict, bound, judge

WEAK, STRONG = 4, 16  # bands


def verdict(of: int = 1, **options: tuple[int, int]) -> Judged:
    """From (chosen by weak, chosen by strong learners) of each option, so many times over."""
    times: Mapping[str, Mapping[int, int]] = {
        option: {WEAK: weak * of, STRONG: strong * of} for option, (weak, strong) in options.items()
    }
    return judge(figures("a", "abc", times))


def test_a_good_question_is_fine():
    assert verdict(a=(20, 40), b=(10, 4), c=(10, 4)) == Judged(Verdict.FINE)


def test_a_key_that_only_weak_learners_choose_is_suspect():
    found = verdict(a=(14, 4), b=(14, 36), c=(12, 4))
    assert found == Judged(Verdict.KEY_SUSPECT, "b")


def test_a_key_that_hardly_anybody_chooses_is_suspect_when_good_learners_agree_on_another():
    found = verdict(a=(2, 2), b=(56, 60), c=(6, 2))
    assert found == Judged(Verdict.KEY_SUSPECT, "b")
    assert verdict(a=(0, 0), b=(56, 60), c=(6, 2)) == found


def test_an_error_that_only_the_best_do_not_make_is_misunderstood():
    found = verdict(a=(3, 16), b=(55, 44), c=(4, 2))
    assert found == Judged(Verdict.MISUNDERSTOOD, "b")


def test_a_wrong_option_of_weak_learners_is_a_good_distractor():
    assert verdict(a=(12, 38), b=(24, 2), c=(4, 0)) == Judged(Verdict.FINE)


def test_an_option_that_good_learners_choose_too_is_misunderstood():
    assert verdict(a=(18, 20), b=(18, 20), c=(4, 0)) == Judged(Verdict.MISUNDERSTOOD, "b")


def test_equal_shares_of_good_and_weak_learners_are_guesses():
    assert verdict(2, a=(20, 20), b=(20, 20), c=(20, 20)) == Judged(Verdict.GUESSING)


def test_equal_shares_that_tell_learners_apart_are_no_guesses():
    assert verdict(a=(10, 50), b=(40, 25), c=(45, 25)) == Judged(Verdict.TOO_HARD)


@pytest.mark.parametrize(("right", "said"), [(43, Verdict.FINE), (56, Verdict.TOO_EASY)])
def test_too_easy_needs_enough_right_answers(right: int, said: Verdict):
    assert verdict(a=(0, right)).verdict is said


def test_twenty_nine_answers_are_too_few_and_thirty_are_enough():
    assert verdict(a=(0, 0), b=(14, 15)) == Judged(Verdict.TOO_FEW)
    assert verdict(a=(0, 0), b=(15, 15)).verdict is not Verdict.TOO_FEW


def test_few_answers_do_not_shout():
    shape = {"a": (6, 8), "b": (4, 7), "c": (4, 1)}
    assert verdict(1, **shape).verdict is Verdict.FINE
    assert verdict(10, **shape).verdict is Verdict.MISUNDERSTOOD


def test_without_bands_difficulty_alone_is_judged():
    times = {"a": {UNKNOWN: 10}, "b": {UNKNOWN: 90}}
    assert judge(figures("a", "abc", times)) == Judged(Verdict.TOO_HARD)


def test_bounds_of_a_share_close_in_as_answers_come():
    """Wilson's interval, as in his table of 1927 and every textbook since: 8 of 10 at 95 %."""
    assert bound(8, 10, 1.96) == pytest.approx(0.943, abs=0.001)
    assert bound(8, 10, -1.96) == pytest.approx(0.490, abs=0.001)
    assert bound(800, 1000, 1.96) - bound(800, 1000, -1.96) < 0.06
