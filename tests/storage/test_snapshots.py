"""Reading what was signed: the last correction stands; a province is the sum of its communes."""

from dataclasses import replace
from datetime import UTC, date, datetime

from sqlalchemy import insert

from domain.enrolment import FOREVER
from storage import schema, snapshots
from storage.database import Database
from storage.snapshots import Snapshot, Summed

CLOSED = datetime(2026, 11, 23, tzinfo=UTC)
LINE = Snapshot(
    plan="p",
    unit_id=2,
    indicator_id="T3",
    kind="week",
    period="2026-W46",
    correction=0,
    as_of=date(2026, 11, 15),
    closed_at=CLOSED,
    headcount=10,
    achieved=4,
    figures={"id": "T3", "rate": 0.4},
    movement={},
)
SINCE = replace(LINE, period="2026-W47", as_of=date(2026, 11, 22))
LINES = [
    LINE,
    replace(SINCE, achieved=5),
    replace(SINCE, achieved=6, correction=1),
    replace(SINCE, unit_id=3, achieved=1, headcount=None),
    replace(SINCE, unit_id=4, achieved=100),  # a hamlet
    replace(SINCE, unit_id=5, achieved=0, figures={}),  # its last line
    replace(SINCE, plan="q", achieved=7),
]


def fill(tx):
    levels = ["province", "commune", "commune", "hamlet", "hamlet"]
    parents = [None, 1, 1, 2, 2]
    for key, (level, parent) in enumerate(zip(levels, parents, strict=True), 1):
        dates = {"valid_from": date(2025, 7, 1), "valid_to": FOREVER}
        names = {"code": f"{key}", "name": "x", "name_fold": "x"}
        row = {"id": key, "level": level, "parent_id": parent, **names, **dates}
        tx.execute(insert(schema.units).values(row))
    snapshots.add(tx, LINES)


def test_the_last_correction_stands(database: Database):
    database.write(fill)
    found = database.read(snapshots.latest, "p", [2, 3, 4, 5], "week", "2026-W47")
    assert {spot[0]: one.achieved for spot, one in found.items()} == {2: 6, 3: 1, 4: 100}
    assert found[2, "T3"] == LINES[2]
    history = database.read(snapshots.history, "p", 2, "T3", "week", 8)
    assert [(one.period, one.achieved) for one in history] == [("2026-W46", 4), ("2026-W47", 6)]
    assert len(database.read(snapshots.history, "p", 2, "T3", "week", 1)) == 1
    last = database.read(snapshots.last, "p", [2], "week")
    assert last
    assert (last.period, last.correction) == ("2026-W47", 1)


def test_a_province_is_the_sum_of_what_its_communes_signed(database: Database):
    database.write(fill)
    assert database.read(snapshots.summed, 1, "week", "2026-W47") == [
        Summed("p", "T3", communes=2, without=1, headcount=10, achieved=7),
        Summed("q", "T3", communes=1, without=0, headcount=10, achieved=7),
    ]
    assert database.read(snapshots.summed, 1, "week", "2026-W01") == []
