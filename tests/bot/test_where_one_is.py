"""Where somebody is in a lesson holds: in easier words, at the task to try, at a question."""

import pytest

from domain.curriculum import Lesson
from storage.database import Database
from tests.bot.talking import Citizen, build_hamlet, open_app


@pytest.fixture
def citizen(sqlite_database: Database) -> Citizen:
    build_hamlet(sqlite_database, ("Nguyễn Văn An", 1958))
    someone = Citizen(open_app(sqlite_database))
    someone.join()
    return someone


@pytest.fixture
def lesson(citizen: Citizen) -> Lesson:
    return citizen.app.curriculum.lessons["phone"]


@pytest.mark.parametrize("place", [0, 1, -1])
def test_back_from_the_easier_words_is_the_same_step_in_full(
    citizen: Citizen, lesson: Lesson, place: int
):
    step = lesson.steps[place]
    full = citizen.act(f"step:phone:{step.id}")
    number = f"{lesson.steps.index(step) + 1}/{len(lesson.steps)}"
    said = citizen.press("Nói dễ hơn")
    assert f"Bước {number}" in said
    assert step.plain in said
    assert not any("Nói dễ hơn" in choice.label for choice in citizen.choices)
    caption = citizen.app.texts.label("learn.back")
    assert citizen.press(caption) == full


def test_from_the_easier_words_one_goes_on_to_the_next_step(citizen: Citizen, lesson: Lesson):
    citizen.act(f"step:phone:{lesson.steps[1].id}")
    citizen.press("Nói dễ hơn")
    assert f"3/{len(lesson.steps)}" in citizen.type("tiếp")


def test_easier_words_of_an_old_message_are_where_one_is(citizen: Citizen, lesson: Lesson):
    citizen.act(f"step:phone:{lesson.steps[4].id}")
    citizen.act(f"plain:phone:{lesson.steps[1].id}")
    assert f"2/{len(lesson.steps)}" in citizen.act("go")


def test_whoever_calls_from_the_task_comes_back_to_the_task(citizen: Citizen):
    citizen.act("practise:phone")
    citizen.press("Gọi người giúp")
    assert "Bác thử làm nhé" in citizen.press("Thôi, tôi học tiếp")
    citizen.later(days=30)
    citizen.act("menu")
    assert "Bác thử làm nhé" in citizen.press("Học tiếp bài 1")
    citizen.press("Làm câu hỏi")
    assert "Câu 1/" in citizen.act("go")


@pytest.mark.parametrize("text", ["tiếp", "ok", "vâng ạ"])
@pytest.mark.parametrize("asked_by", ["checkin_go:citizens", "quiz:phone"])
def test_a_question_stays_open_when_somebody_only_says_go_on(
    citizen: Citizen, text: str, asked_by: str
):
    question, shown = citizen.act(asked_by), citizen.choices
    for _ in range(2):
        said = citizen.type(text)
        assert "chọn một câu trả lời" in said
        assert said.endswith(question)
        assert citizen.choices == shown
    citizen.act(citizen.right().action)
    assert "chọn một câu trả lời" not in citizen.type("tiếp") or asked_by.startswith("check")
