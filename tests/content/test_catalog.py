"""Files become values, or every fault is named."""

import unicodedata
from pathlib import Path

import pytest

from content.catalog import ContentError, load
from content.check import check
from domain.curriculum import Picture
from tests.content.conftest import SAMPLE, Break


def test_the_sample_is_sound_before_it_is_broken() -> None:
    assert check(SAMPLE) == []


def test_the_packaged_content_is_the_default() -> None:
    assert "citizens" in load().tracks


def test_the_caller_owns_what_is_loaded(folder: Path) -> None:
    assert load(folder) == load(folder)
    assert load(folder) is not load(folder)


def test_bold_words_become_tags_and_a_picture_stands_beside_the_text() -> None:
    step = load(SAMPLE).lessons["fraud"].steps[0]
    assert "<b>dọa</b>" in step.text
    assert "pictures" not in step.text
    assert isinstance(step.picture, Picture)
    assert step.picture.file == "pictures/fraud-signs.png"


def test_questions_of_lessons_and_banks_are_found_by_id() -> None:
    curriculum = load()
    assert curriculum.questions["fraud-q1"].lesson_id == "fraud"
    assert curriculum.questions["fraud-b1"].correct.correct


def test_a_decomposed_file_is_read_as_composed(folder: Path) -> None:
    path = folder / "lessons/fraud/lesson.md"
    path.write_text(unicodedata.normalize("NFD", path.read_text("utf-8")), encoding="utf-8")
    assert load(folder).lessons["fraud"] == load(SAMPLE).lessons["fraud"]


def test_a_file_from_another_system_is_read_alike(folder: Path) -> None:
    path = folder / "lessons/fraud/lesson.md"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert load(folder).lessons["fraud"] == load(SAMPLE).lessons["fraud"]


def test_all_faults_are_told_at_once(folder: Path, broken: Break) -> None:
    broken("lessons/fraud/lesson.md", "version: 1", "version: một")
    broken("lessons/vneid/lesson.md", "TMP-02", "TMP-99")
    with pytest.raises(ContentError) as caught:
        load(folder)
    files = {problem.file for problem in caught.value.problems}
    assert {"lessons/fraud/lesson.md", "lessons/vneid/lesson.md"} <= files
    assert "lessons/vneid/lesson.md:" in str(caught.value)


def test_clumsy_teaching_does_not_stop_a_running_service(folder: Path, broken: Break) -> None:
    long = "Bác nhớ " + "rất kỹ " * 20 + "điều này."
    problems, _ = broken(
        "lessons/fraud/lesson.md", "> Dọa, hứa, giục", f"> {long}\n> Dọa, hứa, giục"
    )
    assert "long_sentence" in {problem.code for problem in problems}
    assert "fraud" in load(folder).lessons


def test_an_empty_folder_is_refused_and_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as caught:
        load(tmp_path)
    assert [problem.file for problem in caught.value.problems] == [
        "lessons",
        "taxonomy.yaml",
        "tracks",
    ]
