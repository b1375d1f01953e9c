"""Reads delimited text strictly: a stray quote must not swallow the lines that follow it."""

import csv
import io
import re
from collections.abc import Iterator, Sequence

from domain.table import Cell, Problem, TableRefused

__all__ = ["Line", "check_quotes", "records"]

BREAK = re.compile(r"\r\n|\r|\n")
Line = tuple[int, Sequence[Cell]]
WHOLE_LINE = 2  # delimiters that a line swallowed by a cell has, and a heading of two lines has not


def records(text: str, delimiter: str) -> Iterator[Line]:
    """Records by the number of the line on which they begin. Raises TableRefused, with that line,
    for a quote that is not closed or that closes before the cell ends."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise TableRefused([Problem(line, "broken_line")]) from error
        yield line, cells
        line = reader.line_num + 1


def check_quotes(text: str, delimiter: str, heading: int) -> None:
    """Raise TableRefused with every line whose quotes are wrong, or may be.

    Below the heading a cell of several lines is one: nobody can tell it from lines swallowed by
    two stray quotes.
    """
    if '"' not in text:
        return
    problems: list[Problem] = []
    try:
        for line, cells in records(text, delimiter):
            further = [part for cell in cells for part in BREAK.split(str(cell))[1:]]
            if line <= heading:
                further = [part for part in further if part.count(delimiter) >= WHOLE_LINE]
            if further:
                problems.append(Problem(line, "line_break"))
    except TableRefused as refused:
        problems += refused.problems
    if problems:
        raise TableRefused(problems)
