"""Looking back at a due date, and at a day before hamlets merged or were split."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert, select, update

from services import indicators, stats, succession
from services.indicators import Entered, Shown, Typed
from storage import schema
from tests.rosters import as_csv
from tests.services.test_stats import NOW, Ward

DUE = date(2026, 12, 31)  # of T3 in the shipped plan: all adults
LATER = date(2027, 3, 1)
TOLD = datetime(2027, 3, 1, 5, tzinfo=UTC)
ORDER = ["predecessor", "successor", "successor_name", "date"]


@pytest.fixture
def ward(database):
    with database.engine.begin() as tx:
        made = Ward(tx)
        made.roster()
        yield made
        tx.rollback()


def merged(ward, *codes, into="t12", day="01/02/2027"):
    rows = [ORDER, *([code, into, "Together", day] for code in codes)]
    succession.merge(ward.tx, as_csv(rows), "m.csv", now=TOLD)


def living(ward, home, *done):
    """People of a hamlet: on which day each finished, or None."""
    return [ward.person(home, done=day) for day in done]


def status(ward, unit, at=LATER):
    return ward.line("T3", unit, at)["status"]


IN_TIME, LATE = date(2026, 12, 30), date(2027, 1, 5)


@pytest.mark.parametrize(
    ("one", "two", "together"),
    [
        (IN_TIME, IN_TIME, "reached"),
        (IN_TIME, LATE, "reached_late"),
        (LATE, IN_TIME, "reached_late"),
        (None, IN_TIME, "missed"),
    ],
)
@pytest.mark.parametrize("into", ["t12", "t1"])
def test_a_merged_hamlet_is_judged_by_what_its_parts_were(ward, one, two, together, into):
    living(ward, ward.one, one)
    living(ward, ward.two, two)
    before = status(ward, "11443")
    merged(ward, *(code for code in ("t1", "t2") if code != into), into=into)
    assert (status(ward, into), status(ward, "11443")) == (together, before)
    below = stats.unit_stats(ward.tx, "11443", at=LATER, children=True).children
    told = [stats.as_dict(unit)["indicators"] for unit in below if unit.unit.code == into]
    assert next(line for line in told[0] if line["id"] == "T3")["status"] == together


def test_a_hamlet_merged_twice_is_judged_by_all_its_parts(ward):
    ward.unit("t3", "hamlet", ward.ward)
    living(ward, ward.one, IN_TIME)
    living(ward, ward.two, IN_TIME)
    merged(ward, "t1", "t2")
    merged(ward, "t12", "t3", into="t123", day="15/02/2027")
    assert status(ward, "t12", date(2027, 2, 10)) == "reached"
    assert status(ward, "t123") == "reached_late"  # no roster ever had anybody in t3: not known
    merged(ward, "t123", into="t4", day="20/02/2027")
    assert status(ward, "t4") == "reached_late"


def test_a_merger_of_the_due_date_itself_or_before_changes_nothing(ward):
    living(ward, ward.one, IN_TIME)
    living(ward, ward.two, IN_TIME, IN_TIME)
    merged(ward, "t1", "t2", day="31/12/2026")
    assert status(ward, "t12") == "reached"


def test_typed_figures_of_the_parts_are_judged_together_unless_one_is_missing(ward):
    """T1 counts agencies' people by typed figures."""
    for code, n in (("a1", 4), ("a2", 5)):
        ward.unit(code, "agency", ward.ward)
        ward.enter("T1", code, n, n, date(2026, 11, 2))
    ward.unit("a3", "agency", ward.ward)
    merged(ward, "a1", "a2", into="a12")
    assert ward.line("T1", "a12", LATER)["status"] == "reached"
    merged(ward, "a12", "a3", into="a123", day="02/02/2027")
    assert ward.line("T1", "a123", LATER)["status"] == "unknown"


def test_of_a_part_of_what_was_split_nobody_knows_what_it_was(ward):
    people = living(ward, ward.one, IN_TIME, IN_TIME)
    for n, person in enumerate(people):
        row = update(schema.persons).where(schema.persons.c.id == person)
        ward.tx.execute(row.values(code=f"P{n}"))
    rows = [["t1", "t1", "", "01/02/2027", "P0"], ["t1", "t5", "New", "01/02/2027", "P1"]]
    content = as_csv([[*ORDER, "person_code"], *rows])
    succession.split(ward.tx, content, "s.csv", now=TOLD)
    assert (status(ward, "t1"), status(ward, "t5")) == ("reached", "reached_late")


def stranger(ward, unit, day):
    """A learner who is nobody on the roster and finished on a day."""
    key = f"{len(ward.tx.execute(select(schema.accounts.c.id)).all())}"
    account = ward.add(
        schema.accounts, channel="web", external_id=key, created_at=NOW, reachable=True
    )
    learner = ward.add(
        schema.learners, account_id=account, name="x", name_fold="x", unit_id=unit, created_at=NOW
    )
    agreed = {"account_id": account, "learner_id": learner, "kind": "self", "given_at": NOW}
    ward.tx.execute(insert(schema.consents).values(notice_version="1", **agreed))
    what = {"kind": "track", "content_id": "citizens", "version": 1, "rule_version": "1"}
    when = {"happened_at": NOW, "happened_on": day, "recorded_at": NOW}
    ward.add(schema.completions, learner_id=learner, way="self", **what, **when)


def outside(ward, day, *codes):
    return [ward.line("T3", code, day)["outside_roster"] for code in codes]


def test_learners_beside_n_stay_in_the_figures_of_days_before_a_merger(ward):
    """As it was: the sum stays, in a unit that stood that day."""
    for unit in (ward.one, ward.one, ward.two):
        stranger(ward, unit, date(2026, 11, 1))
    stranger(ward, ward.two, date(2027, 2, 10))
    day = date(2027, 1, 31)
    assert outside(ward, day, "11443", "t1", "t2") == [3, 2, 1]
    merged(ward, "t1", "t2")
    assert outside(ward, LATER, "11443", "t12") == [4, 4]
    assert outside(ward, day, "11443", "t1", "t2") == [3, 3, 0]  # which they named is not kept
    merged(ward, "t12", into="t9", day="20/02/2027")
    assert outside(ward, day, "11443", "t1", "t2") == [3, 3, 0]
    assert outside(ward, date(2027, 2, 15), "11443", "t12") == [4, 4]


def test_learners_beside_n_stay_in_a_hamlet_that_goes_on(ward):
    for unit in (ward.one, ward.two):
        stranger(ward, unit, date(2026, 11, 1))
    merged(ward, "t2", into="t1")
    assert outside(ward, date(2027, 1, 31), "11443", "t1", "t2") == [2, 2, 0]
    assert outside(ward, LATER, "11443", "t1") == [2, 2]


def test_what_is_typed_late_for_a_merged_unit_says_that_it_goes_no_further(ward):
    for code in ("a1", "a2"):
        ward.unit(code, "agency", ward.ward)
    merged(ward, "a1", "a2", into="a12")
    typed = Typed(9, 12, date(2027, 1, 31), "a report")
    told = indicators.enter(ward.tx, "T1", "a1", typed, today=LATER, now=TOLD)
    assert told == Entered(True, Shown(None, None, None, "ended"))
    assert ward.line("T1", "a1", date(2027, 1, 31))["achieved"] == 9
    assert ward.line("T1", "a12", LATER)["headcount"] is None
