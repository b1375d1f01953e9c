"""The rates that Telegram enforces, as far as they are known (platforms.md section 2).

Telegram publishes no exact numbers: about thirty messages a second for a bot, about one a second
for a private chat, "short bursts" to one chat tolerated. The stand-in decides:

* the bot: at most `per_second` messages within any second that ended just now;
* a chat: a bucket of `burst` messages that fills again with `per_chat` a second;
* whoever was told to wait is refused until that time is over, whatever else would fit by then.
"""

import math
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass

from tests.standin.messages import Refused

BURST = 3


@dataclass
class Bucket:
    """What one chat may still get at `at`."""

    left: float
    at: float


@dataclass(frozen=True)
class Flood:
    """A message that was refused: when, to whom, and for how long."""

    at: float
    chat: int
    whole_bot: bool
    seconds: int


class Limits:
    """Counts messages; off unless a rate is set."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._now = clock
        self.per_second: int | None = None
        self.per_chat: float | None = None
        self.burst = BURST
        self.floods: list[Flood] = []
        self._all: deque[float] = deque()
        self._chats: dict[int, Bucket] = {}
        self._held: defaultdict[int | None, float] = defaultdict(float)  # None: the whole bot

    def set(self, per_second: int | None, per_chat: float | None, burst: int = BURST) -> None:
        """Enforce these rates from now on; None for none."""
        self.per_second, self.per_chat, self.burst = per_second, per_chat, burst

    def count(self, chat: int) -> None:
        """Count a message; raises Refused when there are too many."""
        now = self._now()
        for scope, wait in ((None, self._bot(now)), (chat, self._chat(chat, now))):
            if wait > 0:
                raise self._refuse(now, chat, scope, wait)
        if self.per_second is not None:
            self._all.append(now)
        if self.per_chat is not None:
            self._chats[chat].left -= 1

    def _bot(self, now: float) -> float:
        """Seconds until the bot may send again."""
        while self._all and self._all[0] <= now - 1:
            self._all.popleft()
        full = self.per_second is not None and len(self._all) >= self.per_second
        return max(self._all[0] + 1 - now if full else 0.0, self._held[None] - now)

    def _chat(self, chat: int, now: float) -> float:
        """Seconds until this chat may get one more."""
        if self.per_chat is None:
            return 0.0
        bucket = self._chats.setdefault(chat, Bucket(self.burst, now))
        gained = (now - bucket.at) * self.per_chat
        bucket.left, bucket.at = min(self.burst, bucket.left + gained), now
        return max((1 - bucket.left) / self.per_chat, self._held.get(chat, 0.0) - now)

    def _refuse(self, now: float, chat: int, scope: int | None, wait: float) -> Refused:
        seconds = max(1, math.ceil(wait))
        if self._held[scope] <= now:  # asking too early does not prolong it
            self._held[scope] = now + seconds
        self.floods.append(Flood(now, chat, scope is None, seconds))
        text = f"Too Many Requests: retry after {seconds}"
        return Refused(429, text, {"retry_after": seconds})
