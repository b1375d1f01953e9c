"""The balance of a closed week, line by line: how each figure came from the one signed before."""

from collections.abc import Iterator, Mapping
from typing import Any

from domain.plan import Indicator
from services.way import CommuneWeek
from services.week_line import Ended, Line
from storage.counts import UnitRow

__all__ = ["HEADCOUNT", "REACHED", "Terms", "balance"]

REACHED, HEADCOUNT = "reached", "headcount"  # of n, and of N
Terms = Mapping[str, Any]  # by their names in `domain.movement`; empty without a figure


def balance(
    found: CommuneWeek, indicator: Indicator, figure: str
) -> Iterator[tuple[UnitRow, Terms]]:
    """The units below, also those that ended in the week, so that their columns add up to the
    unit's own line, which comes last.

    Told are all units of the indicator's own level, and of others those where it had anybody.
    """
    lines: list[Line | Ended] = [*found.below[indicator.id], *found.ended.get(indicator.id, ())]
    places = {line.unit.id for line in found.places(indicator)}
    for line in sorted(lines, key=lambda one: one.unit.code):
        terms = _terms(line, figure)
        ended = isinstance(line, Ended) and line.unit.level is indicator.level
        if line.unit.id != found.unit.id and (
            ended or line.unit.id in places or any(terms.values())
        ):
            yield line.unit, terms
    yield found.unit, _terms(found.own[indicator.id], figure)


def _terms(line: Line | Ended, figure: str) -> Terms:
    kept = line.movement
    if figure == HEADCOUNT:
        return kept.get("headcount") or {}
    return {name: value for name, value in kept.items() if name != "headcount"}
