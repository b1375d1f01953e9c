"""The rules of counting (product.md section 3): from a tally of people to an indicator's standing.

Everything is exact: whole numbers and fractions, no rounding that could reach a target.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor

from domain.plan import Comparator, Counts, Indicator, Target, said
from domain.vocabulary import IndicatorStatus

__all__ = [
    "PACE_WEEKS",
    "Arrival",
    "Figures",
    "Headcount",
    "Tally",
    "Ways",
    "arrival",
    "cut",
    "gap",
    "newest",
    "standing",
    "total",
    "whole",
]

PACE_WEEKS = 4
FORECAST_DAYS = 36_525  # a date a century away says "never" and nothing else


@dataclass(frozen=True, slots=True)
class Ways:
    """How those counted learned; together they are the achieved figure."""

    alone: int = 0
    assisted: int = 0
    in_class: int = 0
    imported: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.alone + self.assisted + self.in_class + self.imported


@dataclass(frozen=True, slots=True, order=True)
class Headcount:
    """N with its date and its source."""

    at: date
    source: str
    total: int


@dataclass(frozen=True, slots=True)
class Tally:
    """What is known of one indicator in one unit at one day, before it is judged.

    None says "no figure", never zero. `missing` names the leaves below that should have a
    headcount and have none; `conflict` says that some headcount is smaller than what was counted
    there. `recent` is how many were reached in the last four ended weeks, `uncovered` how many
    of the achieved are in leaves without a headcount: a rate over the others would count them.
    `twice` says that some of N may stand in it twice: listed here, and in a figure typed elsewhere.
    `reported` is the day of the latest typed report, be it of n or of N; of a sum, of the part
    that waits longest for a new one.
    """

    headcount: int | None = None
    sources: frozenset[tuple[date, str]] = frozenset()
    achieved: int | None = None
    ways: Ways | None = None
    pending: int | None = None
    outside_roster: int | None = None
    not_present: int | None = None
    recent: int | None = None
    missing: tuple[str, ...] = ()
    uncovered: int = 0
    conflict: bool = False
    twice: bool = False
    reported: date | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """An indicator's line: the tally, the target and the standing (product.md section 5)."""

    indicator: Indicator
    tally: Tally
    target: Target | None
    rate: float | None
    gap: int | None
    weeks_left: float | None
    pace_per_week: float | None
    needed_per_week: int | None
    forecast: date | None
    status: IndicatorStatus

    @property
    def known(self) -> bool:
        """Whether there is a figure to show: N, or what an amount has come to."""
        if self.indicator.counts is Counts.AMOUNT:
            return self.tally.achieved is not None
        return self.tally.headcount is not None

    @property
    def rated(self) -> bool:
        """Whether n may be shown as a share of N. Where not, n and N are shown apart, and `said`
        tells why: they contradict each other, n holds people of whom no N is known, or N may hold
        people twice."""
        return self.rate is not None

    @property
    def said(self) -> str:
        """How the standing is named to people (domain.plan.said)."""
        return said(self.status, self.target.comparator if self.target else None, self.gap)

    @property
    def headcount_source(self) -> str | None:
        """Every source of N (of an amount: of the figure) once, in the order of their dates."""
        words = [source for _, source in sorted(self.tally.sources)]
        return "; ".join(dict.fromkeys(words)) or None

    @property
    def headcount_at(self) -> date | None:
        """The date of the oldest figure in N: a sum is as fresh as its oldest part."""
        return min((at for at, _ in self.tally.sources), default=None)

    @property
    def reported_at(self) -> date | None:
        """The day of the report that stands; where people are counted one by one, that of N."""
        return self.tally.reported or self.headcount_at


def cut(part: int, whole: int) -> float | None:
    """A share for a table, cut to a tenth of a percent: never rounded up to a target. None where
    nobody is in it."""
    return (part * 1000 // whole) / 1000 if whole else None


def newest(
    typed: Headcount | None, roster: Headcount | None, *, prefer_roster: bool
) -> Headcount | None:
    """The headcount that stands: the later one; on the same day the one the plan expects."""
    if typed is None or roster is None:
        return typed or roster
    if typed.at != roster.at:
        return typed if typed.at > roster.at else roster
    return roster if prefer_roster else typed


def total(parts: Iterable[Tally], *, own: Tally | None = None) -> Tally:
    """The tally of a unit: the sum of its leaves (rule 4).

    Leaves without a headcount are not guessed: the sum holds those that have one and `missing`
    names the rest; such an indicator is never judged, only shown with its n/N. Where leaves lack
    figures, or count people twice, a figure typed for the unit itself (`own`) stands instead,
    because it is complete.
    """
    tallies = list(parts)
    known = [tally for tally in tallies if tally.headcount is not None]
    missing = tuple(code for tally in tallies for code in tally.missing)
    summed = Tally(
        headcount=_sum(tally.headcount for tally in known),
        sources=frozenset[tuple[date, str]]().union(*(tally.sources for tally in tallies)),
        achieved=_sum(tally.achieved for tally in tallies),
        ways=_ways([tally.ways for tally in tallies if tally.ways is not None]),
        pending=_sum(tally.pending for tally in tallies),
        outside_roster=_sum(tally.outside_roster for tally in tallies),
        not_present=_sum(tally.not_present for tally in tallies),
        recent=_all(tally.recent for tally in tallies if tally.achieved is not None),
        missing=missing,
        uncovered=sum(_uncovered(tally) for tally in tallies),
        conflict=any(tally.conflict for tally in tallies),
        twice=any(tally.twice for tally in tallies),
        reported=min((one.reported for one in tallies if one.reported), default=None),
    )
    sound = known and not missing and not summed.twice
    if own is None or own.headcount is None or sound:
        return summed
    return _instead(summed, own)


def whole(parts: Iterable[Tally], *, own: Tally | None = None) -> Tally:
    """The tally of a unit in an indicator without an audience: its own figure if it has one, else
    what was typed below, summed. Nobody below is expected to report."""
    if own is not None and (own.achieved is not None or own.headcount is not None):
        return own
    return total(parts)


def _uncovered(tally: Tally) -> int:
    return tally.uncovered or (tally.achieved or 0 if tally.headcount is None else 0)


def _instead(summed: Tally, own: Tally) -> Tally:
    """The unit's own typed headcount, and its own typed result where people are not counted."""
    counted = summed if own.achieved is None else own
    achieved = counted.achieved
    return Tally(
        headcount=own.headcount,
        sources=own.sources,
        achieved=achieved,
        ways=counted.ways,
        pending=summed.pending,
        outside_roster=summed.outside_roster,
        not_present=summed.not_present,
        recent=counted.recent,
        conflict=own.headcount is not None and achieved is not None and achieved > own.headcount,
        reported=own.reported,
    )


def _sum(values: Iterable[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _all(values: Iterable[int | None]) -> int | None:
    """The sum, if every one of them is known."""
    found = list(values)
    return _sum(found) if None not in found else None


def _ways(ways: list[Ways]) -> Ways | None:
    if not ways:
        return None
    return Ways(
        sum(one.alone for one in ways),
        sum(one.assisted for one in ways),
        sum(one.in_class for one in ways),
        sum(one.imported for one in ways),
    )


def gap(achieved: int, headcount: int, target: Target) -> int | None:
    """How many more are needed, in whole people; "more than 80 %" asks for one above 80 %. Of "80 %
    at the most": how many are too many."""
    if target.percent is None:
        return None
    return _short(achieved, Fraction(headcount) * target.percent / 100, target.comparator)


def _short(achieved: int, wanted: Fraction, comparator: Comparator) -> int:
    if comparator is Comparator.AT_MOST:
        return max(0, achieved - floor(wanted))
    enough = floor(wanted) + 1 if comparator is Comparator.MORE_THAN else ceil(wanted)
    return max(0, enough - achieved)


def standing(
    indicator: Indicator, tally: Tally, as_of: date, at_due: Tally | None = None
) -> Figures:
    """Judge an indicator at `as_of` (rule 8).

    `at_due` is the tally on the due date and is needed once that lies in the past: an indicator
    is judged at min(as_of, due). Weeks left are days over seven, to one decimal, and the need per
    week follows from the figure that is shown.
    """
    target = indicator.target_at(as_of)
    missing = _gap(tally, target)
    left = _weeks_left(target, as_of)
    pace = None if tally.recent is None else tally.recent / PACE_WEEKS
    ceiling = target is not None and target.comparator is Comparator.AT_MOST
    needed = None if missing is None or not left or ceiling else ceil(missing / left)
    return Figures(
        indicator=indicator,
        tally=tally,
        target=target,
        rate=_rate(tally),
        gap=missing,
        weeks_left=None if left is None else float(left),
        pace_per_week=pace,
        needed_per_week=needed,
        forecast=None if ceiling else _forecast(missing, tally.recent, as_of),
        status=_status(tally, at_due, target, as_of),
    )


def _rate(tally: Tally) -> float | None:
    if tally.conflict or tally.uncovered or tally.twice:
        return None
    if not tally.headcount or tally.achieved is None:
        return None
    return tally.achieved / tally.headcount


def _gap(tally: Tally, target: Target | None) -> int | None:
    """None where the rate is not known: no headcount, nobody in it, figures in conflict, or people
    in it twice. What is missing of an amount needs no rate."""
    if target is not None and target.amount is not None and tally.achieved is not None:
        return _short(tally.achieved, Fraction(target.amount), target.comparator)
    if target is None or _rate(tally) is None:
        return None
    assert tally.achieved is not None
    assert tally.headcount is not None
    return gap(tally.achieved, tally.headcount, target)


def _weeks_left(target: Target | None, as_of: date) -> Fraction | None:
    if target is None:
        return None
    days = max(0, (target.due - as_of).days)
    return Fraction(round(Fraction(days * 10, 7)), 10)


def _forecast(missing: int | None, recent: int | None, as_of: date) -> date | None:
    """The day of arrival at the pace of the last four weeks; none if arrived, or never arriving."""
    if not missing or not recent or recent < 0:
        return None
    return _day_at(missing, Fraction(recent, PACE_WEEKS), as_of)


def _day_at(missing: int, a_week: Fraction, as_of: date) -> date | None:
    days = ceil(missing * 7 / a_week)
    return as_of + timedelta(days=days) if days <= FORECAST_DAYS else None


@dataclass(frozen=True, slots=True)
class Arrival:
    """The plain range of a forecast; `latest` is None where the slowest week brought nobody."""

    earliest: date
    latest: date | None


def arrival(
    missing: int | None, weekly: Sequence[int | None], as_of: date, forecast: date | None
) -> Arrival | None:
    """Between which days the forecast lies: as if every week were like the fastest, or like the
    slowest, of the last four closed ones (`weekly`, how many each brought).

    None without a forecast, or where fewer than four weeks are known. The forecast lies inside.
    """
    known = [one for one in weekly[-PACE_WEEKS:] if one is not None]
    if not missing or forecast is None or len(known) < PACE_WEEKS or max(known) <= 0:
        return None
    first = _day_at(missing, Fraction(max(known)), as_of)
    last = _day_at(missing, Fraction(min(known)), as_of) if min(known) > 0 else None
    return Arrival(min(first or forecast, forecast), max(last, forecast) if last else None)


def _status(
    tally: Tally,
    at_due: Tally | None,
    target: Target | None,
    as_of: date,
) -> IndicatorStatus:
    """In this order: `conflict`, a headcount below what was counted; `no_target`, the plan names
    no figure; `unknown`, some leaf has no headcount, nobody is in it, or some may be in it twice.
    Until the due date (included): `reached`; `on_track`, the pace arrives by then (exactly when the
    forecast does: the need that is shown is rounded up and judges nobody); else `behind`.
    Afterwards: `reached`, it was reached on the due date; `reached_late`, it is by now, and on the
    due date it was not, or nobody knows; `missed`, neither; `unknown`, not by now and no figure for
    then.

    What may not be exceeded is `on_track` until the due date as long as it is not: the last day
    tells."""
    if tally.conflict:
        return IndicatorStatus.CONFLICT
    if target is None or not target.named:
        return IndicatorStatus.NO_TARGET
    now = _reached(tally, target)
    if now is None:
        return IndicatorStatus.UNKNOWN
    if as_of <= target.due:
        if now:
            early = target.comparator is Comparator.AT_MOST
            return IndicatorStatus.ON_TRACK if early else IndicatorStatus.REACHED
        in_time = _arrives(tally, target, as_of)
        return IndicatorStatus.ON_TRACK if in_time else IndicatorStatus.BEHIND
    then = _reached(at_due, target) if at_due is not None else None
    if then:
        return IndicatorStatus.REACHED
    if now:
        return IndicatorStatus.REACHED_LATE
    return IndicatorStatus.UNKNOWN if then is None else IndicatorStatus.MISSED


def _arrives(tally: Tally, target: Target, as_of: date) -> bool:
    """Whether the pace of the last four weeks brings all who are missing by the due date. It takes
    nobody away who is too many already."""
    missing, days = _gap(tally, target), (target.due - as_of).days
    if missing is None or tally.recent is None or target.comparator is Comparator.AT_MOST:
        return False
    return missing * 7 * PACE_WEEKS <= tally.recent * days


def _reached(tally: Tally, target: Target) -> bool | None:
    """Whether nobody is missing; None when that cannot be said of every leaf."""
    missing = _gap(tally, target)
    return None if missing is None or tally.missing else missing == 0
