"""Which faults of a question item analysis finds, and how often it is wrong about a good one.

Run `python -m bench.items [--questions 400] [--seed 1] [--paper 14]`. Learners of known ability
answer papers (three parameters: discrimination, difficulty, chance of guessing; three options) in
which one question has a known fault. No database: the same bands go to the same verdicts.
"""

import argparse
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import exp
from statistics import NormalDist

from domain.items import STEPS, figures
from domain.verdicts import Verdict, judge

SIZES = (30, 60, 120, 300, 1000)
OPTIONS = "abc"
KEY = "a"
CROWD = [NormalDist().inv_cdf((place + 0.5) / 40) for place in range(40)]  # abilities
POOL = 60  # good questions from which the rest of each paper is drawn


@dataclass(frozen=True)
class Item:
    """A question: three parameters, and which wrong option those choose who do not know."""

    slope: float
    difficulty: float
    guess: float
    lure: float

    def right(self, ability: float) -> float:
        known = 1 / (1 + exp(-self.slope * (ability - self.difficulty)))
        return self.guess + (1 - self.guess) * known


Chooser = Callable[[float], str]


def drawn(chance: random.Random, low: float, high: float) -> Item:
    return Item(
        chance.uniform(0.8, 1.8),
        chance.uniform(low, high),
        chance.uniform(0.15, 0.3),
        chance.uniform(0.25, 0.75),
    )


def good(chance: random.Random) -> Item:
    """Between one half and nine tenths of all learners are right."""
    while True:
        item = drawn(chance, -2.0, 0.5)
        if 0.5 <= sum(map(item.right, CROWD)) / len(CROWD) <= 0.9:
            return item


def chooser(item: Item, chance: random.Random) -> Chooser:
    def choose(ability: float) -> str:
        if chance.random() < item.right(ability):
            return KEY
        return "b" if chance.random() < item.lure else "c"

    return choose


def fine(chance: random.Random) -> Chooser:
    return chooser(good(chance), chance)


def key_wrong(chance: random.Random) -> Chooser:
    """A good question whose author marked a wrong option: what is right is now called b."""
    choose, swap = fine(chance), {"a": "b", "b": "a", "c": "c"}
    return lambda ability: swap[choose(ability)]


def too_easy(chance: random.Random) -> Chooser:
    return chooser(drawn(chance, -7.0, -5.0), chance)


def too_hard(chance: random.Random) -> Chooser:
    item = drawn(chance, 1.8, 3.0)
    return chooser(Item(item.slope, item.difficulty, 0.15, item.lure), chance)


def misread(chance: random.Random) -> Chooser:
    """Most fall for one wrong option, and only the best do not: the key is right."""
    item = drawn(chance, 0.8, 1.6)
    return chooser(Item(item.slope, item.difficulty, 0.05, 0.9), chance)


def ambiguous(chance: random.Random) -> Chooser:
    """Whoever knows finds two options defensible; whoever does not, guesses."""
    item, share = good(chance), chance.uniform(0.35, 0.65)

    def choose(ability: float) -> str:
        if chance.random() < Item(item.slope, item.difficulty, 0, 0).right(ability):
            return "b" if chance.random() < share else KEY
        return chance.choice(OPTIONS)

    return choose


def guess_only(chance: random.Random) -> Chooser:
    return lambda _: chance.choice(OPTIONS)


FAULTS: Mapping[str, tuple[Callable[[random.Random], Chooser], Verdict]] = {
    "key wrong": (key_wrong, Verdict.KEY_SUSPECT),
    "too easy": (too_easy, Verdict.TOO_EASY),
    "too hard": (too_hard, Verdict.TOO_HARD),
    "misread": (misread, Verdict.MISUNDERSTOOD),
    "ambiguous": (ambiguous, Verdict.MISUNDERSTOOD),
    "guess-only": (guess_only, Verdict.GUESSING),
    "fine": (fine, Verdict.FINE),
}


def papers(
    choose: Chooser, others: int, pool: list[Item], chance: random.Random
) -> Iterator[tuple[str, int]]:
    """Without end: the option chosen, and the band of the rest."""
    while True:
        ability = chance.gauss(0, 1)
        rest = chance.sample(pool, others)
        score = sum(chance.random() < item.right(ability) for item in rest)
        yield choose(ability), (2 * STEPS * score + others) // (2 * others)


def verdicts(
    fault: str, questions: int, paper: int, seed: int, sizes: tuple[int, ...] = SIZES
) -> dict[int, Counter[Verdict]]:
    """The verdicts on so many questions of a fault, as their answers come in."""
    found: dict[int, Counter[Verdict]] = defaultdict(Counter)
    for number in range(questions):
        chance = random.Random(f"{seed}:{fault}:{paper}:{number}")
        pool = [good(chance) for _ in range(POOL)]
        times: dict[str, Counter[int]] = {option: Counter() for option in OPTIONS}
        coming = papers(FAULTS[fault][0](chance), paper - 1, pool, chance)
        for size in range(1, max(sizes) + 1):
            option, band = next(coming)
            times[option][band] += 1
            if size in sizes:
                found[size][judge(figures(KEY, OPTIONS, times)).verdict] += 1
    return found


def row(fault: str, found: Mapping[int, Counter[Verdict]]) -> str:
    """Named rightly / noticed at all, in percent, by number of answers."""
    wanted = FAULTS[fault][1]
    cells = [_cell(counts, wanted) for _, counts in sorted(found.items())]
    return f"| {fault} | {' | '.join(cells)} |"


def _cell(counts: Counter[Verdict], wanted: Verdict) -> str:
    total = counts.total()
    noticed = 100 * (total - counts[Verdict.FINE]) / total
    if wanted is Verdict.FINE:
        return f"{noticed:.1f} wrong"
    return f"{100 * counts[wanted] / total:.0f} / {noticed:.0f}"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--questions", type=int, default=400)
    parser.add_argument("--paper", type=int, nargs="*", default=[14, 5])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--detail", action="store_true", help="All verdicts of each fault.")
    options = parser.parse_args()
    for paper in options.paper:
        print(f"\nA paper of {paper} questions; named rightly / noticed at all, in percent\n")
        print(f"| fault | {' | '.join(map(str, SIZES))} |")
        print("|---" * (len(SIZES) + 1) + "|")
        for fault in FAULTS:
            found = verdicts(fault, options.questions, paper, options.seed)
            print(row(fault, found), flush=True)
            if options.detail:
                for size, counts in found.items():
                    print("   ", size, {str(key): times for key, times in counts.items()})


if __name__ == "__main__":
    main()
