"""Figures typed for a unit that goes on after a merger or a split: of what it was until then."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import update

from content import plan_file
from services import plans, succession
from services.carry import Left
from storage import schema
from tests.rosters import as_csv
from tests.services.test_stats import NOW, Ward

TOLD = datetime(2026, 11, 21, 5, tzinfo=UTC)
EARLY, FIFTH, EVE, TENTH = (
    date(2026, month, day) for month, day in ((9, 1), (11, 5), (11, 9), (11, 10))
)
ORDER = ["predecessor", "successor", "successor_name", "date"]


@pytest.fixture
def ward(database):
    """Three agencies."""
    with database.engine.begin() as tx:
        made = Ward(tx)
        for code in ("a1", "a2", "a3"):
            made.unit(code, "agency", made.ward)
        yield made
        tx.rollback()


def merged(ward, *codes, into):
    rows = [ORDER, *([code, into, "Together", "10/11/2026"] for code in codes)]
    return succession.merge(ward.tx, as_csv(rows), "m.csv", now=TOLD)


def figures(ward, key, unit, at=TENTH):
    line = ward.line(key, unit, at)
    return line["achieved"], line["headcount"]


def test_a_unit_that_takes_over_one_without_a_figure_has_none_for_both(ward):
    """Its own, though complete until then, would pass for that of the whole."""
    ward.enter("T1", "a1", 10, 10, FIFTH)
    done = merged(ward, "a2", into="a1")
    assert done.left == (Left("a1", "T1", 10, 10, FIFTH),)
    assert figures(ward, "T1", "a1", EVE) == (10, 10)
    assert figures(ward, "T1", "a1") == (None, None)
    ward.enter("T1", "a1", 12, 15, date(2026, 11, 12))
    assert figures(ward, "T1", "a1", date(2026, 11, 12)) == (12, 15)


def test_what_a_unit_takes_over_is_no_progress_of_its_last_weeks(ward):
    for code, n in (("a1", 4), ("a2", 6)):
        ward.enter("T1", code, n, 10, EARLY)
        ward.enter("T1", code, n + 1, 10, FIFTH)
    before = ward.line("T1", at=date(2026, 11, 20))
    assert merged(ward, "a2", into="a1").carried == 1
    line = ward.line("T1", "a1", date(2026, 11, 20))
    assert (line["achieved"], line["headcount"], line["pace_per_week"]) == (12, 20, None)
    after = ward.line("T1", at=date(2026, 11, 20))
    assert [after[name] for name in ("achieved", "headcount")] == [
        before[name] for name in ("achieved", "headcount")
    ]


def test_a_share_of_the_place_with_a_part_that_has_not_told_is_not_carried(ward):
    loaded = plan_file.load(plan_file.PACKAGED / "hoa-thuan-2024.yaml", {"citizens"})
    plans.load(ward.tx, loaded, unit_code="11443", now=NOW)
    ward.enter("K1", "a1", 9, 10, FIFTH)
    ward.enter("K1", "a2", 3, None, FIFTH)
    done = merged(ward, "a1", "a2", into="a12")
    assert [one.unit for one in done.left] == ["a1", "a2"]
    assert figures(ward, "K1", "a12") == (None, None)
    ward.enter("K1", "a3", 4, 5, FIFTH)
    ward.enter("K1", "a12", 4, 5, TENTH)
    rows = [ORDER, ["a12", "a123", "All", "12/11/2026"], ["a3", "a123", "All", "12/11/2026"]]
    assert succession.merge(ward.tx, as_csv(rows), "m.csv", now=TOLD).carried == 1
    assert figures(ward, "K1", "a123", date(2026, 11, 12)) == (8, 10)


def test_a_headcount_typed_before_a_split_counts_nobody_twice(ward):
    """The old hamlet goes on with a part of its people."""
    ward.roster()
    for number in (1, 2, 3):
        key = ward.add(schema.households, commune_id=ward.ward, code=f"H{number}")
        person = schema.persons.c.id == ward.person(ward.one)
        ward.tx.execute(update(schema.persons).where(person).values(household_id=key))
    ward.enter("T3", "t1", None, 25, FIFTH)
    rows = [["t1", "t1", "", "10/11/2026", "H1"]]
    rows += [["t1", "t9", "New", "10/11/2026", household] for household in ("H2", "H3")]
    content = as_csv([[*ORDER, "household"], *rows])
    done = succession.split(ward.tx, content, "s.csv", now=TOLD)
    assert done.left == (Left("t1", "T3", None, 25, FIFTH),)
    assert [figures(ward, "T3", "t1", at)[1] for at in (EVE, TENTH)] == [25, 1]
    assert figures(ward, "T3", "t9")[1] == 2
