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
from storage.snapshots import Snapshot

__all__ = ["Trend", "of_what", "share_of", "target_of", "trend", "what_of"]

_DRAWINGS = Drawings()


@dataclass(frozen=True, slots=True)
class Trend:
    """A picture (PNG, 1,080 points wide) and what it shows, for whoever cannot see it."""

    png: bytes
    alt: str


def trend(tx: Tx, texts: Texts, found: CommuneWeek, indicator: Indicator, line: Line) -> Trend:
    """The share of each closed week of a unit until this one, with the target, as it was signed."""
    rows = way.trend(tx, found, indicator)
    points = [_point(row, line.amount) for row in rows]
    alt = texts.message(
        "notices/week_alt",
        unit=found.unit.name,
        what=what_of(texts, indicator),
        rate=share_of(texts, line),
        as_of=found.as_of,
        points=points,
        first=percent(points[0].achieved, points[0].headcount) if points else "",
        goal=_goal(texts, line),
    )
    return Trend(drawing.png(_svg(texts, found, indicator, line, points)), alt)


def _point(row: Snapshot, amount: int | None) -> Point:
    """A week; of an amount the part of it that was reached, never more than all."""
    if amount is None or row.achieved is None:
        rated = row.figures["rate"] is not None
        return Point(row.as_of, row.achieved, row.headcount if rated else None)
    return Point(row.as_of, min(row.achieved, amount), amount)


def what_of(texts: Texts, indicator: Indicator) -> str:
    """Who has done what, in a few words; the title of a plan fills a screen."""
    if indicator.audience is None:
        return indicator.title
    who = Counts.UNIT if indicator.counts is Counts.UNIT else indicator.audience
    return f"{texts.label(f'week_who.{who}')} {texts.label(f'week_what.{indicator.measure}')}"


def of_what(texts: Texts, indicator: Indicator) -> str:
    """What is counted, as it is said after a number."""
    return indicator.measured_in or texts.label(f"week_of.{indicator.counts}")


def share_of(texts: Texts, line: Line) -> str:
    """The share that was reached, as people read it; of an amount what it has come to. Where there
    are n and N and no share can be told: why not."""
    if line.figures["counts"] == Counts.AMOUNT:
        return number(line.achieved)
    if _apart(line):
        return texts.label(f"staff_standing.{line.said}")
    return percent(line.achieved, line.headcount)


def _apart(line: Line) -> bool:
    """Whether n and N are known and make no share."""
    return bool(line.headcount) and line.achieved is not None and not line.rated


def _counted(texts: Texts, line: Line, of: str) -> str:
    """n of N, as the picture says it."""
    if _apart(line):
        n, total = number(line.achieved), number(line.headcount)
        return texts.label("week_picture.apart", achieved=n, total=total, of=of)
    known = (line.amount or line.headcount) and line.achieved is not None
    return f"{fraction(line.achieved, line.amount or line.headcount)} {of if known else ''}".strip()


def target_of(line: Line) -> str:
    """The target, as people read it; empty where the plan names none."""
    target = line.percent
    if line.amount is not None:
        return number(line.amount)
    return percent(target.numerator, target.denominator * 100) if target is not None else ""


def _svg(
    texts: Texts, found: CommuneWeek, indicator: Indicator, line: Line, points: list[Point]
) -> str:
    of = of_what(texts, indicator)
    ahead = ""
    if line.forecast and not line.far:
        ahead = texts.label("week_picture.forecast", day=day(line.forecast))
    return _DRAWINGS.svg(
        "week",
        unit=found.unit.name,
        first=found.week.monday,
        last=found.week.sunday,
        rate=share_of(texts, line),
        what=what_of(texts, indicator),
        counted=_counted(texts, line, of),
        fresh=_fresh(texts, line),
        chart=chart(points, _height(line)),
        goal=_goal(texts, line),
        gap=_gap(texts, line, of),
        pace=ahead,
    )


def _height(line: Line) -> float | None:
    if line.percent is None:
        return 100.0 if line.amount else None
    return float(line.percent)


def _goal(texts: Texts, line: Line) -> str:
    target = target_of(line)
    if not target or line.due is None:
        return ""
    comparator = Comparator(line.figures["comparator"])
    return texts.label(f"week_picture.{comparator.name.lower()}", target=target, due=day(line.due))


def _fresh(texts: Texts, line: Line) -> str:
    if line.fresh is None:
        return ""
    key = "fresh" if line.fresh > 0 else "mended" if line.fresh else "none_fresh"
    return texts.label(f"week_picture.{key}", count=number(abs(line.fresh)))


def _gap(texts: Texts, line: Line, of: str) -> str:
    need = wanted_now(line.gap, line.figures["needed_per_week"])
    if line.gap is None or line.ceiling:
        return ""
    if line.gap == 0:
        return texts.label("week_picture.reached")
    key = "week_picture.gap_need" if need else "week_picture.gap"
    return texts.label(key, gap=number(line.gap), of=of, need=number(need or 0))
