"""Tables that people send: problems by line, and headings found by name wherever they stand."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from domain.errors import DomainError
from domain.names import clean, fold

__all__ = ["Cell", "Column", "Header", "Problem", "TableRefused", "find_header", "text_of"]

Cell = str | int | float | bool | date | datetime | time | timedelta | None
SEARCHED = 40  # a title block is not longer than this
ENOUGH = 2  # headings that make a line the heading, though some are missing
EMPTY = {"", "-", "--", "---", "\u2013", "\u2014"}
BRACKETS = re.compile(r"[(\[].*?[)\]]")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong on a line (0: with the whole file); `code` names the sentence to say."""

    line: int
    code: str
    values: dict[str, object] = field(default_factory=dict)

    @property
    def order(self) -> tuple[int, str]:
        """Problems are told in the order of the file."""
        return self.line, self.code


class TableRefused(DomainError):
    """A file is not taken in; every problem found is told, and nothing was written."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.order))
        super().__init__("table_refused", count=len(self.problems))


@dataclass(frozen=True, slots=True)
class Column:
    """A column we read, by folded headings; columns of one `group` stand for each other."""

    key: str
    names: frozenset[str]
    group: str = ""  # at least one column of a group must be there


@dataclass(frozen=True, slots=True)
class Header:
    """Where each column stands, and the headings of columns that must not be read."""

    line: int
    index: dict[str, int]
    skipped: tuple[str, ...] = ()


def text_of(cell: Cell) -> str:
    """A cell as clean text; whole numbers lose the ".0" that spreadsheets give them."""
    if isinstance(cell, str):
        text = clean(cell) if cell else ""
        return "" if text in EMPTY else text
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would compute this text when it opens it."""
    first = text[:1]
    return first in ("=", "@") or (first in ("+", "-") and not text[1:2].isdigit())


def find_header(
    rows: Iterable[tuple[int, Sequence[Cell]]],
    columns: Sequence[Column],
    forbidden: Sequence[str] = (),
) -> Header:
    """The first line with every group of columns. Raises TableRefused when there is none.

    `forbidden` are folded words; a column whose heading holds one is never read.
    """
    best: Header | None = None
    for number, (line, cells) in enumerate(rows):
        header = _as_header(line, cells, columns, forbidden)
        if not _missing(header, columns):
            return header
        if len(header.index) > (len(best.index) if best else ENOUGH - 1):
            best = header
        if number == SEARCHED:
            break
    if best is None:
        raise TableRefused([Problem(0, "no_header", {"missing": _missing(None, columns)})])
    raise TableRefused([Problem(best.line, "missing_column", {"missing": _missing(best, columns)})])


def _as_header(
    line: int, cells: Sequence[Cell], columns: Sequence[Column], forbidden: Sequence[str]
) -> Header:
    index: dict[str, int] = {}
    skipped: list[str] = []
    twice: list[Problem] = []
    for place, cell in enumerate(cells):
        if not isinstance(cell, str) or not (name := fold(BRACKETS.sub(" ", cell))):
            continue
        if any(f" {word} " in f" {name} " for word in forbidden):
            skipped.append(clean(cell))
            continue
        for column in columns:
            if name in column.names:
                if column.key in index:
                    twice.append(Problem(line, "column_twice", {"column": clean(cell)}))
                index[column.key] = place
    if twice and len(index) > ENOUGH:
        raise TableRefused(twice)
    return Header(line, index, tuple(skipped))


def _missing(header: Header | None, columns: Sequence[Column]) -> tuple[str, ...]:
    """The groups of columns that are not there, in the order of the columns."""
    here = {column.group for column in columns if header and column.key in header.index}
    wanted = dict.fromkeys(column.group for column in columns if column.group)
    return tuple(group for group in wanted if group not in here)
