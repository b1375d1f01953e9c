"""Dates as people and spreadsheets write them."""

import re
from datetime import date, datetime, timedelta
from typing import NamedTuple

from domain.table import Cell, text_of

__all__ = ["BANDS", "CHILD", "Birth", "ages", "band_of", "parse_birth", "parse_day", "same_birth"]

CHILD = 16  # below this age only a band is kept
OLDEST = 120
BANDS = {"0-5": (0, 5), "6-10": (6, 10), "11-15": (11, 15)}
EPOCH = date(1899, 12, 30)  # day 0 of spreadsheets
SERIALS = range(4000, 80_000)
YEAR = re.compile(r"(\d{4})")
UNKNOWN_DAY = re.compile(r"[-./_ x?0]*[-./ ](\d{4})")
MONTH = re.compile(r"\d{1,2}[-./](\d{4})")
DAY_FIRST = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})")
YEAR_FIRST = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[T ][\d:.]+)?")


class Birth(NamedTuple):
    """What is known of a birth: a day, or a year, or under 16 only the band of ages."""

    day: date | None = None
    year: int | None = None
    band: str = ""


def parse_day(cell: Cell) -> date:
    """A full date: a date cell, a spreadsheet's serial number, 31/12/1960 or 1960-12-31."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = text_of(cell)
    if text.isdecimal() and int(text) in SERIALS:
        return EPOCH + timedelta(int(text))
    if isinstance(cell, float) and int(cell) in SERIALS:
        return EPOCH + timedelta(int(cell))
    if found := DAY_FIRST.fullmatch(text):
        return date(int(found[3]), int(found[2]), int(found[1]))
    if found := YEAR_FIRST.fullmatch(text):
        return date(int(found[1]), int(found[2]), int(found[3]))
    raise ValueError("not a date")


def parse_birth(cell: Cell) -> Birth:
    """A day or at least a year of birth. Raises ValueError."""
    text = text_of(cell)
    for pattern in (YEAR, UNKNOWN_DAY, MONTH):
        if found := pattern.fullmatch(text):
            return Birth(year=int(found[1]))
    day = parse_day(cell)
    return Birth(day, day.year)


def ages(birth: Birth, on: date) -> tuple[int, int]:
    """The youngest and the oldest age that a person may have on a day."""
    if birth.day is not None:
        early = (on.month, on.day) < (birth.day.month, birth.day.day)
        age = on.year - birth.day.year - early
        return age, age
    if birth.year is not None:
        return on.year - birth.year - 1, on.year - birth.year
    return BANDS.get(birth.band, (0, OLDEST))


def band_of(birth: Birth, on: date) -> str:
    """The band of a child's age, or "" from 16 on. A year alone counts as its first of January."""
    age = ages(birth, on)[1]
    return next((band for band, (low, high) in BANDS.items() if low <= age <= high), "")


def same_birth(here: Birth, known: Birth, known_since: date, on: date) -> bool:
    """Whether what a list says today can be what was noted at some time since `known_since`."""
    if here.year is not None and known.year is not None:
        return here.year == known.year and (not here.day or not known.day or here.day == known.day)
    young, old = ages(known, on)
    if known.band:  # noted at a time between then and now: the child has grown since
        old += on.year - known_since.year + 1
    youngest, oldest = ages(here, on)
    return youngest <= old and young <= oldest
