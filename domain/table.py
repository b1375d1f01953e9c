"""Tables that people send: problems by line, and headings found by name wherever they stand."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches

from domain.errors import DomainError
from domain.names import clean, fold

__all__ = [
    "OLD_FONT",
    "Cell",
    "Column",
    "Header",
    "Problem",
    "TableRefused",
    "find_header",
    "shape",
    "text_of",
]

Cell = str | int | float | bool | date | datetime | time | timedelta | None
SEARCHED = 40  # a title block is not longer than this
ENOUGH = 2  # headings that make a line the heading, though some are missing
EMPTY = {"", "-", "--", "---", "\u2013", "\u2014"}
TAILS = (  # what may follow a known heading without giving it another meaning
    *("hien tai", "hien nay", "hien thoi", "neu co", "ghi ro", "cu the"),
    *("nguoi dan", "cua nguoi dan", "cong dan", "cua cong dan", "ca nhan"),
    *("lien he", "lien lac", "di dong"),
)
SHORT, LONG, LIKE = 3, 100, 0.8  # shorter headings are like too many others
NAMED = 200  # unread headings; a sheet has no more but by mistake
NOTHING = frozenset({"stt", "tt", "so tt", "so thu tu"})  # counts lines; nobody misses it
DAY = re.compile(r"(?:\d{1,2}[./-]){0,2}(?:19|20)\d\d|(?:19|20)\d\d-\d{1,2}-\d{1,2}")
OLD_FONT = re.compile("[\u00a1-\u00bf\u00de\u00fe\u0192\u02c6\ufffd]")
OLD_WORD = re.compile(rf"[^\W\d]{OLD_FONT.pattern}[^\W\d]")  # not at its ends: quotes stand there
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
    """Where each column stands, the headings of columns that must not be read, and those that
    were not understood, each with the key of a column that is not there and may be meant.

    `required` are the places of the columns that must be there; `bare` are those without a heading
    right of one that was understood: a heading over two columns stands in the first.
    """

    line: int
    index: dict[str, int]
    skipped: tuple[str, ...] = ()
    unread: tuple[tuple[str, str], ...] = ()
    required: tuple[int, ...] = ()
    bare: frozenset[int] = frozenset()


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


def shape(cells: Sequence[Cell], places: Sequence[int]) -> str:
    """Of which kind the cells at these places are, one sign each: words, number, day, or empty."""
    return "".join(map(_kind, (cells[place] if place < len(cells) else "" for place in places)))


def _kind(cell: Cell) -> str:
    text = text_of(cell)
    if isinstance(cell, date) or DAY.fullmatch(text):
        return "d"
    return "n" if text.isdecimal() else "w" if text else "-"


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
    old = 0  # a line in the letters of another century
    for number, (line, cells) in enumerate(rows):
        if not old and any(isinstance(cell, str) and OLD_WORD.search(cell) for cell in cells):
            old = line
        header = _as_header(line, cells, columns, forbidden)
        if not _missing(header, columns):
            return _with_the_rest(header, cells, columns, forbidden)
        if len(header.index) > (len(best.index) if best else ENOUGH - 1):
            best = header
        if number == SEARCHED:
            break
    if best is None and old:
        raise TableRefused([Problem(old, "old_font_heading")])
    if best is None:
        raise TableRefused([Problem(0, "no_header", {"missing": _missing(None, columns)})])
    raise TableRefused([Problem(best.line, "missing_column", {"missing": _missing(best, columns)})])


def _as_header(
    line: int, cells: Sequence[Cell], columns: Sequence[Column], forbidden: Sequence[str]
) -> Header:
    index: dict[str, int] = {}
    skipped: list[str] = []
    twice: list[Problem] = []
    for place, name in _named(cells):
        if _holds(name, forbidden):
            skipped.append(clean(str(cells[place])))
            continue
        for column in columns:
            if name in column.names:
                if column.key in index:
                    twice.append(
                        Problem(line, "column_twice", {"column": clean(str(cells[place]))})
                    )
                index[column.key] = place
    if twice and len(index) > ENOUGH:
        raise TableRefused(twice)
    return Header(line, index, tuple(skipped))


def _named(cells: Sequence[Cell]) -> Iterator[tuple[int, str]]:
    """The cells that may be headings, in plain letters, by their place."""
    for place, cell in enumerate(cells):
        if isinstance(cell, str) and (name := fold(BRACKETS.sub(" ", cell))):
            yield place, name


def _holds(name: str, words: Sequence[str]) -> bool:
    return any(f" {word} " in f" {name} " for word in words)


def _with_the_rest(
    header: Header, cells: Sequence[Cell], columns: Sequence[Column], forbidden: Sequence[str]
) -> Header:
    """The header with what else can be understood of its line, and the names of what cannot."""
    unknown = {
        place: name
        for place, name in _named(cells)
        if place not in header.index.values()
        and name not in NOTHING
        and not _holds(name, forbidden)
    }
    absent = [column for column in columns if column.key not in header.index]
    longer = _longer(unknown, absent)
    absent = [column for column in absent if column.key not in longer]
    unread = [
        (clean(str(cells[place])), _nearest(name, absent) if len(name) < LONG else "")
        for place, name in list(unknown.items())[:NAMED]
        if place not in longer.values()
    ]
    index = header.index | longer
    required = tuple(index[each.key] for each in columns if each.group and each.key in index)
    named = {place for place, _ in _named(cells)}
    bare = {place + 1 for place in index.values()} - named
    return replace(
        header, index=index, unread=tuple(unread), required=required, bare=frozenset(bare)
    )


def _longer(unknown: Mapping[int, str], columns: Sequence[Column]) -> dict[str, int]:
    """Columns that are not required, by the one heading that only adds words without meaning."""
    found: dict[str, list[int]] = {}
    for place, name in unknown.items():
        for column in columns:
            if not column.group and any(
                f"{known} {tail}" == name for known in column.names for tail in TAILS
            ):
                found.setdefault(column.key, []).append(place)
    places = [place for each in found.values() for place in each]
    return {
        key: each[0] for key, each in found.items() if len(each) == 1 and places.count(each[0]) == 1
    }


def _nearest(name: str, columns: Sequence[Column]) -> str:
    """The column that a heading begins like, or is spelled like; or nothing."""
    names = {
        known: column.key for column in columns for known in column.names if len(known) > SHORT
    }
    begun = [known for known in names if name.startswith(f"{known} ")]
    like = [max(begun, key=len)] if begun else get_close_matches(name, names, 1, LIKE)
    return names[like[0]] if like else ""


def _missing(header: Header | None, columns: Sequence[Column]) -> tuple[str, ...]:
    """The groups of columns that are not there, in the order of the columns."""
    here = {column.group for column in columns if header and column.key in header.index}
    wanted = dict.fromkeys(column.group for column in columns if column.group)
    return tuple(group for group in wanted if group not in here)
