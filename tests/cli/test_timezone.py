"""TIMEZONE decides which day it is, for files as for pages."""

from pathlib import Path

import pytest

from services import demo
from tests.rosters import HEADINGS, PERSON, as_csv

EAST, WEST = "Asia/Ho_Chi_Minh", "Pacific/Honolulu"
MERGE = ["predecessor", "successor", "successor_name", "date"]


@pytest.fixture
def commune(bdhvs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """`bdhvs` in a folder with a commune, while it is the 6th in the east and the 5th in the
    west."""
    monkeypatch.setenv("BDHVS_NOW", "2026-01-05T22:00+00:00")
    (tmp_path / "units.csv").write_bytes(demo.units_csv())
    (tmp_path / "roster.csv").write_bytes(as_csv([HEADINGS, PERSON]))
    assert bdhvs("unit", "import", "units.csv").code == 0
    return bdhvs


@pytest.mark.parametrize(("zone", "code"), [(EAST, 0), (WEST, 1)])
def test_a_roster_of_tomorrow_is_refused(commune, monkeypatch, zone, code):
    monkeypatch.setenv("TIMEZONE", zone)
    command = ("roster", "import", "roster.csv", "--commune", "11443", "--at", "2026-01-06")
    assert commune(*command).code == code


@pytest.mark.parametrize(("zone", "code"), [(EAST, 0), (WEST, 1)])
def test_a_merge_of_tomorrow_is_refused(commune, monkeypatch, tmp_path: Path, zone, code):
    monkeypatch.setenv("TIMEZONE", zone)
    rows = [[each, "11443-T12", "Tổ 1-2", "2026-01-06"] for each in ("11443-T01", "11443-T02")]
    (tmp_path / "merge.csv").write_bytes(as_csv([MERGE, *rows]))
    assert commune("unit", "merge", "merge.csv").code == code


@pytest.mark.parametrize(("zone", "code"), [(EAST, 0), (WEST, 1)])
def test_a_result_of_tomorrow_is_refused(commune, monkeypatch, tmp_path: Path, zone, code):
    monkeypatch.setenv("TIMEZONE", zone)
    assert commune("roster", "import", "roster.csv", "--commune", "11443").code == 0
    known = dict(zip(HEADINGS, PERSON, strict=False))
    row = known | {"Ngày": "06/01/2026", "Nguồn": "Công an phường"}
    (tmp_path / "v.csv").write_bytes(as_csv([list(row), list(row.values())]))
    assert commune("confirm", "import", "v.csv").code == code
