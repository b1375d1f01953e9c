"""Trouble that lasts: told once when it begins and once when it is over, tried again ever later."""

import logging
from threading import Lock

from storage.database import UNAVAILABLE, may_pass

__all__ = ["Outage", "away", "pause"]


def pause(failures: int, first: float, longest: float) -> float:
    """Seconds to wait after so many failures in a row before this one: twice as long each time."""
    return min(first * 2.0 ** min(failures, 60), longest)  # 2.0 ** 1024 is no number any more


def away(error: BaseException) -> bool:
    """Is the database away, locked or full, so that it is no fault of ours and may pass?"""
    return isinstance(error, UNAVAILABLE) and may_pass(error)


class Outage:
    """What one loop knows of a trouble from outside. `what` is what is not done meanwhile.

    May be used by several threads at once.
    """

    def __init__(
        self, log: logging.Logger, what: str, *, first: float = 0.5, longest: float = 10.0
    ) -> None:
        self._log, self._what = log, what
        self._first, self._longest = first, longest
        self._failures = 0
        self._lock = Lock()

    @property
    def lasts(self) -> bool:
        """Whether the last try failed."""
        return self._failures > 0

    def caught(self, error: Exception) -> float:
        """A try failed. Trouble of the database is told once, a fault of ours whole each time.

        Returns the seconds to wait before the next try.
        """
        if away(error):
            return self.failed(f"the database is unavailable ({type(error).__name__})")
        self._log.error("%s", self._what, exc_info=error)
        return self._first

    def failed(self, reason: str) -> float:
        """A try failed: the first one is logged. Returns the seconds to wait before the next."""
        with self._lock:
            before, self._failures = self._failures, self._failures + 1
        if not before:
            self._log.warning("%s: %s", self._what, reason)
        return pause(before, self._first, self._longest)

    def passed(self) -> None:
        """A try went well: after a trouble that is logged, otherwise nothing happens."""
        if not self._failures:
            return
        with self._lock:
            before, self._failures = self._failures, 0
        if before:
            self._log.warning("%s: goes on, after %d failures", self._what, before)
