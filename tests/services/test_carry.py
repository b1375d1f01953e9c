"""Typed figures when hamlets merge or split: totals stay, and what cannot go on is told."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, update

from services import succession
from services.carry import Left
from storage import schema
from tests.rosters import as_csv
from tests.services.test_stats import Ward

TOLD = datetime(2026, 11, 21, 5, tzinfo=UTC)
FIFTH, EIGHTH = date(2026, 11, 5), date(2026, 11, 8)
ORDER = ["predecessor", "successor", "successor_name", "date"]


@pytest.fixture
def ward(database):
    """By the roster 2 in one hamlet and 3 in the other; 25 are typed for the first."""
    with database.engine.begin() as tx:
        made = Ward(tx)
        made.roster()
        for home, people in ((made.one, 2), (made.two, 3)):
            for _ in range(people):
                made.person(home)
        made.enter("T3", "t1", None, 25, FIFTH)
        yield made
        tx.rollback()


def merged(ward, day, *codes, into="t12"):
    rows = [ORDER, *([code, into, "Together", day] for code in codes)]
    return succession.merge(ward.tx, as_csv(rows), "m.csv", now=TOLD)


def parted(ward, *rows):
    content = as_csv([[*ORDER, "household"], *rows])
    return succession.split(ward.tx, content, "s.csv", now=TOLD)


def one_household(ward):
    key = ward.add(schema.households, commune_id=ward.ward, code="H1")
    ward.tx.execute(update(schema.persons).values(household_id=key))


@pytest.mark.parametrize("day", ["20/10/2026", "05/11/2026", "06/11/2026"])
def test_a_merge_told_late_keeps_what_was_typed_since(ward, day):
    before = [ward.line("T3", at=at)["headcount"] for at in (date(2026, 10, 21), FIFTH, EIGHTH)]
    done = merged(ward, day, "t1", "t2")
    after = [ward.line("T3", at=at)["headcount"] for at in (date(2026, 10, 21), FIFTH, EIGHTH)]
    assert (before, after) == ([5, 28, 28], [5, 28, 28])
    assert (done.carried, done.left) == (1, ())


def test_a_headcount_that_a_roster_has_replaced_is_not_brought_back(ward):
    """Else it would stand against a count that goes on growing."""
    ward.enter("T3", "t2", None, 40, date(2026, 8, 1))  # an estimate from before the roster
    done = merged(ward, "04/11/2026", "t2", into="t3")
    assert (done.carried, done.left) == (0, ())
    assert ward.line("T3", "t3", EIGHTH)["headcount"] == 3
    ward.person(ward.tx.scalar(select(schema.units.c.id).where(schema.units.c.code == "t3")))
    assert ward.line("T3", "t3", EIGHTH)["headcount"] == 4


def test_every_day_that_was_typed_since_has_its_own_sum(ward):
    ward.enter("T3", "t2", None, 40, EIGHTH)
    assert merged(ward, "20/10/2026", "t1", "t2").carried == 2
    assert [ward.line("T3", "t12", at)["headcount"] for at in (FIFTH, EIGHTH)] == [28, 65]


def test_a_unit_that_goes_on_keeps_its_own_figures_within_the_sum(ward):
    ward.enter("T3", "t2", None, 40, EIGHTH)
    assert merged(ward, "20/10/2026", "t1", into="t2").carried == 2
    assert ward.line("T3", "t2", EIGHTH)["headcount"] == 65


def test_what_cannot_be_carried_for_a_hole_is_told(ward):
    ward.unit("t3", "hamlet", ward.ward)
    done = merged(ward, "20/10/2026", "t1", "t3")
    assert done.carried == 0
    assert done.left == (Left("t1", "T3", None, 25, FIFTH),)
    assert merged(ward, "20/10/2026", "t1", "t3") == succession.Succession((), 0)


def test_a_split_tells_which_typed_figures_it_leaves_behind(ward):
    ward.enter("T3", "t1", None, 26, EIGHTH)
    one_household(ward)
    done = parted(ward, ["t1", "t1a", "A", "10/11/2026", "H1"])
    assert done.left == (Left("t1", "T3", None, 26, EIGHTH),)


def test_a_figure_that_a_newer_roster_replaced_is_not_told(ward):
    ward.roster(EIGHTH)
    one_household(ward)
    assert parted(ward, ["t1", "t1a", "A", "10/11/2026", "H1"]).left == ()
