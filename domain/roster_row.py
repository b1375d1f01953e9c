"""A person as one line of a roster tells, and the units a cell may name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import NamedTuple

from domain.dates import Birth
from domain.names import fold
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
    """Units by code and by name in plain letters; a name that stands twice finds nothing."""

    codes: Mapping[str, int]
    names: Mapping[str, int]
    titles: Mapping[str, str]  # names as they are written, by names in plain letters

    @classmethod
    def of(cls, units: Sequence[tuple[int, str, str]]) -> "Places":
        """From (id, code, name)."""
        names: dict[str, int] = {}
        for key, _, name in units:
            names[fold(name)] = key if fold(name) not in names else 0
        codes = {code.upper(): key for key, code, _ in units}
        titles = {fold(name): name for _, _, name in units}
        return cls(codes, {name: key for name, key in names.items() if key}, titles)

    def find(self, text: str) -> int:
        """The unit's id, or 0. A number finds a code that lost its leading zeros."""
        found = self.codes.get(text.upper()) or self.names.get(fold(text))
        if not found and text.isdecimal():
            same = [key for code, key in self.codes.items() if code.lstrip("0") == text.lstrip("0")]
            found = same[0] if len(same) == 1 else None
        return found or 0

    def nearest(self, text: str) -> str:
        """The name most like a text, for the one who mends the file."""
        return next(
            (self.titles[name] for name in get_close_matches(fold(text), self.names, 1)), ""
        )
