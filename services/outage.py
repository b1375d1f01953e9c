"""Trouble that lasts: told once when it begins and once when it is over, tried again ever later."""

import logging

__all__ = ["Outage", "pause"]


def pause(failures: int, first: float, longest: float) -> float:
    """Seconds to wait after so many failures in a row before this one: twice as long each time."""
    return min(first * 2.0 ** min(failures, 60), longest)  # 2.0 ** 1024 is no number any more


class Outage:
    """What one loop knows of a trouble from outside: the database is away, a full disk."""

    def __init__(self, log: logging.Logger, what: str, *, first: float, longest: float) -> None:
        self._log, self._what = log, what
        self._first, self._longest = first, longest
        self._failures = 0

    @property
    def lasts(self) -> bool:
        """Whether the last try failed."""
        return self._failures > 0

    def failed(self, reason: str) -> float:
        """A try failed: the first one is logged. Returns the seconds to wait before the next."""
        if not self._failures:
            self._log.warning("%s: %s", self._what, reason)
        self._failures += 1
        return pause(self._failures - 1, self._first, self._longest)

    def passed(self) -> None:
        """A try went well: after a trouble that is logged, otherwise nothing happens."""
        if self._failures:
            self._log.warning("%s: goes on, after %d failures", self._what, self._failures)
        self._failures = 0
