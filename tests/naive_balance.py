"""The balance of closings once more: sets of people kept by the test, held against each other."""

from collections import Counter
from datetime import date

from domain.movement import Movement
from tests.counting_history import PERSONS
from tests.naive_count import Naive

LATE = date(2030, 1, 1)
N = "N"  # the headcount of an indicator's audience; else its own id


class NaiveBalance:
    """Remembers who was counted where at the last closing, and what happened in the week since."""

    def __init__(self):
        self.before: dict[tuple[str, str], dict[int, int]] = {
            (one.id, kind): {} for one in PERSONS for kind in ("n", N)
        }
        self.erased: dict[str, Counter[int]] = {one.id: Counter() for one in PERSONS}
        self.week, self.terms = None, {}
        self.moves: Counter[tuple[str, int, int]] = Counter()  # within N: indicator, from, to

    def forget(self, tx, person):
        """Whoever was erased and has nothing left is a number from now on."""
        naive = Naive(tx)
        who = next(row for row in naive.persons if row["id"] == person)
        for one in PERSONS:
            if not counted_ever(naive, who, one):
                unit = self.before[one.id, "n"].pop(person, None)
                if unit is not None:
                    self.erased[one.id][unit] += 1

    def close(self, tx, week):
        """What changed since the last closing that was signed, per unit, indicator and figure."""
        naive, day = Naive(tx), week.sunday
        standing = {unit["id"] for unit in naive.leaves(day)}
        if week != self.week:
            self.week, self.terms = week, {}
            self.moves.clear()
        for one in PERSONS:
            listed = places(naive, one, day, standing)
            done = {p: unit for p, unit in listed.items() if naive.fact(person(naive, p), one, day)}
            for unit, people in self.erased[one.id].items():
                self.add(one, "n", unit, Movement(erased=people))
            self.erased[one.id].clear()
            self.compare(naive, one, N, listed, listed)
            self.compare(naive, one, "n", done, listed)

    def moved(self, one, unit, among):
        """How many of N went from a unit to others of those named, less those who came."""
        found = [(a, b, n) for (key, a, b), n in self.moves.items() if key == one.id]
        here = [(a, b, n) for a, b, n in found if {a, b} <= among]
        return sum(n * ((a == unit) - (b == unit)) for a, b, n in here)

    def compare(self, naive, one, kind, now, listed):
        before, self.before[one.id, kind] = self.before[one.id, kind], now
        for p in before.keys() | now.keys():
            was, here = before.get(p), now.get(p)
            if was == here:
                continue
            if was is None:
                self.add(one, kind, here, Movement(new=1))
            elif here is not None:
                self.moves[one.id, was, here] += kind == N
                self.add(one, kind, was, Movement(moved=1))
                self.add(one, kind, here, Movement(moved=-1))
            elif kind == "n" and person(naive, p)["erased_at"] is not None:
                self.add(one, kind, was, Movement(erased=1))
            elif kind == "n" and p in listed:
                self.add(one, kind, was, Movement(voided=1))
            else:
                self.add(one, kind, was, Movement(left=1))

    def add(self, one, kind, unit, terms):
        key = (unit, one.id, kind)
        self.terms[key] = self.terms.get(key, Movement()) + terms


def person(naive, key):
    return next(row for row in naive.persons if row["id"] == key)


def places(naive, one, day, standing):
    """Everybody of the audience, with the standing leaf where they are counted on a day."""
    found = {row["id"]: naive.place(row, one.audience, day) for row in naive.persons}
    return {p: unit for p, unit in found.items() if unit in standing}


def counted_ever(naive, who, one):
    """Whether somebody is in n on any day at all."""
    facts = [row["happened_on"] for row in naive.completions]
    facts += [row["confirmed_on"] for row in naive.confirmations]
    days = {*naive.turns(LATE), *facts}
    return any(naive.place(who, one.audience, day) and naive.fact(who, one, day) for day in days)
