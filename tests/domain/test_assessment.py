"""How many right answers pass a quiz."""

import pytest

from domain.assessment import needed, passed


@pytest.mark.parametrize("percent", [1, 50, 60, 66, 67, 70, 99, 100])
@pytest.mark.parametrize("total", [1, 3, 7, 10, 14, 15, 28])
def test_the_fewest_answers_that_pass_are_named(total: int, percent: int):
    fewest = needed(total, percent)
    assert passed(fewest, total, percent)
    assert not passed(fewest - 1, total, percent)
