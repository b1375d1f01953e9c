"""The task to try: told in one press, kept apart from what was tested, forgotten on demand."""

import pytest
from sqlalchemy import select, update

from domain.vocabulary import Role
from services import practice
from storage import schema
from storage.database import Database, Tx
from tests.bot.talking import Citizen, build_hamlet, open_app, words
from tests.conftest import SettableClock
from tests.staff_world import World


@pytest.fixture
def citizen(database: Database) -> Citizen:
    build_hamlet(database, ("Nguyễn Văn An", 1958))
    citizen = Citizen(open_app(database))
    citizen.join()
    return citizen


def told(citizen: Citizen) -> list[tuple[str, bool]]:
    table = schema.practices
    query = select(table.c.lesson_id, table.c.done).order_by(table.c.id)
    return [tuple(row) for row in citizen.app.database.read(lambda tx: tx.execute(query).all())]


def test_done_is_kept_and_leads_to_the_questions(citizen: Citizen):
    citizen.act("practise:phone")
    said = citizen.press("Tôi làm được rồi")
    assert "Hay quá" in said
    assert "Câu 1/" in said
    assert told(citizen) == [("phone", True)]


def test_not_yet_is_answered_kindly_with_ways_to_help(citizen: Citizen):
    citizen.act("practise:phone")
    said = citizen.press("Tôi chưa làm được")
    assert "Không sao cả" in said
    captions = [choice.label for choice in citizen.choices]
    assert captions == ["Quay lại", "Gọi người giúp", "Làm câu hỏi"]
    assert told(citizen) == [("phone", False)]


def test_the_latest_word_stands_and_a_repeat_adds_nothing(citizen: Citizen):
    citizen.act("tried:phone:later")
    citizen.act("tried:phone:done")
    citizen.act("tried:phone:done")
    assert told(citizen) == [("phone", True)]


def test_it_finishes_no_lesson(citizen: Citizen):
    citizen.act("tried:phone:done")
    found = citizen.app.database.read(lambda tx: tx.execute(select(schema.completions)).all())
    assert found == []
    assert "0/" in citizen.act("menu")


def test_progress_shows_it_beside_the_ticks(citizen: Citizen):
    assert "📱" not in citizen.act("progress")
    citizen.act("tried:phone:later")
    assert "📱" not in citizen.act("progress")
    citizen.act("tried:phone:done")
    lesson = citizen.app.curriculum.lessons["phone"]
    assert f"{lesson.title} 📱" in citizen.act("progress")


def test_the_copy_names_it_and_erasing_forgets_it(citizen: Citizen):
    citizen.act("tried:phone:done")
    assert "đã thử làm trên máy: 1" in citizen.act("data")
    citizen.act("erase")
    citizen.press("Xóa hết, tôi chắc chắn")
    assert told(citizen) == []


def test_of_somebody_who_is_not_recorded_nothing_is_kept(database: Database):
    build_hamlet(database)
    guest = Citizen(open_app(database))
    guest.start()
    guest.press("Không đồng ý")
    guest.act("practise:phone")
    assert "Câu 1/" in guest.press("Tôi làm được rồi")
    assert told(guest) == []


def test_a_button_made_up_or_of_a_lesson_that_is_gone_keeps_nothing(citizen: Citizen):
    assert words(citizen.act("tried:phone:perhaps"))
    assert words(citizen.act("tried:gone:done"))
    assert told(citizen) == []


def test_the_head_sees_where_people_need_help_and_no_names(
    database: Database, clock: SettableClock
):
    world = World(database, clock.at)
    people = world.people(["Nguyễn Văn An", "Lê Thị Bình", "Vũ Văn Cường"])
    for number, person in enumerate(people):
        learner = agreed(world, person)
        tell(world, learner, "lesson-1", done=number == 0)
        tell(world, learner, "lesson-2", done=True)
    stranger = agreed(world, world.person("Ai Đó", world.two))
    world.database.write(move, stranger, world.two)
    tell(world, stranger, "lesson-3", done=False)
    head = world.hire(Role.HAMLET_HEAD, world.one, name="Trần Văn Tư")
    said = head.do("s.lists").text
    assert (
        "4 việc làm được, 2 việc chưa làm được. Bài nhiều người chưa làm được nhất: lesson-1."
        in said
    )
    assert "không tính vào chỉ tiêu" in said
    assert "Lê Thị Bình" not in said


def test_where_nobody_told_anything_the_head_reads_nothing_of_it(
    database: Database, clock: SettableClock
):
    world = World(database, clock.at)
    world.people(["Nguyễn Văn An"])
    head = world.hire(Role.HAMLET_HEAD, world.one, name="Trần Văn Tư")
    assert "tự báo" not in head.do("s.lists").text


def agreed(world: World, person: int) -> int:
    """A learner with consent; the id."""
    match = world.learner("Ai", person)
    (found,) = world.rows(schema.matches, schema.matches.c.id == match)
    consent = dict(kind="self", notice_version="1", given_at=world.now)
    world.add(schema.consents, learner_id=found.learner_id, **consent)
    return found.learner_id


def tell(world: World, learner: int, lesson: str, *, done: bool) -> None:
    world.database.write(
        practice.tell, world.app.curriculum, learner, lesson, done=done, now=world.now
    )


def move(tx: Tx, learner: int, unit: int) -> None:
    table = schema.learners
    tx.execute(update(table).where(table.c.id == learner).values(unit_id=unit))
