"""The shape of a plan file: what may stand where, and what is taken for granted."""

import re
from datetime import date
from typing import Annotated, Literal, TypeGuard

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema

from content.lesson_file import File
from domain.plan import (
    REMIND_DAYS,
    Comparator,
    Counts,
    Every,
    Measure,
    ReportKind,
    Source,
)
from domain.reminders import Policy
from domain.vocabulary import Audience

__all__ = [
    "AwardEntry",
    "IndicatorEntry",
    "PhaseEntry",
    "PlanFile",
    "RemindersEntry",
    "ReportEntry",
    "TargetEntry",
]

USUAL = Policy()
_NAME = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"

Text = Annotated[str, StringConstraints(min_length=2, max_length=2000)]
Texts = Annotated[list[Text], Field(default_factory=list)]
Name = Annotated[str, StringConstraints(pattern=_NAME, max_length=40)]
IndicatorId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9-]*$", max_length=24)]
UnitCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=32)]
Percent = Annotated[int, Field(ge=1, le=100)]
_SHARE = re.compile(r"\d{1,2},\d")  # as it is written in Vietnamese; "97.5" could be a text


def _decimal(value: object) -> object:
    return float(value.replace(",", ".")) if _text(value) else value


def _text(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and bool(_SHARE.fullmatch(value))


Share = Annotated[
    float,
    Field(ge=1, le=100),
    BeforeValidator(_decimal),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 1, "maximum": 100},
                {"type": "string", "pattern": f"^{_SHARE.pattern}$"},
            ]
        }
    ),
]
Amount = Annotated[int, Field(ge=0, le=1_000_000_000)]
Small = Annotated[int, Field(ge=1, le=1000)]
DaysAhead = Annotated[int, Field(ge=0, le=60)]  # well within what the outbox remembers
Days = Annotated[list[Annotated[int, Field(ge=1, le=180)]], Field(max_length=10)]
Hour = Annotated[str, StringConstraints(pattern=r"^(0[7-9]|1[0-9]|20):[0-5][0-9]$")]


class TargetEntry(File):
    """A figure to be reached by a day."""

    due: date
    comparator: Annotated[Comparator, Field(strict=False)] = Comparator.AT_LEAST
    percent: Share | None = None
    amount: Amount | None = None
    text: str = ""


class IndicatorEntry(File):
    """One figure of the plan."""

    id: IndicatorId
    title: Annotated[str, StringConstraints(min_length=3, max_length=200)]
    counts: Annotated[Counts, Field(strict=False)] = Counts.PERSON
    audience: Annotated[Audience, Field(strict=False)] | None = None
    measure: Annotated[Measure, Field(strict=False)]
    source: Annotated[Source, Field(strict=False)]
    measured_in: Annotated[str, StringConstraints(max_length=40)] = ""
    entered_by: Annotated[str, StringConstraints(max_length=200)] = ""
    every: Annotated[Every, Field(strict=False)] | None = None
    tracks: Annotated[list[Name], Field(default_factory=list)]
    targets: Annotated[list[TargetEntry], Field(default_factory=list)]


class PeriodEntry(File):
    """From when to when the campaign runs."""

    first: date
    last: date


class PhaseEntry(File):
    """A stage of the campaign."""

    year: Annotated[int, Field(ge=2020, le=2100)]
    text: Text
    first: date | None = None
    last: date | None = None


class ReportEntry(File):
    """A day on which figures are handed in."""

    due: date
    title: Text
    to: Text
    kind: Annotated[ReportKind, Field(strict=False)] = ReportKind.REPORT
    remind_days: Annotated[
        list[DaysAhead], Field(default_factory=lambda: list(REMIND_DAYS), max_length=10)
    ]


class QuotaEntry(File):
    """How many may receive a form of reward."""

    who: Text
    count: Small


class AwardEntry(File):
    """A form of reward."""

    form: Text
    recipients: str = ""
    proposed_by: str = ""
    quotas: Annotated[list[QuotaEntry], Field(default_factory=list)]
    criteria: Texts


class DutyEntry(File):
    """Who does what."""

    who: Text
    tasks: Annotated[list[Text], Field(min_length=1)]


class AssessmentEntry(File):
    """How quizzes are passed here."""

    official: Literal[False] = False
    version: Annotated[str, StringConstraints(min_length=1, max_length=16)] = "1"
    lesson_pass_percent: Percent = 60
    final_pass_percent: Percent = 70
    final_attempts_a_day: Small = 3
    short_check_size: Small = 5
    short_check_pass_percent: Percent = 60
    helper_daily_ceiling: Small = 40
    second_check_percent: Percent = 5
    check_in_size: Annotated[int, Field(ge=0, le=4)] = 2


class RemindersEntry(File):
    """When citizens are reminded. A plan may be gentler than the usual rules, never more pressing:
    three a week and three without an answer are the most."""

    before_deadline: Days = Field(default_factory=lambda: list(USUAL.before_deadline))
    after_deadline: Days = Field(default_factory=lambda: list(USUAL.after_deadline))
    unfinished_lesson: Days = Field(default_factory=lambda: list(USUAL.unfinished_lesson))
    not_started: Days = Field(default_factory=lambda: list(USUAL.not_started))
    failed_final: Days = Field(default_factory=lambda: list(USUAL.failed_final))
    a_week: Annotated[int, Field(ge=0, le=USUAL.a_week)] = USUAL.a_week
    unanswered: Annotated[int, Field(ge=1, le=USUAL.unanswered)] = USUAL.unanswered
    quiet_days: list[date] = Field(default_factory=list, max_length=60)
    morning: Hour = "08:00"
    noon: Hour = "11:30"
    evening: Hour = "19:00"
    paid_a_month: Annotated[int, Field(ge=0, le=1_000_000)] = 0


class PlanFile(File):
    """`plans/<id>.yaml`."""

    id: Name
    unit: UnitCode | None = None
    number: str = ""
    issued: str = ""
    title: Annotated[str, StringConstraints(min_length=10, max_length=300)]
    basis: Texts
    related: Texts
    period: PeriodEntry | None = None
    phases: Annotated[list[PhaseEntry], Field(default_factory=list)]
    indicators: Annotated[list[IndicatorEntry], Field(min_length=1)]
    reports: Annotated[list[ReportEntry], Field(default_factory=list)]
    awards: Annotated[list[AwardEntry], Field(default_factory=list)]
    duties: Annotated[list[DutyEntry], Field(default_factory=list)]
    recipients: Texts
    signer: Texts
    assessment: AssessmentEntry = AssessmentEntry()
    reminders: RemindersEntry = RemindersEntry()
