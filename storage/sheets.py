"""Writes XLSX files. Every text is written as text, so that none is ever a formula."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_col_to_name  # type: ignore[import-untyped]

__all__ = ["Choice", "Guide", "template", "write_rows"]

WIDTH = 22
LINES = 5_000  # lines of the template that offer a list of choices


@dataclass(frozen=True, slots=True)
class Choice:
    """The values that a column offers, and what is said about another one."""

    column: int
    values: Sequence[str]
    title: str
    message: str
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Guide:
    """A sheet that explains: pairs of a heading and its explanation."""

    name: str
    title: str
    lines: Sequence[tuple[str, str]]


def write_rows(path: Path, rows: Iterable[Sequence[str]]) -> None:
    """One sheet of texts, written line by line without keeping it in memory."""
    with Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate(rows):
            for place, text in enumerate(row):
                if text:
                    sheet.write_string(line, place, text)


def template(
    name: str,
    headings: Sequence[str],
    example: Sequence[str],
    choices: Sequence[Choice],
    guide: Guide,
    lists: str,
) -> bytes:
    """An empty list to fill in: headings, an example, choices, and a sheet that explains.

    `lists` names the hidden sheet of the choices: values in cells may hold commas and be many.
    """
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet(name)
        bold = book.add_format(
            {"bold": True, "bg_color": "#FFF2CC", "border": 1, "text_wrap": True}
        )
        grey = book.add_format({"italic": True, "font_color": "#7F7F7F", "num_format": "@"})
        text = book.add_format({"num_format": "@"})  # codes and phones keep their zeros
        sheet.set_column(0, len(headings) - 1, WIDTH, text)
        sheet.freeze_panes(1, 0)
        for place, heading in enumerate(headings):
            sheet.write_string(0, place, heading, bold)
            sheet.write_string(1, place, example[place], grey)
        for place, choice in enumerate(choices):
            column = xl_col_to_name(place, col_abs=True)
            options = {
                "validate": "list",
                "source": f"='{lists}'!{column}$1:{column}${len(choice.values)}",
                "error_type": "stop" if choice.strict else "warning",
                "error_title": choice.title,
                "error_message": choice.message,
            }
            sheet.data_validation(2, choice.column, LINES, choice.column, options)
        _explain(book, guide)
        _offer(book.add_worksheet(lists), choices)
    return file.getvalue()


def _offer(sheet: Any, choices: Sequence[Choice]) -> None:
    """One column for each list."""
    for place, choice in enumerate(choices):
        for line, value in enumerate(choice.values):
            sheet.write_string(line, place, value)
    sheet.hide()


def _explain(book: Workbook, guide: Guide) -> None:
    sheet = book.add_worksheet(guide.name)
    big = book.add_format({"bold": True, "font_size": 14})
    bold = book.add_format({"bold": True, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, WIDTH)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, guide.title, big)
    for line, (heading, said) in enumerate(guide.lines, start=2):
        sheet.write_string(line, 0, heading, bold)
        sheet.write_string(line, 1, said, wrap)
