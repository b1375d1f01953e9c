"""What we publish ourselves keeps the promises we make to readers."""

import re
import unicodedata
from collections import Counter
from datetime import date
from itertools import chain

import pytest

from content.catalog import PACKAGED, load
from content.check import check
from content.folder import read
from content.measures import sentences, syllables, visible
from domain.curriculum import Curriculum, Lesson, Question
from domain.vocabulary import Audience
from services import pictures

NUMBER = re.compile(r"(?<![\d/.])(?!(?<=năm )20\d\d\b)\d{3,}(?![\d/%]|\.\d)")  # no year, no share
SOURCES = {"111": "//tongdai111.vn/", "115": "Thông tư 22/2014/TT-BTTTT"}  # the numbers we print
LESSONS = sorted(folder.name for folder in (PACKAGED / "lessons").iterdir() if folder.is_dir())


@pytest.fixture(scope="module")
def curriculum() -> Curriculum:
    return load()


def texts(lesson: Lesson) -> list[str]:
    steps = chain.from_iterable((step.text, step.plain) for step in lesson.steps)
    return [lesson.title, visible(lesson.why), visible(lesson.try_it), *map(visible, steps)]


def words(question: Question) -> list[str]:
    return [question.text, *(part for o in question.options for part in (o.text, o.explanation))]


def test_the_shipped_content_has_no_problem() -> None:
    assert check() == []


def test_the_citizens_track_begins_with_the_phone_itself(curriculum: Curriculum) -> None:
    track = curriculum.tracks["citizens"]
    assert track.lessons[0] == "phone"
    assert len(track.lessons) == 14
    assert track.audience is Audience.ADULT


def test_the_bank_asks_evenly_about_every_lesson(curriculum: Curriculum) -> None:
    track = curriculum.tracks["citizens"]
    counted = Counter(question.lesson_id for question in track.bank)
    assert set(counted) == set(track.lessons)
    assert max(counted.values()) - min(counted.values()) <= 1
    assert len(track.bank) >= 36


def test_the_final_quiz_can_ask_the_same_number_about_each_lesson(curriculum: Curriculum) -> None:
    track = curriculum.tracks["citizens"]
    assert track.final_size % len(track.lessons) == 0


@pytest.mark.parametrize("lesson_id", LESSONS)
def test_each_lesson_has_five_to_eight_steps_and_a_picture(
    curriculum: Curriculum, lesson_id: str
) -> None:
    lesson = curriculum.lessons[lesson_id]
    pictures = [step.picture for step in lesson.steps if step.picture]
    assert 5 <= len(lesson.steps) <= 8
    assert pictures
    assert all((PACKAGED / picture.file).is_file() and picture.alt for picture in pictures)


def test_every_picture_is_drawn_from_what_lies_beside_it() -> None:
    wanted = pictures.pictures(PACKAGED)
    assert wanted.keys() == set((PACKAGED / "pictures").glob("*.png"))
    stale = [file.name for file, picture in wanted.items() if file.read_bytes() != picture]
    assert not stale, f"run `bdhvs content draw`: {stale}"
    assert max(map(len, wanted.values())) <= pictures.MOST


def test_no_picture_lies_unused(curriculum: Curriculum) -> None:
    steps = [step for lesson in curriculum.lessons.values() for step in lesson.steps]
    used = {step.picture.file for step in steps if step.picture}
    assert used == {f"pictures/{path.name}" for path in (PACKAGED / "pictures").glob("*.png")}


@pytest.mark.parametrize("lesson_id", LESSONS)
def test_sentences_are_short_and_the_plainer_ones_shorter(
    curriculum: Curriculum, lesson_id: str
) -> None:
    steps = curriculum.lessons[lesson_id].steps
    said = [syllables(s) for step in steps for s in sentences(visible(step.text))]
    plainer = [syllables(s) for step in steps for s in sentences(visible(step.plain))]
    assert sum(said) / len(said) <= 20
    assert sum(plainer) / len(plainer) < sum(said) / len(said)


def test_nobody_is_blamed_for_a_wrong_answer(curriculum: Curriculum) -> None:
    for question in curriculum.questions.values():
        for option in question.options:
            assert not re.search(r"\b(sai rồi|ngu|dốt|kém)\b", option.explanation.lower())


def test_no_telephone_number_is_printed_in_a_lesson(curriculum: Curriculum) -> None:
    every = [text for lesson in curriculum.lessons.values() for text in texts(lesson)]
    every += [text for question in curriculum.questions.values() for text in words(question)]
    assert [text for text in every if set(NUMBER.findall(text)) - SOURCES.keys()] == []


@pytest.mark.parametrize(("number", "origin"), SOURCES.items())
def test_a_number_for_help_stands_only_beside_its_source(
    curriculum: Curriculum, number: str, origin: str
) -> None:
    named = [
        lesson
        for lesson in curriculum.lessons.values()
        if any(number in NUMBER.findall(text) for text in texts(lesson))
    ]
    assert named
    for lesson in named:
        assert any(origin in f"{source.title} {source.url}" for source in lesson.sources)


def test_nothing_claims_to_be_the_framework_of_decision_757(curriculum: Curriculum) -> None:
    assert all(
        "757" not in text for lesson in curriculum.lessons.values() for text in texts(lesson)
    )
    taxonomy = read(PACKAGED).taxonomy
    assert taxonomy is not None
    assert taxonomy.model.official is False


def test_every_lesson_names_dated_sources(curriculum: Curriculum) -> None:
    for lesson in curriculum.lessons.values():
        assert lesson.sources
        assert all(
            date(2026, 1, 1) <= source.date <= date(2026, 11, 29) for source in lesson.sources
        )


def test_all_text_is_composed(curriculum: Curriculum) -> None:
    for lesson in curriculum.lessons.values():
        assert all(unicodedata.is_normalized("NFC", text) for text in texts(lesson))


def test_ids_fit_behind_a_button(curriculum: Curriculum) -> None:
    assert all(len(name) <= 16 and name.isascii() for name in curriculum.lessons)
    assert all(len(name) <= 24 and name.isascii() for name in curriculum.questions)


def test_the_right_answer_cannot_be_told_from_its_length_or_place(curriculum: Curriculum) -> None:
    questions = curriculum.questions.values()
    longest = [
        len(q.correct.text) > max(len(o.text) for o in q.options if not o.correct)
        for q in questions
    ]
    places = Counter(q.correct.id for q in questions if len(q.options) == 3)
    assert sum(longest) / len(longest) <= 0.35
    assert max(places.values()) / sum(places.values()) <= 0.4
