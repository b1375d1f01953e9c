"""Whoever the roster knows by the hamlet alone is not added to a headcount that may hold them."""

import pytest

from content import plan_file
from domain.enrolment import FOREVER
from domain.vocabulary import Audience
from services import plans, standing
from storage import schema
from tests.services.test_stats import AT, NOW, START, Ward


@pytest.fixture
def ward(database):
    with database.engine.begin() as tx:
        yield Ward(tx)
        tx.rollback()


def pupils_by_track(ward):
    """A plan that counts pupils one by one, and two pupils whose school no list names."""
    loaded = plan_file.load(plan_file.PACKAGED / "kien-an-2025.yaml", {"citizens"})
    for one in loaded.document["indicators"]:
        if one["id"] == "T2":
            one |= {"measure": "track_completed", "tracks": ["citizens"]}
    plan = plan_file.from_document(loaded.document)
    plans.load(ward.tx, plan_file.Loaded(plan, loaded.document, ()), now=NOW)
    ward.roster()
    pupils = [ward.person(ward.one, year=2014, done=AT) for _ in range(2)]
    for person in pupils:
        spell = {"valid_from": START, "valid_to": FOREVER}
        ward.add(schema.audiences, person_id=person, audience=Audience.PUPIL, **spell)
    standing.refresh(ward.tx, pupils)
    return pupils


def test_pupils_without_a_school_are_not_added_to_what_schools_typed(ward):
    pupils_by_track(ward)
    assert [ward.line("T2", unit)["headcount"] for unit in ("school", "t1")] == [None, 2]
    ward.enter("T2", "school", None, 2)
    line = ward.line("T2")
    assert (line["achieved"], line["headcount"]) == (2, 4)
    assert (line["rate"], line["gap"], line["status"]) == (None, None, "unknown")
    assert [ward.line("T2", unit)["rate"] for unit in ("school", "t1")] == [0, 1]
    ward.enter("T2", "11443", None, 2)
    line = ward.line("T2")
    assert (line["achieved"], line["headcount"], line["status"]) == (2, 2, "reached")


def test_pupils_without_a_school_count_where_no_school_typed_anybody(ward):
    pupils = pupils_by_track(ward)
    dates = {"valid_from": START, "valid_to": FOREVER}
    kind = {"person_id": pupils[0], "kind": "organisation"}
    ward.add(schema.memberships, unit_id=ward.school, **kind, **dates)
    standing.refresh(ward.tx, pupils)
    line = ward.line("T2")
    assert (line["achieved"], line["headcount"], line["status"]) == (2, 2, "reached")
    ward.enter("T2", "school", None, 5)
    kind = {"person_id": pupils[1], "kind": "organisation"}
    ward.add(schema.memberships, unit_id=ward.school, **kind, **dates)
    standing.refresh(ward.tx, pupils)
    line = ward.line("T2")
    assert (line["achieved"], line["headcount"], line["rate"]) == (2, 5, 0.4)
