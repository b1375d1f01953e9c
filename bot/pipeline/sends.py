"""The send lane: answers of one account leave in order, those of others do not wait for them."""

import asyncio
import logging
import random
import time
from collections import deque
from collections.abc import Callable, Sequence

from bot.pipeline.budget import REPLY, Budget
from bot.pipeline.errors import ChannelStopped
from bot.pipeline.marks import Marks
from domain.messages import Channel, ChannelError, Outgoing
from services import turns
from services.app import App
from services.turns import Owed

__all__ = ["Sends"]

log = logging.getLogger(__name__)

AT_ONCE = 32
MOST_WAITING = 2000  # answers; beyond them no new update should be taken
FIRST_DELAY, LONGEST_DELAY = 0.5, 60.0  # seconds between tries while the platform is in trouble
JITTER = 0.3  # part of a delay, so that waiting lanes do not come back together
GIVE_UP = turns.RESEND_FOR.total_seconds()

Parts = Callable[[Outgoing], Sequence[Outgoing]]


def whole(message: Outgoing) -> Sequence[Outgoing]:
    """A message as it is, for a channel that takes any length."""
    return (message,)


class Sends:
    """Sends what is owed. What cannot leave now stays recorded as unsent, so nothing is lost."""

    def __init__(
        self,
        app: App,
        channel: Channel,
        *,
        parts: Parts = whole,
        budget: Budget | None = None,
        at_once: int = AT_ONCE,
    ) -> None:
        self._app = app
        self._channel = channel
        self._parts = parts
        self._budget = budget or Budget()
        self._loop = asyncio.get_running_loop()
        self._lanes: dict[str, deque[Owed]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(at_once)
        self._paused_until = 0.0
        self._told_to_wait: dict[str, float] = {}
        self.waiting = 0  # answers
        self.room = asyncio.Event()  # set while not too many wait
        self.room.set()
        self.marks = Marks(app, self.add)
        self.stopped: asyncio.Future[ChannelStopped] = self._loop.create_future()

    def add(self, owed: Owed) -> None:
        """Send an answer after all earlier ones of its account. One that we know is left out."""
        if owed.held:
            return
        for one in (*owed.earlier, owed):
            if not one.sent and (not one.id or self.marks.expect(one.id)):
                self._enqueue(one)
        if owed.external_id not in self._lanes:
            self.marks.idle(owed.account_id)

    def _enqueue(self, owed: Owed) -> None:
        self.waiting += 1
        if self.waiting >= MOST_WAITING:
            self.room.clear()
        if (lane := self._lanes.get(owed.external_id)) is not None:
            lane.append(owed)
            return
        self.marks.busy(owed.account_id)
        self._lanes[owed.external_id] = deque((owed,))
        if not self.stopped.done():
            task = self._loop.create_task(self._drain(owed.external_id))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _drain(self, account: str) -> None:
        """Send all of an account's answers, in order."""
        lane = self._lanes[account]
        try:
            while lane:
                outcome = await self._outcome(lane[0])
                owed = lane.popleft()
                self._left()
                if owed.id:
                    self.marks.sent(owed.id, outcome)
            del self._lanes[account]
            self.marks.idle(owed.account_id)
        except ChannelStopped as stop:
            if not self.stopped.done():
                self.stopped.set_result(stop)

    async def _outcome(self, owed: Owed) -> str:
        try:
            return await self._answer(owed)
        except ChannelStopped:
            raise
        except Exception:  # a fault with one answer must not hold up all that follow it
            log.exception("an answer to account %s cannot be sent", owed.account_id)
            return "refused"

    def _left(self) -> None:
        self.waiting -= 1
        if self.waiting < MOST_WAITING:
            self.room.set()

    async def _answer(self, owed: Owed) -> str:
        outcome = "sent"
        for message in owed.messages:
            for part in self._parts(message):
                how = await self._part(owed, part)
                if how == "refused":
                    return how
                outcome = how if how != "sent" else outcome
        return outcome

    async def _part(self, owed: Owed, part: Outgoing) -> str:
        """Send one message until its outcome is clear; a time-out is repeated only once."""
        failures, unknown, began = 0, False, time.monotonic()
        while time.monotonic() - began < GIVE_UP:
            await self._may_send(owed.external_id)
            try:
                async with self._slots:
                    await self._channel.send(owed.external_id, part)
            except ChannelStopped:
                raise
            except ChannelError as error:
                if error.permanent or error.unreachable:
                    await self._refused(owed, error)
                    return "refused"
                if error.unknown and unknown:
                    return "unknown"
                unknown = unknown or error.unknown
                await self._wait(owed, error, failures)
                failures += error.retry_after is None
            else:
                return "unknown" if unknown else "sent"
        return "late"

    async def _may_send(self, chat: str) -> None:
        pause = self._paused_until - time.monotonic()
        if pause > 0:  # the pause may have grown meanwhile: then the platform says so again
            await asyncio.sleep(pause + random.uniform(0.02, JITTER))
        await self._budget.turn(REPLY, chat)

    async def _wait(self, owed: Owed, error: ChannelError, failures: int) -> None:
        """Hold this account as long as told; when several are told so, hold the whole bot."""
        now = time.monotonic()
        if error.retry_after is None:
            seconds = min(FIRST_DELAY * 2**failures, LONGEST_DELAY)
        else:
            seconds = error.retry_after
            self._told_to_wait = {a: t for a, t in self._told_to_wait.items() if t > now}
            if self._told_to_wait.keys() - {owed.external_id}:
                self._paused_until = max(self._paused_until, now + seconds)
            self._told_to_wait[owed.external_id] = now + seconds
        log.warning("account %s: %s, again in %.1f s", owed.account_id, error.reason, seconds)
        await asyncio.sleep(seconds + random.uniform(0.02, JITTER) * min(seconds, 3))

    async def _refused(self, owed: Owed, error: ChannelError) -> None:
        log.warning("account %s: %s", owed.account_id, error.reason)
        if error.unreachable and owed.account_id:
            await self._app.database.awrite(turns.unreachable, owed.account_id)

    async def close(self, seconds: float = 10) -> None:
        """Let what is being sent end, and note it; what waits longer stays recorded as unsent."""
        if self._tasks and not self.stopped.done():
            await asyncio.wait(self._tasks, timeout=seconds)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.marks.flush()
