"""Whom reminders do not reach is on the head's list of visits, with the reason in words."""

from datetime import datetime

import pytest

from domain.sending import Reason
from domain.vocabulary import Role
from services import visits
from storage import schema
from storage.database import Database
from tests.conftest import SettableClock
from tests.staff_world import LESSONS, TRACK, Chatter, World


@pytest.fixture
def world(database: Database, clock: SettableClock) -> World:
    return World(database, clock.now())


@pytest.fixture
def head(world: World) -> Chatter:
    return world.hire(Role.HAMLET_HEAD, world.one, name="Trần Văn Tư")


def learner(world: World, person: int, seen_at: datetime | None = None) -> int:
    """Somebody confirmed to be a person, last heard of at a moment; the learner's id."""
    match = world.learner("x", person, state="confirmed")
    (row,) = world.rows(schema.matches, schema.matches.c.id == match)
    (who,) = world.rows(schema.learners, schema.learners.c.id == row.learner_id)
    at = seen_at or world.now
    heard = schema.dialogues.insert().values(account_id=who.account_id, state={}, seen_at=at)
    world.database.write(lambda tx: tx.execute(heard))
    return int(row.learner_id)


def due(world: World, learner_id: int, reason: str, state: str = "skipped") -> int:
    number = next(world.numbers)
    return world.add(
        schema.dues,
        who=f"l{learner_id}",
        rule=f"rule-{number}",
        due_on=world.today,
        learner_id=learner_id,
        unit_id=world.commune,
        planned_on=world.today,
        state=state,
        reason=reason,
        decided_at=world.now,
    )


def silent(world: World, name: str, reason: str = "unanswered", unit: int | None = None) -> int:
    """Somebody of a hamlet who was heard of last before a due was skipped; the person's id."""
    person = world.person(name, unit)
    who = learner(world, person)
    world.forward(hours=1)
    due(world, who, reason)
    world.forward(hours=1)
    return person


def wanted(world: World, unit: int) -> dict[int, Reason]:
    return world.database.read(visits.wanted, unit, now=world.now)


def test_the_list_gives_the_reason_in_words_and_the_nearest_to_done_first(
    world: World, head: Chatter
):
    silent(world, "Nguyễn Văn An")
    near = silent(world, "Trần Thị Ánh", "unreachable")
    last = silent(world, "Lê Văn Bình", "closed")
    for lesson in LESSONS[:4]:
        world.finish("lesson", lesson, person_id=near)
    for lesson in LESSONS:
        world.finish("lesson", lesson, person_id=last)
    (one, two) = (row.learner_id for row in world.rows(schema.matches)[1:])
    world.forward(hours=1)
    due(world, one, "unreachable")
    due(world, two, "closed")
    head.do("s.lists")
    text = head.press("Nhắc không tới, nên đến nhà: 3").text
    lines = [line for line in text.splitlines() if line.startswith("•")]
    assert lines == [
        "• Lê Văn Bình: máy không nhắn trước cho bác ấy được; chỉ còn bài kiểm tra cuối.",
        "• Trần Thị Ánh: tin nhắn không tới máy; còn 2 bài.",
        "• Nguyễn Văn An: nhắc mấy lần chưa thấy trả lời; còn 6 bài.",
    ]
    assert "Nên đến nhà: tin nhắn không tới máy." in head.press("Trần Thị Ánh").text


def test_whoever_is_done_is_not_visited(world: World, head: Chatter):
    person = silent(world, "Nguyễn Văn An")
    world.finish("track", TRACK, person_id=person)
    assert not head.do("s.lists").has("nên đến nhà")
    assert "Nên đến nhà" not in head.do(f"s.p:{person}").text


def test_no_hamlet_sees_whom_another_one_is_to_visit(world: World, head: Chatter):
    there = silent(world, "Nguyễn Văn An", unit=world.two)
    assert wanted(world, world.one) == {}
    assert wanted(world, world.other) == {}
    assert wanted(world, world.two) == wanted(world, world.commune) == {there: Reason.UNANSWERED}
    assert not head.do("s.lists").has("nên đến nhà")
    assert "! not_yours" in head.do(f"s.l:visit:0:{world.two}").text


def test_other_reasons_ask_for_no_visit(world: World):
    for reason in ("stopped", "limit", "other", "late", "finished"):
        silent(world, f"Nguyễn Văn {reason}", reason)
    assert wanted(world, world.one) == {}


def test_whoever_answers_again_leaves_the_list(world: World):
    silent(world, "Nguyễn Văn An")
    dialogues = schema.dialogues
    world.database.write(lambda tx: tx.execute(dialogues.update().values(seen_at=world.now)))
    assert wanted(world, world.one) == {}


def test_blocking_us_is_no_answer(world: World):
    person = silent(world, "Nguyễn Văn An", "closed")
    accounts, dialogues = schema.accounts, schema.dialogues
    world.database.write(lambda tx: tx.execute(dialogues.update().values(seen_at=world.now)))
    world.database.write(lambda tx: tx.execute(accounts.update().values(reachable=False)))
    assert wanted(world, world.one) == {person: Reason.CLOSED}


def test_an_answer_on_another_phone_counts_too(world: World):
    person = silent(world, "Nguyễn Văn An")
    world.forward(hours=1)
    learner(world, person)
    assert wanted(world, world.one) == {}


def test_a_class_or_a_visit_takes_the_name_off(world: World):
    helped, taught = silent(world, "Nguyễn Văn An"), silent(world, "Trần Thị Ánh")
    world.add(
        schema.attempts,
        person_id=helped,
        kind="check",
        content_id=TRACK,
        version=1,
        way="assisted",
        questions=[],
        position=0,
        score=0,
        started_at=world.now,
    )
    world.finish("lesson", LESSONS[0], person_id=taught, way="class")
    assert wanted(world, world.one) == {}


def test_a_later_reminder_that_went_out_takes_the_name_off(world: World):
    person = silent(world, "Nguyễn Văn An", "budget")
    (row,) = world.rows(schema.matches, schema.matches.c.person_id == person)
    due(world, row.learner_id, "", state="sent")
    assert wanted(world, world.one) == {}


def test_the_latest_reason_stands_and_after_thirty_days_none(world: World):
    person = silent(world, "Nguyễn Văn An", "closed")
    (row,) = world.rows(schema.matches, schema.matches.c.person_id == person)
    world.forward(days=20)
    due(world, row.learner_id, "unreachable")
    assert wanted(world, world.one) == {person: Reason.UNREACHABLE}
    world.forward(days=30)
    assert wanted(world, world.one) == {person: Reason.UNREACHABLE}
    world.forward(minutes=1)
    assert wanted(world, world.one) == {}


def test_a_name_moves_with_its_person_to_another_hamlet(world: World):
    person = silent(world, "Nguyễn Văn An")
    homes = schema.memberships
    world.database.write(
        lambda tx: tx.execute(
            homes.update().where(homes.c.person_id == person).values(unit_id=world.two)
        )
    )
    assert wanted(world, world.one) == {}
    assert wanted(world, world.two) == {person: Reason.UNANSWERED}
