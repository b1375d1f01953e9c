"""Pairs the lines of a roster with the persons known so far.

Who is who (product.md section 5): the person's code, else name, birth, household and hamlet.
A household moved as it is makes a sure move. The same name and birth elsewhere, where the list no
longer shows the one known, is an unsure move. A pair is made only where one line and one person
fit each other: a line that fits persons of several households, codes or birthdays is refused, and
lines that outnumber the persons they fit are unsure (ADR 84). What is unsure waits for an answer,
and until then nothing about anybody in it changes. Children under 16 are compared by their band of
ages.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from domain.dates import same_birth
from domain.names import identity
from domain.roster_answers import Answers, Unsure
from domain.roster_claims import (
    Claim,
    Key,
    kind,
    likeliest,
    may_mean,
    persons_in,
    several,
    two_codes,
)
from domain.roster_row import GONE, Known, Row
from domain.table import Problem

__all__ = ["Match"]


class Match:
    """Pairs rows with persons, the surest ways first; each person is taken once."""

    def __init__(
        self, known: Sequence[Known], rows: Sequence[Row], on: date, answers: Answers
    ) -> None:
        self.known, self.rows, self.on, self.answers = known, rows, on, answers
        self.found: dict[int, Known] = {}
        self.taken: set[int] = set()
        self.asked: dict[int, Unsure] = {}  # unsure lines, answered or not
        self.waiting: set[int] = set()  # those not answered
        self.kept_back: set[int] = set()  # persons about whom a line waits
        self.problems: dict[int, Problem] = {}

    def pair(self) -> None:
        """Go all the ways. Those who are here come before those who are gone: a line without a
        household calls nobody back while one who is here may be meant."""
        self.by_code()
        for gone in (False, True):
            self.by_identity(gone=gone)
            self.by_partial_household(gone=gone)
            self.by_moved_household(gone=gone)
        self.unsure_moves()

    def by_code(self) -> None:
        """The code says who it is; with another name and another birth it must be a mistake."""
        codes = {person.code: person for person in self.known if person.code}
        for row in self.rows:
            person = codes.get(row.code) if row.code else None
            if person is None:
                continue
            named = identity(person.name) == identity(row.name)
            if not named and not self._born_alike(row, person):
                self.problems[row.line] = Problem(row.line, "code_of_another", {"value": row.code})
            self._take(row, person)

    def by_identity(self, *, gone: bool) -> None:
        """Name, birth, household and hamlet; the very same birthday before a year that fits."""
        for very in (True, False):
            self._pair(
                lambda row: (identity(row.name), row.hamlet, row.household),
                lambda person: (identity(person.name), person.hamlet, person.household),
                lambda row, person, very=very: (  # type: ignore[misc]
                    (not very or (bool(row.birth.day) and row.birth == person.birth))
                    and (gone or bool(row.household) or may_mean(row, person))
                ),
                exact=True,
                doubts=not very,
            )

    def by_partial_household(self, *, gone: bool) -> None:
        """Name, birth and hamlet, where the household is not said on one side."""
        self._pair(
            lambda row: (identity(row.name), row.hamlet),
            lambda person: (identity(person.name), person.hamlet),
            lambda row, person: (
                not (row.household and person.household) and (gone or may_mean(row, person))
            ),
        )

    def by_moved_household(self, *, gone: bool) -> None:
        """Name, birth and household in another hamlet: they moved."""
        self._pair(
            lambda row: (identity(row.name), row.household) if row.household else None,
            lambda person: (identity(person.name), person.household) if person.household else None,
            lambda row, person: gone or may_mean(row, person),
        )

    def unsure_moves(self) -> None:
        """The lines left with exactly one person of that name and birth elsewhere."""
        for row, person in self._singles():
            if person.hamlet == row.hamlet or person.status in GONE or row.status in GONE:
                continue
            self._ask(row, person)
            if self.answers.is_same(row.line):
                self._take(row, person)
            elif not self.answers.is_other(row.line):
                self._wait(row, [person])

    def _singles(self) -> list[tuple[Row, Known]]:
        """Rows and persons left whose name and year of birth each side has once."""
        rows: dict[Key, list[Row]] = defaultdict(list)
        persons: dict[Key, list[Known]] = defaultdict(list)
        for row in self._open_rows():
            rows[identity(row.name), row.birth.year, row.birth.band].append(row)
        for person in self._open_persons():
            key = (identity(person.name), person.birth.year, person.birth.band)
            if key in rows:
                persons[key].append(person)
        pairs = [
            (rows[key][0], each[0])
            for key, each in persons.items()
            if len(each) == len(rows[key]) == 1
        ]
        return [(row, person) for row, person in sorted(pairs) if self._born_alike(row, person)]

    def _pair(
        self,
        row_key: Callable[[Row], Key | None],
        person_key: Callable[[Known], Key | None],
        fits: Callable[[Row, Known], bool],
        *,
        exact: bool = False,
        doubts: bool = True,
    ) -> None:
        """Take for each open row the open person with its key and a fitting birth. Without
        `doubts` what is not clear is left for a later look. Where the key is `exact`, a line about
        somebody gone does not put in doubt who is here."""
        persons: dict[Key, list[Known]] = defaultdict(list)
        for person in self._open_persons():
            if (key := person_key(person)) is not None:
                persons[key].append(person)
        if not persons:
            return
        claims: dict[Key, list[Claim]] = defaultdict(list)
        for row in self._open_rows():
            key = row_key(row)
            candidates = [
                person
                for person in (persons.get(key, ()) if key is not None else ())
                if not two_codes(row, person)
                and self._born_alike(row, person)
                and fits(row, person)
            ]
            candidates = likeliest(row, candidates)
            kinds = {kind(person) for person in candidates}
            if len(kinds) == 1:
                claims[key, kinds.pop()].append((row, candidates))
            elif kinds and doubts:
                self.problems[row.line] = several(row.line, "several_known", row.name, candidates)
        for claim in claims.values():
            here = [each for each in claim if each[0].status not in GONE] if exact else claim
            self._settle(here if len(here) == persons_in(claim) else claim, doubts)

    def _settle(self, claims: list[Claim], doubts: bool) -> None:
        """Pair the lines with persons whom no column tells apart, if there are as many of both;
        else ask, and do what was answered."""
        persons = {person.id: person for _, each in claims for person in each}
        if len(claims) == len(persons):
            return self._take_each(claims)
        if not doubts:
            return None
        for row, each in claims:
            self._ask(row, each[0])
        claims = [claim for claim in claims if not self.answers.is_other(claim[0].line)]
        same = [claim for claim in claims if self.answers.is_same(claim[0].line)]
        for row, _ in same[len(persons) :]:
            said = {"name": row.name, "first": same[0][0].line}
            self.problems[row.line] = Problem(row.line, "same_twice", said)
        self._take_each(claims if len(claims) == len(persons) else same)
        free = [person for person in persons.values() if person.id not in self.taken]
        for row, _ in claims:
            if free and row.line not in self.found:
                self._wait(row, free)
        return None

    def _take_each(self, claims: list[Claim]) -> None:
        for row, candidates in sorted(claims, key=lambda claim: len(claim[1])):
            free = [person for person in candidates if person.id not in self.taken]
            if free:  # of people alike, somebody of whom the line says nothing new
                self._take(row, min(free, key=lambda person: person.status is not row.status))

    def _ask(self, row: Row, person: Known) -> None:
        self.asked[row.line] = Unsure(
            *(row.line, row.name, person.id, person.hamlet, row.hamlet, row.birth),
            *(person.household, row.household),
        )

    def _wait(self, row: Row, persons: Iterable[Known]) -> None:
        self.waiting.add(row.line)
        self.kept_back |= {person.id for person in persons}

    def _born_alike(self, row: Row, person: Known) -> bool:
        return same_birth(row.birth, person.birth, person.since, self.on)

    def _take(self, row: Row, person: Known) -> None:
        self.found[row.line] = person
        self.taken.add(person.id)

    def _open_rows(self) -> Iterable[Row]:
        done = self.found.keys() | self.waiting | self.problems.keys()
        return (row for row in self.rows if row.line not in done)

    def _open_persons(self) -> Iterable[Known]:
        done = self.taken | self.kept_back
        return (person for person in self.known if person.id not in done)
