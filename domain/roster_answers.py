"""Lines of a roster about which the list alone leaves a doubt, and what a person said to them."""

import re
from collections.abc import Set
from dataclasses import dataclass
from typing import NamedTuple

from domain.dates import Birth
from domain.errors import DomainError

__all__ = ["Answers", "Unsure"]

ALL = "all"
LINES = re.compile(r"\s*\d{1,9}\s*(,\s*\d{1,9}\s*)*")


class Unsure(NamedTuple):
    """A line that may be somebody known: who lived elsewhere, or whom another line may be, too."""

    line: int
    name: str
    person_id: int
    hamlet_before: int
    hamlet_now: int
    birth: Birth = Birth()
    household_before: str = ""
    household_now: str = ""

    @property
    def moved(self) -> bool:
        """Whether it would be a move to another hamlet."""
        return self.hamlet_before != self.hamlet_now


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person decided about unsure lines: the same person, or another one."""

    same: frozenset[int] = frozenset()
    other: frozenset[int] = frozenset()
    all_same: bool = False
    all_other: bool = False

    @classmethod
    def typed(cls, same: str, other: str) -> "Answers":
        """From two texts, each empty, `all`, or numbers of lines between commas. Raises
        "roster_answer_unclear" for anything else."""
        return cls(_lines(same), _lines(other), same.strip() == ALL, other.strip() == ALL)

    @property
    def named(self) -> frozenset[int]:
        """The lines that were answered one by one."""
        return self.same | self.other

    def is_same(self, line: int) -> bool:
        """Whether the line was said to be the known person."""
        return line in self.same or (self.all_same and line not in self.other)

    def is_other(self, line: int) -> bool:
        """Whether the line was said to be another person."""
        return line in self.other or (self.all_other and line not in self.same)

    def check(self, asked: Set[int]) -> None:
        """Refuse answers to lines that were not asked about, and two answers to one line."""
        if strange := self.named - asked:
            raise DomainError("roster_not_unsure", lines=_listed(strange))
        if twice := self.same & self.other:
            raise DomainError("roster_answered_twice", lines=_listed(twice))
        if self.all_same and self.all_other:
            raise DomainError("roster_answered_twice", lines=ALL)


def _lines(text: str) -> frozenset[int]:
    if not text.strip() or text.strip() == ALL:
        return frozenset()
    if not LINES.fullmatch(text):
        raise DomainError("roster_answer_unclear", value=text)
    return frozenset(int(part) for part in text.split(","))


def _listed(lines: Set[int]) -> str:
    return ", ".join(str(line) for line in sorted(lines))
