"""The platforms of the simulation, and a sender that waits for nothing.

Each message goes the way of delivery: claimed, looked at once more and put into words, handed over,
and written down as delivery would (`bot.delivery.look`, `bot.delivery.outcome`).
"""

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.delivery.look import look
from bot.delivery.outcome import Over, judge
from bot.notices.notice import Compose
from domain.messages import ChannelError, Outgoing
from domain.sending import Fate, Kind
from services import outbox, turns
from services.app import App
from services.outbox import Claimed, Finished
from storage.database import Tx
from tests.simulation.people import Phone

__all__ = ["Arrived", "Post"]

OWNER = "simulation"
PORTION = 100
CHANNELS = ("telegram", "zalo", "web")


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message on somebody's phone."""

    at: datetime
    channel: str
    external: str
    outbox_id: int
    kind: Kind


@dataclass
class Post:
    """Platforms with their faults, and everything that arrived."""

    app: App
    notices: Mapping[Kind, Compose]
    chance: random.Random
    phones: Mapping[tuple[str, str], Phone]
    received: Callable[[Phone | None, Arrived, Sequence[Outgoing]], None]
    arrived: list[Arrived] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)

    def deliver(self, now: datetime) -> None:
        """Send all that is due at a moment."""
        for channel in CHANNELS:
            while self.app.database.write(self._portion, channel, now):
                pass

    def _portion(self, tx: Tx, channel: str, now: datetime) -> int:
        claimed = outbox.claim(tx, channel, owner=OWNER, now=now, limit=PORTION)
        done = [over for one in claimed if (over := self._one(tx, channel, one, now))]
        outbox.finish(tx, OWNER, done, now=now)
        return len(claimed)

    def _one(self, tx: Tx, channel: str, one: Claimed, now: datetime) -> Finished | None:
        words = look(tx, self.app, self.notices, one, owner=OWNER, now=now)
        if not words:
            return None
        try:
            self._platform(channel, one, words, now)
        except ChannelError as error:
            return self._failed(tx, one, error, now)
        return Finished(one.id, Fate.SENT)

    def _failed(self, tx: Tx, one: Claimed, error: ChannelError, now: datetime) -> Finished | None:
        if error.unreachable:
            turns.unreachable(tx, one.account_id)
        after = judge(error, attempts=one.attempts, maybe=one.maybe)
        if isinstance(after, Over):
            return Finished(one.id, after.fate, after.reason)
        until = now + timedelta(seconds=max(1, after.seconds))
        attempts = one.attempts + after.counts
        outbox.postpone(tx, OWNER, one.id, until=until, attempts=attempts, maybe=after.maybe)
        return None

    def _platform(
        self, channel: str, one: Claimed, words: Sequence[Outgoing], now: datetime
    ) -> None:
        """Take a message, or not: some are blocked, some time out, some are told to wait."""
        phone = self.phones.get((channel, one.external_id))
        draw = self.chance.random()
        if phone is not None and phone.blocked:
            self._fault("blocked again" if phone.told_blocked else "blocked")
            phone.told_blocked = True
            raise ChannelError("blocked", permanent=True, unreachable=True)
        if draw < 0.002:
            self._fault("told to wait")
            raise ChannelError("flood", retry_after=self.chance.randint(1, 40))
        if draw < 0.004:
            self._fault("server fault")
            raise ChannelError("bad gateway")
        if 0.004 <= draw < 0.007:
            self._fault("time-out, lost")
            raise ChannelError("time-out", unknown=True)
        arrived = Arrived(now, channel, one.external_id, one.id, one.kind)
        self.arrived.append(arrived)
        self.received(phone, arrived, words)
        if draw < 0.010:
            self._fault("time-out, arrived")
            raise ChannelError("time-out", unknown=True)

    def _fault(self, name: str) -> None:
        self.faults[name] += 1
