"""More than one programme to learn: citizens begin with theirs, and change at will."""

import re

import pytest

from content import address
from storage.database import Database
from tests.bot.talking import Citizen, build_hamlet, open_app
from tests.bot.test_citizen_journey import by_button, finished_lesson


@pytest.fixture
def citizen(database: Database) -> Citizen:
    build_hamlet(database, ("Nguyễn Văn An", 1958))
    citizen = Citizen(open_app(database))
    citizen.join()
    return citizen


def first_lesson(citizen: Citizen, track: str) -> str:
    curriculum = citizen.app.curriculum
    return curriculum.lessons[curriculum.tracks[track].lessons[0]].title


def test_a_citizen_begins_with_the_programme_of_citizens(citizen: Citizen) -> None:
    assert first_lesson(citizen, "citizens") in citizen.act("go")
    citizen.act("lessons")
    said = by_button(citizen, citizen.button("Chương trình khác"))
    tracks = citizen.app.curriculum.tracks
    assert tracks["citizens"].title in said
    assert citizen.choices[0].label == tracks["citizens"].title


def test_a_programme_is_left_and_found_again_where_it_was(citizen: Citizen) -> None:
    lesson = citizen.app.curriculum.lessons[citizen.app.curriculum.tracks["citizens"].lessons[0]]
    citizen.act(f"step:{lesson.id}:{lesson.steps[1].id}")
    citizen.act("track:employees")
    assert first_lesson(citizen, "employees") in citizen.act("menu")
    assert first_lesson(citizen, "employees") in citizen.act("go")  # as the menu promises
    citizen.act("track:citizens")
    assert first_lesson(citizen, "citizens") in citizen.act("go")


def test_the_menu_names_the_lesson_that_going_on_leads_to(citizen: Citizen) -> None:
    citizen.type("bài 3")
    citizen.press("Bắt đầu học")
    assert "bài 3:" in citizen.act("menu")
    citizen.press("Học tiếp bài 3")
    assert "bài 3:" in citizen.last[0].text


def test_what_was_learned_in_one_programme_stays_when_another_is_chosen(citizen: Citizen) -> None:
    citizen.act("track:employees")
    citizen.act("go")
    finished_lesson(citizen, by_button)
    citizen.act("track:citizens")
    assert "0/" in citizen.act("menu")
    citizen.act("track:employees")
    total = len(citizen.app.curriculum.tracks["employees"].lessons)
    assert f"1/{total}" in citizen.act("menu")


@pytest.mark.parametrize(
    ("track", "you"),
    [("citizens", "bác"), ("employees", "anh/chị"), ("pupils", "em"), ("workers", "anh chị")],
)
def test_whoever_learns_is_spoken_to_as_the_lessons_do(
    citizen: Citizen, track: str, you: str
) -> None:
    citizen.act(f"track:{track}")
    lesson = citizen.app.curriculum.lessons[citizen.app.curriculum.tracks[track].lessons[0]]
    said = [citizen.act("menu"), citizen.act(f"practise:{lesson.id}")]
    said.append(citizen.act(f"quiz:{lesson.id}"))
    said += [citizen.act(citizen.choices[0].action) for _ in range(len(lesson.questions))]
    words = " ".join(said).lower()
    assert f" {you} " in words
    assert (" bác " in words) is (you == "bác")


@pytest.mark.parametrize(
    ("track", "you"), [("citizens", "bác"), ("employees", "anh/chị"), ("pupils", "em")]
)
def test_notice_and_refusals_speak_to_whoever_learns_as_well(
    citizen: Citizen, track: str, you: str
) -> None:
    citizen.act(f"track:{track}")
    notice = citizen.act("notice")
    assert f"Tên {you} tự gõ" in notice
    refused = citizen.act("who:999")  # of another phone
    assert f"{address.capitalized(you)} về" in refused
    for said in (notice, refused):
        assert bool(re.search(r"\bbác\b", said, re.IGNORECASE)) is (you == "bác")


def test_pupils_are_not_spoken_up_to(citizen: Citizen) -> None:
    assert "làm gì ạ?" in citizen.act("menu")
    citizen.act("track:pupils")
    assert "làm gì?" in citizen.act("menu")
