"""Writes tables of figures as XLSX. A text is written as text, so that none is ever a formula."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]

__all__ = ["Cell", "Column", "Grid", "book"]

Cell = str | int | float | date | None
FORMATS = {
    "text": "@",
    "number": "#,##0",
    "decimal": "#,##0.0",
    "percent": "0.0%",
    "day": "dd/mm/yyyy",
}
TABLE = 4  # the line of the headings, below the title and what is said about the table


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, what its cells are (text, number, decimal, percent, day), and its width."""

    heading: str
    kind: str = "number"
    width: int = 11


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet: a title, up to two lines about it, columns, and rows; `strong` are totals."""

    name: str
    title: str
    notes: Sequence[str]
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    strong: frozenset[int] = frozenset()


def book(grids: Sequence[Grid]) -> bytes:
    """The sheets in their order. Percentages are cut to a tenth and never rounded up to a target;
    an unknown figure is an empty cell."""
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True}) as made:
        formats = {
            (kind, strong): made.add_format(_look(kind, strong=strong))
            for kind in FORMATS
            for strong in (False, True)
        }
        head = made.add_format(
            {"bold": True, "bg_color": "#E2F3F0", "border": 1, "text_wrap": True, "valign": "top"}
        )
        title = made.add_format({"bold": True, "font_size": 14})
        for grid in grids:
            _sheet(made.add_worksheet(grid.name), grid, formats, head, title)
    return file.getvalue()


def _look(kind: str, *, strong: bool) -> dict[str, object]:
    look: dict[str, object] = {"num_format": FORMATS[kind], "bold": strong, "valign": "top"}
    return look | {"align": "left", "indent": 1} if kind == "text" else look


def _sheet(sheet: Any, grid: Grid, formats: Any, head: Any, title: Any) -> None:
    sheet.write_string(0, 0, grid.title, title)
    for line, note in enumerate(grid.notes, start=1):
        sheet.write_string(line, 0, note)
    sheet.set_row(TABLE, 34)  # two lines
    for place, column in enumerate(grid.columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(TABLE, place, column.heading, head)
    for line, row in enumerate(grid.rows):
        for place, cell in enumerate(row):
            style = formats[grid.columns[place].kind, line in grid.strong]
            _write(sheet, TABLE + 1 + line, place, cell, style)
    sheet.freeze_panes(TABLE + 1, 2)
    sheet.autofilter(TABLE, 0, TABLE + max(1, len(grid.rows)), len(grid.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(TABLE)


def _write(sheet: Any, line: int, place: int, cell: Cell, style: Any) -> None:
    if cell is None:
        sheet.write_blank(line, place, None, style)
    elif isinstance(cell, str):
        sheet.write_string(line, place, cell, style)
    elif isinstance(cell, date):
        sheet.write_datetime(line, place, cell, style)
    else:
        sheet.write_number(line, place, cell, style)
