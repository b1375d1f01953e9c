"""Item analysis on generated answers with known faults; `bench/items.py` measures more of them."""

from collections import Counter
from collections.abc import Mapping
from functools import cache

import pytest

from bench.items import FAULTS, verdicts
from domain.verdicts import Verdict

QUESTIONS = 150
SIZES = (30, 60, 120, 300)


@cache
def found(fault: str, paper: int) -> Mapping[int, Counter[Verdict]]:
    return verdicts(fault, QUESTIONS, paper, seed=7, sizes=SIZES)


def share(fault: str, paper: int, size: int) -> float:
    """How many of these questions have the verdict that their fault deserves."""
    return found(fault, paper)[size][FAULTS[fault][1]] / QUESTIONS


@pytest.mark.parametrize("paper", [14, 5])
def test_at_most_one_good_question_in_twenty_is_blamed(paper: int):
    assert all(share("fine", paper, size) >= 0.95 for size in SIZES)


@pytest.mark.parametrize("paper", [14, 5])
def test_no_good_question_is_said_to_have_a_wrong_key(paper: int):
    assert not any(found("fine", paper)[size][Verdict.KEY_SUSPECT] for size in SIZES)


def test_wrong_keys_are_found_from_three_hundred_answers_on():
    assert share("key wrong", 14, 300) >= 0.95
    assert share("key wrong", 5, 300) >= 0.85  # four other questions say less about a learner


@pytest.mark.parametrize("paper", [14, 5])
def test_hardly_a_question_with_a_wrong_key_passes_as_fine(paper: int):
    passed = [found("key wrong", paper)[size][Verdict.FINE] / QUESTIONS for size in SIZES]
    assert max(passed) <= 0.05


@pytest.mark.parametrize("paper", [14, 5])
@pytest.mark.parametrize(
    ("fault", "size", "least"),
    [
        ("too easy", 120, 0.95),
        ("misread", 120, 0.9),
        ("ambiguous", 120, 0.75),
        ("ambiguous", 300, 0.9),
        ("guess-only", 120, 0.7),
        ("guess-only", 300, 0.9),
    ],
)
def test_other_faults_are_named_as_answers_come_in(paper: int, fault: str, size: int, least: float):
    assert share(fault, paper, size) >= least
