"""Closing weeks: what is signed, in which order, and what each change of people is called."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import DBAPIError

from content import plan_file
from domain.enrolment import FOREVER
from domain.errors import DomainError
from domain.movement import Movement, of_dict
from domain.vocabulary import Role
from domain.weeks import Week
from services import mydata, plans, standing, stats, succession, weekly
from storage import counts, movement, schema, snapshots
from storage.database import Database
from tests.rosters import as_csv
from tests.services.test_stats import Ward
from tests.staff_world import World

APP: Any = SimpleNamespace(zone=ZoneInfo("Asia/Ho_Chi_Minh"))
WEEK = Week(date(2026, 11, 16))  # W47
NEXT = WEEK.before(-1)
LATER = datetime(2026, 12, 20, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)  # seven o'clock in Vietnam


class Books(Ward):
    """A ward whose weeks are closed."""

    def close(self, week=WEEK):
        return weekly.close(self.tx, APP, "11443", week, now=LATER)

    def rows(self, unit, week, key="T3"):
        table = schema.snapshots
        mine = (table.c.unit_id == unit, table.c.period == week.label, table.c.indicator_id == key)
        query = select(table).where(*mine).order_by(table.c.correction)
        return self.tx.execute(query).all()

    def moved(self, unit, week=NEXT, key="T3"):
        """The movement of n in the line that stands; every line balances."""
        (terms, _) = of_dict(self.rows(unit, week, key)[-1].movement)
        assert terms.balances
        return terms

    def listed(self, unit, week=NEXT, key="T3"):
        """The movement of N in the line that stands; every line balances."""
        (_, terms) = of_dict(self.rows(unit, week, key)[-1].movement)
        assert terms.balances
        return terms

    def go(self, person, unit, day):
        table = schema.memberships
        mine = table.c.person_id == person
        self.tx.execute(update(table).where(mine).values(valid_to=day))
        if unit:
            dates = {"valid_from": day, "valid_to": FOREVER}
            self.add(table, person_id=person, unit_id=unit, kind="home", **dates)
        standing.refresh(self.tx, [person])

    def forget(self, person):
        """As `services.mydata` does, when the learner asks for it."""
        table = schema.completions
        self.tx.execute(delete(table).where(table.c.person_id == person))
        standing.refresh(self.tx, [person])
        movement.forget(self.tx, [person])

    def account(self, person):
        """A phone whose learner is confirmed to be the person and has done what the person did."""
        account = self.add(schema.accounts, channel="x", external_id="1", created_at=LATER)
        name = {"name": "x", "name_fold": "x", "birth_year": 1950, "created_at": LATER}
        learner = self.add(schema.learners, account_id=account, **name)
        given = {"kind": "self", "notice_version": "1", "given_at": LATER}
        self.add(schema.consents, account_id=account, learner_id=learner, **given)
        who = {"learner_id": learner, "person_id": person, "created_at": LATER}
        self.add(schema.matches, state="confirmed", **who)
        table = schema.completions
        mine = table.c.person_id == person
        self.tx.execute(update(table).where(mine).values(learner_id=learner))
        return account


@pytest.fixture
def books(sqlite_database):
    with sqlite_database.engine.begin() as tx:
        made = Books(tx)
        made.roster()
        yield made
        tx.rollback()


DONE = date(2026, 11, 3)


def test_every_unit_is_signed_with_the_published_figures_of_sunday(books):
    books.person(books.one, done=DONE)
    closing = books.close()
    assert closing.written == 4 * 6  # the ward, two hamlets, a school; six indicators
    live = stats.as_dict(stats.unit_stats(books.tx, "11443", at=WEEK.sunday))
    assert [line.figures for line in closing.lines] == live["indicators"]
    assert {row.as_of for row in books.rows(books.one, WEEK)} == {WEEK.sunday}


def test_the_first_closing_opens_with_nothing_and_the_next_with_what_was_signed(books):
    books.person(books.one, done=DONE)
    books.close()
    books.person(books.one, done=DONE)
    books.close(NEXT)
    assert books.moved(books.one, WEEK) == Movement(new=1, closing=1)
    assert books.moved(books.one) == Movement(opening=1, new=1, closing=2)  # recorded late


def test_whoever_moves_within_the_ward_leaves_its_own_figure_alone(books):
    person = books.person(books.one, done=DONE)
    books.close()
    books.go(person, books.two, date(2026, 11, 25))
    books.close(NEXT)
    assert books.moved(books.one) == Movement(opening=1, moved=1)
    assert books.moved(books.two) == Movement(moved=-1, closing=1)
    assert books.moved(books.ward) == Movement(opening=1, closing=1)


def test_a_headcount_that_is_known_no_more_ends_with_nobody(books):
    """A list of the same day is put right: nobody ever was of the first hamlet."""
    person = books.person(books.one)
    books.close()
    table = schema.memberships
    books.tx.execute(update(table).where(table.c.person_id == person).values(unit_id=books.two))
    standing.refresh(books.tx, [person])
    books.close(NEXT)
    assert books.rows(books.one, NEXT)[-1].headcount is None
    assert books.listed(books.one) == Movement(opening=1, moved=1)
    assert books.listed(books.two) == Movement(moved=-1, closing=1)
    assert books.listed(books.ward) == Movement(opening=1, closing=1)


def test_leaving_voiding_and_forgetting_are_told_apart(books):
    gone, voided, forgotten = (books.person(books.one, done=DONE) for _ in range(3))
    books.close()
    books.go(gone, None, date(2026, 11, 10))  # known late
    fact = select(schema.completions.c.id).where(schema.completions.c.person_id == voided)
    row = {"completion_id": books.tx.scalar(fact), "voided_at": LATER, "reason": "x"}
    books.add(schema.voids, **row)
    standing.refresh(books.tx, [voided])
    books.forget(forgotten)
    books.close(NEXT)
    assert books.moved(books.one) == Movement(opening=3, left=1, voided=1, erased=1)
    headcount = of_dict(books.rows(books.one, NEXT)[-1].movement)[1]
    assert headcount == Movement(opening=3, left=1, closing=2)


def test_nothing_names_the_forgotten_before_the_next_closing_either(books):
    person = books.person(books.one, done=DONE)
    books.close()
    books.forget(person)
    table = schema.signed_people
    kept = books.tx.execute(select(table.c.person_id).where(table.c.goal_id > 0)).all()
    assert [row.person_id for row in kept] == [None]


def test_an_erasure_in_chat_reaches_the_books(books):
    account = books.account(books.person(books.one, done=DONE))
    books.close()
    assert mydata.erase(books.tx, account, None, now=LATER) == 1
    books.close(NEXT)
    assert books.moved(books.one) == Movement(opening=1, erased=1)


def test_a_hamlet_that_ends_gets_a_last_line_and_its_people_moved(books):
    person = books.person(books.one, done=DONE)
    books.close()
    day = date(2026, 11, 26)
    units = schema.units
    books.tx.execute(update(units).where(units.c.id == books.one).values(valid_to=day))
    books.go(person, books.two, day)
    books.close(NEXT)
    assert books.moved(books.one) == Movement(opening=1, moved=1)
    assert snapshots.latest(books.tx, "kien-an-2025", [books.one], "week", NEXT.label) == {}
    assert books.moved(books.ward) == Movement(opening=1, closing=1)


def test_closing_again_corrects_only_the_lines_that_changed_and_tells_the_whole_week(books):
    books.person(books.one, done=DONE)
    books.person(books.two)
    books.close()
    assert books.close().written == 0
    late = books.person(books.two, done=DONE)
    closing = books.close()
    assert closing.correction == 1
    assert len(books.rows(books.one, WEEK)) == 1
    assert [row.achieved for row in books.rows(books.two, WEEK)] == [0, 1]
    assert books.moved(books.ward, WEEK) == Movement(new=2, closing=2)
    books.go(late, None, DONE)
    books.close(NEXT)
    assert books.moved(books.ward) == Movement(opening=2, left=1, closing=1)


def test_an_older_week_closed_again_says_what_it_cannot_explain(books):
    books.person(books.one, done=DONE)
    books.close()
    books.close(NEXT)
    books.person(books.one, done=DONE)
    assert books.close(WEEK).correction == 1
    assert books.moved(books.one, WEEK) == Movement(new=1, corrected=1, closing=2)
    books.close(NEXT)
    assert books.moved(books.one) == Movement(opening=1, new=1, closing=2)


def test_typed_figures_are_entered(books):
    books.enter("T2", "school", 300, 320, at=date(2026, 11, 20))
    books.close()
    books.enter("T2", "school", 290, 318, at=date(2026, 11, 20))
    books.close(NEXT)
    assert books.moved(books.school, key="T2") == Movement(opening=300, entered=-10, closing=290)


def test_a_merge_with_a_typed_headcount_moves_nobody_out_of_the_ward(books):
    """Typed: 25 in one hamlet; by the roster: 21 in the other. Together 46, and later in parts."""
    for number in range(21):
        books.person(books.two, done=DONE if number < 3 else None)
    books.person(books.one)
    books.enter("T3", "t1", None, 25, date(2026, 11, 5))
    books.close()
    orders = (["t1", "t12", "Mới", "24/11/2026"], ["t2", "t12", "Mới", "24/11/2026"])
    content = as_csv([["predecessor", "successor", "successor_name", "date"], *orders])
    succession.merge(books.tx, content, "m.csv", now=LATER)
    books.close(NEXT)
    new = counts.subtree(books.tx, "t12")[0].id
    assert books.listed(books.one) == Movement(opening=25, entered=-25)
    assert books.listed(books.two) == Movement(opening=21, entered=-21)
    assert books.listed(new) == Movement(entered=46, closing=46)
    assert books.listed(books.ward) == Movement(opening=46, closing=46)
    assert books.moved(books.two) == Movement(opening=3, moved=3)


def test_whoever_moves_to_a_unit_with_a_typed_headcount_moves_nobody_out_of_the_ward(books):
    person, _ = books.person(books.one), books.person(books.one)
    books.enter("T3", "t2", None, 25, date(2026, 11, 5))
    books.close()
    books.go(person, books.two, date(2026, 11, 25))
    books.close(NEXT)
    assert books.listed(books.one) == Movement(opening=2, entered=-1, closing=1)
    assert books.listed(books.two) == Movement(opening=25, closing=25)
    assert books.listed(books.ward) == Movement(opening=27, entered=-1, closing=26)


def test_another_rule_under_the_same_id_is_no_movement_of_people(books):
    books.person(books.one, done=DONE)
    books.close()
    loaded = plan_file.load(plan_file.PACKAGED / "kien-an-2025.yaml", {"citizens"})
    for one in loaded.document["indicators"]:
        if one["id"] == "T3":
            one["tracks"] = ["others"]
    plan = plan_file.from_document(loaded.document)
    plans.load(books.tx, plan_file.Loaded(plan, loaded.document, ()), now=LATER)
    books.close(NEXT)
    assert books.moved(books.one) == Movement(opening=1, corrected=-1)


def test_a_week_that_is_not_over_cannot_be_signed(books):
    with pytest.raises(DomainError, match="week_not_over"):
        weekly.close(books.tx, APP, "11443", WEEK, now=datetime(2026, 11, 22, 16, tzinfo=UTC))


def test_what_was_signed_cannot_be_changed(books):
    books.close()
    with pytest.raises(DBAPIError, match="append-only"), books.tx.begin_nested():
        books.tx.execute(update(schema.snapshots).values(achieved=1))


def made(tx):
    books = Books(tx)
    books.roster()
    return books


def late(tx, books):
    books.tx = tx
    books.person(books.one, done=DONE)


def corrections(database):
    query = select(schema.snapshots.c.correction)
    return set(database.read(lambda tx: tx.scalars(query).all()))


def ticks(database, now, after=0):
    found = []
    while (after := database.write(weekly.tick, APP, now=now, after=after)) is not None:
        found.append(after)
    return found


def closed(database):
    table = schema.snapshots
    query = select(table.c.period, table.c.as_of).distinct().order_by(table.c.as_of)
    return [row.period for row in database.read(lambda tx: tx.execute(query).all())]


def test_the_clock_closes_on_monday_at_seven_and_each_week_it_missed(database: Database):
    database.write(made)
    ticks(database, MONDAY - timedelta(minutes=1))
    assert closed(database) == ["2026-W46"]
    assert len(ticks(database, MONDAY)) == 1
    assert ticks(database, MONDAY + timedelta(days=6)) == []
    ticks(database, MONDAY + timedelta(weeks=3, hours=1))
    assert closed(database) == [f"2026-W{number}" for number in range(46, 51)]


def test_a_figure_that_came_since_is_left_to_the_next_week_by_the_clock(sqlite_database: Database):
    books = sqlite_database.write(made)
    ticks(sqlite_database, MONDAY)
    sqlite_database.write(lambda tx: late(tx, books))
    assert ticks(sqlite_database, MONDAY + timedelta(days=1)) == []
    assert corrections(sqlite_database) == {0}


def test_the_staff_of_a_commune_hear_of_its_closed_week(sqlite_database: Database):
    world = World(sqlite_database, MONDAY)
    world.hire(Role.OFFICIAL, world.commune, channel="telegram")
    loaded = plan_file.load(plan_file.PACKAGED / "kien-an-2025.yaml", {"citizens"})
    sqlite_database.write(plans.load, loaded, now=MONDAY)
    work = world.app
    while (after := sqlite_database.write(weekly.tick, work, now=MONDAY)) is not None:
        assert after == world.commune
    (batch,) = world.rows(schema.batches)
    assert (batch.kind, batch.period, len(world.rows(schema.outbox))) == ("week", "2026-W47", 1)


def test_a_commune_that_cannot_be_closed_keeps_no_other_waiting(sqlite_database: Database):
    books = sqlite_database.write(made)
    ticks(sqlite_database, MONDAY)
    table, document = schema.units, select(schema.plans.c.document)
    later = update(table).values(valid_from=date(2026, 12, 5))  # behind a week that was missed
    sqlite_database.write(lambda tx: tx.execute(later.where(table.c.id == books.ward)))
    row = {"code": "other", "unit_id": books.other, "title": "x", "loaded_at": LATER}
    sqlite_database.write(
        lambda tx: tx.execute(
            insert(schema.plans).values(active=True, document=tx.scalar(document), **row)
        )
    )
    assert ticks(sqlite_database, MONDAY + timedelta(weeks=2)) == [books.ward, books.other]
    assert closed(sqlite_database) == ["2026-W47", "2026-W49"]


def test_two_processes_close_a_week_once(postgresql_url):
    database = Database(postgresql_url)
    database.write(made)
    with ThreadPoolExecutor(4) as pool:
        for one in [pool.submit(ticks, database, MONDAY) for _ in range(4)]:
            one.result()
    assert closed(database) == ["2026-W47"]
    assert corrections(database) == {0}
    database.close()
