"""The statistics as people ask for them: of a day, a unit, a staff member."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert, update

from content import plan_file
from domain.enrolment import FOREVER
from domain.errors import DomainError
from domain.plan import Every
from domain.vocabulary import Audience, Level, Role
from services import carry, indicators, plans, standing, stats, voids
from services.indicators import Typed
from services.staff import StaffMember
from storage import counts, entries, schema
from storage.entries import Entry

NOW = datetime(2026, 11, 21, 5, tzinfo=UTC)
AT = date(2026, 11, 21)
START = date(2025, 7, 1)
FIELDS = (
    *("id", "title", "audience", "measure", "counts", "source", "headcount"),
    *("headcount_source", "headcount_at", "achieved", "self", "assisted", "class", "imported"),
    *("pending", "outside_roster", "not_present", "rate", "comparator", "target", "due", "gap"),
    *("weeks_left", "pace_per_week", "needed_per_week", "forecast", "status"),
)


class Ward:
    """The ward of the shipped plan with two hamlets and a school, and a few people."""

    def __init__(self, tx):
        self.tx = tx
        self.ward = self.unit("11443", "commune", None)
        self.other = self.unit("99999", "commune", None)
        self.one, self.two = (self.unit(f"t{n}", "hamlet", self.ward) for n in (1, 2))
        self.school = self.unit("school", "school", self.ward)
        loaded = plan_file.load(plan_file.PACKAGED / "kien-an-2025.yaml", {"citizens"})
        plans.load(tx, loaded, now=NOW)

    def add(self, table, **row):
        return self.tx.execute(insert(table).values(**row)).inserted_primary_key[0]

    def unit(self, code, level, parent, start=START):
        dates = {"valid_from": start, "valid_to": FOREVER}
        names = {"code": code, "name": code, "name_fold": code}
        return self.add(schema.units, level=level, parent_id=parent, **names, **dates)

    def roster(self, day=date(2026, 10, 1)):
        counts = {"commune_id": self.ward, "file_hash": "x", "counts": {}}
        self.add(schema.roster_imports, as_of=day, imported_at=NOW, **counts)

    def person(self, home, year=1950, done=None, way="self"):
        names = {"name": "x", "name_fold": "x", "sort_key": "x"}
        person = self.add(schema.persons, commune_id=self.ward, birth_year=year, **names)
        dates = {"valid_from": START, "valid_to": FOREVER}
        self.add(schema.memberships, person_id=person, unit_id=home, kind="home", **dates)
        if done:
            self.complete(person, done, way)
        standing.refresh(self.tx, [person])
        return person

    def complete(self, person, day, way="self"):
        what = {"kind": "track", "content_id": "citizens", "version": 1, "rule_version": "1"}
        when = {"happened_at": NOW, "happened_on": day, "recorded_at": NOW}
        return self.add(schema.completions, person_id=person, way=way, **what, **when)

    def line(self, key, unit="11443", at=AT):
        found = stats.as_dict(stats.unit_stats(self.tx, unit, at=at))
        return next(line for line in found["indicators"] if line["id"] == key)

    def enter(self, key, unit, n, of, at=AT, member=None):
        typed = Typed(n, of, at, "a report")
        return indicators.enter(self.tx, key, unit, typed, member=member, today=AT, now=NOW)


@pytest.fixture
def ward(database):
    with database.engine.begin() as tx:
        yield Ward(tx)
        tx.rollback()


def member(unit_id, role=Role.OFFICIAL):
    return StaffMember(1, 1, role, unit_id, "x", "x", Level.COMMUNE)


def refused(code):
    return pytest.raises(DomainError, match=f"^{code}$")


def test_the_published_shape_holds_in_this_order(ward):
    found = stats.as_dict(stats.unit_stats(ward.tx, "11443", at=AT, children=True))
    assert list(found) == ["unit", "plan", "as_of", "indicators", "children"]
    assert found["unit"] == {"code": "11443", "name": "11443", "level": "commune"}
    assert (found["plan"], found["as_of"]) == ("kien-an-2025", "2026-11-21")
    assert [tuple(line) for line in found["indicators"]] == [FIELDS] * 6
    assert [child["unit"]["code"] for child in found["children"]] == ["school", "t1", "t2"]
    assert all(list(child) == list(found) for child in found["children"])


def test_without_any_figure_everything_is_unknown_and_nothing_is_zero_percent(ward):
    found = stats.as_dict(stats.unit_stats(ward.tx, "11443", at=AT))
    assert {line["rate"] for line in found["indicators"]} == {None}
    assert {line["status"] for line in found["indicators"]} == {"unknown"}


def test_people_are_counted_by_way_and_together(ward):
    ward.roster()
    for way in ("self", "assisted", "class", "imported"):
        ward.person(ward.one, done=date(2026, 11, 3), way=way)
    ward.person(ward.two)
    line = ward.line("T3")
    assert (line["headcount"], line["achieved"], line["rate"]) == (5, 4, 0.8)
    assert [line[way] for way in ("self", "assisted", "class", "imported")] == [1, 1, 1, 1]
    assert (line["gap"], line["pace_per_week"], line["status"]) == (1, 1.0, "on_track")
    assert line["headcount_source"] == "roster 2026-10-01"


def test_finishing_the_lessons_is_no_confirmation_on_vneid(ward):
    ward.roster()
    ward.person(ward.one, done=AT)
    assert (ward.line("T3")["achieved"], ward.line("T4")["achieved"]) == (1, 0)


def test_who_comes_of_age_later_is_counted_later(ward):
    ward.roster(date(2025, 8, 1))
    ward.person(ward.one, year=2008)
    ward.person(ward.one)
    assert ward.line("T3", "t1", date(2025, 12, 31))["headcount"] == 1
    assert ward.line("T3", "t1", date(2026, 1, 1))["headcount"] == 2


def test_a_typed_headcount_below_the_counted_is_a_conflict(ward):
    ward.roster()
    for _ in range(2):
        ward.person(ward.one, done=AT)
    ward.enter("T3", "t1", None, 1)
    line = ward.line("T3", "t1")
    assert (line["status"], line["rate"], line["headcount"]) == ("conflict", None, 1)
    assert ward.line("T3")["status"] == "conflict"


def test_the_ward_may_know_its_headcount_before_any_roster(ward):
    ward.enter("T3", "11443", None, 36_845)
    line = ward.line("T3")
    assert (line["headcount"], line["achieved"], line["gap"]) == (36_845, 0, 36_845)
    assert line["headcount_source"] == "a report"


def test_a_hamlet_without_people_is_missing_and_the_ward_is_not_judged(ward):
    ward.roster()
    ward.person(ward.one, done=AT)
    found = stats.unit_stats(ward.tx, "11443", at=AT)
    figures = next(one for one in found.indicators if one.indicator.id == "T3")
    assert figures.tally.missing == ("t2",)
    assert (figures.rate, figures.status) == (1.0, "unknown")


def test_a_voided_completion_no_longer_counts_and_can_be_voided_once(ward):
    ward.roster()
    person = ward.person(ward.one)
    key = ward.complete(person, AT)
    standing.refresh(ward.tx, [person])
    assert ward.line("T3", "t1")["achieved"] == 1
    official = member(ward.ward)
    assert voids.void(ward.tx, key, member=None, reason="wrong person", now=NOW)
    assert not voids.void(ward.tx, key, member=official, reason="wrong person", now=NOW)
    assert ward.line("T3", "t1")["achieved"] == 0


def test_voiding_needs_an_official_of_the_place_and_a_reason(ward):
    key = ward.complete(ward.person(ward.one), AT)
    for someone in (member(ward.other), member(ward.ward, Role.HAMLET_HEAD)):
        with refused("not_yours"):
            voids.void(ward.tx, key, member=someone, reason="x", now=NOW)
    with refused("void_no_reason"):
        voids.void(ward.tx, key, member=member(ward.ward), reason=" ", now=NOW)
    with refused("not_yours"):
        voids.void(ward.tx, key + 99, member=member(ward.ward), reason="x", now=NOW)


def test_schools_report_their_own_figures_and_the_ward_adds_them_up(ward):
    assert ward.enter("T2", "school", 300, 320).new
    assert not ward.enter("T2", "school", 300, 320).new
    line = ward.line("T2")
    assert (line["achieved"], line["headcount"], line["self"]) == (300, 320, None)
    assert line["headcount_source"] == "a report"
    ward.enter("T6", "11443", 24, 30)
    assert (ward.line("T6")["rate"], ward.line("T6")["status"]) == (0.8, "reached")


def test_the_later_report_stands_and_the_pace_follows_from_two(ward):
    ward.enter("T2", "school", 200, 320, date(2026, 10, 1))
    assert ward.line("T2")["pace_per_week"] is None
    ward.enter("T2", "school", 280, 320, date(2026, 11, 10))
    line = ward.line("T2")
    assert (line["achieved"], line["pace_per_week"]) == (280, 20.0)
    assert ward.line("T2", at=date(2026, 10, 5))["achieved"] == 200


@pytest.mark.parametrize(
    ("key", "unit", "n", "of", "at", "code"),
    [
        ("T2", "nowhere", 1, 2, AT, "unknown_unit"),
        ("T9", "school", 1, 2, AT, "unknown_indicator"),
        ("T2", "school", 3, 2, AT, "entry_above_all"),
        ("T2", "school", -1, 2, AT, "entry_negative"),
        ("T2", "school", 10**23, 10**23, AT, "entry_huge"),
        ("T2", "school", None, None, AT, "entry_empty"),
        ("T2", "school", 1, 2, date(2026, 11, 22), "entry_to_come"),
        ("T3", "t1", 1, 2, AT, "entry_counted"),
        ("T3", "school", None, 650, AT, "entry_elsewhere"),
        ("T2", "t1", 600, 650, AT, "entry_elsewhere"),
        ("T6", "t1", 1, 1, AT, "entry_elsewhere"),
        ("T2", "school", 1, 2, date(2024, 1, 1), "unit_not_then"),
    ],
)
def test_impossible_figures_are_refused(ward, key, unit, n, of, at, code):
    with refused(code):
        ward.enter(key, unit, n, of, at)


@pytest.mark.parametrize(("key", "unit", "n"), [("T3", "school", None), ("T2", "t1", 600)])
def test_what_was_once_typed_for_a_unit_of_another_kind_counts_nowhere(ward, key, unit, n):
    ward.roster()
    ward.person(ward.one, done=AT)
    ward.person(ward.two)
    ward.enter("T2", "school", 30, 40, date(2026, 11, 10))
    before = ward.line(key), ward.line(key, unit)
    odd = Entry(key, counts.subtree(ward.tx, unit)[0].id, n, 650, date(2026, 11, 10), "a slip")
    entries.add(ward.tx, "kien-an-2025", odd, staff_id=None, now=NOW)
    assert (ward.line(key), ward.line(key, unit)) == before
    new = ward.unit("new", counts.subtree(ward.tx, unit)[0].level, ward.ward, AT)
    carried = carry.carry(ward.tx, [odd.unit_id], new, AT, now=NOW)
    assert carried.count == (unit == "school")  # its pupils alone


def test_a_figure_needs_a_source(ward):
    with refused("entry_no_source"):
        indicators.enter(*(ward.tx, "T2", "school", Typed(1, 2, AT, "  ")), today=AT, now=NOW)


def test_staff_enter_figures_of_their_own_units_only(ward):
    assert ward.enter("T2", "school", 1, 2, member=None).new
    with refused("not_yours"):
        ward.enter("T2", "school", 1, 2, member=member(ward.other))


def test_staff_see_their_own_unit_and_below(ward):
    assert stats.for_staff(ward.tx, member(ward.ward), "t1", at=AT).unit.code == "t1"
    for own, wanted in ((ward.one, "t2"), (ward.one, "11443"), (ward.other, "11443")):
        with refused("not_yours"):
            stats.for_staff(ward.tx, member(own), wanted, at=AT)


def test_merging_keeps_totals_of_counted_and_of_typed(ward):
    ward.roster()
    for home, n in ((ward.one, 2), (ward.two, 3)):
        for _ in range(n):
            ward.person(home, done=AT)
    ward.enter("T3", "t2", None, 40, date(2026, 11, 1))
    on = date(2026, 11, 20)
    new = ward.unit("t3", "hamlet", ward.ward, on)
    before = ward.line("T3", at=date(2026, 11, 19))
    carry.carry(ward.tx, [ward.one, ward.two], new, on, now=NOW)
    table = schema.units
    ward.tx.execute(update(table).where(table.c.code.in_(["t1", "t2"])).values(valid_to=on))
    assert (before["headcount"], ward.line("T3")["headcount"]) == (42, 42)
    assert ward.line("T3", "t3")["headcount_source"] == "roster 2026-10-01; a report"
    with refused("unit_not_then"):
        ward.line("T3", "t1")


def test_figures_with_a_hole_are_not_carried(ward):
    ward.enter("T3", "t2", None, 40, date(2026, 11, 1))
    assert carry.carry(ward.tx, [ward.one, ward.two], ward.school, AT, now=NOW).count == 0


def test_after_the_due_date_it_is_told_whether_it_was_reached_in_time(ward):
    ward.roster()
    for home in (ward.one, ward.two):
        ward.person(home, done=date(2027, 1, 5))
    assert ward.line("T3", at=date(2027, 1, 4))["status"] == "missed"
    assert ward.line("T3", at=date(2027, 1, 5))["status"] == "reached_late"


def test_a_unit_needs_a_plan(ward):
    with refused("no_plan"):
        stats.unit_stats(ward.tx, "99999", at=AT)
    with refused("unknown_plan"):
        stats.unit_stats(ward.tx, "11443", plan="x", at=AT)
    assert stats.unit_stats(ward.tx, "99999", plan="kien-an-2025", at=AT).plan == "kien-an-2025"
    with refused("unknown_unit"):
        stats.unit_stats(ward.tx, "x", at=AT)


def test_a_new_plan_of_the_ward_takes_the_place_of_the_old_one(ward):
    loaded = plan_file.load(plan_file.PACKAGED / "phong-doanh-2025.yaml", {"citizens"})
    with refused("plan_without_unit"):
        plans.load(ward.tx, loaded, now=NOW)
    plans.load(ward.tx, loaded, unit_code="11443", now=NOW)
    line = ward.line("T3")
    assert (line["status"], line["target"], line["due"]) == ("no_target", None, None)
    assert plans.at_unit(ward.tx, ward.one).id == "phong-doanh-2025"


def test_a_goal_of_a_new_plan_is_counted_at_once_for_everybody(ward):
    person = ward.person(ward.one, done=AT)
    spell = {"valid_from": START, "valid_to": FOREVER}
    ward.add(schema.audiences, person_id=person, audience=Audience.WORKER, **spell)
    standing.refresh(ward.tx, [person])
    ward.roster()
    loaded = plan_file.load(plan_file.PACKAGED / "kien-an-2025.yaml", {"citizens"})
    for one in loaded.document["indicators"]:
        if one["id"] == "T5":
            one |= {"measure": "track_completed", "source": "roster", "tracks": ["citizens"]}
    plan = plan_file.from_document(loaded.document)
    plans.load(ward.tx, plan_file.Loaded(plan, loaded.document, ()), now=NOW)
    assert (ward.line("T5", "t1")["achieved"], ward.line("T5", "t1")["headcount"]) == (1, 1)


def test_a_projection_that_went_wrong_is_found_and_mended(ward):
    ward.person(ward.one, done=AT)
    ward.tx.execute(update(schema.enrolments).values(unit_id=ward.two))
    assert standing.check(ward.tx).wrong == 1
    assert standing.rebuild(ward.tx).wrong == 1
    assert standing.rebuild(ward.tx).wrong == 0


def typed_line(ward, unit):
    found = stats.unit_stats(ward.tx, unit, at=AT)
    return next(one for one in found.indicators if one.indicator.id == "T2")


def test_the_latest_report_counts_as_one_whether_of_n_or_of_the_total(ward):
    first, then = date(2026, 1, 5), date(2026, 11, 1)
    ward.enter("T2", "school", 3, 30, at=first)
    ward.enter("T2", "school", 9, None, at=then)
    for unit in ("school", "11443"):
        line = typed_line(ward, unit)
        assert (line.tally.achieved, line.tally.headcount) == (9, 30)
        assert (line.headcount_at, line.reported_at) == (first, then)
        monthly = replace(line.indicator, every=Every.MONTH)
        assert monthly.awaits(line.headcount_at, AT)
        assert not monthly.awaits(line.reported_at, AT)


def test_n_alone_that_is_not_shown_says_that_its_total_is_missing(ward):
    told = ward.enter("T2", "11443", 7, None)
    assert (told.instead.why, told.instead.achieved) == ("no_total", None)
    ward.enter("T2", "school", 3, None)
    told = ward.enter("T2", "11443", 7, None)
    assert (told.new, told.instead.why, told.instead.achieved) == (False, "no_total", 3)
    assert ward.enter("T2", "11443", 7, 9).instead is None
    assert typed_line(ward, "11443").tally.achieved == 7
    ward.enter("T2", "school", 3, 5)
    assert ward.enter("T2", "11443", 8, None).instead.why == "below"
