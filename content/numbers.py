"""How numbers and days are written in Vietnamese. Rounding never reaches a target."""

import re
from datetime import date

__all__ = [
    "NO_FIGURE",
    "day",
    "decimal",
    "edition",
    "fraction",
    "hundredths",
    "number",
    "percent",
    "phone",
    "told",
]

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
NO_FIGURE = "chưa có số liệu"


def number(value: int | None) -> str:
    """25736 -> "25.736"; nothing known -> "chưa có số liệu"."""
    return NO_FIGURE if value is None else f"{value:,}".replace(",", ".")


def percent(part: int | None, whole: int | None) -> str:
    """Share with one decimal, cut and never rounded up: 7996 of 10000 -> "79,9%"."""
    if part is None or not whole:
        return NO_FIGURE
    units, tenth = divmod(part * 1000 // whole, 10)
    return f"{number(units)},{tenth}%" if tenth else f"{number(units)}%"


def fraction(part: int | None, whole: int | None) -> str:
    """What stands beside every percentage: "25.736/36.845"."""
    return NO_FIGURE if part is None or whole is None else f"{number(part)}/{number(whole)}"


def decimal(value: float | None) -> str:
    """A figure with one decimal: 5.7 -> "5,7", 20.0 -> "20"."""
    if value is None:
        return NO_FIGURE
    whole, tenth = divmod(round(value * 10), 10)
    return f"{number(whole)},{tenth}" if tenth else number(whole)


def hundredths(value: float) -> str:
    """A figure with two decimals: 0.316 -> "0,32", -0.5 -> "-0,50"."""
    return f"{value:.2f}".replace(".", ",").replace("-0,00", "0,00")


def phone(kept: str) -> str:
    """A telephone number as people write it: "+84912345678" -> "0912 345 678"."""
    digits = "0" + kept.removeprefix("+84") if kept.startswith("+84") else kept
    if len(digits) == 10:
        return f"{digits[:4]} {digits[4:7]} {digits[7:]}"
    if len(digits) == 11 and digits.startswith("02"):
        area = 3 if digits.startswith(("024", "028")) else 4  # Ha Noi and Ho Chi Minh City
        return f"{digits[:area]} {digits[area : area + 4]} {digits[area + 4 :]}"
    return digits


def day(value: date) -> str:
    """21 November 2026 -> "21/11/2026"."""
    return f"{value:%d/%m/%Y}"


def edition(version: str) -> str:
    """The version of a notice: "2026-11-30" -> "ngày 30/11/2026"; what is no day stays as it is."""
    try:
        return f"ngày {day(date.fromisoformat(version))}"
    except ValueError:
        return version


def told(value: object) -> object:
    """A value for a sentence: days, also those written 2026-11-21, as people write them."""
    if isinstance(value, str) and ISO_DAY.fullmatch(value):
        try:
            return day(date.fromisoformat(value))
        except ValueError:  # no such day: told as it stands
            return value
    return day(value) if isinstance(value, date) else value
