"""A line of a closed week: an indicator of a unit as it was signed, read for people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from domain.counting import Arrival, arrival
from domain.plan import Comparator, Counts, said
from domain.vocabulary import IndicatorStatus
from domain.way import moving
from storage.counts import UnitRow

__all__ = ["Ended", "Line"]

FAR = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator of a unit as it was signed, and what this week asks of the unit.

    `figures` is the published line of `stats --json`. `progress` is how many each of the last four
    closed weeks brought, the newest last; None where nobody knows. `share` is the unit's part of
    what the commune needs this week (the commune's: all of it), None where no need can be told.
    """

    unit: UnitRow
    figures: Mapping[str, Any]
    movement: Mapping[str, Any]
    progress: tuple[int | None, ...]
    share: int | None = None
    still: bool = False

    @property
    def fresh(self) -> int | None:
        """How many the closed week brought."""
        return self.progress[-1]

    @property
    def moving(self) -> bool:
        """Whether the last two closed weeks brought somebody."""
        return moving(self.progress)

    @property
    def gap(self) -> int | None:
        """How many are missing to the target."""
        found: int | None = self.figures["gap"]
        return found

    @property
    def headcount(self) -> int | None:
        """N."""
        found: int | None = self.figures["headcount"]
        return found

    @property
    def achieved(self) -> int | None:
        """n."""
        found: int | None = self.figures["achieved"]
        return found

    @property
    def known(self) -> bool:
        """Whether there is a figure: N, or what an amount has come to."""
        return (self.achieved if self._amount else self.headcount) is not None

    @property
    def rated(self) -> bool:
        """Whether n may be shown as a share of N (domain.counting.Figures.rated)."""
        return self.figures["rate"] is not None

    @property
    def percent(self) -> Fraction | None:
        """The target in percent."""
        target = self.figures["target"]
        return None if target is None or self._amount else Fraction(str(target)) * 100

    @property
    def amount(self) -> int | None:
        """The target of what has no N."""
        found: int | None = self.figures["target"]
        return found if self._amount else None

    @property
    def _amount(self) -> bool:
        return bool(self.figures["counts"] == Counts.AMOUNT)

    @property
    def due(self) -> date | None:
        """The day of the target."""
        return _day(self.figures["due"])

    @property
    def forecast(self) -> date | None:
        """The day of arrival at the pace of the last four weeks."""
        return _day(self.figures["forecast"])

    @property
    def far(self) -> bool:
        """Whether the arrival lies so far behind the due date that its day says nothing, or so far
        that none is forecast although people come."""
        if self.due is None or not self.gap or self.ceiling:
            return False
        if self.forecast is None:
            return (self.figures["pace_per_week"] or 0) > 0
        return self.forecast - self.due > FAR

    @property
    def status(self) -> IndicatorStatus:
        """Where the indicator stands."""
        return IndicatorStatus(self.figures["status"])

    @property
    def named(self) -> bool:
        """Whether the plan names a figure."""
        return self.figures["target"] is not None

    @property
    def ceiling(self) -> bool:
        """Whether the target may not be exceeded."""
        return bool(self.figures["comparator"] == Comparator.AT_MOST)

    @property
    def said(self) -> str:
        """How the standing is named to people (domain.plan.said)."""
        return said(self.status, self.figures["comparator"], self.gap)

    def range(self, as_of: date) -> Arrival | None:
        """Between which days the forecast lies."""
        return arrival(self.gap, self.progress, as_of, self.forecast)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@dataclass(frozen=True, slots=True)
class Ended:
    """The last line of a unit that came to an end in the week: only what became of its figures."""

    unit: UnitRow
    movement: Mapping[str, Any]
