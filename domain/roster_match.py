"""Pairs the lines of a roster with the persons known so far.

Who is who (product.md section 5): the person's code, else name, birth, household and hamlet.
A household moved as it is makes a sure move. The same name and birth elsewhere, where the list no
longer shows the one known, is an unsure move: it waits for an answer, and until then nothing about
either changes. Children under 16 are compared by their band of ages.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from domain.dates import Birth, same_birth
from domain.names import identity
from domain.roster_row import GONE, Known, Row
from domain.table import Problem

__all__ = ["Answers", "Match", "Unsure"]


class Unsure(NamedTuple):
    """A line that may be somebody known who lived elsewhere."""

    line: int
    name: str
    person_id: int
    hamlet_before: int
    hamlet_now: int
    birth: Birth = Birth()


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person decided about unsure lines: the same person, or another one."""

    same: frozenset[int] = frozenset()
    other: frozenset[int] = frozenset()
    all_same: bool = False
    all_other: bool = False

    def is_same(self, line: int) -> bool:
        """Whether the line was said to be the known person."""
        return line in self.same or (self.all_same and line not in self.other)

    def is_other(self, line: int) -> bool:
        """Whether the line was said to be another person."""
        return line in self.other or (self.all_other and line not in self.same)


class Match:
    """Pairs rows with persons, the surest ways first; each person is taken once."""

    def __init__(self, known: Sequence[Known], rows: Sequence[Row], on: date) -> None:
        self.known, self.on = known, on
        self.rows = sorted(rows, key=lambda row: row.status in GONE)
        self.found: dict[int, Known] = {}
        self.taken: set[int] = set()
        self.problems: list[Problem] = []

    def by_code(self) -> None:
        """The code says who it is; with another name and another birth it must be a mistake."""
        codes = {person.code: person for person in self.known if person.code}
        for row in self.rows:
            person = codes.get(row.code) if row.code else None
            if person is None:
                continue
            named = identity(person.name) == identity(row.name)
            if not named and not self._born_alike(row, person):
                self.problems.append(Problem(row.line, "code_of_another", {"value": row.code}))
            self._take(row, person)

    def by_identity(self) -> None:
        """Name, birth, household and hamlet; the very same birth before one that only fits, and
        those who are here before those who are gone."""
        for fits in (_very_birth, None):
            self._pair(
                lambda row: (identity(row.name), row.hamlet, row.household),
                lambda person: (identity(person.name), person.hamlet, person.household),
                fits=fits,
            )

    def by_partial_household(self) -> None:
        """Name, birth and hamlet, where the household is not said on one side, if only one fits."""
        self._pair(
            lambda row: (identity(row.name), row.hamlet),
            lambda person: (identity(person.name), person.hamlet),
            fits=lambda row, person: not row.household or not person.household,
            single=True,
        )

    def by_moved_household(self) -> None:
        """Name, birth and household in another hamlet: they moved."""
        self._pair(
            lambda row: (identity(row.name), row.household) if row.household else None,
            lambda person: (identity(person.name), person.household) if person.household else None,
            single=True,
        )

    def unsure_moves(self, answers: Answers) -> list[Unsure]:
        """The lines left with exactly one person of that name and birth elsewhere, and answered
        ones settled."""
        unsure: list[Unsure] = []
        for row, person in self._singles():
            if person.hamlet == row.hamlet or person.status in GONE or row.status in GONE:
                continue
            if answers.is_same(row.line):
                self._take(row, person)
            elif not answers.is_other(row.line):
                unsure.append(
                    Unsure(row.line, row.name, person.id, person.hamlet, row.hamlet, row.birth)
                )
        return unsure

    def _singles(self) -> list[tuple[Row, Known]]:
        """Rows and persons left whose name and year of birth each side has once."""
        rows: dict[tuple[object, ...], list[Row]] = defaultdict(list)
        persons: dict[tuple[object, ...], list[Known]] = defaultdict(list)
        for row in self._open_rows():
            rows[identity(row.name), row.birth.year, row.birth.band].append(row)
        for person in self._open_persons():
            key = (identity(person.name), person.birth.year, person.birth.band)
            if key in rows:
                persons[key].append(person)
        pairs = [(rows[key][0], each[0]) for key, each in persons.items() if len(each) == 1]
        return [
            (row, person)
            for row, person in sorted(pairs)
            if self._born_alike(row, person)
            and len(rows[identity(row.name), row.birth.year, row.birth.band]) == 1
        ]

    def _pair(
        self,
        row_key: Callable[[Row], tuple[object, ...] | None],
        person_key: Callable[[Known], tuple[object, ...] | None],
        *,
        fits: Callable[[Row, Known], bool] | None = None,
        single: bool = False,
    ) -> None:
        """Take for each open row the first open person with its key and a fitting birth."""
        persons: dict[tuple[object, ...], list[Known]] = defaultdict(list)
        for person in sorted(self._open_persons(), key=lambda each: each.status in GONE):
            if (key := person_key(person)) is not None:
                persons[key].append(person)
        if not persons:
            return
        for row in self._open_rows():
            key = row_key(row)
            candidates = [
                person
                for person in (persons.get(key, ()) if key is not None else ())
                if person.id not in self.taken
                and not _two_codes(row, person)
                and self._born_alike(row, person)
                and (fits is None or fits(row, person))
            ]
            if candidates and (len(candidates) == 1 or not single):
                self._take(row, min(candidates, key=lambda each: each.birth != row.birth))

    def _born_alike(self, row: Row, person: Known) -> bool:
        return same_birth(row.birth, person.birth, person.since, self.on)

    def _take(self, row: Row, person: Known) -> None:
        self.found[row.line] = person
        self.taken.add(person.id)

    def _open_rows(self) -> Iterable[Row]:
        return (row for row in self.rows if row.line not in self.found)

    def _open_persons(self) -> Iterable[Known]:
        return (person for person in self.known if person.id not in self.taken)


def _very_birth(row: Row, person: Known) -> bool:
    return row.birth == person.birth


def _two_codes(row: Row, person: Known) -> bool:
    """Two different codes are two persons, however alike they are."""
    return bool(row.code and person.code and row.code != person.code)
