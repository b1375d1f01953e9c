"""A campaign plan: what is to be reached, by when, counted how. `content.plan_file` reads it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from domain.assessment import Assessment
from domain.reminders import Policy
from domain.vocabulary import Audience

__all__ = [
    "VNEID",
    "Award",
    "Comparator",
    "Counts",
    "Duty",
    "Indicator",
    "Measure",
    "Phase",
    "Plan",
    "Report",
    "ReportKind",
    "Source",
    "Target",
    "goal_tracks",
    "goals_of",
]

VNEID = "vneid"
_TRACK = "track:"


class Counts(StrEnum):
    """What is counted: people, or units such as schools."""

    PERSON = "person"
    UNIT = "unit"


class Measure(StrEnum):
    """Where the achieved figure comes from."""

    TRACK_COMPLETED = "track_completed"
    VNEID_CONFIRMED = "vneid_confirmed"
    TYPED = "typed"


class Comparator(StrEnum):
    """A target of "80 % or more", or of "more than 80 %"."""

    AT_LEAST = ">="
    MORE_THAN = ">"


class Source(StrEnum):
    """Where the headcount is expected from; it settles which of two figures of one day stands."""

    ROSTER = "roster"
    TYPED = "typed"


@dataclass(frozen=True, slots=True)
class Target:
    """What an indicator should reach by `due`. `percent` is empty where the plan names no figure;
    `text` is the sentence of the plan, because its wording changes from year to year."""

    due: date
    comparator: Comparator = Comparator.AT_LEAST
    percent: Fraction | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure of the plan. Where units are counted, `audience` tells which: `pupil`, schools."""

    id: str
    title: str
    counts: Counts
    audience: Audience
    measure: Measure
    source: Source
    tracks: tuple[str, ...] = ()
    targets: tuple[Target, ...] = ()

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
class Phase:
    """A stage of the campaign, as the plan divides it."""

    year: int
    text: str


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
class Award:
    """A form of reward, who may receive it, and what for."""

    form: str
    recipients: str = ""
    criteria: tuple[str, ...] = ()


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


def goals_of(plans: Iterable[Plan]) -> set[tuple[Audience, str]]:
    """Every (audience, goal) that some indicator counts."""
    return {
        (indicator.audience, indicator.goal)
        for plan in plans
        for indicator in plan.indicators
        if indicator.goal is not None
    }


def goal_tracks(goal: str) -> frozenset[str]:
    """The tracks of which any one satisfies a goal; none for a goal met outside the lessons."""
    return (
        frozenset(goal.removeprefix(_TRACK).split("|")) if goal.startswith(_TRACK) else frozenset()
    )
