"""When nobody is written to: at night, and on the days of rest that the whole country keeps.

The days are those of the Labour Code 2019 (45/2019/QH14), article 112: 1 January; Tet; 10 March of
the lunar year; 30 April; 1 May; 2 September and the day beside it; and 24 November, the day of
Vietnamese culture (Resolution 80-NQ/TW of 2026). Where the government may choose, all days it may
choose are quiet: Tet from the last two days of the old year to the fifth of the new one, and both
neighbours of 2 September. Weekends are days like others: people learn then.
"""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

from domain.lunar import lunar

__all__ = ["EVENING", "MORNING", "holiday", "next_allowed", "quiet"]

MORNING, EVENING = time(7), time(21)  # writing is allowed from MORNING until before EVENING
TET, TET_DAYS, TET_BEFORE = "tet", 5, 2
_FIXED = {
    (1, 1): "new_year",
    (4, 30): "reunification",
    (5, 1): "labour",
    (9, 1): "national",
    (9, 2): "national",
    (9, 3): "national",
    (11, 24): "culture",
}


def holiday(day: date, extra: Collection[date] = ()) -> str | None:
    """Which day of rest it is, as a code ("tet", "gio_to", ...), or None on ordinary days.

    `extra` are days that a plan adds; their code is "extra".
    """
    return _official(day) or ("extra" if day in extra else None)


def quiet(moment: datetime, zone: tzinfo, extra: Collection[date] = ()) -> bool:
    """Whether nobody is written to first at an aware moment: 21:00 to 07:00, or a day of rest."""
    local = moment.astimezone(zone)
    awake = MORNING <= local.time() < EVENING
    return not awake or holiday(local.date(), extra) is not None


def next_allowed(moment: datetime, zone: tzinfo, extra: Collection[date] = ()) -> datetime:
    """The moment itself, if one may write then, else 07:00 of the next allowed day (as UTC)."""
    if not quiet(moment, zone, extra):
        return moment
    local = moment.astimezone(zone)
    day = local.date() + timedelta(days=local.time() >= MORNING)
    while holiday(day, extra) is not None:
        day += timedelta(days=1)
    return datetime.combine(day, MORNING, zone).astimezone(UTC)


@lru_cache(maxsize=2000)
def _official(day: date) -> str | None:
    when = lunar(day)
    if when.month == 1 and when.day <= TET_DAYS and not when.leap:
        return TET
    if (when.day, when.month, when.leap) == (10, 3, False):
        return "gio_to"
    ahead = (lunar(day + timedelta(days=each)) for each in range(1, TET_BEFORE + 1))
    if any((each.day, each.month, each.leap) == (1, 1, False) for each in ahead):
        return TET
    return _FIXED.get((day.month, day.day))
