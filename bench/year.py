"""A simulated year of one commune: everything that is sent and closed, and what must never happen.

Run `python -m bench.year [--adults 23000] [--hamlets 27] [--seed 1] [--postgresql]`. Real services,
dialogues, notices and outbox; the clock, the platforms and the people are played
(`tests/simulation`). Fails when anything happened that must not.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path

import psutil

from storage.database import Database
from tests.databases import SQLite, postgresql
from tests.simulation.days import at
from tests.simulation.judge import Judge
from tests.simulation.year import Scale, Year

# From a Friday evening over a Monday morning, and one night in the middle of Tet.
OFF = (
    (at(date(2026, 3, 20), 18), at(date(2026, 3, 23), 15)),
    (at(date(2026, 2, 18), 1), at(date(2026, 2, 19), 9)),
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--adults", type=int, default=23_000)
    parser.add_argument("--hamlets", type=int, default=27)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--joining", type=float, default=0.2, help="share that comes with a phone")
    parser.add_argument("--first", type=date.fromisoformat, default=date(2025, 10, 1))
    parser.add_argument("--last", type=date.fromisoformat, default=date(2026, 9, 30))
    parser.add_argument("--postgresql", action="store_true")
    asked = parser.parse_args()
    given = {name: value for name, value in vars(asked).items() if name != "postgresql"}
    begun = time.perf_counter()
    with opened(asked.postgresql) as database:
        year = Year(database, Scale(**given, off=OFF))
        built = time.perf_counter() - begun
        learners = sum(len(phone.learners) for phone in year.phones)
        print(f"{len(year.people)} adults, {learners} learners on {len(year.phones)} phones")
        judge = year.run(lambda line: print(f"  {line}", flush=True))
    show(year, judge)
    seconds, memory = time.perf_counter() - begun, psutil.Process().memory_info().rss
    print(f"\n{seconds:.0f} s, of them {built:.0f} s to fill; {memory / 2**20:.0f} MB")
    return bool(judge.violations)


@contextmanager
def opened(on_postgresql: bool) -> Iterator[Database]:
    """An empty database, migrated."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(postgresql()) if on_postgresql else SQLite(folder)
        database = Database(stack.enter_context(server.fresh(folder)))
        stack.callback(database.close)
        yield database


def show(year: Year, judge: Judge) -> None:
    """Totals by rule and reason, what arrived, and the violations."""
    rules = sorted({rule for rule, _ in judge.dues})
    fates = Counter[str]()
    for (_, fate), number in judge.dues.items():
        fates[fate] += number
    width = max(map(len, fates), default=0) + 2
    print(f"\n{'dues':{width}}" + "".join(f"{rule:>14}" for rule in [*rules, "all"]))
    for fate, number in fates.most_common():
        cells = [judge.dues[rule, fate] for rule in rules]
        print(f"{fate:{width}}" + "".join(f"{cell:>14}" for cell in [*cells, number]))
    sums = [sum(n for (rule, _), n in judge.dues.items() if rule == each) for each in rules]
    print(f"{'all':{width}}" + "".join(f"{cell:>14}" for cell in [*sums, sum(sums)]))
    kinds = ("sent", "skipped", "waiting")
    sent, skipped, waiting = (
        sum(n for fate, n in fates.items() if fate.startswith(each)) for each in kinds
    )
    print(f"\n{sum(sums)} due = {sent} sent + {skipped} skipped + {waiting} waiting")
    told = ", ".join(f"{kind} {number}" for kind, number in sorted(judge.arrivals.items()))
    print(f"arrived: {told}; of them repeated after a time-out: {judge.repeats}")
    print(f"faults of the platforms: {dict(sorted(year.post.faults.items()))}")
    weeks = f"{len(judge.weeks)} weeks, {judge.closings} lines, {judge.corrected} corrected"
    print(f"closings: {weeks}")
    print(f"violations: {len(judge.violations)}")
    for what, number in Counter(line.partition(":")[0] for line in judge.violations).items():
        first = next(line for line in judge.violations if line.startswith(what))
        print(f"  {number} x {what}; the first: {first}")


if __name__ == "__main__":
    sys.exit(main())
