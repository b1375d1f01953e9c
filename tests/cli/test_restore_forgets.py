"""A restore forgets again whoever was erased since the backup, and brings nobody's results back."""

from datetime import timedelta

import pytest

from domain.vocabulary import Role
from services import match_decisions, mydata, standing
from storage import schema
from storage.database import Database
from tests.bot.test_staff_class import ways
from tests.conftest import SettableClock
from tests.staff_world import TRACK, World


@pytest.fixture
def world(database: Database, clock: SettableClock, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setenv("DATABASE_URL", database.url.render_as_string(hide_password=False))
    return World(database, clock.now()).with_plan()


def learned_in_class(world: World) -> int:
    """Somebody who finished in a class; another stays as they are."""
    an, binh = world.people(["Nguyễn Văn An", "Lê Thị Bình"])
    for person in (an, binh):
        world.finish("track", TRACK, way="class", person_id=person)
    world.database.write(standing.refresh, [an, binh])
    return an


def erased(world: World, person: int, match: int, how: str = "staff") -> None:
    """The match is confirmed, and the phone asks to be forgotten."""
    (row,) = world.rows(schema.matches, schema.matches.c.id == match)
    if how == "staff":
        member = world.member(world.hire(Role.OFFICIAL, world.commune))
        world.database.write(
            match_decisions.confirm, member, match, now=world.now, today=world.today
        )
    (account,) = world.rows(schema.learners, schema.learners.c.id == row.learner_id)
    world.database.write(mydata.erase, account.account_id, None, now=world.now + timedelta(days=1))


def test_of_a_learner_who_came_after_the_backup_the_class_is_forgotten(world: World, bdhvs):
    an = learned_in_class(world)
    assert bdhvs("backup", "copy.sqlite3").code == 0
    erased(world, an, world.learner("Nguyễn Văn An", an))
    assert ways(world)[2] == 1
    assert bdhvs("restore", "copy.sqlite3", "--yes").code == 0
    assert ways(world)[2] == 1
    people = {row.person_id for row in world.rows(schema.completions)}
    assert an not in people
    assert bdhvs("doctor").code == 0


def test_a_match_of_the_backup_that_was_put_right_takes_nobody_elses_class(world: World, bdhvs):
    """The phone was confirmed to be the wrong person when the copy was made."""
    an = learned_in_class(world)
    (binh,) = (row.id for row in world.rows(schema.persons) if row.id != an)
    match = world.learner("Nguyễn Văn An", binh, state="confirmed")
    assert bdhvs("backup", "copy.sqlite3").code == 0
    row = schema.matches.update().where(schema.matches.c.id == match).values(person_id=an)
    world.database.write(lambda tx: tx.execute(row))
    erased(world, an, match, how="")
    assert ways(world)[2] == 1
    assert "Forgotten again: 1." in bdhvs("restore", "copy.sqlite3", "--yes").out
    assert {row.person_id for row in world.rows(schema.completions)} == {binh}
    assert ways(world)[2] == 1


def test_whom_a_slip_alone_made_somebody_is_not_in_the_ledger(world: World, bdhvs):
    """What others recorded stays, so that what they record later does, too."""
    an = learned_in_class(world)
    match = world.learner("Nguyễn Văn An", an, state="confirmed")
    row = schema.matches.update().values(how="slip")
    world.database.write(lambda tx: tx.execute(row))
    erased(world, an, match, how="slip")
    assert {row.subject for row in world.rows(schema.erasures)} == {"learner"}
    assert ways(world)[2] == 2
