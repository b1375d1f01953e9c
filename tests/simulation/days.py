"""The calendar of the simulation, typed in by hand: the program computes its own."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

__all__ = ["HANOI", "HOLIDAYS", "OFTEN", "SELDOM", "at", "daytime", "moments", "night"]

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")

# As the government announced them for 2025 and 2026: New Year, Tet (from the last day of the old
# year to the fourth of the new one), the kings' day, 30 April and 1 May, the national day.
HOLIDAYS = frozenset(
    {
        date(2025, 9, 2),
        date(2026, 1, 1),
        *(date(2026, 2, day) for day in range(16, 21)),
        date(2026, 4, 26),
        date(2026, 4, 30),
        date(2026, 5, 1),
        date(2026, 9, 1),
        date(2026, 9, 2),
    }
)
NIGHT = (time(21), time(7))


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment of a day where the people live."""
    return datetime.combine(day, time(hour, minute), HANOI)


def night(moment: datetime) -> bool:
    """Whether people sleep."""
    return not NIGHT[1] <= moment.astimezone(HANOI).time() < NIGHT[0]


def daytime(moment: datetime) -> datetime:
    """The moment itself, or the next morning: when somebody would take up a phone."""
    local = moment.astimezone(HANOI)
    if not night(local):
        return local
    day = local.date() + timedelta(days=local.time() >= NIGHT[0])
    return at(day, 7, 5 + local.minute % 50)


# When the clock of the simulation looks: at night, in the morning, and in each part of the day.
OFTEN = (
    *((3, 15), (5, 30), (7, 0), (8, 0), (8, 30), (9, 0), (10, 0), (11, 30), (12, 0), (12, 45)),
    *((14, 0), (15, 30), (17, 0), (19, 0), (19, 20), (19, 40), (20, 0), (20, 30), (21, 0), (23, 0)),
)
SELDOM = ((3, 15), (5, 30), (7, 0), (8, 0), (8, 40), (11, 30), (12, 30), (19, 0), (20, 0), (23, 0))


def moments(first: date, last: date, times: Sequence[tuple[int, int]]) -> Iterator[datetime]:
    """Every look of the clock, from the first day to the last."""
    for number in range((last - first).days + 1):
        yield from (at(first + timedelta(days=number), *each) for each in times)
