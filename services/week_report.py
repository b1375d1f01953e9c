"""The table of a closed week as a file for spreadsheets: names of units and numbers, no person."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, tzinfo
from typing import Any

from content.numbers import day
from content.render import Texts
from content.sources import headcount_source
from domain.counting import cut
from domain.plan import Comparator, Counts, Indicator, Measure
from services.way import CommuneWeek, Line
from services.week_balance import HEADCOUNT, REACHED, balance
from storage.week_book import Cell, Column, Grid, book

__all__ = ["workbook"]

_WAYS = ("self", "assisted", "class", "imported")
_BESIDE = ("pending", "outside_roster", "not_present")
_MOVED = ("new", "left", "moved", "voided", "erased", "entered", "corrected")
KINDS = {
    "id": ("text", 9),
    "title": ("text", 60),
    "unit_code": ("text", 12),
    "unit": ("text", 28),
    "headcount_source": ("text", 16),
    "headcount_at": ("day", 12),
    "rate": ("percent", 9),
    "target": ("percent", 9),
    "measured_in": ("text", 16),
    "comparator": ("text", 8),
    "due": ("day", 12),
    "pace_per_week": ("decimal", 11),
    "forecast": ("day", 12),
    "status": ("text", 20),
}
SUMMARY = ("id", "title", "achieved", "headcount", "rate", "comparator", "target", "due", "gap")
_WHO = ("id", "unit", "unit_code")
TABLE = (
    *_WHO,
    *("achieved", "headcount", "rate", "comparator", "target", "due", "gap", "new", "share"),
    *("pace_per_week", "forecast", "status", "headcount_source", "headcount_at"),
)
AMOUNTS = (
    *("id", "title", "unit", "unit_code", "achieved", "measured_in", "comparator", "amount"),
    *("due", "gap", "new", "status", "headcount_source", "headcount_at"),
)
WAYS = (*_WHO, "achieved", *_WAYS, *_BESIDE)
BALANCE = (*_WHO, "opening", *_MOVED, "closing")


def workbook(found: CommuneWeek, texts: Texts, zone: tzinfo) -> bytes:
    """The file: all shares of the unit, a sheet for each group of people, amounts, how people
    learned, and the balance of the week for n and for N.

    Every sheet says until when is counted and when it was signed (in `zone`).
    """
    notes = _notes(found, texts, zone)
    summary = Grid(
        texts.label("week_sheet.summary"),
        found.unit.name,
        notes,
        _columns(SUMMARY, texts),
        [_cells(SUMMARY, found.own[one.id], one, texts) for one in _shares(found)],
    )
    groups: dict[str, list[Indicator]] = {}
    for one in _shares(found):
        groups.setdefault(_group(one), []).append(one)
    sheets = [
        _sheet(found, texts.label(f"week_who.{key}"), TABLE, ones, notes, texts)
        for key, ones in groups.items()
    ]
    amounts = [one for one in _known(found) if one.counts is Counts.AMOUNT]
    if amounts:
        name = texts.label("week_sheet.amounts")
        sheets.append(_sheet(found, name, AMOUNTS, amounts, notes, texts))
    counted = [one for one in _known(found) if one.goal is not None]
    if counted:
        sheets.append(_sheet(found, texts.label("week_sheet.ways"), WAYS, counted, notes, texts))
    sheets.append(_balance(found, REACHED, _known(found), notes, texts))
    sheets.append(_balance(found, HEADCOUNT, _shares(found), notes, texts))
    return book([summary, *sheets])


def _known(found: CommuneWeek) -> list[Indicator]:
    return [one for one in found.plan.indicators if one.id in found.own]


def _shares(found: CommuneWeek) -> list[Indicator]:
    return [one for one in _known(found) if one.counts is not Counts.AMOUNT]


def _group(indicator: Indicator) -> str:
    if indicator.audience is None:
        return "whole"
    return "unit" if indicator.counts is Counts.UNIT else indicator.audience.value


def _notes(found: CommuneWeek, texts: Texts, zone: tzinfo) -> list[str]:
    signed = found.closed_at.astimezone(zone)
    return [
        texts.label("week_sheet.cut_off", day=day(found.as_of)),
        _signed(texts, signed, found.correction),
    ]


def _signed(texts: Texts, signed: datetime, correction: int) -> str:
    key = "corrected" if correction else "signed"
    return texts.label(
        f"week_sheet.{key}", time=f"{signed:%H:%M}", day=day(signed.date()), number=correction
    )


def _sheet(
    found: CommuneWeek,
    name: str,
    columns: tuple[str, ...],
    indicators: list[Indicator],
    notes: list[str],
    texts: Texts,
) -> Grid:
    """One line for each indicator and unit that has to do with it, and the own unit's, strong."""
    rows: list[list[Cell]] = []
    strong = set()
    for one in indicators:
        places = [line for line in found.places(one) if line.unit.id != found.unit.id]
        rows += [_cells(columns, line, one, texts) for line in places]
        strong.add(len(rows))
        rows.append(_cells(columns, found.own[one.id], one, texts))
    title = f"{found.unit.name}: {name}"
    return Grid(name, title, notes, _columns(columns, texts), rows, frozenset(strong))


def _balance(
    found: CommuneWeek, figure: str, indicators: list[Indicator], notes: list[str], texts: Texts
) -> Grid:
    """How each figure came from the one signed before; the columns of the units add up to the
    last line, strong, of each indicator."""
    rows: list[list[Cell]] = []
    strong = set()
    for one in indicators:
        for unit, terms in balance(found, one, figure):
            told = [_number(terms, name) for name in ("opening", *_MOVED, "closing")]
            rows.append([one.id, unit.name, unit.code, *told])
        strong.add(len(rows) - 1)
    name = texts.label(f"week_sheet.balance_{figure}")
    title = f"{found.unit.name}: {name}"
    return Grid(name, title, notes, _columns(BALANCE, texts), rows, frozenset(strong))


def _columns(names: tuple[str, ...], texts: Texts) -> list[Column]:
    found = []
    for name in names:
        kind, width = KINDS.get(name, ("number", 11))
        found.append(Column(texts.label(f"week_column.{name}"), kind, width))
    return found


def _cells(names: tuple[str, ...], line: Line, indicator: Indicator, texts: Texts) -> list[Cell]:
    values = dict(_values(line, indicator, texts))
    return [values[name] for name in names]


def _values(line: Line, indicator: Indicator, texts: Texts) -> Iterator[tuple[str, Cell]]:
    figures = line.figures
    learned = indicator.measure is Measure.TRACK_COMPLETED  # a confirmation is no way of learning
    yield from ((name, _number(figures, name) if learned else None) for name in _WAYS)
    yield from ((name, _number(figures, name)) for name in _BESIDE)
    yield from ((name, _number(figures, name)) for name in ("achieved", "headcount", "gap"))
    yield "new", _number(line.movement, "new")
    yield from (("id", indicator.id), ("title", indicator.title))
    yield from (("unit", line.unit.name), ("unit_code", line.unit.code))
    yield "headcount_source", headcount_source(texts, figures["headcount_source"])
    yield "headcount_at", _at(figures["headcount_at"])
    yield "rate", _cut(line)
    yield "comparator", _comparator(figures, texts)
    yield "target", None if line.percent is None else figures["target"]
    yield from (("amount", line.amount), ("measured_in", indicator.measured_in))
    yield from (("due", line.due), ("forecast", line.forecast), ("share", line.share))
    yield "pace_per_week", figures["pace_per_week"]
    yield "status", texts.label(f"staff_standing.{line.said}")


def _number(values: Mapping[str, Any], name: str) -> Cell:
    found: Cell = values.get(name)
    return found


def _at(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _cut(line: Line) -> float | None:
    if line.figures["rate"] is None or line.achieved is None or line.headcount is None:
        return None
    return cut(line.achieved, line.headcount)


def _comparator(figures: Mapping[str, Any], texts: Texts) -> str | None:
    if figures["target"] is None:
        return None
    comparator = Comparator(figures["comparator"])
    return texts.label(f"week_sheet.{comparator.name.lower()}")
