"""A campaign plan: what is to be reached, by when, counted how. `content.plan_file` reads it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction

from domain.assessment import Assessment
from domain.enrolment import WORKPLACE
from domain.reminders import Policy
from domain.vocabulary import LEAVES, Audience, IndicatorStatus, Level

__all__ = [
    "VNEID",
    "Award",
    "Comparator",
    "Counts",
    "Duty",
    "Every",
    "Indicator",
    "Measure",
    "Period",
    "Phase",
    "Plan",
    "Quota",
    "Report",
    "ReportKind",
    "Source",
    "Target",
    "asked_of",
    "goal_tracks",
    "goals_of",
    "said",
]

VNEID = "vneid"
_TRACK = "track:"


class Counts(StrEnum):
    """What is counted: people or units such as schools, each as a share of all of them; or an
    amount of something else, which has no N."""

    PERSON = "person"
    UNIT = "unit"
    AMOUNT = "amount"


class Measure(StrEnum):
    """Where the achieved figure comes from."""

    TRACK_COMPLETED = "track_completed"
    VNEID_CONFIRMED = "vneid_confirmed"
    TYPED = "typed"


class Comparator(StrEnum):
    """A target of "80 % or more", of "more than 80 %", or of "80 % at the most"."""

    AT_LEAST = ">="
    MORE_THAN = ">"
    AT_MOST = "<="


class Source(StrEnum):
    """Where the headcount is expected from; it settles which of two figures of one day stands."""

    ROSTER = "roster"
    TYPED = "typed"


class Every(StrEnum):
    """How often a figure is typed."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"

    @property
    def days(self) -> int:
        """How many days such a period lasts at the most."""
        return {"week": 7, "month": 31, "quarter": 92, "half_year": 184, "year": 366}[self.value]


@dataclass(frozen=True, slots=True)
class Target:
    """What an indicator should reach by `due`: a share in `percent`, or an `amount`. Both are
    empty where the plan names no figure; `text` is the sentence of the plan, because its wording
    changes from year to year."""

    due: date
    comparator: Comparator = Comparator.AT_LEAST
    percent: Fraction | None = None
    text: str = ""
    amount: int | None = None

    @property
    def named(self) -> bool:
        """Whether the plan names a figure."""
        return self.percent is not None or self.amount is not None


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure of the plan. Where units are counted, `audience` tells which: `pupil`, schools.

    Without an audience it speaks of the whole place and is typed. `measured_in` is what an amount
    is an amount of; `entered_by` and `every` say who types a figure, and how often.
    """

    id: str
    title: str
    counts: Counts
    audience: Audience | None
    measure: Measure
    source: Source
    tracks: tuple[str, ...] = ()
    targets: tuple[Target, ...] = ()
    measured_in: str = ""
    entered_by: str = ""
    every: Every | None = None

    @property
    def level(self) -> Level | None:
        """The level of the leaves where those it counts belong; None without an audience."""
        return WORKPLACE.get(self.audience, Level.HAMLET) if self.audience else None

    def told_by(self, level: Level) -> bool:
        """Whether a unit of this level may tell a figure of it: a leaf only where those it counts
        belong, any unit above the leaves, every unit where the indicator has no audience."""
        return level not in LEAVES or self.level in {None, level}

    def awaits(self, last: date | None, today: date) -> bool:
        """Whether it is time to type a figure again, `last` being the day of the newest one."""
        if self.every is None or self.goal is not None:
            return False
        return last is None or (today - last).days >= self.every.days

    @property
    def aim(self) -> tuple[Audience, str] | None:
        """Whom it counts and what they must have reached; None where figures are typed."""
        goal = self.goal
        return (self.audience, goal) if self.audience and goal else None

    @property
    def goal(self) -> str | None:
        """What a person must have reached, in canonical form; None where figures are typed."""
        if self.measure is Measure.TRACK_COMPLETED:
            return _TRACK + "|".join(sorted(self.tracks))
        return VNEID if self.measure is Measure.VNEID_CONFIRMED else None

    def target_at(self, as_of: date) -> Target | None:
        """The target whose due date comes next, that day included; after the last one, the last."""
        ordered = sorted(self.targets, key=lambda target: target.due)
        coming = [target for target in ordered if target.due >= as_of]
        return coming[0] if coming else (ordered[-1] if ordered else None)


@dataclass(frozen=True, slots=True)
class Period:
    """From when to when a campaign runs, both days included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Phase:
    """A stage of the campaign, as the plan divides it; with its days where the plan names them."""

    year: int
    text: str
    first: date | None = None
    last: date | None = None


class ReportKind(StrEnum):
    """What is handed in: figures of the campaign, or that the commune takes part in it."""

    REPORT = "report"
    REGISTRATION = "registration"


REMIND_DAYS = (30, 14, 7, 3, 1)  # before a day of the calendar, where the plan says nothing


@dataclass(frozen=True, slots=True)
class Report:
    """What is handed in, when, and to whom. Officials are told so many days ahead (0: that day)."""

    due: date
    title: str
    to: str
    kind: ReportKind = ReportKind.REPORT
    remind_days: tuple[int, ...] = REMIND_DAYS


@dataclass(frozen=True, slots=True)
class Quota:
    """How many of whom may receive a form of reward."""

    who: str
    count: int


@dataclass(frozen=True, slots=True)
class Award:
    """A form of reward, who may receive it and how many, who proposes them, and what for."""

    form: str
    recipients: str = ""
    criteria: tuple[str, ...] = ()
    proposed_by: str = ""
    quotas: tuple[Quota, ...] = ()


@dataclass(frozen=True, slots=True)
class Duty:
    """Who does what."""

    who: str
    tasks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole plan. `unit` is the code of its commune; empty when the file leaves it open."""

    id: str
    title: str
    unit: str
    number: str = ""
    issued: str = ""
    basis: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    period: Period | None = None
    phases: tuple[Phase, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    reports: tuple[Report, ...] = ()
    awards: tuple[Award, ...] = ()
    duties: tuple[Duty, ...] = ()
    recipients: tuple[str, ...] = ()
    signer: tuple[str, ...] = ()
    assessment: Assessment = field(default_factory=Assessment)
    reminders: Policy = field(default_factory=Policy)

    def indicator(self, indicator_id: str) -> Indicator | None:
        """The indicator of this id, if the plan has it."""
        return next((one for one in self.indicators if one.id == indicator_id), None)


def asked_of(indicator: Indicator, *, whole: bool) -> Indicator:
    """An indicator as it is asked of the `whole` that the plan is for, or of a part or a sum of
    such: an amount is asked of the whole alone, a share of every part."""
    if whole or indicator.counts is not Counts.AMOUNT:
        return indicator
    return replace(indicator, targets=())


def goals_of(plans: Iterable[Plan]) -> set[tuple[Audience, str]]:
    """Every (audience, goal) that some indicator counts."""
    aims = (indicator.aim for plan in plans for indicator in plan.indicators)
    return {aim for aim in aims if aim is not None}


def goal_tracks(goal: str) -> frozenset[str]:
    """The tracks of which any one satisfies a goal; none for a goal met outside the lessons."""
    return (
        frozenset(goal.removeprefix(_TRACK).split("|")) if goal.startswith(_TRACK) else frozenset()
    )


def said(status: IndicatorStatus, comparator: str | None, missing: int | None) -> str:
    """How a standing is named to people: as the status, but of what may not be exceeded `within`
    or `exceeded`, whenever that is known."""
    if comparator != Comparator.AT_MOST or missing is None or status is IndicatorStatus.CONFLICT:
        return status.value
    return "exceeded" if missing else "within"
