"""Reads a table that somebody sends: XLSX, XLS, ODS or CSV. Nothing in it is ever computed."""

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial, reduce
from itertools import islice

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from domain.table import Cell, Column, Header, Problem, TableRefused, find_header, shape, text_of
from storage.csv_file import Line, check_quotes, records
from storage.packed_file import check_ole, check_zip, formulas

__all__ = ["Table", "read"]

MOST_BYTES = 60_000_000
MACRO_NAMES = (".xlsm", ".xltm", ".xlsb", ".xlam", ".xls.exe")
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
OTHER_KINDS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf", b"Rar!", b"7z\xbc\xaf", b"MZ")
WEB_PAGE = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<head")  # named .xls
DELIMITERS = (",", ";", "\t")
SAMPLE = 41
FULL = 3  # cells that a line of a list fills at least
LOOKED_AT = 100  # lines of a sheet, to tell what it holds
LEAST = {"no_header": 0, "broken_line": 1}


@dataclass(frozen=True)
class Table:
    """The heading that was found, the lines below it, the cells that hold formulas, and the names
    of the sheets beside it that hold something and are not read."""

    header: Header
    lines: Iterable[Line]
    formulas: frozenset[tuple[int, int]] = field(default_factory=frozenset)
    unread: tuple[str, ...] = ()


def read(
    content: bytes, file_name: str, columns: Sequence[Column], forbidden: Sequence[str] = ()
) -> Table:
    """The table of a file. Raises TableRefused with the reason when it cannot be read."""
    if not content.strip(b"\x00\r\n\t \xef\xbb\xbf\xff\xfe"):
        raise TableRefused([Problem(0, "empty_file")])
    if len(content) > MOST_BYTES:
        raise TableRefused([Problem(0, "too_big", {"most": MOST_BYTES // 1_000_000})])
    if file_name.lower().endswith(MACRO_NAMES):
        raise TableRefused([Problem(0, "macros")])
    if content.startswith(OTHER_KINDS):
        raise TableRefused([Problem(0, "not_a_table")])
    if content[:100].lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(WEB_PAGE):
        raise TableRefused([Problem(0, "web_page")])
    find = partial(find_header, columns=columns, forbidden=forbidden)
    if content.startswith((ZIP, OLE)):
        return _spreadsheet(content, find)
    return _text(content, find)


def _spreadsheet(content: bytes, find: Callable[[Iterable[Line]], Header]) -> Table:
    """The one sheet that has the heading; lists on two sheets are refused rather than half read."""
    zipped = content.startswith(ZIP)
    if zipped:
        check_zip(content)
    else:
        check_ole(content)
    try:
        book = CalamineWorkbook.from_object(io.BytesIO(content))
        found, refused = _sheets(book, find)
        left_out = _left_out(book, refused, *found[0]) if found else []
        unread = _unread(book, refused)
    except PasswordError as error:
        raise TableRefused([Problem(0, "locked")]) from error
    except (CalamineError, OSError, ValueError) as error:
        raise TableRefused([Problem(0, "broken")]) from error
    if not found:
        said = reduce(_telling, refused.values(), None)
        raise said or TableRefused([Problem(0, "empty_file")])
    if left_out:
        raise TableRefused(left_out)
    if len(found) > 1:
        names = [book.sheet_names[number] for number, _ in found]
        raise TableRefused([Problem(0, "two_sheets", {"sheets": ", ".join(names)})])
    number, header = found[0]
    lines = ((line, cells) for line, cells in _rows(book, number) if line > header.line)
    return Table(header, lines, formulas(content, number) if zipped else frozenset(), unread)


def _sheets(
    book: CalamineWorkbook, find: Callable[[Iterable[Line]], Header]
) -> tuple[list[tuple[int, Header]], dict[int, TableRefused]]:
    """Which sheets have the heading, and why each other one has not."""
    found: list[tuple[int, Header]] = []
    refused: dict[int, TableRefused] = {}
    for number in range(len(book.sheet_names)):
        try:
            found.append((number, find(_rows(book, number))))
        except TableRefused as problem:
            refused[number] = problem
    return found, refused


def _left_out(
    book: CalamineWorkbook, refused: Mapping[int, TableRefused], main: int, header: Header
) -> list[Problem]:
    """The sheets beside the list that hold a list, too, but for one column, one too many, or the
    heading."""
    if not refused:  # a sheet is read anew each time
        return []
    known = {shape(cells, header.required) for cells in _first(book, main, header.line)}
    problems: list[Problem] = []
    for number, refusal in refused.items():
        problem = refusal.problems[0]
        nearly = problem.code == "column_twice" or len(_missing(problem)) == 1
        if nearly and any(
            line > problem.line and any(text_of(cell) for cell in cells)
            for line, cells in _rows(book, number)
        ):
            code = "sheet_left_out" if _missing(problem) else "sheet_column_twice"
            values = {"sheet": book.sheet_names[number], **problem.values}
            problems.append(Problem(0, code, values))
        elif not nearly and any(
            shape(cells, header.required) in known for cells in _first(book, number)
        ):
            values = {"sheet": book.sheet_names[number]}
            problems.append(Problem(0, "sheet_without_heading", values))
    return problems


def _first(book: CalamineWorkbook, number: int, after: int = 0) -> Iterator[Sequence[Cell]]:
    """Some lines of a sheet, those below a line, that hold as much as a line of a list."""
    lines = (cells for line, cells in _rows(book, number) if line > after)
    return islice((cells for cells in lines if _filled(cells) >= FULL), LOOKED_AT)


def _filled(cells: Sequence[Cell]) -> int:
    return sum(1 for cell in cells if text_of(cell))


def _unread(book: CalamineWorkbook, refused: Mapping[int, TableRefused]) -> tuple[str, ...]:
    """The names of the sheets that can be seen and hold a table, but no list."""
    return tuple(
        sheet.name
        for number, sheet in enumerate(book.sheets_metadata)
        if number in refused
        and sheet.visible is SheetVisibleEnum.Visible
        and any(True for _ in _first(book, number))
    )


def _missing(problem: Problem) -> tuple[str, ...]:
    missing = problem.values.get("missing", ()) if problem.code == "missing_column" else ()
    return missing if isinstance(missing, tuple) else ()


def _rows(book: CalamineWorkbook, number: int) -> Iterator[Line]:
    """Lines by their number in the sheet; calamine leaves out the empty ones before the first."""
    try:
        sheet = book.get_sheet_by_index(number)
        if sheet.start is None:
            return
        pad: list[Cell] = [""] * sheet.start[1]
        for line, cells in enumerate(sheet.iter_rows(), start=sheet.start[0] + 1):
            yield line, [*pad, *cells] if pad else cells
    except (CalamineError, ValueError, OSError) as error:
        raise TableRefused([Problem(0, "broken")]) from error


def _text(content: bytes, find: Callable[[Iterable[Line]], Header]) -> Table:
    text = _decode(content)
    refused: TableRefused | None = None
    headers: dict[str, Header] = {}
    for delimiter in DELIMITERS:
        try:
            headers[delimiter] = find(islice(records(text, delimiter), SAMPLE))
        except TableRefused as problem:
            refused = _telling(refused, problem)
    if not headers:
        raise refused or TableRefused([Problem(0, "empty_file")])
    delimiter = max(headers, key=lambda each: len(headers[each].index))
    header = headers[delimiter]
    check_quotes(text, delimiter, header.line)
    return Table(header, (row for row in records(text, delimiter) if row[0] > header.line))


def _telling(first: TableRefused | None, then: TableRefused) -> TableRefused:
    """The refusal that says more; a wrong delimiter or another sheet says the least."""
    if first is None:
        return then
    return max(first, then, key=lambda each: LEAST.get(each.problems[0].code, 2))


def _decode(content: bytes) -> str:
    """UTF-8 or UTF-16; anything else is asked to be saved again, never guessed."""
    encodings = ["utf-8-sig"]
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\x00" in content[:200]:
        encodings = ["utf-16-le" if content[1:2] == b"\x00" else "utf-16-be"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise TableRefused([Problem(line, "old_encoding")]) from error
    raise AssertionError(encodings)
