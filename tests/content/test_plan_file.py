"""Plan files: the shipped ones say what the seeds say, and every fault is named with its mend."""

from datetime import date
from fractions import Fraction

import pytest

from content import plan_file
from content.problems import ContentError
from domain.assessment import Assessment
from domain.plan import REMIND_DAYS, Comparator, ReportKind

PLAN = """\
id: test
unit: "00001"
title: "A plan of tests"
indicators:
  - id: T3
    title: "Adults"
    audience: adult
    measure: track_completed
    source: roster
    tracks: [citizens]
    targets:
      - due: 2026-12-31
        percent: 80
"""


@pytest.fixture
def load(tmp_path):
    def read(text):
        file = tmp_path / "test.yaml"
        file.write_text(text, encoding="utf-8")
        return plan_file.load(file, {"citizens"})

    return read


@pytest.fixture
def faults(load):
    def of(text):
        with pytest.raises(ContentError) as caught:
            load(text)
        return [(fault.line, fault.code) for fault in caught.value.problems]

    return of


def shipped(name):
    return plan_file.load(plan_file.PACKAGED / f"{name}.yaml", {"citizens"})


def test_the_ward_plan_has_five_targets_for_2025_and_six_for_2026():
    plan = shipped("kien-an-2025").plan
    dues = [target.due.year for one in plan.indicators for target in one.targets]
    assert (dues.count(2025), dues.count(2026)) == (5, 6)
    assert [one.id for one in plan.indicators] == ["T1", "T2", "T3", "T4", "T5", "T6"]
    assert [phase.year for phase in plan.phases] == [2025, 2027, 2030]
    assert (len(plan.awards), len(plan.recipients), len(plan.duties)) == (6, 10, 4)


def test_the_targets_differ_as_the_plan_says():
    plan = shipped("kien-an-2025").plan
    first, last = plan.indicator("T1").targets
    assert (first.comparator, first.percent) == (Comparator.MORE_THAN, Fraction(80))
    assert (last.comparator, last.percent) == (Comparator.AT_LEAST, Fraction(100))
    assert "trung học" in plan.indicator("T2").targets[0].text
    assert "tiểu học" in plan.indicator("T2").targets[1].text
    assert plan.indicator("T6").target_at(date(2025, 12, 1)).due == date(2026, 12, 31)


def test_the_commune_plan_names_no_figure_and_no_code():
    loaded = shipped("phong-doanh-2025")
    assert loaded.plan.unit == ""
    assert all(one.target_at(date(2026, 1, 1)) is None for one in loaded.plan.indicators)
    assert {warning.code for warning in loaded.warnings} >= {"no_unit", "no_targets"}


@pytest.mark.parametrize("name", sorted(file.stem for file in plan_file.PACKAGED.glob("*.yaml")))
def test_a_stored_plan_is_the_plan_of_the_file(name):
    loaded = shipped(name)
    assert plan_file.from_document(loaded.document) == loaded.plan


def test_the_settings_of_quizzes_are_never_called_official(faults, load):
    assert load(PLAN + "assessment:\n  final_pass_percent: 75\n").plan.assessment == (
        Assessment(final_pass_percent=75)
    )
    assert faults(PLAN + "assessment:\n  official: true\n") == [(15, "not_in_list")]


def test_a_track_that_does_not_exist_is_only_warned_of(load):
    warnings = load(PLAN.replace("[citizens]", "[citizens, elders]")).warnings
    assert [(one.line, one.code) for one in warnings] == [(10, "unknown_track")]
    assert "elders" in str(warnings[0])


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("adult\n", "adults\n", (7, "not_in_list")),
        ("    measure: track_completed\n", "", (5, "missing")),
        ("percent: 80", "percent: 101", (13, "too_big")),
        ("percent: 80", "percent: 80%", (13, "not_share")),
        ("percent: 80", "per_cent: 80", (13, "unknown_field")),
        ("2026-12-31", "2026-02-30", (12, "no_such_day")),
        ('"00001"', "00001", (2, "ambiguous")),
        ("    tracks: [citizens]\n", "", (5, "no_tracks")),
        ("track_completed", "vneid_confirmed", (10, "tracks_not_used")),
        ("track_completed", "typed", (9, "typed_source")),
        ("    audience:", "    counts: unit\n    audience:", (9, "units_are_typed")),
        ("percent: 80", 'comparator: ">"\n        percent: 100', (13, "more_than_all")),
        ("percent: 80", "percent: 80\n      - due: 2026-12-31", (14, "repeated_due")),
        ("    audience: adult\n", "", (5, "no_audience")),
        ("percent: 80", 'percent: 80\n        comparator: "<="', (14, "most_is_typed")),
        ("percent: 80", "amount: 80", (13, "amount_of_share")),
        (
            "indicators:",
            "period:\n  first: 2026-01-02\n  last: 2026-01-01\nindicators:",
            (6, "period_order"),
        ),
    ],
)
def test_a_fault_is_named_with_its_line(faults, old, new, fault):
    assert old in PLAN
    assert fault in faults(PLAN.replace(old, new))


AMOUNT = """\
id: test
unit: "00001"
title: "A plan of tests"
indicators:
  - id: S1
    title: "Households"
    counts: amount
    measured_in: "households"
    measure: typed
    source: typed
    targets:
      - due: 2026-12-31
        amount: 2
"""


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('    measured_in: "households"\n', "", (5, "amount_of_what")),
        (
            "    counts: amount\n",
            "    counts: amount\n    audience: adult\n",
            (8, "amount_audience"),
        ),
        ("amount: 2", "percent: 2", (13, "percent_of_amount")),
        ("measure: typed", "measure: track_completed", (9, "units_are_typed")),
    ],
)
def test_a_fault_of_an_amount_is_named_with_its_line(faults, old, new, fault):
    assert old in AMOUNT
    assert fault in faults(AMOUNT.replace(old, new))


def test_an_amount_is_asked_in_a_unit_of_measure(load):
    (one,) = load(AMOUNT).plan.indicators
    assert (one.measured_in, one.targets[0].amount, one.audience) == ("households", 2, None)
    assert not load(AMOUNT).warnings


def test_a_share_may_have_a_decimal(load):
    (one,) = load(PLAN.replace("percent: 80", "percent: 97,5")).plan.indicators
    assert one.targets[0].percent == Fraction(195, 2)


def test_two_indicators_of_one_id_are_a_fault(faults):
    indicators = PLAN.partition("indicators:\n")[2]
    assert faults(PLAN + indicators) == [(14, "repeated_indicator")]


def test_the_committed_schema_is_that_of_the_models():
    assert plan_file.SCHEMA.read_text(encoding="utf-8") == plan_file.schema()


REPORT = """\
reports:
  - due: 2027-01-31
    title: "Registration"
    to: "The province"
"""


def test_a_day_of_the_calendar_is_told_ahead_unless_the_plan_says_otherwise(load):
    (silent,) = load(PLAN + REPORT).plan.reports
    assert (silent.kind, silent.remind_days) == (ReportKind.REPORT, REMIND_DAYS)
    told = load(PLAN + REPORT + "    kind: registration\n    remind_days: [10, 0]\n").plan.reports
    assert (told[0].kind, told[0].remind_days) == (ReportKind.REGISTRATION, (10, 0))


@pytest.mark.parametrize("line", ["kind: party", "remind_days: [-1]", "remind_days: [400]"])
def test_a_wrong_word_in_the_calendar_is_named(faults, line):
    ((at, _),) = faults(PLAN + REPORT + f"    {line}\n")
    assert at == 18
