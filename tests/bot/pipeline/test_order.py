"""Order, acknowledgement and repeats, whatever goes wrong on the way (no platform here)."""

import asyncio
import random
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from sqlalchemy import select

from bot.pipeline.pipeline import Pipeline, open_pipeline
from domain.errors import DomainError
from domain.messages import Capability, ChannelError, Incoming, Kind, Outgoing
from services.app import App
from services.clock import Clock
from services.settings import Settings
from storage.database import Database
from storage.schema import dialogues, updates

CAN = Capability(buttons=True, text_limit=4096, picture=True)


@dataclass
class Shaky:
    """A channel that fails as it likes, and keeps what arrived, in order."""

    chance: random.Random
    name: str = "telegram"
    capability: Capability = CAN
    arrived: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    trouble: float = 0.0

    async def send(self, account: str, message: Outgoing) -> None:
        await asyncio.sleep(self.chance.choice([0, 0, 0.001, 0.01]))
        if self.chance.random() < self.trouble:
            raise self.chance.choice(
                [
                    ChannelError("slow down", retry_after=0.01),
                    ChannelError("slow down", retry_after=0.01),
                    ChannelError("time-out", unknown=True),
                ]
            )
        self.arrived[account].append(message.text)


class Counting:
    """Answers with the account's own count; now and then a dialogue refuses or breaks."""

    def __init__(self) -> None:
        self.broken: set[str] = set()

    def talk(self, tx, account, state, incoming, now):
        if incoming.value == "refuse":
            raise DomainError("refused")
        if incoming.value == "break" and incoming.update_id not in self.broken:
            self.broken.add(incoming.update_id)
            raise ZeroDivisionError
        number = state.get("number", 0) + 1
        return (Outgoing(f"{number}"), Outgoing(f"{number}+")), {"number": number}

    def refuse(self, error, tx, account, state, incoming, now):
        return self.talk(tx, account, state, Incoming("", "", "", Kind.TEXT), now)


@asynccontextmanager
async def opened(database: Database, channel: Any, talk: Any = None) -> AsyncIterator[Pipeline]:
    unused = cast(Any, None)
    app = App(Settings(_env_file=None), database, unused, unused, Clock.system())
    async with open_pipeline(app, channel, talk or Counting()) as pipeline:
        yield pipeline


def text(account: int, number: int, value: str = "") -> Incoming:
    return Incoming("telegram", str(account), str(number), Kind.TEXT, value)


def outcomes(database: Database) -> list[str]:
    return list(database.read(lambda tx: tx.scalars(select(updates.c.outcome)).all()))


async def until(true: Callable[[], bool], seconds: float = 60) -> None:
    """Wait for what only the database or a channel knows."""
    async with asyncio.timeout(seconds):
        while not await asyncio.to_thread(true):  # noqa: ASYNC110  (nobody tells us)
            await asyncio.sleep(0.02)


async def settled(database: Database, count: int) -> None:
    await until(lambda: sum(map(bool, outcomes(database))) >= count)


def in_order(count: int) -> list[str]:
    return [each for number in range(1, count + 1) for each in (f"{number}", f"{number}+")]


@pytest.mark.parametrize("seed", range(4))
async def test_accounts_go_side_by_side_and_each_in_order(database: Database, seed: int):
    chance = random.Random(seed)
    channel = Shaky(chance, trouble=0.2)
    people, each = 12, 10
    stream = [(account, n) for n in range(each) for account in range(people)]
    async with opened(database, channel) as pipeline:
        waiting = []
        for account, number in stream:
            value = chance.choice(["", "", "refuse", "break"])
            copies = chance.choice([1, 1, 2])  # the platform delivers some of them twice
            waiting += [pipeline.take(text(account, number, value)) for _ in range(copies)]
            if chance.random() < 0.2:
                await asyncio.sleep(0.002)
        await asyncio.gather(*waiting)
        again = [pipeline.take(text(account, number)) for account, number in stream[::7]]
        await asyncio.gather(*again)
        await settled(database, people * each)
    unknown = outcomes(database).count("unknown")
    assert set(outcomes(database)) <= {"sent", "unknown"}
    for account in range(people):
        got = channel.arrived[str(account)]
        missing = set(in_order(each)) - set(got)
        assert got == [one for one in in_order(each) if one not in missing]
    # Only what timed out twice may be missing, and it is recorded.
    assert sum(2 * each - len(got) for got in channel.arrived.values()) <= 2 * unknown


async def test_an_update_is_done_only_after_its_commit(database: Database):
    async with opened(database, Shaky(random.Random(1))) as pipeline:
        done = pipeline.take(text(1, 1))
        assert not done.done()
        await done
        stored = await asyncio.to_thread(
            database.read, lambda tx: tx.scalars(select(updates.c.update_id)).all()
        )
        assert stored == ["1"]


async def test_a_slow_person_delays_nobody(database: Database):
    class Slow(Shaky):
        async def send(self, account: str, message: Outgoing) -> None:
            await asyncio.sleep(30 if account == "1" else 0)
            self.arrived[account].append(message.text)

    channel = Slow(random.Random(1))
    async with opened(database, channel) as pipeline:
        await asyncio.gather(*(pipeline.take(text(n, 1)) for n in range(1, 50)))
        await until(lambda: len(channel.arrived) == 48)
        for task in pipeline.sends._tasks:
            task.cancel()


async def test_what_never_left_is_sent_at_the_next_start_before_anything_new(database: Database):
    class Dead(Shaky):
        async def send(self, account: str, message: Outgoing) -> None:
            await asyncio.sleep(60)

    async with opened(database, Dead(random.Random(1))) as pipeline:
        for number in (1, 2, 3):
            await pipeline.take(text(1, number))
        for task in pipeline.sends._tasks:
            task.cancel()
    channel = Shaky(random.Random(1))
    async with opened(database, channel) as pipeline:
        await pipeline.take(text(1, 4))
        await settled(database, 4)
    assert channel.arrived["1"] == in_order(4)


@pytest.mark.parametrize("seed", range(3))
async def test_two_processes_share_the_accounts_and_keep_their_order(
    postgresql_url: str, seed: int
):
    """Two pipelines with pools of their own, as two receivers of pushes have."""
    chance = random.Random(seed)
    first, second = Database(postgresql_url), Database(postgresql_url)
    everywhere: dict[str, list[str]] = defaultdict(list)
    channels = [Shaky(random.Random(n), arrived=everywhere) for n in (1, 2)]
    people, each = 8, 15
    async with opened(first, channels[0]) as one, opened(second, channels[1]) as two:
        assert one.commits.sender != two.commits.sender

        async def speak(account: int) -> None:
            for number in range(each):
                incoming = text(account, number)
                taking = [chance.choice([one, two]).take(incoming)]
                if chance.random() < 0.2:  # pushed to the other one too
                    taking.append(chance.choice([one, two]).take(incoming))
                await asyncio.gather(*taking)

        await asyncio.gather(*(speak(account) for account in range(people)))
        await settled(first, people * each)
        await until(lambda: not any(named(first)))
    assert everywhere == {str(account): in_order(each) for account in range(people)}
    first.close()
    second.close()


def named(database: Database) -> list[int | None]:
    return list(database.read(lambda tx: tx.scalars(select(dialogues.c.sender)).all()))


async def test_what_a_dead_process_owed_is_sent_by_another(postgresql_url: str):
    class Dead(Shaky):
        async def send(self, account: str, message: Outgoing) -> None:
            await asyncio.sleep(60)

    first, second = Database(postgresql_url), Database(postgresql_url)
    channel = Shaky(random.Random(1))
    async with opened(second, channel) as two:
        async with opened(first, Dead(random.Random(1))) as one:
            await one.take(text(1, 1))
            await two.take(text(1, 2))  # left to the first one
            await asyncio.sleep(0.1)
            assert channel.arrived == {}
            for task in one.sends._tasks:
                task.cancel()
        await two.take(text(1, 3))
        await two.recover()
        await settled(second, 3)
    assert channel.arrived["1"] == in_order(3)
    first.close()
    second.close()
