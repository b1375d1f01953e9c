"""One channel's messages on their way: claimed in small portions, sent at the channel's pace."""

import asyncio
import logging
import math
import random
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta

from bot.delivery.line import Line
from bot.delivery.look import look
from bot.delivery.outcome import Again, Over, judge
from bot.delivery.results import Results
from bot.notices.notice import Compose
from bot.pipeline.budget import BROADCAST
from bot.pipeline.errors import ChannelStopped
from domain.messages import ChannelError, Outgoing
from domain.sending import Fate, Kind, Reason
from services import outbox, turns
from services.app import App
from services.outage import Outage, away, pause
from services.outbox import Claimed, Finished

__all__ = ["Lane"]

log = logging.getLogger(__name__)

POLL = 1.0  # seconds between looks for new messages when there were none
UNPACED = 100  # messages in a portion where nothing limits the rate
AHEAD = 8  # messages that are in words and wait for their turn
FOR_A_TURN = 5.0  # seconds; then the words are too old, and it begins anew
PART_OF_LEASE = 0.8  # in which a message must have left or failed
ON_THE_WAY = 64  # messages given to the platform whose outcome is awaited
TROUBLE = 3  # failures in a row after which the whole channel rests
FIRST_REST, LONGEST_REST = 1.0, 30.0  # seconds
JITTER = 0.3


class Lane:
    """Sends what is due on one channel. Whatever happens, each message ends once, or waits."""

    def __init__(
        self,
        app: App,
        line: Line,
        notices: Mapping[Kind, Compose],
        results: Results,
        owner: str,
        lease: timedelta,
    ) -> None:
        self._app = app
        self._line = line
        self._notices = notices
        self._results = results
        self._owner = owner
        self._lease = lease
        self._portion = math.ceil(line.budget.rate or UNPACED)
        self._tasks: set[asyncio.Task[None]] = set()
        self._before = 0  # tasks that have not had their turn
        self._ahead = asyncio.Semaphore(AHEAD)
        self._moved = asyncio.Event()
        self._rests_until = 0.0
        self._failures = 0
        self._stopped: ChannelStopped | None = None
        self._closing = False
        self._outage = Outage(log, f"{line.channel.name}: nothing can be claimed", first=POLL)
        self._loop = asyncio.get_running_loop()

    async def run(self) -> None:
        """Until cancelled. When the platform refuses us altogether: rests, and keeps the rest."""
        while self._stopped is None:
            await asyncio.sleep(max(0.0, self._rests_until - self._loop.time()))
            if self._resting():
                continue  # it grew meanwhile
            try:
                more = await self._take()
                self._outage.passed()
                await self._wait(None if more else POLL)
            except Exception as fault:  # noqa: BLE001  (this loop must not die)
                await asyncio.sleep(self._outage.caught(fault))
        await asyncio.Event().wait()  # the other channels go on

    async def close(self, seconds: float = 10) -> None:
        """Let what is being sent end; what has not had its turn is given back."""
        self._closing = True
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _take(self) -> bool:
        """Claim as many as there is room for, and begin; whether there were as many."""
        room = min(self._portion - self._before, ON_THE_WAY - len(self._tasks) + self._before)
        database, now, name = self._app.database, self._app.clock.now(), self._line.channel.name
        if not await database.aread(outbox.due, name, now=now):
            return False
        taken = await database.awrite(
            outbox.claim,
            name,
            owner=self._owner,
            now=now,
            limit=max(room, 0),
            lease=self._lease,
        )
        for one in taken:
            if not self._results.knows(one.id):  # its end could not be noted within the lease
                self._start(one)
        return len(taken) >= room

    def _start(self, one: Claimed) -> None:
        self._before += 1
        task = self._loop.create_task(self._deliver(one))
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        self._moved.set()

    async def _wait(self, seconds: float | None) -> None:
        """Until half a portion had its turn; at the latest after `seconds`, if given."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while seconds is not None or self._full():
                    self._moved.clear()
                    await self._moved.wait()

    def _full(self) -> bool:
        on_the_way = len(self._tasks) - self._before
        return self._before > self._portion // 2 or on_the_way >= ON_THE_WAY

    async def _deliver(self, one: Claimed) -> None:
        try:
            try:
                words = await self._words_in_turn(one)
            finally:
                self._before -= 1
                self._moved.set()
            if words:
                await self._send(one, words)
        except Exception as fault:  # the lease ends, and somebody takes it up
            if away(fault):
                self._outage.caught(fault)
            else:
                log.exception("message %s to account %s is left", one.id, one.account_id)

    async def _words_in_turn(self, one: Claimed) -> Sequence[Outgoing]:
        """The words as soon as they may leave; none when they must not, or not now."""
        async with self._ahead:
            if self._ending() or self._resting():
                await self._app.database.awrite(outbox.let_go, self._owner, [one.id])
                return ()
            if not (words := await self._look(one)):
                return ()
            try:
                async with asyncio.timeout(FOR_A_TURN):
                    await self._line.budget.turn(BROADCAST, one.external_id)
            except BaseException as given_up:
                await self._postpone(one, Again(0, counts=False))
                if isinstance(given_up, TimeoutError):
                    return ()
                raise
        if self._app.clock.now() >= one.expires_at or self._ending():
            await self._postpone(one, Again(0, counts=False))
            return ()
        return [part for message in words for part in self._line.parts(message)]

    def _ending(self) -> bool:
        return self._closing or self._stopped is not None

    def _resting(self) -> bool:
        return self._rests_until > self._loop.time()

    async def _look(self, one: Claimed) -> Sequence[Outgoing]:
        try:
            return await self._app.database.awrite(
                look,
                self._app,
                self._notices,
                one,
                owner=self._owner,
                now=self._app.clock.now(),
                lease=self._lease,
            )
        except Exception as fault:  # one message without words must not hold up the others
            if away(fault):
                raise
            log.exception("message %s to account %s has no words", one.id, one.account_id)
            again = judge(ChannelError("no words"), attempts=one.attempts, maybe=one.maybe)
            assert isinstance(again, Again)
            await self._postpone(one, Again(again.seconds * 10))
            return ()

    async def _send(self, one: Claimed, parts: Sequence[Outgoing]) -> None:
        """Send all parts; what follows the first is not worth a second start of the whole."""
        started = False
        try:
            async with asyncio.timeout(self._lease.total_seconds() * PART_OF_LEASE):
                await self._line.channel.send(one.external_id, parts[0])
                started = True
                for part in parts[1:]:
                    await self._go_on(one.external_id, part)
        except TimeoutError:
            error = ChannelError("it took too long", unknown=True)
        except ChannelError as raised:
            error = raised
        except Exception:  # a fault with one message must not hold up all that follow it
            log.exception("message %s to account %s cannot be sent", one.id, one.account_id)
            error = ChannelError("a fault of ours", permanent=True)
        else:
            self._failures = 0
            self._results.add(Finished(one.id, Fate.SENT))
            return
        await self._failed(one, error, started=started)

    async def _go_on(self, chat: str, part: Outgoing) -> None:
        """Send a later part, in its own turn; trouble that passes is waited for."""
        while True:
            await self._line.budget.turn(BROADCAST, chat)
            try:
                await self._line.channel.send(chat, part)
                return
            except ChannelError as error:
                if error.permanent or error.unreachable or error.unknown:
                    raise
                self._slow_down(error)
                await asyncio.sleep(error.retry_after or FIRST_REST)

    async def _failed(self, one: Claimed, error: ChannelError, *, started: bool) -> None:
        if isinstance(error, ChannelStopped):
            if self._stopped is None:
                self._stopped = error
                log.error("%s: mass messages are off: %s", self._line.channel.name, error.reason)
            await self._postpone(one, Again(0, counts=False))
            return
        log.warning("message %s to account %s: %s", one.id, one.account_id, error.reason)
        self._slow_down(error)
        if error.unreachable:
            await self._app.database.awrite(turns.unreachable, one.account_id)
        next_ = judge(error, attempts=one.attempts, maybe=one.maybe)
        if started:
            next_ = Over(Fate.SENT, Reason.UNKNOWN)
        if isinstance(next_, Over):
            self._results.add(Finished(one.id, next_.fate, next_.reason))
        else:
            await self._postpone(one, next_)

    def _slow_down(self, error: ChannelError) -> None:
        """Rest as long as told; and when one failure follows the other, whoever they hit."""
        if error.permanent or error.unreachable:
            self._failures = 0
            return
        if error.retry_after is not None:
            seconds = error.retry_after
        elif self._resting():
            return  # it was under way before: the same trouble
        else:
            self._failures += 1
            worse = self._failures - TROUBLE
            seconds = pause(worse, FIRST_REST, LONGEST_REST) if worse >= 0 else 0.0
        if seconds:
            until = self._loop.time() + seconds + random.uniform(0.02, JITTER)
            self._rests_until = max(self._rests_until, until)

    async def _postpone(self, one: Claimed, again: Again) -> None:
        until = self._app.clock.now() + timedelta(seconds=again.seconds)
        await self._app.database.awrite(
            outbox.postpone,
            self._owner,
            one.id,
            until=until if again.seconds else one.due_at,
            attempts=one.attempts + again.counts,
            maybe=again.maybe,
        )
