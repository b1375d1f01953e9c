"""Kill the sender again and again while messages leave, and look at what everybody got.

`python -m bench.outbox_crash` runs it with twenty kills.
"""

import asyncio
import random
import signal
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections import defaultdict
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import select

from domain.sending import Draft, Fate, Kind
from services import outbox
from storage import schema
from storage.database import Database, Tx
from tests.crowd import gather
from tests.standin.messages import Sent
from tests.standin.server import StandIn

RATE = 150  # messages a second, so that a short life sends something
LIFE = (0.0, 0.9)  # seconds that a sender lives after it began
NOW = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
AHEAD = timedelta(minutes=2)  # on each next sender's clock: a dead one's lease is over for it
SETTLED = 0.2  # seconds in which what a killed process had written still arrives


Came = dict[int, list[Sent]]


@dataclass(frozen=True)
class Repeat:
    """A message that came twice: which, by how much before a kill it had come, and its excuse."""

    message: int
    before: float
    excused: bool  # a kill came between, and at the kill it was not noted as sent

    def __str__(self) -> str:
        how = f"{self.before * 1e3:.0f} ms before a kill, not yet noted" if self.excused else "?!"
        return f"message {self.message}: {how}"


@dataclass(frozen=True)
class Kill:
    """A moment, and the messages that were not noted as finished then."""

    at: float
    unfinished: Collection[int]


@dataclass(frozen=True)
class Outcome:
    """What the drill came to. Lost, astray, left and unexcused repeats must be none."""

    messages: int
    kills: int
    interrupted: int  # kills that came while messages were on their way
    lost: Collection[int]
    astray: int  # came to a chat that they were not meant for
    left: Collection[int]
    repeats: Collection[Repeat]

    @property
    def good(self) -> bool:
        wrong = self.lost or self.astray or self.left
        return not wrong and all(each.excused for each in self.repeats)

    def __str__(self) -> str:
        return (
            f"{self.kills} kills, {self.interrupted} of them while messages were leaving: "
            f"{self.messages} messages, {len(self.lost)} lost, {self.astray} astray, "
            f"{len(self.left)} not finished, "
            f"{len(self.repeats)} repeats, "
            f"{sum(not each.excused for each in self.repeats)} of them without a kill between"
        )


def fill(tx: Tx, people: int) -> Mapping[int, int]:
    """One message to each of many people, due now. Returns the chat of each message."""
    crowd = gather(tx, people, now=NOW)
    batch = outbox.batch(tx, Kind.BROADCAST, crowd.commune, "drill", now=NOW)
    until = NOW + timedelta(days=1)
    drafts = [
        Draft(account, "telegram", "drill", {}, NOW.date(), NOW, until)
        for account in crowd.accounts
    ]
    found = outbox.put(tx, batch, drafts)
    return {found[account, "drill"]: chat for chat, account in enumerate(crowd.accounts, 1)}


def finished(tx: Tx) -> set[int]:
    """The messages that are noted as sent."""
    return set(tx.scalars(select(schema.outbox.c.id).where(schema.outbox.c.state == Fate.SENT)))


async def drill(url: str, *, kills: int, people: int, seed: int = 1) -> Outcome:
    """Run the drill on an empty, migrated database."""
    chance = random.Random(seed)
    database = Database(url)
    wanted = database.write(fill, people)
    done: list[Kill] = []
    async with StandIn() as telegram:
        for number in range(kills):
            sender = await start(telegram, url, NOW + number * AHEAD)
            await asyncio.sleep(chance.uniform(*LIFE))
            sender.kill()
            await sender.wait()
            await asyncio.sleep(SETTLED)
            done.append(Kill(time.monotonic(), wanted.keys() - database.read(finished)))
        sender = await start(telegram, url, NOW + kills * AHEAD)
        await _quiet(telegram, people)
        sender.send_signal(signal.SIGTERM)
        await sender.wait()
        came = arrivals(telegram)
        left = wanted.keys() - database.read(finished)
    database.close()
    return judge(wanted, came, left, done)


async def start(
    telegram: StandIn, url: str, now: datetime = NOW, *more: str, rate: float = RATE
) -> Process:
    """A sender in a process of its own, once it is ready to send; `more` for its command line."""
    told = (telegram.url, telegram.token, url, "--now", now.isoformat(), "--rate", str(rate), *more)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.crash.sender", *told, stdin=PIPE, stdout=PIPE
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"ready\n"
    return process


async def _quiet(telegram: StandIn, people: int, seconds: float = 10) -> None:
    """Until everybody got something, or for some seconds nothing more comes."""
    seen = -1
    while len(telegram.sent) < people and seen != len(telegram.log):
        seen = len(telegram.log)
        with suppress(AssertionError):
            await telegram.until(lambda: len(telegram.sent) >= people, seconds)
    await asyncio.sleep(1)  # the last are noted; a repeat would come


def arrivals(telegram: StandIn) -> Came:
    """The arrivals of each message, whose text is its number."""
    found: Came = defaultdict(list)
    for sent in telegram.log:
        found[int(sent.text)].append(sent)
    return found


def judge(
    wanted: Mapping[int, int], came: Came, left: Collection[int], kills: Collection[Kill]
) -> Outcome:
    """Compare what came with what was wanted, and look for the excuse of each repeat."""
    repeats = [
        _repeat(message, first.at, second.at, kills)
        for message, times in came.items()
        for first, second in pairwise(times)
    ]
    begun = [times[0].at for times in came.values()]
    interrupted = sum(min(begun) <= kill.at < max(begun) for kill in kills) if begun else 0
    astray = sum(
        wanted.get(message) != sent.chat for message, times in came.items() for sent in times
    )
    lost = wanted.keys() - came.keys()
    return Outcome(len(wanted), len(kills), interrupted, lost, astray, left, repeats)


def _repeat(message: int, first: float, second: float, kills: Collection[Kill]) -> Repeat:
    for kill in kills:
        if first <= kill.at < second and message in kill.unfinished:
            return Repeat(message, kill.at - SETTLED - first, True)
    return Repeat(message, 0.0, False)
