"""One line of a roster: read cell by cell, every fault told, children kept without a birth date."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from domain.dates import OLDEST, Birth, ages, band_of, parse_birth
from domain.names import fold, identity
from domain.phones import parse_phone
from domain.roster_row import NO_AUDIENCE, Places, Row
from domain.roster_words import AUDIENCES, SEXES, STATUSES
from domain.table import OLD_FONT, Cell, Problem, is_formula, text_of
from domain.vocabulary import Audience, Status

__all__ = ["Reader"]

T = TypeVar("T")
ETH = str.maketrans("\u00d0\u00f0", "\u0110\u0111")  # often typed for d with stroke
DIGIT, LETTER = re.compile(r"\d"), re.compile(r"[^\W\d_]")
EXAMPLE = "vi du"
NAME_PARTS = ("family", "middle", "given")
PARTS = re.compile("[;,/|]")
NUMBER = re.compile(r"\(?-?(?:\d{1,2}|[A-Z])\)?")  # of a column; a sheet makes -1 of (1)
NUMBERED = 3  # columns at least
LENGTHS = {"name": 120, "code": 64, "household": 64}


@dataclass
class Reader:
    """Reads lines in order, remembers what it saw, and collects the problems."""

    index: Mapping[str, int]
    hamlets: Places
    organisations: Places
    on: date
    formulas: frozenset[tuple[int, int]] = frozenset()
    bare: frozenset[int] = frozenset()  # places without a heading beside one that has
    problems: list[Problem] = field(default_factory=list)
    children: int = 0
    phones_dropped: int = 0
    lines: int = 0
    named_beside: int = 0  # lines with words in the bare place beside the name
    _seen: dict[tuple[object, ...], tuple[int, int]] = field(default_factory=dict)
    _codes: dict[str, int] = field(default_factory=dict)
    _cache: dict[str, dict[str, object]] = field(default_factory=dict)

    def read(self, lines: Iterable[tuple[int, Sequence[Cell]]]) -> list[Row]:
        """All lines that hold somebody; wrong ones are left out and told in `problems`."""
        rows: list[Row] = []
        for line, cells in lines:
            row = None if _only_numbers(cells) else self._row(line, cells)
            if row is not None:
                rows.append(row)
        return rows

    @property
    def name_in_two(self) -> bool:
        """Whether the heading of the name stands over two columns: half of each name is unread."""
        return self.named_beside * 2 > self.lines

    def _row(self, line: int, cells: Sequence[Cell]) -> Row | None:
        texts = {
            key: text_of(cells[place]) if place < len(cells) else ""
            for key, place in self.index.items()
        }
        name = texts["name"] = _whole_name(texts)
        if (name[:1] in "Vv" and fold(name).startswith(EXAMPLE)) or not any(texts.values()):
            return None
        self._look_beside(cells)
        texts["name"] = name.translate(ETH)
        before = len(self.problems)
        self._guard(line, texts)
        birth = self._birth(line, texts, cells)
        row = Row(
            line,
            texts["name"],
            birth,
            self._hamlet(line, texts["hamlet"]),
            texts.get("code", ""),
            texts.get("household", ""),
            self._word(line, "sex", texts.get("sex", ""), SEXES, ""),
            self._phone(line, texts.get("phone", "")),
            self._audiences(line, texts.get("audience", "")),
            self._organisation(line, texts.get("organisation", "")),
            self._word(line, "status", texts.get("status", ""), STATUSES, Status.PRESENT),
        )
        if len(self.problems) > before:
            return None
        self._once(row, tuple(texts.values()))
        return self._minimal(row) if len(self.problems) == before else None

    def _look_beside(self, cells: Sequence[Cell]) -> None:
        self.lines += 1
        place = self.index.get("name", -2) + 1
        if place in self.bare and place < len(cells) and LETTER.search(text_of(cells[place])):
            self.named_beside += 1

    def _problem(self, line: int, code: str, **values: object) -> None:
        self.problems.append(Problem(line, code, values))

    def _guard(self, line: int, texts: Mapping[str, str]) -> None:
        """What no cell may hold: a formula, another century's font, a text without end."""
        for key, text in texts.items():
            if text and is_formula(text):
                self._problem(line, "formula", column=key)
            elif len(text) > LENGTHS.get(key, 300):
                self._problem(line, "too_long", column=key, most=LENGTHS.get(key, 300))
        if self.formulas:
            hit = [key for key, place in self.index.items() if (line, place) in self.formulas]
            for key in hit:
                self._problem(line, "formula", column=key)
        self._name(line, texts["name"])

    def _name(self, line: int, name: str) -> None:
        if not name:
            self._problem(line, "no_name")
        elif is_formula(name):
            return  # told already
        elif OLD_FONT.search(name):
            self._problem(line, "old_font", value=name)
        elif DIGIT.search(name) or not LETTER.search(name):
            self._problem(line, "bad_name", value=name)

    def _birth(self, line: int, texts: Mapping[str, str], cells: Sequence[Cell]) -> Birth:
        found: list[Birth] = []
        for key in ("birth_day", "birth_year"):
            if texts.get(key):
                try:
                    found.append(parse_birth(cells[self.index[key]]))
                except ValueError:
                    self._problem(line, "bad_birth", value=texts[key])
                    return Birth()
        if not found:
            self._problem(line, "no_birth")
            return Birth()
        birth = found[0]
        if any(other.year != birth.year for other in found):
            self._problem(line, "two_births", first=birth.year, second=found[-1].year)
        youngest, oldest = ages(birth, self.on)
        if oldest < 0 or (birth.day is not None and birth.day > self.on):
            self._problem(line, "born_later", value=birth.day or birth.year)
        elif youngest > OLDEST:
            self._problem(line, "too_old", value=birth.year)
        return birth

    def _hamlet(self, line: int, text: str) -> int:
        if not text:
            self._problem(line, "no_hamlet")
            return 0
        return self._place(line, "unknown_hamlet", self.hamlets, text)

    def _organisation(self, line: int, text: str) -> int:
        return self._place(line, "unknown_organisation", self.organisations, text) if text else 0

    def _place(self, line: int, code: str, places: Places, text: str) -> int:
        known = self._cache.setdefault(code, {})
        if text not in known:
            known[text] = places.find(text)
        found = known[text]
        if not found:
            self.problems.append(places.unknown(line, code, text))
        return found if isinstance(found, int) else 0

    def _word(self, line: int, key: str, text: str, words: Mapping[str, T], empty: T) -> T:
        if not text:
            return empty
        found = words.get(fold(text))
        if found is None:
            self._problem(line, f"bad_{key}", value=text)
            return empty
        return found

    def _phone(self, line: int, text: str) -> str:
        try:
            return parse_phone(text, fold(text)) if text else ""
        except ValueError:
            self._problem(line, "bad_phone", value=text)
            return ""

    def _audiences(self, line: int, text: str) -> tuple[Audience, ...]:
        if not text:
            return NO_AUDIENCE
        known = self._cache.setdefault("audience", {})
        if text not in known:
            parts = [part.strip() for part in PARTS.split(text) if part.strip()]
            found = [AUDIENCES.get(fold(part)) for part in parts]
            kept = {each for each in found if each and each is not Audience.ADULT}
            known[text] = None if None in found else tuple(sorted(kept))
        audiences = known[text]
        if not isinstance(audiences, tuple):
            self._problem(line, "bad_audience", value=text)
            return NO_AUDIENCE
        return audiences

    def _once(self, row: Row, texts: tuple[str, ...]) -> None:
        """A person stands in the file once: by code, or by name, birth, household and hamlet."""
        if row.code:
            first = self._codes.setdefault(row.code, row.line)
            if first != row.line:
                self._problem(row.line, "code_twice", value=row.code, first=first)
                return
        key = (identity(row.name), row.birth, row.household, row.hamlet, row.code)
        whole = hash(texts)
        line, same = self._seen.setdefault(key, (row.line, whole))
        if line != row.line:
            code = "row_twice" if same == whole else "person_twice"
            self._problem(row.line, code, name=row.name, first=line)

    def _minimal(self, row: Row) -> Row:
        """The row as it is kept: under 16 neither a date of birth nor a phone."""
        band = band_of(row.birth, self.on)
        if not band:
            return row
        self.children += 1
        self.phones_dropped += bool(row.phone)
        return row._replace(birth=Birth(band=band), phone="")


def _whole_name(texts: Mapping[str, str]) -> str:
    """The name, also where it stands in two or three columns."""
    return texts.get("name") or " ".join(filter(None, map(texts.get, NAME_PARTS)))


def _only_numbers(cells: Sequence[Cell]) -> bool:
    """Whether a line only numbers the columns, as forms do below their heading: (1), (2), (3)."""
    filled = 0
    for cell in cells:  # ends at the name of anybody
        text = text_of(cell)
        if text and not NUMBER.fullmatch(text):
            return False
        filled += bool(text)
    return filled >= NUMBERED
