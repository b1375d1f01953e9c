"""The lunar calendar of Viet Nam, computed from the sun and the moon as seen at UTC+7.

The rules: a month begins on the day of a new moon; the eleventh month holds the winter solstice;
where thirteen months lie between two solstices, the first one during which the sun enters no new
twelfth of its path is a leap month and takes the number of the month before. Positions follow
Meeus, Astronomical Algorithms, chapters 25 and 49: new moons within some seconds, the sun within
a quarter of an hour (the first new moon closer to midnight than that is in 2077). Viet Nam has
reckoned at UTC+7 since 1968; earlier years may differ.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from math import floor, radians, sin

__all__ = ["Lunar", "lunar", "solar"]

HERE = timezone(timedelta(hours=7))
NOON_2000 = datetime(2000, 1, 1, 12, tzinfo=UTC)  # J2000.0, Julian day 2451545.0
CENTURY = 36525.0
MONTH = 29.530588861  # days from new moon to new moon, on average
FIRST_MOON = date(2000, 1, 6)  # number 0

# The largest terms of a new moon, in days: (amplitude, power of E, and how often each of the sun's
# anomaly, the moon's anomaly and the moon's argument of latitude is taken).
_MOON = (
    (-0.40720, 0, 0, 1, 0),
    (0.17241, 1, 1, 0, 0),
    (0.01608, 0, 0, 2, 0),
    (0.01039, 0, 0, 0, 2),
    (0.00739, 1, -1, 1, 0),
    (-0.00514, 1, 1, 1, 0),
    (0.00208, 2, 2, 0, 0),
    (-0.00111, 0, 0, 1, -2),
    (-0.00057, 0, 0, 1, 2),
    (0.00056, 1, 1, 2, 0),
    (-0.00042, 0, 0, 3, 0),
    (0.00042, 1, 1, 0, 2),
    (0.00038, 1, 1, 0, -2),
    (-0.00024, 1, -1, 2, 0),
    (-0.00007, 0, 2, 1, 0),
    (0.00004, 0, 0, 2, -2),
    (0.00004, 0, 3, 0, 0),
    (0.00003, 0, 1, 1, -2),
    (0.00003, 0, 0, 2, 2),
    (-0.00003, 0, 1, 1, 2),
    (0.00003, 0, -1, 1, 2),
)
# What the planets add: (amplitude, angle at number 0, degrees a month).
_PLANETS = (
    (0.000325, 299.77, 0.107408),
    (0.000165, 251.88, 0.016321),
    (0.000164, 251.83, 26.651886),
    (0.000126, 349.42, 36.412478),
    (0.000110, 84.66, 18.206239),
    (0.000062, 141.74, 53.303771),
    (0.000060, 207.14, 2.453732),
    (0.000056, 154.84, 7.306860),
    (0.000047, 34.52, 27.261239),
    (0.000042, 207.19, 0.121824),
    (0.000040, 291.34, 1.844379),
)


@dataclass(frozen=True, slots=True)
class Lunar:
    """A day of the lunar calendar. `leap`: the second month of that number in `year`."""

    day: int
    month: int
    leap: bool
    year: int


def lunar(day: date) -> Lunar:
    """The lunar date of a day of the common calendar."""
    months = _months(day.year + 1)
    if day < months[0][0]:
        months = _months(day.year)
    first, month, leap, year = next(each for each in reversed(months) if each[0] <= day)
    return Lunar((day - first).days + 1, month, leap, year)


def solar(when: Lunar) -> date:
    """The day of the common calendar of a lunar date. Raises ValueError where there is none."""
    for first, month, leap, year in _months(when.year + (when.month > 10)):
        if (month, leap, year) == (when.month, when.leap, when.year):
            day = first + timedelta(days=when.day - 1)
            if lunar(day) == when:
                return day
    raise ValueError("no such lunar date")


@lru_cache(maxsize=400)
def _months(year: int) -> tuple[tuple[date, int, bool, int], ...]:
    """The months from the eleventh of the year before to the tenth (or a leap one after it):
    first day, number, whether leap, and lunar year."""
    begin, end = _eleventh(year - 1), _eleventh(year)
    starts = [_new_moon(number) for number in range(begin, end + 1)]
    leap = _leap(starts) if end - begin == 13 else 0
    found = []
    for index, first in enumerate(starts[:-1]):
        number = (index - (0 < leap <= index) + 10) % 12 + 1
        found.append((first, number, bool(leap) and index == leap, year - (number > 10)))
    return tuple(found)


def _leap(starts: list[date]) -> int:
    """Which of thirteen months holds no step of the sun."""
    return next(
        index
        for index in range(1, len(starts) - 1)
        if _twelfth(starts[index]) == _twelfth(starts[index + 1])
    )


@lru_cache(maxsize=400)
def _eleventh(year: int) -> int:
    """The number of the new moon that begins the month of a year's winter solstice."""
    solstice = next(
        day for day in (date(year, 12, each) for each in range(19, 25)) if _enters_winter(day)
    )
    number = floor((solstice - FIRST_MOON).days / MONTH) + 1
    while _new_moon(number) > solstice:
        number -= 1
    return number


def _enters_winter(day: date) -> bool:
    return _twelfth(day + timedelta(days=1)) == 9  # from 270 degrees on


def _twelfth(day: date) -> int:
    """In which twelfth of its path the sun stands when a day begins, from 0 at the equinox."""
    begins = datetime(day.year, day.month, day.day, tzinfo=HERE)
    return int(_sun((_days(begins) + _delta(day.year)) / CENTURY) // 30)


def _days(moment: datetime) -> float:
    return (moment - NOON_2000) / timedelta(days=1)


def _sun(t: float) -> float:
    """The sun's apparent longitude in degrees, `t` centuries after 2000."""
    mean = 280.46646 + 36000.76983 * t + 0.0003032 * t * t
    anomaly = radians(357.52911 + 35999.05029 * t - 0.0001537 * t * t)
    centre = (
        (1.914602 - 0.004817 * t - 0.000014 * t * t) * sin(anomaly)
        + (0.019993 - 0.000101 * t) * sin(2 * anomaly)
        + 0.000289 * sin(3 * anomaly)
    )
    node = radians(125.04 - 1934.136 * t)
    return (mean + centre - 0.00569 - 0.00478 * sin(node)) % 360


@lru_cache(maxsize=4000)
def _new_moon(number: int) -> date:
    """The day, at UTC+7, of a new moon counted from the first one of 2000."""
    t = number * MONTH / CENTURY
    mean = 5.09766 + MONTH * number + (0.00015437 - 0.000000150 * t) * t * t
    eccentric = 1 - 0.002516 * t - 0.0000074 * t * t
    sun = 2.5534 + 29.10535670 * number - 0.0000014 * t * t
    moon = 201.5643 + 385.81693528 * number + 0.0107582 * t * t
    height = 160.7108 + 390.67050284 * number - 0.0016118 * t * t
    node = 124.7746 - 1.56375588 * number + 0.0020672 * t * t
    moved = -0.00017 * sin(radians(node)) + sum(
        amplitude * eccentric**power * sin(radians(s * sun + m * moon + h * height))
        for amplitude, power, s, m, h in _MOON
    )
    moved += sum(
        amplitude * sin(radians(angle + step * number)) for amplitude, angle, step in _PLANETS
    )
    moment = NOON_2000 + timedelta(days=mean + moved)
    return (moment - timedelta(days=_delta(moment.year))).astimezone(HERE).date()


def _delta(year: int) -> float:
    """How far the even time of the formulas is ahead of the clock, in days: about a minute."""
    t = year - 2000
    seconds = 63.86 + 0.3345 * t if t < 5 else 62.92 + 0.32217 * t + 0.005589 * t * t
    return seconds / 86400
