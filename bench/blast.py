"""A blast: thousands are written to at once while some of them press buttons.

`python -m bench.blast [--people 5000] [--presses 3] [--rate 25] [--database sqlite|postgresql]`

The stand-in enforces 30 messages a second and one a second to each chat (bursts of three), and the
program sends with its budget. Everybody has one message due; some of them, chosen at random, press
a button of their final quiz meanwhile. Goals (product.md section 7): no 429, everybody once, at
least 95 % of the budget while the blast runs (answers included), answers with p99 <= 1.2 s.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import psutil

from bench.programs import StandIn, fresh, stand_in
from content import catalog
from domain.curriculum import Curriculum
from domain.quiz import QuizKind
from domain.sending import Draft, Kind
from domain.vocabulary import Way
from services import outbox, quiz
from storage import accounts
from storage.database import Database, Tx
from tests.crowd import Crowd, gather

NOW = datetime.fromisoformat("2026-11-23T09:00:00+07:00")  # a Monday morning
WORDS = "Ngày mai có lớp học ở nhà văn hóa"
SHARE, PATIENCE = 0.95, 1.2  # the goals: of the budget, and seconds
READ = 50  # messages to others between somebody's message and their press
LIMITS = {"all": 30, "chat": 1}
Press = tuple[int, str]


@dataclass
class Seen:
    """What was looked at while the blast ran."""

    updates: dict[int, int] = field(default_factory=dict)  # id of a press -> its chat
    megabytes: list[float] = field(default_factory=list)


def fill(tx: Tx, people: int, pressing: int) -> list[Press]:
    """Everybody's message, due now, and the first question of those who press."""
    crowd = gather(tx, people, now=NOW)
    batch = outbox.batch(tx, Kind.BROADCAST, crowd.commune, "bench", now=NOW, words=WORDS)
    until = NOW + timedelta(hours=6)
    drafts = [
        Draft(account, "telegram", "bench", {}, NOW.date(), NOW, until)
        for account in crowd.accounts
    ]
    outbox.put(tx, batch, drafts)
    curriculum = catalog.load()
    chats = sorted(random.Random(1).sample(range(1, people + 1), pressing))
    return [(chat, _paper(tx, curriculum, crowd, chat)) for chat in chats]


def _paper(tx: Tx, curriculum: Curriculum, crowd: Crowd, chat: int) -> str:
    """Put somebody in front of their first question; returns an answer to it."""
    asked = quiz.begin(
        tx,
        curriculum,
        kind=QuizKind.FINAL,
        content_id="citizens",
        way=Way.SELF,
        learner_id=crowd.learners[chat - 1],
        now=NOW,
    )
    shown = [[option.text, f"a:{asked.attempt_id}:0:{option.id}"] for option in asked.options]
    state = {"data": {"who": crowd.learners[chat - 1]}, "shown": shown}
    accounts.save_state(tx, crowd.accounts[chat - 1], state, NOW - timedelta(days=1))
    return shown[0][1]


@contextmanager
def program(telegram: StandIn, url: str, rate: float) -> Iterator[psutil.Process]:
    """`bdhvs run` with the parts that talk and send, in one process."""
    told = {
        "DATABASE_URL": url,
        "TELEGRAM_BOT_TOKEN": telegram.token,
        "TELEGRAM_API_URL": telegram.url,
        "TELEGRAM_RATE": str(rate),
        "SECRET_KEY": "x" * 32,
        "BDHVS_NOW": NOW.isoformat(),
        "PYTHONPATH": str(Path.cwd()),
    }
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "cli", "run", "--only", "telegram,sender"]
        process = subprocess.Popen(command, env=os.environ | told, cwd=folder)
        try:
            yield psutil.Process(process.pid)
        finally:
            process.terminate()
            process.wait(20)


def watch(
    telegram: StandIn,
    process: psutil.Process,
    todo: list[Press],
    *,
    total: int,
    presses: float,
    patience: float,
) -> Seen:
    """Press at random moments until all messages and answers have arrived, or patience ends.

    Whoever presses has had the message for some seconds: it is put off for who is learning.
    """
    seen, chance = Seen(), random.Random(1)
    end = time.monotonic() + patience
    while (came := telegram.ask("counts")["messages"]) < total + len(seen.updates):
        assert process.is_running(), "the program ended"
        if time.monotonic() > end:
            break
        if todo and todo[0][0] + READ < came - len(seen.updates) < total - READ:
            chat, data = todo.pop(0)
            [update] = telegram.ask("press", what=[[chat, data]])
            seen.updates[update] = chat
        seen.megabytes.append(process.memory_info().rss / 2**20)
        time.sleep(min(chance.expovariate(presses), 2.0) if todo else 0.2)  # a crowd's rhythm
    time.sleep(2)  # repeats would come
    return seen


@dataclass(frozen=True)
class Result:
    """What a blast came to."""

    seconds: float
    share: float  # of the budget, while the blast ran
    answers: list[float]  # seconds from an update handed out to its answer, sorted
    floods: int
    missed: int  # chats without the message
    doubled: int
    unanswered: int
    megabytes: tuple[float, float, float]  # after a tenth, at the end, at most

    @property
    def good(self) -> bool:
        wrong = self.floods or self.missed or self.doubled or self.unanswered
        return not wrong and self.share >= SHARE and self.p99 <= PATIENCE

    @property
    def p99(self) -> float:
        return quantiles(self.answers, n=100, method="inclusive")[98]


def judge(record: dict[str, Any], seen: Seen, people: int, rate: float) -> Result:
    """Compare what arrived with what had to."""
    blast = [(chat, at) for _, chat, at, text in record["messages"] if WORDS in text]
    answered = {chat: at for _, chat, at, text in record["messages"] if WORDS not in text}
    times = Counter(chat for chat, _ in blast)
    if not blast:
        sys.exit("no message arrived")
    first, last = blast[0][1], blast[-1][1]
    during = sum(first <= at <= last for _, _, at, _ in record["messages"])
    waited = [
        answered[chat] - record["handed"][str(update)]
        for update, chat in seen.updates.items()
        if chat in answered
    ]
    memory = seen.megabytes
    return Result(
        seconds=last - first,
        share=(during - 1) / (last - first) / rate,
        answers=sorted(waited),
        floods=len(record["floods"]),
        missed=people - len(times),
        doubled=sum(count - 1 for count in times.values()),
        unanswered=len(seen.updates) - len(waited),
        megabytes=(memory[len(memory) // 10], memory[-1], max(memory)),
    )


def run(engine: str, people: int, presses: float, rate: float) -> Result:
    """One blast on a fresh database."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="blast-")))
        url = stack.enter_context(fresh(engine, folder))
        database = Database(url)
        pressing = min(people, round(people / rate * presses))
        todo = database.write(fill, people, pressing)
        database.close()
        telegram = stack.enter_context(stand_in())
        telegram.ask("limits", **LIMITS)
        process = stack.enter_context(program(telegram, url, rate))
        patience = 60 + 2 * people / rate
        seen = watch(telegram, process, todo, total=people, presses=presses, patience=patience)
        return judge(telegram.ask("record"), seen, people, rate)


def report(engine: str, people: int, rate: float, found: Result) -> None:
    begin, end, most = found.megabytes
    print(
        f"{engine}: {people} messages in {found.seconds:.0f} s with a budget of {rate:g}/s:"
        f" {found.share:.1%} of it, {found.floods} refused with 429, {found.missed} missed,"
        f" {found.doubled} doubled; {len(found.answers)} presses meanwhile,"
        f" {found.unanswered} unanswered, answered in {median(found.answers):.2f} s (median),"
        f" {found.p99:.2f} s (p99), {found.answers[-1]:.2f} s (longest);"
        f" {begin:.0f} MB after a tenth, {end:.0f} MB at the end, {most:.0f} MB at most:"
        f" {'good' if found.good else 'MISSES THE GOAL'}",
        flush=True,
    )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=5000)
    options.add_argument("--presses", type=float, default=3.0, help="a second")
    options.add_argument("--rate", type=float, default=25.0)
    options.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    given = options.parse_args()
    found = run(given.database, given.people, given.presses, given.rate)
    report(given.database, given.people, given.rate, found)
    sys.exit(0 if found.good else 1)


if __name__ == "__main__":
    main()
