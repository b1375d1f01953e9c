"""The rules of reminders in a plan: what holds without them, and every wrong value by its line."""

from datetime import date, time

import pytest

from content import plan_file
from content.problems import ContentError
from domain.reminders import Policy
from tests.content.test_plan_file import PLAN, shipped


@pytest.fixture
def load(tmp_path):
    def read(*lines):
        file = tmp_path / "test.yaml"
        text = "\n".join(["reminders:", *(f"  {line}" for line in lines), ""]) if lines else ""
        file.write_text(PLAN + text, encoding="utf-8")
        return plan_file.load(file, {"citizens"})

    return read


def test_a_plan_without_a_word_about_reminders_has_the_usual_rules(load):
    assert load().plan.reminders == Policy()
    assert shipped("kien-an-2025").plan.reminders == Policy()


def test_a_plan_may_be_gentler(load):
    loaded = load(
        "a_week: 1", "before_deadline: []", 'evening: "18:30"', "quiet_days: [2026-08-27]"
    )
    policy = loaded.plan.reminders
    assert (policy.a_week, policy.before_deadline, policy.evening) == (1, (), time(18, 30))
    assert policy.quiet_days == (date(2026, 8, 27),)
    assert plan_file.from_document(loaded.document) == loaded.plan


@pytest.mark.parametrize(
    ("line", "field", "code"),
    [
        ("a_week: 4", "reminders.a_week", "too_big"),
        ("unanswered: 0", "reminders.unanswered", "too_small"),
        ("before_deadline: [7, 0]", "reminders.before_deadline[2]", "too_small"),
        ("not_started: [3, 3]", "reminders.not_started[2]", "repeated_days"),
        ("quiet_days: [2026-02-30]", "reminders.quiet_days[1]", "no_such_day"),
        ('morning: "06:30"', "reminders.morning", "bad_form"),
        ("evening: 19:00", "reminders.evening", "ambiguous"),
        ('noon: "07:59"', "reminders.noon", "parts_order"),
        ('evening: "20:45"', "reminders.evening", "late_evening"),
        ("paid_a_month: many", "reminders.paid_a_month", "not_number"),
        ("a_month: 5", "reminders.a_month", "unknown_field"),
    ],
)
def test_a_wrong_value_is_named_with_its_line(load, line, field, code):
    with pytest.raises(ContentError) as caught:
        load(line)
    (fault,) = caught.value.problems
    assert (fault.line, fault.field, fault.code) == (15, field, code)
    assert "{" not in str(fault)
