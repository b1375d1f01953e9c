"""Settings of a plan that say what counts as learned. Never called official: the annexes of
QD 757 are not available to us (facts.md section 1)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Assessment:
    """How a quiz is passed and how learning with help is checked; stored with every result.

    `version` names this set of rules in each completion. Percentages are whole numbers.
    """

    version: str = "1"
    lesson_pass_percent: int = 60
    final_pass_percent: int = 70
    final_attempts_a_day: int = 3
    short_check_size: int = 5  # questions a person answers at a class or a home visit
    short_check_pass_percent: int = 60
    helper_daily_ceiling: int = 40  # people one helper may record in a day
    second_check_percent: int = 5
    check_in_size: int = 2  # questions of each lesson, all to be answered rightly; 0: no check-in


def passed(score: int, total: int, percent: int) -> bool:
    """Whether a score reaches the mark, in whole numbers: nothing is rounded up to a pass."""
    return total > 0 and score * 100 >= percent * total


def needed(total: int, percent: int) -> int:
    """The fewest right answers of `total` that pass."""
    return max(1, -(-percent * total // 100))
