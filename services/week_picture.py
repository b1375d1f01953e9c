"""The trend of a closed week as a picture for a phone, and in words."""

from dataclasses import dataclass

from content.drawing import Drawings
from content.numbers import day, fraction, number, percent
from content.render import Texts
from content.trend import Point, chart
from domain.plan import Comparator, Counts, Indicator
from domain.way import wanted_now
from services import drawing, way
from services.way import CommuneWeek, Line
from storage.database import Tx

__all__ = ["Trend", "share_of", "target_of", "trend", "what_of"]

_DRAWINGS = Drawings()


@dataclass(frozen=True, slots=True)
class Trend:
    """A picture (PNG, 1,080 points wide) and what it shows, for whoever cannot see it."""

    png: bytes
    alt: str


def trend(tx: Tx, texts: Texts, found: CommuneWeek, indicator: Indicator, line: Line) -> Trend:
    """The share of each closed week of a unit until this one, with the target, as it was signed."""
    rows = way.trend(tx, found, indicator)
    points = [Point(row.as_of, row.achieved, row.headcount) for row in rows]
    alt = texts.message(
        "notices/week_alt",
        unit=found.unit.name,
        what=what_of(texts, indicator),
        rate=share_of(line),
        as_of=found.as_of,
        points=points,
        first=percent(points[0].achieved, points[0].headcount) if points else "",
        goal=_goal(texts, line),
    )
    return Trend(drawing.png(_svg(texts, found, indicator, line, points)), alt)


def what_of(texts: Texts, indicator: Indicator) -> str:
    """Who has done what, in a few words; the title of a plan fills a screen."""
    who = Counts.UNIT if indicator.counts is Counts.UNIT else indicator.audience
    return f"{texts.label(f'week_who.{who}')} {texts.label(f'week_what.{indicator.measure}')}"


def share_of(line: Line) -> str:
    """The share that was reached, as people read it."""
    return percent(line.achieved, line.headcount)


def target_of(line: Line) -> str:
    """The target, as people read it; empty where the plan names none."""
    target = line.percent
    return percent(target.numerator, target.denominator * 100) if target is not None else ""


def _svg(
    texts: Texts, found: CommuneWeek, indicator: Indicator, line: Line, points: list[Point]
) -> str:
    of = texts.label(f"week_of.{indicator.counts}")
    ahead = ""
    if line.forecast and not line.far:
        ahead = texts.label("week_picture.forecast", day=day(line.forecast))
    return _DRAWINGS.svg(
        "week",
        unit=found.unit.name,
        first=found.week.monday,
        last=found.week.sunday,
        rate=share_of(line),
        what=what_of(texts, indicator),
        fraction=fraction(line.achieved, line.headcount),
        of=of if line.headcount and line.achieved is not None else "",
        fresh=_fresh(texts, line),
        chart=chart(points, None if line.percent is None else float(line.percent)),
        goal=_goal(texts, line),
        gap=_gap(texts, line, of),
        pace=ahead,
    )


def _goal(texts: Texts, line: Line) -> str:
    if line.percent is None or line.due is None:
        return ""
    more = line.figures["comparator"] == Comparator.MORE_THAN
    key = "week_picture.more_than" if more else "week_picture.at_least"
    return texts.label(key, target=target_of(line), due=day(line.due))


def _fresh(texts: Texts, line: Line) -> str:
    if line.fresh is None:
        return ""
    key = "fresh" if line.fresh > 0 else "mended" if line.fresh else "none_fresh"
    return texts.label(f"week_picture.{key}", count=number(abs(line.fresh)))


def _gap(texts: Texts, line: Line, of: str) -> str:
    need = wanted_now(line.gap, line.figures["needed_per_week"])
    if line.gap is None:
        return ""
    if line.gap == 0:
        return texts.label("week_picture.reached")
    key = "week_picture.gap_need" if need else "week_picture.gap"
    return texts.label(key, gap=number(line.gap), of=of, need=number(need or 0))
