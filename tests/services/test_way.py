"""The way to the target is read from what was signed, and from nothing else."""

import io
import zipfile
from datetime import date

import pytest

from content import plan_file
from content.plan_file import PACKAGED, load
from domain.errors import DomainError
from domain.vocabulary import Role
from domain.way import Place, spread
from domain.weeks import Week, last_closed
from services import indicators, plans, standing, succession, way, week_report, weekly
from services.indicators import Typed
from services.week_balance import HEADCOUNT, REACHED, balance
from storage import schema
from storage.database import Database
from tests.conftest import SettableClock
from tests.rosters import as_csv
from tests.staff_world import TRACK, World


@pytest.fixture
def world(sqlite_database: Database, clock: SettableClock) -> World:
    """Two hamlets with ten and five adults, in the first days of the year."""
    made = World(sqlite_database, clock.now())
    loaded = load(PACKAGED / "kien-an-2025.yaml", [TRACK])
    made.database.write(plans.load, loaded, unit_code="11443", now=made.now)
    for number in range(10):
        made.person(f"Nguyễn Văn {number}")
    for number in range(5):
        made.person(f"Trần Thị {number}", made.two)
    return made


def learn(world: World, *people: int) -> None:
    for person in people:
        world.finish("track", TRACK, person_id=person)
    world.database.write(standing.refresh, people)


def close(world: World) -> Week:
    """Go on to the next Monday, and close the week."""
    world.forward(days=7 - world.today.weekday())
    week = last_closed(world.now, world.app.zone)
    world.database.write(weekly.close, world.app, "11443", week, now=world.now)
    return week


def split(world: World) -> None:
    """The first hamlet, with ten adults, becomes two."""
    head = ["predecessor", "successor", "successor_name", "date", "name"]
    day = f"{world.today:%d/%m/%Y}"
    names = [row.name for row in world.rows(schema.persons)][:10]
    new = [(f"11443-0{8 + n % 2}", f"T{n % 2}") for n in range(10)]
    rows = [["11443-01", *unit, day, name] for unit, name in zip(new, names, strict=True)]
    world.database.write(succession.split, as_csv([head, *rows]), "s.csv", now=world.now)


def look(world: World, week: Week, unit: int | None = None) -> way.CommuneWeek:
    return world.database.read(way.closed, world.commune, week, unit_id=unit)


def test_what_the_commune_needs_is_shared_by_who_is_still_missing(world: World):
    learn(world, 1, 2)
    week = close(world)
    found = look(world, week)
    own = found.own["T3"]
    assert (own.achieved, own.headcount, own.gap) == (2, 15, 13)
    shares = {line.unit.code: line.share for line in found.places(found.plan.indicators[2])}
    assert sum(share or 0 for share in shares.values()) == own.figures["needed_per_week"]
    assert set(shares) == {"11443-01", "11443-02"}
    assert look(world, week, world.one).own["T3"].share == shares["11443-01"]


def test_those_without_a_workplace_are_in_the_table_with_their_hamlet(world: World):
    """Else neither its figures nor its shares would add up."""
    loaded = load(PACKAGED / "kien-an-2025.yaml", [TRACK])
    for one in loaded.document["indicators"]:
        if one["id"] == "T5":
            one |= {"measure": "track_completed", "source": "roster", "tracks": [TRACK]}
    plan = plan_file.from_document(loaded.document)
    new = plan_file.Loaded(plan, loaded.document, ())
    world.database.write(plans.load, new, unit_code="11443", now=world.now)
    for person in (1, 2, 11):
        spell = {"valid_from": world.today, "valid_to": date(9999, 12, 31)}
        world.add(schema.audiences, person_id=person, audience="worker", **spell)
    learn(world, 1, 2, 11)
    learn(world, 3)  # no worker
    found = look(world, close(world))
    (indicator,) = (one for one in found.plan.indicators if one.id == "T5")
    places = found.places(indicator)
    assert [(one.unit.code, one.achieved, one.headcount) for one in places] == [
        ("11443-01", 2, 2),
        ("11443-02", 1, 1),
    ]
    assert found.own["T5"].headcount == 3


def test_a_week_signed_by_a_plan_that_was_replaced_can_still_be_read(world: World):
    learn(world, 1, 2)
    week = close(world)
    before = look(world, week)
    loaded = load(PACKAGED / "phong-doanh-2025.yaml", [TRACK])
    world.database.write(plans.load, loaded, unit_code="11443", now=world.now)
    found = look(world, week)
    assert (found.plan.id, found.own) == ("kien-an-2025", before.own)
    later = close(world)
    assert (look(world, later).plan.id, look(world, week).own) == ("phong-doanh-2025", before.own)


def test_a_message_that_is_made_later_still_says_what_was_signed(world: World):
    week = close(world)
    before = look(world, week).own["T3"]
    learn(world, 1, 2, 3)
    assert look(world, week).own["T3"] == before


def test_a_correction_stands_instead_of_the_first_closing(world: World):
    week = close(world)
    world.forward(days=-3)
    learn(world, 1)
    world.forward(days=3)
    world.database.write(weekly.close, world.app, "11443", week, now=world.now)
    found = look(world, week)
    assert (found.own["T3"].achieved, found.correction) == (1, 1)


def test_what_each_week_brought_is_known_from_the_second_closing_on(world: World):
    learn(world, 1)
    close(world)
    learn(world, 2, 3)
    close(world)
    week = close(world)
    line = look(world, week).own["T3"]
    assert line.progress == (None, None, 2, 0)
    assert look(world, week, world.one).own["T3"].still is False
    assert look(world, close(world), world.one).own["T3"].still is True


def test_of_a_hamlet_that_stands_still_half_the_share_goes_to_others(world: World):
    close(world)
    learn(world, 11)
    close(world)
    learn(world, 12)
    found = look(world, close(world))
    one, two = found.places(found.plan.indicators[2])
    assert (one.still, two.still) == (True, False)
    need = found.own["T3"].figures["needed_per_week"]
    assert (one.share or 0) + (two.share or 0) == need
    assert found.praise(found.plan.indicators[2]).ahead == (("Tổ dân phố 2", 1),)


def test_who_splits_off_a_standing_hamlet_is_not_taken_for_one_that_moves(world: World):
    for _ in range(4):
        close(world)
    split(world)
    found = look(world, close(world))
    places = found.places(found.plan.indicators[2])
    need = found.own["T3"].figures["needed_per_week"]
    even = spread(need, [Place(one.unit.code, one.gap or 0) for one in places])
    assert {one.unit.code: one.share for one in places} == even


@pytest.mark.parametrize(("figure", "size"), [(REACHED, 2), (HEADCOUNT, 15)])
def test_the_balance_of_a_week_adds_up_though_a_hamlet_ended_in_it(world: World, figure, size):
    learn(world, 1, 12)
    close(world)
    split(world)
    found = look(world, close(world))
    *parts, (unit, whole) = balance(found, found.plan.indicators[2], figure)
    assert unit.id == world.commune
    assert [one.code for one, _ in parts] == ["11443-01", "11443-02", "11443-08", "11443-09"]
    assert whole["opening"] == size
    for term in whole:
        assert sum(terms[term] for _, terms in parts) == whole[term]
    gone = {one.code: terms for one, terms in parts}["11443-01"]
    assert (gone["closing"], gone["moved"]) == (0, gone["opening"])


def test_units_without_news_are_those_that_owe_a_figure(world: World):
    assert look(world, close(world)).silent() == ("Trường THCS Bắc Hà",)


def test_the_trend_ends_with_the_week_that_is_asked_for(world: World):
    weeks = [close(world) for _ in range(3)]
    found = look(world, weeks[1])
    rows = world.database.read(way.trend, found, found.plan.indicators[2])
    assert [row.as_of for row in rows] == [week.sunday for week in weeks[:2]]


def test_a_week_that_nobody_closed_is_refused_by_its_day(world: World):
    week = close(world)
    with pytest.raises(DomainError, match="week_not_closed"):
        look(world, week.before())
    member = world.member(world.hire(Role.OFFICIAL, world.commune))
    last = world.database.read(way.last_for, member, now=world.now, zone=world.app.zone)
    assert last == week


def test_nobody_sees_the_table_of_another_unit(world: World):
    week = close(world)
    head = world.member(world.hire(Role.HAMLET_HEAD, world.one))
    found = world.database.read(way.table_for, head, week)
    assert found.unit.id == world.one
    assert not any(found.below.values())
    stranger = world.member(world.hire(Role.OFFICIAL, world.other))
    with pytest.raises(DomainError):
        world.database.read(way.table_for, stranger, week)


def test_amounts_are_closed_with_the_week_and_tell_what_it_brought(world: World):
    loaded = load(PACKAGED / "hoa-thuan-2024.yaml", [TRACK])
    world.database.write(plans.load, loaded, unit_code="11443", now=world.now)

    def tell(n: int) -> way.Line:
        typed = Typed(n, None, world.today, "x")
        today, now = world.today, world.now
        world.database.write(indicators.enter, "M1", "11443", typed, today=today, now=now)
        return look(world, close(world)).own["M1"]

    first, second = tell(4), tell(7)
    assert (first.fresh, second.fresh) == (None, 3)
    assert (second.amount, second.percent, second.achieved, second.gap) == (10, None, 7, 3)
    found = look(world, last_closed(world.now, world.app.zone))
    assert found.main[0].id == "K1"  # a share is the picture, if there is one
    assert found.places(next(one for one in found.plan.indicators if one.id == "M1")) == ()
    book = week_report.workbook(found, world.app.texts, world.app.zone)
    with zipfile.ZipFile(io.BytesIO(book)) as file:
        assert "Số lượng" in file.read("xl/workbook.xml").decode()
        assert "cơ sở" in file.read("xl/sharedStrings.xml").decode()
