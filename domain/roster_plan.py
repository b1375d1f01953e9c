"""Compares a roster with the persons known so far: what would change. Nothing is written."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from domain.roster_answers import Answers, Unsure
from domain.roster_change import Change, compare
from domain.roster_match import Match
from domain.roster_row import GONE, Known, Row
from domain.table import Problem

__all__ = ["Plan", "plan"]

FEW = 20  # more than so many, and more than one in so many of all, do not leave unasked
ONE_IN = 10


@dataclass(slots=True)
class Plan:
    """What an import would do. `unchanged` counts; the others name who and how."""

    add: list[Row] = field(default_factory=list)
    change: list[Change] = field(default_factory=list)
    missing: list[Known] = field(default_factory=list)
    unsure: list[Unsure] = field(default_factory=list)
    answered: list[Unsure] = field(default_factory=list)  # lines that would be unsure
    unchanged: int = 0
    ignored: int = 0  # lines about somebody who left or died and was never known
    leave: bool = False  # the missing leave
    present: int = 0  # who was here before
    absent: tuple[int, ...] = ()  # hamlets of the missing that no line of the file names

    @property
    def moved(self) -> int:
        """How many persons get another home."""
        return sum(change.moved for change in self.change)

    @property
    def doubtful(self) -> bool:
        """Whether so many would leave, or whole hamlets, that it is likely not the full list."""
        gone = len(self.missing)
        many = gone > FEW and gone * ONE_IN > self.present
        return self.leave and (many or bool(self.absent))

    @property
    def counts(self) -> dict[str, int]:
        """The result in numbers."""
        return {
            "added": len(self.add),
            "changed": len(self.change) - self.moved,
            "moved": self.moved,
            "unchanged": self.unchanged,
            "missing": len(self.missing),
            "left": len(self.missing) if self.leave else 0,
            "unsure": len(self.unsure),
            "ignored": self.ignored,
        }

    @property
    def places(self) -> set[int]:
        """The hamlets of those who are missing, unsure, answered or moved."""
        found = {person.hamlet for person in self.missing}
        asked = (*self.unsure, *self.answered)
        found |= {place for each in asked for place in (each.hamlet_before, each.hamlet_now)}
        moves = (each for each in self.change if each.moved)
        return found | {place for each in moves for place in (each.home_before, each.home)}

    def hash(self) -> str:
        """A fingerprint: two equal plans do the same to the same persons."""
        digest = hashlib.sha256(repr((self.counts, self.unsure)).encode())
        for part in (self.add, self.change, [known.id for known in self.missing]):
            for each in part:
                digest.update(repr(each).encode())
        return digest.hexdigest()


def plan(
    known: Sequence[Known],
    rows: Sequence[Row],
    columns: frozenset[str],
    on: date,
    *,
    complete: bool = False,
    answers: Answers | None = None,
) -> tuple[Plan, list[Problem]]:
    """What the rows change on a day. `columns` are those in the file: an empty cell takes away
    what is known (but for the code, and the household of who did not move); a column that is not
    there leaves it."""
    match = Match(known, rows, on, answers or Answers())
    match.pair()
    result = Plan(leave=complete)
    for line, each in sorted(match.asked.items()):
        (result.unsure if line in match.waiting else result.answered).append(each)
    for row in rows:
        person = match.found.get(row.line)
        if person is not None:
            change = compare(person, row, columns)
            result.unchanged += change is None
            if change is not None:
                result.change.append(change)
        elif row.line in match.waiting:
            continue
        elif row.status in GONE:
            result.ignored += 1
        else:
            result.add.append(row)
    spoken_of = match.taken | match.kept_back
    result.missing = [
        person for person in known if person.id not in spoken_of and person.status not in GONE
    ]
    result.present = sum(person.status not in GONE for person in known)
    lost = {person.hamlet for person in result.missing}
    result.absent = tuple(sorted(lost - {row.hamlet for row in rows}))
    return result, list(match.problems.values())
