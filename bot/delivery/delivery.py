"""Delivery as a whole: a lane for each channel, the notes of what left, and the balance of time.

Several senders share one database and one bot on PostgreSQL. A message is claimed by one of them
only, and each takes an equal part of the configured rate for mass messages: every sender holds a
number by an advisory lock that dies with it (storage/senders.py), and counts the living ones every
two seconds. What the replies of all processes used lately is taken off before, unless the one
sender answers as well: then its budget sees both. Just after a sender has joined, the others may
use the old rate for that long; the platform then says so, and is obeyed. Replies are never held
back for another process.
"""

import asyncio
import itertools
import logging
from collections.abc import Iterable, Mapping
from datetime import timedelta
from uuid import uuid4

from bot.delivery.lane import Lane
from bot.delivery.line import Line
from bot.delivery.results import Results
from bot.notices.notice import Compose
from domain.sending import Kind
from services import outbox
from services.app import App
from services.outage import Outage
from services.outbox import LEASE, Seat

__all__ = ["Delivery"]

log = logging.getLogger(__name__)

SHARE, LONGEST = 2.0, 30.0  # seconds between counts of the living senders, and in trouble
EXPIRE = 5  # counts between looks for what is too late


class Delivery:
    """Sends what is in the outbox, on these lines, until it is cancelled."""

    def __init__(
        self,
        app: App,
        lines: Iterable[Line],
        notices: Mapping[Kind, Compose],
        *,
        lease: timedelta = LEASE,
    ) -> None:
        self._app = app
        self._lines = list(lines)
        self._seat = Seat(app.database)
        self._outage = Outage(
            log, "no look at senders and late messages", first=SHARE, longest=LONGEST
        )
        owner = str(uuid4())
        self._results = Results(app, owner)
        self._lanes = [
            Lane(app, line, notices, self._results, owner, lease) for line in self._lines
        ]

    async def run(self) -> None:
        """Until cancelled: then what is on its way may end, and is written down."""
        noting = asyncio.create_task(self._results.run())
        looking = asyncio.create_task(self._keep_looking())
        lanes = [asyncio.create_task(lane.run()) for lane in self._lanes]
        try:
            await asyncio.gather(noting, looking, *lanes)
        finally:
            await _end(*lanes)
            await asyncio.gather(*(lane.close() for lane in self._lanes))
            await _end(noting, looking)
            await self._results.flush()
            await asyncio.to_thread(self._seat.release)

    async def _keep_looking(self) -> None:
        for times in itertools.count():
            await asyncio.sleep(await self._look_around(times))

    async def _look_around(self, times: int) -> float:
        """Take our part of the rate, and end what came too late; tells when to look again."""
        try:
            if await asyncio.to_thread(self._seat.hold) is not None:
                await self._share()
            if times % EXPIRE == 0 or self._outage.lasts:
                await self._expire()
        except Exception as error:  # noqa: BLE001  (this loop must not die)
            return self._outage.caught(error)
        self._outage.passed()
        return SHARE

    async def _share(self) -> None:
        read, now = self._app.database.aread, self._app.clock.now()
        for line in self._lines:
            if rate := line.budget.rate:
                part = await read(
                    outbox.share, line.channel.name, rate, now=now, answers=line.answers
                )
                line.budget.share(part)

    async def _expire(self) -> None:
        database, now = self._app.database, self._app.clock.now()
        ended = int(await database.aread(outbox.late, now=now))
        while ended:
            ended = await database.awrite(outbox.expire, now=now)


async def _end(*tasks: "asyncio.Task[None]") -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
