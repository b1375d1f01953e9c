"""Reads a roster file: where its heading is, and its lines as rows or problems."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.roster import Reader
from domain.roster_row import Places, Row
from domain.roster_words import COLUMNS, IDENTITY_PAPERS
from domain.table import Problem
from storage.table_file import read as read_table

__all__ = ["Reading", "read"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds: rows, problems, its columns, headings left unread (`skipped`: they must
    not be; `unread`: not understood, with the column they are like), sheets left unread, children
    in it."""

    rows: Sequence[Row]
    problems: Sequence[Problem]
    columns: frozenset[str]
    skipped: tuple[str, ...]
    unread: tuple[tuple[str, str], ...]
    unread_sheets: tuple[str, ...]
    children: int
    phones_dropped: int


def read(
    content: bytes, file_name: str, hamlets: Places, organisations: Places, on: date
) -> Reading:
    """The rows of a roster. Raises TableRefused when the file as a whole cannot be read."""
    table = read_table(content, file_name, COLUMNS, IDENTITY_PAPERS)
    bare = table.header.bare
    reader = Reader(table.header.index, hamlets, organisations, on, table.formulas, bare)
    rows = reader.read(table.lines)
    problems = list(reader.problems)
    if reader.name_in_two:
        problems.insert(0, Problem(table.header.line, "name_in_two"))
    if not rows and not problems:
        problems.append(Problem(0, "no_rows"))
    return Reading(
        rows,
        problems,
        frozenset(table.header.index),
        table.header.skipped,
        table.header.unread,
        table.unread,
        reader.children,
        reader.phones_dropped,
    )
