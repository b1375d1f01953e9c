"""Who hears of a closed week, and when."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from domain.vocabulary import Role
from domain.weeks import Week, last_closed
from services import weekly_news
from storage import schema, subscriptions
from storage.database import Database
from tests.conftest import SettableClock
from tests.staff_world import World


@pytest.fixture
def world(database: Database, clock: SettableClock) -> World:
    """On a Monday, at half past six in the morning."""
    return World(database, clock.now() - timedelta(minutes=90))


def queue(world: World, week: Week | None = None) -> int:
    week = week or last_closed(world.now, world.app.zone)
    return world.database.write(weekly_news.queue, world.app, world.commune, week, now=world.now)


def due(world: World) -> list[datetime]:
    return [row.due_at.astimezone(world.app.zone) for row in world.rows(schema.outbox)]


def test_heads_and_officials_hear_of_a_week_once(world: World):
    world.hire(Role.HAMLET_HEAD, world.one, channel="telegram")
    world.hire(Role.OFFICIAL, world.commune, channel="telegram")
    world.hire(Role.HELPER, world.two, channel="zalo")
    world.hire(Role.OFFICIAL, world.other, channel="telegram")
    world.hire(Role.OFFICIAL, world.school, channel="telegram")
    assert [queue(world), queue(world)] == [3, 0]
    assert {each.hour for each in due(world)} == {7}
    assert {row.planned_on for row in world.rows(schema.outbox)} == {world.today}
    (batch,) = world.rows(schema.batches)
    assert (batch.kind, batch.unit_id, batch.period) == ("week", world.commune, "2026-W01")


def test_nobody_is_written_to_who_muted_left_or_cannot_be_reached(world: World):
    muted = world.member(world.hire(Role.HAMLET_HEAD, world.one, channel="telegram"))
    world.database.write(subscriptions.set_wanted, muted.account_id, wanted=False)
    gone = world.member(world.hire(Role.HAMLET_HEAD, world.two, channel="telegram"))
    left = schema.accounts.c.id == gone.account_id
    world.database.write(
        lambda tx: tx.execute(update(schema.accounts).where(left).values(reachable=False))
    )
    world.hire(Role.OFFICIAL, world.commune, channel="web")
    assert queue(world) == 0
    assert world.rows(schema.batches) == []


def test_the_hour_is_the_one_that_was_chosen_and_never_before_now(world: World):
    early = world.member(world.hire(Role.HAMLET_HEAD, world.one, channel="telegram"))
    late = world.member(world.hire(Role.HAMLET_HEAD, world.two, channel="telegram"))
    world.database.write(subscriptions.set_hour, late.account_id, 19)
    world.forward(hours=3)
    queue(world)
    by_account = {row.account_id: row.due_at for row in world.rows(schema.outbox)}
    assert by_account[early.account_id] == world.now
    assert by_account[late.account_id].astimezone(world.app.zone).hour == 19


def test_a_week_that_was_closed_much_later_is_no_news(world: World):
    world.hire(Role.HAMLET_HEAD, world.one, channel="telegram")
    week = last_closed(world.now, world.app.zone)
    world.forward(days=1, hours=14)
    assert queue(world, week) == 0


def test_one_phone_with_two_roles_gets_one_message(world: World):
    head = world.hire(Role.HAMLET_HEAD, world.one, channel="telegram")
    member = world.member(head)
    world.add(
        schema.staff,
        account_id=member.account_id,
        role="official",
        unit_id=world.commune,
        created_at=world.now,
    )
    assert queue(world) == 1
    (row,) = world.rows(schema.outbox)
    assert len(row.subject["staff"]) == 2


def test_on_a_day_of_rest_the_news_waits_for_the_next_day_of_work(world: World):
    world.hire(Role.HAMLET_HEAD, world.one, channel="telegram")
    world.now = datetime.fromisoformat("2026-08-31T07:05:00+07:00")
    assert queue(world) == 1
    queue(world, Week.of(world.today).before())
    assert [f"{each:%d/%m %H}" for each in due(world)] == ["31/08 07"]
    world.now = datetime.fromisoformat("2029-01-01T07:05:00+07:00")
    assert queue(world) == 1
    assert f"{due(world)[-1]:%d/%m %H}" == "02/01 07"
