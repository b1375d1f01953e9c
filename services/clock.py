"""The one place that asks the machine for the time."""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from services.settings import Settings

__all__ = ["Clock"]

HOME = ZoneInfo("Asia/Ho_Chi_Minh")


class Clock:
    """Tells the moment in UTC, and the day where the people live."""

    def __init__(self, read: Callable[[], datetime], zone: ZoneInfo = HOME) -> None:
        self._read = read
        self.zone = zone

    @classmethod
    def system(cls, zone: ZoneInfo = HOME) -> Self:
        """The machine's clock."""
        return cls(lambda: datetime.now(UTC), zone)

    @classmethod
    def fixed(cls, now: datetime, zone: ZoneInfo = HOME) -> Self:
        """A clock that stands still."""
        moment = _aware(now)
        return cls(lambda: moment, zone)

    @classmethod
    def starting(cls, now: datetime, zone: ZoneInfo = HOME) -> Self:
        """A clock that starts at a given moment and goes on: waiting times still end in a drill."""
        began, first = time.monotonic(), _aware(now)
        return cls(lambda: first + timedelta(seconds=time.monotonic() - began), zone)

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """The machine's clock, or the one that `BDHVS_NOW` set."""
        zone = ZoneInfo(settings.timezone)
        if settings.bdhvs_now is None:
            return cls.system(zone)
        return cls.starting(settings.bdhvs_now, zone)

    def now(self) -> datetime:
        """The current moment, aware, in UTC."""
        return self._read()

    def today(self, zone: ZoneInfo | None = None) -> date:
        """The current day in a time zone, by default the clock's own."""
        return self.now().astimezone(zone or self.zone).date()


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a clock needs a moment with its time zone")
    return moment.astimezone(UTC)
