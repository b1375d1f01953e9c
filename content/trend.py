"""The shape of a trend: where the weeks, the lines and the target lie in a drawing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from content.numbers import percent

__all__ = ["Chart", "Line", "Point", "chart"]

LEFT, RIGHT, TOP, BOTTOM = 62, 344, 176, 288
TOPS = (5, 10, 20, 40, 60, 80, 100)  # percent at the upper edge
SIDES = ("start", "end")


@dataclass(frozen=True, slots=True)
class Point:
    """The last day of a closed week, and the share reached then; None where nobody knows."""

    day: date
    achieved: int | None
    headcount: int | None

    @property
    def share(self) -> float | None:
        """The share in percent."""
        if self.achieved is None or not self.headcount:
            return None
        return 100 * self.achieved / self.headcount


@dataclass(frozen=True, slots=True)
class Line:
    """A line across, and what it stands for."""

    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything with its place; a week without figures breaks the line instead of bending it."""

    lines: tuple[Line, ...]
    target: float | None
    parts: tuple[tuple[tuple[float, float], ...], ...]
    dots: tuple[tuple[float, float], ...]
    days: tuple[tuple[float, str, date], ...]
    left: float = LEFT


def chart(points: Sequence[Point], target: float | None) -> Chart:
    """Lay out closed weeks, the oldest first, and a target in percent. The axis begins at zero and
    shows the target, so that the way that is left is seen as long as it is."""
    shares = [point.share for point in points]
    highest = max([target or 0, *(share for share in shares if share is not None)])
    top = next((one for one in TOPS if one >= highest), 100)
    step = (RIGHT - LEFT - 14) / max(1, len(points) - 1)
    places = [
        None if share is None else (round(LEFT + 7 + at * step, 1), _height(share, top))
        for at, share in enumerate(shares)
    ]
    if len(points) == 1 and places[0] is not None:
        places = [(RIGHT - 7, places[0][1])]
    return Chart(
        lines=tuple(Line(_height(one, top), percent(one, 100)) for one in (0, top // 2, top)),
        target=None if target is None else _height(target, top),
        parts=tuple(_parts(places)),
        dots=tuple(place for place in places if place is not None),
        days=_days(points),
    )


def _height(share: float, top: int) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * share / top, 1)


def _parts(places: Sequence[tuple[float, float] | None]) -> list[tuple[tuple[float, float], ...]]:
    """Unbroken runs of at least two weeks."""
    runs: list[list[tuple[float, float]]] = [[]]
    for place in places:
        if place is None:
            runs.append([])
        else:
            runs[-1].append(place)
    return [tuple(run) for run in runs if len(run) > 1]


def _days(points: Sequence[Point]) -> tuple[tuple[float, str, date], ...]:
    """The first and the last day; one alone stands on the right."""
    if len(points) < 2:
        return tuple((RIGHT, "end", point.day) for point in points)
    return (LEFT, "start", points[0].day), (RIGHT, "end", points[-1].day)
