"""One press, update in to answer handed over, beside python-telegram-bot on the same loopback."""

import argparse
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median

from bench import seed
from bench.programs import Result, StandIn, run, stand_in

PEERS = {
    "PTB echo": "bench.peers.echo",
    "PTB echo + 1 commit": "bench.peers.commit",
    "ours, all stored": "bench.peers.ours",
}
BASE, OURS = "PTB echo + 1 commit", "ours, all stored"
ACCOUNTS = 500
Show = Callable[[str], None]


class Ground:
    """The stand-in, and a database to begin every run of ours with."""

    def __init__(self, telegram: StandIn, folder: Path, people: int) -> None:
        self.telegram = telegram
        self.folder = folder
        self.people = people
        self.papers = seed.build(folder / "seed.sqlite3", people)

    def go(self, bot: str, kind: str, count: int) -> Result:
        """One run: all updates wait, the bot starts, and the last answer ends it."""
        with tempfile.TemporaryDirectory(dir=self.folder) as name:
            folder = Path(name)
            shutil.copyfile(self.folder / "seed.sqlite3", folder / "ours.sqlite3")
            self.telegram.ask("reset")
            what = seed.presses(self.papers, count)
            if kind == "say":
                what = seed.texts(what)
            self.telegram.ask(kind, what=what)
            result = run(bot, self.telegram, count, folder)
            if bot != PEERS[OURS]:
                return result
            said = self.telegram.ask("texts")
            return replace(result, disorder=seed.disorder(kind, said, self.papers, count))


@contextmanager
def ground(people: int = ACCOUNTS) -> Iterator[Ground]:
    with tempfile.TemporaryDirectory(prefix="bench-") as name, stand_in() as telegram:
        yield Ground(telegram, Path(name), people)


def compare(base: Ground, runs: int, count: int, kind: str, show: Show) -> None:
    """Interleaved runs, so that a slow minute of the machine hits everybody."""
    results: dict[str, list[Result]] = {name: [] for name in PEERS}
    for _ in range(runs):
        for name, bot in PEERS.items():
            results[name].append(base.go(bot, kind, count))
    rates = {name: median(r.rate for r in each) for name, each in results.items()}
    what = {"press": "a pressed button", "say": "a typed text"}[kind]
    show(f"{what}: median of {runs} runs of {count} from {base.people} people")
    for name, each in results.items():
        low, high = min(r.rate for r in each), max(r.rate for r in each)
        cpu, memory = median(r.cpu_ms for r in each), median(r.rss_mb for r in each)
        disorder = sum(r.disorder for r in each)
        show(
            f"  {name:20} {rates[name]:5.0f}/s ({low:.0f}-{high:.0f})"
            f" {rates[name] / rates[BASE]:5.2f} x, {cpu:.2f} ms CPU, {memory:.0f} MB"
            + (f", {disorder} out of order" if name == OURS else "")
        )


def slow_sends(base: Ground, count: int, show: Show) -> None:
    """Every call takes 50 ms at Telegram, as on a real line."""
    for method in ("sendMessage", "answerCallbackQuery"):
        base.telegram.ask("delay", method=method, seconds=0.05)
    result = base.go(PEERS[OURS], "press", count)
    for method in ("sendMessage", "answerCallbackQuery"):
        base.telegram.ask("delay", method=method, seconds=0)
    show(f"each send taking 50 ms: {result.rate:.0f}/s (goal 200), {result.disorder} out of order")


def many(people: int, show: Show) -> None:
    """Everybody of a commune answers one question."""
    with ground(people) as base:
        result = base.go(PEERS[OURS], "press", people)
    show(
        f"{people} active accounts: {result.rss_mb:.0f} MB resident, {result.rate:.0f}/s,"
        f" {result.disorder} out of order"
    )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--count", type=int, default=5000)
    options.add_argument("--quick", action="store_true", help="one short run of each")
    given = options.parse_args()
    show = partial(print, flush=True)
    runs, count = (1, 1000) if given.quick else (given.runs, given.count)
    with ground() as base:
        for kind in ("press", "say"):
            compare(base, runs, count, kind, show)
        slow_sends(base, min(count, 2000), show)
    many(1000 if given.quick else 5000, show)


if __name__ == "__main__":
    main()
