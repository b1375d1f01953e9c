"""What is refused before anybody looks at it: other sites' forms, floods, bodies too big."""

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

__all__ = ["Flood", "Refused", "own_site", "read_body"]

OURS = {"same-origin", "none"}  # "none": the person typed the address or pressed reload


class Refused(HTTPException):
    """A request that is not answered; `reason` is a code that is counted and logged."""

    def __init__(self, status: int, reason: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(status, reason, headers)
        self.reason = reason


def own_site(request: Request, public_url: str) -> None:
    """Refuse a write that another site's page makes this browser send."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site not in OURS:
            raise Refused(403, "foreign_site")
        return
    origin = urlsplit(request.headers.get("origin", ""))
    hosts = {request.headers.get("host", ""), urlsplit(public_url).netloc} - {""}
    if origin.netloc not in hosts:
        raise Refused(403, "foreign_origin")


async def read_body(request: Request, limit: int, reason: str = "too_big") -> bytes:
    """The body of a request; stops reading, and refuses, at the first byte above the limit."""
    length = request.headers.get("content-length", "0")
    if length.isdecimal() and int(length) > limit:
        raise Refused(413, reason)
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > limit:
                raise Refused(413, reason)
    except ClientDisconnect:
        raise Refused(400, "broken_off") from None  # nobody reads it any more
    return bytes(body)


class Flood:
    """Lets each visitor do so many things in so many seconds; remembers the latest visitors."""

    def __init__(
        self,
        times: int,
        seconds: float,
        *,
        visitors: int = 10_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._times = times
        self._seconds = seconds
        self._visitors = visitors
        self._clock = clock
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()

    def check(self, visitor: str) -> None:
        """Count one thing of a visitor; refuse it when there were too many."""
        now = self._clock()
        seen = self._seen.setdefault(visitor, deque())
        self._seen.move_to_end(visitor)
        if len(self._seen) > self._visitors:
            self._seen.popitem(last=False)
        while seen and seen[0] <= now - self._seconds:
            seen.popleft()
        if len(seen) >= self._times:
            wait = max(1, round(seen[0] + self._seconds - now))
            raise Refused(429, "too_fast", {"Retry-After": str(wait)})
        seen.append(now)
