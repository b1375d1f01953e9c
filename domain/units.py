"""The tree of units: a file of units checked and compared with what is known, and short codes."""

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from domain.dates import parse_day
from domain.names import fold
from domain.table import Cell, Column, Problem, is_formula, text_of
from domain.vocabulary import LEAVES, Level

__all__ = ["COLUMNS", "Unit", "UnitPlan", "UnitRow", "join_code", "plan_units", "read_units"]

COLUMNS = (
    Column("code", frozenset({"code", "ma", "ma don vi"}), "code"),
    Column("name", frozenset({"name", "ten", "ten don vi"}), "name"),
    Column("level", frozenset({"level", "cap"}), "level"),
    Column("parent", frozenset({"parent", "ma cap tren", "cap tren", "truc thuoc"}), "parent"),
    Column("valid_from", frozenset({"valid from", "tu ngay", "hieu luc tu"}), "valid_from"),
)
LEVELS = {
    **{level.value: level for level in Level},
    "quoc gia": Level.NATION,
    "tinh": Level.PROVINCE,
    "thanh pho": Level.PROVINCE,
    "xa": Level.COMMUNE,
    "phuong": Level.COMMUNE,
    "dac khu": Level.COMMUNE,
    "thon": Level.HAMLET,
    "to dan pho": Level.HAMLET,
    "truong": Level.SCHOOL,
    "co quan": Level.AGENCY,
    "doanh nghiep": Level.ENTERPRISE,
}
PARENTS = {Level.PROVINCE: Level.NATION, Level.COMMUNE: Level.PROVINCE} | dict.fromkeys(
    LEAVES, Level.COMMUNE
)
ROOTS = {Level.NATION, Level.PROVINCE}  # may stand without a parent
OFFICIAL = {Level.PROVINCE: re.compile(r"\d{2}"), Level.COMMUNE: re.compile(r"\d{5}")}
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")

# Neither vowels (no words), nor letters and digits that look alike (0 O 1 I L).
LETTERS = "BCDFGHJKMNPQRSTVWXYZ"
SIGNS = "23456789" + LETTERS


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as it stands; `id` is 0 before it is stored. In effect on [valid_from, valid_to)."""

    id: int
    code: str
    name: str
    level: Level
    parent_id: int | None
    valid_from: date
    valid_to: date
    join_code: str | None = None


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit as a line of the file tells."""

    line: int
    code: str
    name: str
    level: Level
    parent: str
    valid_from: date


@dataclass(slots=True)
class UnitPlan:
    """What an import of units would do."""

    add: list[UnitRow] = field(default_factory=list)
    change: list[UnitRow] = field(default_factory=list)
    unchanged: int = 0


def read_units(
    lines: Iterable[tuple[int, Sequence[Cell]]],
    index: Mapping[str, int],
    formulas: Collection[tuple[int, int]] = (),
) -> tuple[list[UnitRow], list[Problem], set[str]]:
    """The lines as units, every problem that a line has by itself, and codes without a level.

    A line that is wrong elsewhere is a unit all the same, so that its place in the tree and its
    children are looked at in the same round; nothing is written anyway.
    """
    rows: list[UnitRow] = []
    unclear: set[str] = set()
    problems: list[Problem] = []
    for line, cells in lines:
        texts = {key: text_of(cells[at]) if at < len(cells) else "" for key, at in index.items()}
        if not any(texts.values()):
            continue
        wrong = list(_wrong(line, texts))
        wrong += [
            Problem(line, "formula", {"column": key})
            for key, at in index.items()
            if (line, at) in formulas or (texts[key] and is_formula(texts[key]))
        ]
        valid_from = date.min
        try:
            valid_from = parse_day(cells[index["valid_from"]])
        except (ValueError, IndexError):
            wrong.append(Problem(line, "bad_date", {"value": texts["valid_from"]}))
        problems += wrong
        code, level = texts["code"], LEVELS.get(fold(texts["level"]))
        if level is None:
            unclear.add(code)
        elif code:
            rows.append(UnitRow(line, code, texts["name"], level, texts["parent"], valid_from))
    return rows, problems, unclear


def _wrong(line: int, texts: Mapping[str, str]) -> Iterator[Problem]:
    level = LEVELS.get(fold(texts["level"]))
    if not CODE.fullmatch(texts["code"]):
        yield Problem(line, "bad_unit_code", {"value": texts["code"]})
    if not texts["name"] or len(texts["name"]) > 200:
        yield Problem(line, "no_unit_name", {"value": texts["code"]})
    if level is None:
        yield Problem(line, "bad_level", {"value": texts["level"]})
    elif level in OFFICIAL and not OFFICIAL[level].fullmatch(texts["code"]):
        yield Problem(line, f"bad_{level}_code", {"value": texts["code"]})


def plan_units(
    rows: Sequence[UnitRow], known: Mapping[str, Unit], unclear: Collection[str] = ()
) -> tuple[UnitPlan, list[Problem]]:
    """Compare with the units known by code. A level or a parent does not change by import.

    Nothing is said of the children of `unclear` codes: their parents are to be mended first.
    """
    problems: list[Problem] = []
    told: dict[str, UnitRow] = {}
    for row in rows:
        if row.code in told:
            first = told[row.code].line
            problems.append(Problem(row.line, "unit_twice", {"value": row.code, "first": first}))
        told.setdefault(row.code, row)
    result = UnitPlan()
    parents = {unit.id: unit.code for unit in known.values()}
    for row in told.values():
        if row.parent not in unclear:
            problems += _misplaced(row, told, known)
        unit = known.get(row.code)
        if unit is None:
            result.add.append(row)
            continue
        parent = parents.get(unit.parent_id or 0, "")
        if unit.level is not row.level or parent != row.parent:
            problems.append(Problem(row.line, "unit_moved", {"value": row.code}))
        elif (unit.name, unit.valid_from) != (row.name, row.valid_from):
            result.change.append(row)
        else:
            result.unchanged += 1
    order = list(Level)
    result.add.sort(key=lambda row: order.index(row.level))  # parents first
    return result, problems


def _misplaced(
    row: UnitRow, told: Mapping[str, UnitRow], known: Mapping[str, Unit]
) -> Iterator[Problem]:
    wanted = PARENTS.get(row.level)
    if not row.parent:
        if row.level not in ROOTS:
            yield Problem(row.line, "no_parent", {"value": row.code})
        return
    parent = told.get(row.parent) or known.get(row.parent)
    if parent is None:
        yield Problem(row.line, "unknown_parent", {"value": row.parent})
    elif parent.level is not wanted:
        yield Problem(row.line, "wrong_parent", {"value": row.code, "parent": row.parent})


def join_code(code: str, taken: Collection[str]) -> str:
    """A short code for people to type: always the same for a unit, unless another one has it."""
    for attempt in range(1_000):
        digest = hashlib.sha256(f"{code}/{attempt}".encode()).digest()
        length = 4 if attempt < 20 else 5
        signs = [LETTERS[digest[0] % len(LETTERS)]]
        signs += [SIGNS[byte % len(SIGNS)] for byte in digest[1:length]]
        if "".join(signs) not in taken:
            return "".join(signs)
    raise ValueError("no short code is left")
