"""A person as one line of a roster tells, and the units a cell may name."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import NamedTuple

from domain.dates import Birth
from domain.names import clean, fold
from domain.table import Problem
from domain.vocabulary import Audience, Status

__all__ = ["GONE", "Known", "Places", "Row"]

GONE = frozenset({Status.LEFT, Status.DECEASED})

NO_AUDIENCE: tuple[Audience, ...] = ()


class Row(NamedTuple):
    """A person as a line of the file tells; empty where the file says nothing."""

    line: int
    name: str
    birth: Birth
    hamlet: int
    code: str = ""
    household: str = ""
    sex: str = ""
    phone: str = ""
    audiences: tuple[Audience, ...] = NO_AUDIENCE
    organisation: int = 0
    status: Status = Status.PRESENT


class Known(NamedTuple):
    """A person as recorded; `hamlet` is the home, or the last one of somebody who is gone."""

    id: int
    name: str
    birth: Birth
    hamlet: int
    since: date
    code: str = ""
    household: str = ""
    sex: str = ""
    phone: str = ""
    audiences: tuple[str, ...] = ()
    organisations: tuple[int, ...] = ()
    status: Status = Status.PRESENT


@dataclass(frozen=True)
class Places:
    """Units by code and by name; a name that stands twice finds nothing, unless marks tell."""

    codes: Mapping[str, int]
    names: Mapping[str, int]  # in plain letters
    titles: Mapping[str, str]  # names as they are written, by names in plain letters
    spelled: Mapping[str, int] = field(default_factory=dict)  # names with their marks
    several: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # codes, by plain names
    former: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # what ended ones became

    @classmethod
    def of(
        cls,
        units: Sequence[tuple[int, str, str]],
        former: Sequence[tuple[str, str, Sequence[str]]] = (),
    ) -> "Places":
        """From (id, code, name), and (code, name, successors) of those that ended."""
        names, spelled = defaultdict(list), defaultdict(list)
        for key, code, name in units:
            names[fold(name)].append((key, code))
            spelled[_spelled(name)].append(key)
        after: dict[str, dict[str, None]] = defaultdict(dict)
        for code, name, successors in former:
            after[code.upper()] |= dict.fromkeys(successors)
            after[fold(name)] |= dict.fromkeys(successors)
        single = {name: each[0][0] for name, each in names.items() if len(each) == 1}
        return cls(
            {code.upper(): key for key, code, _ in units},
            single,
            {fold(name): name for _, _, name in units if fold(name) in single},
            {name: each[0] for name, each in spelled.items() if len(each) == 1},
            {name: tuple(code for _, code in each) for name, each in names.items() if each[1:]},
            {name: tuple(each) for name, each in after.items()},
        )

    def find(self, text: str) -> int:
        """The unit's id, or 0. A number finds a code that lost its leading zeros."""
        found = self.codes.get(text.upper()) or self.names.get(fold(text))
        found = found or self.spelled.get(_spelled(text))
        if not found and text.isdecimal():
            same = [key for code, key in self.codes.items() if code.lstrip("0") == text.lstrip("0")]
            found = same[0] if len(same) == 1 else None
        return found or 0

    def unknown(self, line: int, code: str, text: str) -> Problem:
        """Why a text names no unit, for the one who mends the file: several bear the name, it was
        merged or split, or it is like another name."""
        values: dict[str, object] = {"value": text}
        if several := self.several.get(fold(text)):
            return Problem(line, f"{code}_several", values | {"codes": several})
        if after := self.former.get(text.upper()) or self.former.get(fold(text)):
            return Problem(line, f"{code}_former", values | {"after": after})
        near = get_close_matches(fold(text), self.names, 1)
        if near:
            return Problem(line, f"{code}_near", values | {"nearest": self.titles[near[0]]})
        return Problem(line, code, values)


def _spelled(name: str) -> str:
    return clean(name).casefold()
