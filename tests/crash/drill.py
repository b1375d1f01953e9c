"""Kill the bot again and again while people press, and look at what every one of them got.

python -m tests.crash.drill [--kills 20] [--people 50] [--database URL]
"""

import argparse
import asyncio
import random
import signal
import sys
import tempfile
from asyncio.subprocess import Process
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from storage import migrate
from tests.standin.server import StandIn

PAUSE = (0.0, 0.8)  # seconds between two presses of a person, who does not wait for answers
LIFE = (0.0, 0.7)  # seconds that the bot lives after it asked for updates


@dataclass(frozen=True)
class Outcome:
    """What the drill came to. The first four must be zero."""

    unanswered: int
    counted_wrong: int
    out_of_order: int
    left_over: int
    kills: int
    presses: int
    answers: int
    repeats: int

    @property
    def good(self) -> bool:
        return not (self.unanswered or self.counted_wrong or self.out_of_order or self.left_over)

    def __str__(self) -> str:
        return (
            f"{self.kills} kills: {self.presses} presses, {self.answers} answers, "
            f"{self.repeats} of them repeats (killed between sending and noting); "
            f"{self.unanswered} without an answer, {self.counted_wrong} counted wrong, "
            f"{self.out_of_order} out of order, {self.left_over} not acknowledged"
        )


async def drill(database_url: str, *, kills: int, people: int, seed: int = 1) -> Outcome:
    """Run the drill on an empty, migrated database."""
    chance = random.Random(seed)
    async with StandIn() as telegram:
        pressed: Counter[int] = Counter()
        pressing = [
            asyncio.create_task(_press(telegram, number, pressed, random.Random(f"{seed}{number}")))
            for number in range(1, people + 1)
        ]
        for _ in range(kills):
            bot = await _start(telegram, database_url)
            await asyncio.sleep(chance.uniform(*LIFE))
            bot.kill()
            await bot.wait()
        for task in pressing:
            task.cancel()
        bot = await _start(telegram, database_url)
        await _all_answered(telegram, sum(pressed.values()))
        bot.send_signal(signal.SIGTERM)
        await bot.wait()
        return _judge(telegram, pressed, kills)


async def _press(
    telegram: StandIn, number: int, pressed: Counter[int], chance: random.Random
) -> None:
    while True:
        pressed[number] += 1
        telegram.person(number).press_data(f"go:{pressed[number]}")
        await asyncio.sleep(chance.uniform(*PAUSE))


async def _start(telegram: StandIn, database_url: str) -> Process:
    asked = telegram.calls["getUpdates"]
    bot = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.crash.runner", telegram.url, telegram.token, database_url
    )
    await telegram.until(lambda: telegram.calls["getUpdates"] > asked, 30)
    return bot


async def _all_answered(telegram: StandIn, wanted: int) -> None:
    """Until everything is answered, or for some seconds nothing more comes."""
    seen = -1
    while _answered(telegram) != wanted and seen != len(telegram.log):
        seen = len(telegram.log)
        with suppress(AssertionError):
            await telegram.until(lambda: _answered(telegram) == wanted, 10)
    await asyncio.sleep(0.3)  # the last are noted, and acknowledged


def _answered(telegram: StandIn) -> int:
    return sum(len({message.text for message in sent}) for sent in telegram.sent.values())


def _judge(telegram: StandIn, pressed: Counter[int], kills: int) -> Outcome:
    unanswered = wrong = disorder = 0
    for number, count in pressed.items():
        texts = [message.text for message in telegram.sent[number]]
        first = list(dict.fromkeys(texts))
        answered = [int(text.rpartition(":")[2]) for text in first]
        unanswered += count - len(set(answered))
        wrong += sum(text != f"{n}:go:{n}" for text, n in zip(first, answered, strict=True))
        disorder += sum(a > b for a, b in pairwise(answered))
    answers = sum(map(len, telegram.sent.values()))
    presses = sum(pressed.values())
    repeats = answers - _answered(telegram)
    left = len(telegram.pending)
    return Outcome(unanswered, wrong, disorder, left, kills, presses, answers, repeats)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=20)
    options.add_argument("--people", type=int, default=50)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--database", default="")
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="drill-") as folder:
        url = given.database or f"sqlite:///{Path(folder) / 'drill.sqlite3'}"
        migrate.upgrade(url)
        outcome = asyncio.run(drill(url, kills=given.kills, people=given.people, seed=given.seed))
    sys.stdout.write(f"{outcome}\n")
    sys.exit(0 if outcome.good else 1)


if __name__ == "__main__":
    main()
