"""A commune that does not exist: for demonstrations, drills, tests and measurements.

Everything goes in by the way real data goes in.
"""

import csv
import io
import tomllib
from datetime import datetime
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TextIO

from content import render
from domain.units import Unit
from services import demo_people, roster, units
from services.demo_people import COMMUNE, FOUNDED, HEADINGS, Sizes, leaves_of, words
from storage import sheets
from storage.database import Tx

__all__ = ["COMMUNE", "Sizes", "load", "units_csv", "write_roster"]

NATION, PROVINCE = "VN", "31"


def load(tx: Tx, *, now: datetime, sizes: Sizes | None = None, seed: int = 1) -> Unit:
    """Fill an empty database with the commune and its people; nothing changes on repeat."""
    sizes = sizes or Sizes()
    units.import_units(tx, units_csv(sizes), "units.csv", now=now)
    text = io.StringIO()
    _write_csv(text, sizes, seed)
    seen = roster.apply(tx, COMMUNE, text.getvalue().encode(), "roster.csv", now=now)
    return seen.commune


def write_roster(
    path: Path, people: int = 126_000, hamlets: int = 60, seed: int = 1, **others: int
) -> None:
    """Write a roster of any size, as .xlsx or .csv, a line at a time."""
    sizes = Sizes(people, hamlets, **others)
    if path.suffix == ".xlsx":
        sheets.write_rows(path, chain([_headings()], demo_people.people(sizes, seed)))
        return
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        _write_csv(file, sizes, seed)


def units_csv(sizes: Sizes | None = None) -> bytes:
    """The units of the commune as `unit import` reads them."""
    places = words()["places"]
    rows = [
        (NATION, places["nation"], "nation", ""),
        (PROVINCE, places["province"], "province", NATION),
        (COMMUNE, places["commune"], "commune", PROVINCE),
    ]
    for level, listed in leaves_of(sizes or Sizes()).items():
        rows += [(code, name, level, COMMUNE) for code, name in listed]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("code", "name", "level", "parent", "valid_from"))
    writer.writerows((*row, FOUNDED.isoformat()) for row in rows)
    return text.getvalue().encode()


@cache
def _headings() -> tuple[str, ...]:
    path = render.ROOT / "labels" / "vi" / "roster.toml"
    names = tomllib.loads(path.read_text(encoding="utf-8"))["roster_column"]
    return tuple(names[key] for key in HEADINGS)


def _write_csv(file: TextIO, sizes: Sizes, seed: int) -> None:
    writer = csv.writer(file)
    writer.writerow(_headings())
    writer.writerows(demo_people.people(sizes, seed))
