"""Connections at the edge: how many there may be, and how long one may keep us waiting.

uvicorn has no time-out for a request that is never finished, and its own limit answers only once
a whole head has come. Without both, some hundred idle lines use up the files of the process.
"""

import asyncio
import logging
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

if sys.platform != "win32":
    import resource

__all__ = ["Limits", "limited", "most_connections", "sweep"]

log = logging.getLogger(__name__)

MOST = 10_000
WANTED = 65_536  # open files, as the unit for systemd asks for
TOLD = 60.0  # seconds between two lines in the log about the same crowd


def most_connections() -> int:
    """Let the process open as many files as it may; half of them are for visitors.

    The others are for those that are being turned away, the database, Telegram and our own files.
    """
    if sys.platform == "win32":  # sockets are not counted with files
        return MOST
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = WANTED if hard == resource.RLIM_INFINITY else min(hard, WANTED)
    if soft != resource.RLIM_INFINITY and soft < most:
        with suppress(OSError, ValueError):  # the machine says no: then what we have must do
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
            soft = most
    return MOST if soft == resource.RLIM_INFINITY else min(MOST, soft // 2)


@dataclass(slots=True)
class Limits:
    """What every connection of a server obeys; times are in seconds."""

    most: int = MOST
    head: float = 30.0  # for a whole head, also of the next request on a line that is kept
    silence: float = 30.0  # without any part of a body that has begun
    body: float = 900.0  # for a whole body: a list of 32 MB on a slow line
    crowd: float = 1.0  # that one too many may hold its line
    page: bytes = b""  # what one too many is told
    ticks: Callable[[], float] = time.monotonic
    told_at: float = float("-inf")

    def turned_away(self) -> None:
        """Tell the log, seldom: a crowd must not fill the disk."""
        now = self.ticks()
        if now - self.told_at >= TOLD:
            self.told_at = now
            log.warning("more than %d connections: new ones are answered with 503", self.most)


class Limited(H11Protocol):
    """One connection of a browser or a proxy."""

    limits: Limits
    _surplus = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take it, or turn it away as soon as it has said something."""
        super().connection_made(transport)
        self._state: object = None
        self._moved()
        if len(self.connections) > self.limits.most:
            self._surplus = True
            self.connections.discard(self)
            self.loop.call_later(self.limits.crowd, transport.abort)
            self.limits.turned_away()

    def data_received(self, data: bytes) -> None:
        """Read on."""
        if self._surplus:
            self.transport.write(self.limits.page)
            self.transport.close()
            return
        self._heard = self.limits.ticks()
        super().data_received(data)
        self._moved()

    def on_response_complete(self) -> None:
        """An answer has left; the line may carry another request."""
        super().on_response_complete()
        self._moved()

    def _moved(self) -> None:
        """Note since when we wait for what we wait for."""
        if self._state is not self.conn.their_state:
            self._state = self.conn.their_state
            self._since = self._heard = self.limits.ticks()

    def overdue(self, now: float) -> bool:
        """Whether the other side has kept us waiting too long; not while it waits for us."""
        if self._state is h11.IDLE:
            return now - self._since > self.limits.head
        if self._state is h11.SEND_BODY:
            silent = now - self._heard > self.limits.silence
            return silent or now - self._since > self.limits.body
        return False


def limited(limits: Limits) -> type[H11Protocol]:
    """The class of the connections of one server."""
    return type("LimitedHere", (Limited,), {"limits": limits})


def sweep(connections: Iterable[object], now: float) -> None:
    """Drop every connection that has kept us waiting too long."""
    for each in list(connections):
        if isinstance(each, Limited) and each.overdue(now):
            each.transport.abort()
