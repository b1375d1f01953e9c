"""`bdhvs content`: validation and export from the command line."""

import json
import re
import shutil
from pathlib import Path

import pytest

from content.catalog import PACKAGED
from domain.curriculum import Lesson
from tests.published import curriculum


def test_the_packaged_content_has_no_faults(bdhvs):
    ran = bdhvs("content", "check")
    assert (ran.code, ran.err) == (0, "")


def test_every_fault_is_named_with_its_file(bdhvs, tmp_path: Path):
    folder = tmp_path / "content"
    shutil.copytree(PACKAGED, folder)
    lesson = min((folder / "lessons").glob("*/quiz.yaml"))
    lesson.write_text("questions: 3\n", encoding="utf-8")
    ran = bdhvs("content", "check", folder)
    assert ran.code == 1
    assert f"lessons/{lesson.parent.name}/quiz.yaml:" in ran.err
    assert "Traceback" not in ran.err


def test_the_export_holds_the_right_answers(bdhvs):
    exported = json.loads(bdhvs("content", "export", "--json").out)
    assert exported["lessons"]
    for lesson in exported["lessons"]:
        for question in lesson["questions"]:
            right = [option["id"] for option in question["options"] if option["correct"]]
            assert right == [question["correct"]]


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    return next(iter(curriculum().lessons.values()))


@pytest.mark.parametrize("channel", ["zalo", "telegram", "web"])
def test_a_preview_goes_from_the_first_step_to_the_result(bdhvs, lesson: Lesson, channel: str):
    ran = bdhvs("content", "preview", lesson.id, "--channel", channel)
    assert ran.code == 0
    for place in range(1, len(lesson.steps) + 1):
        assert f"{place}/{len(lesson.steps)}" in ran.out
    assert all(question.text in ran.out for question in lesson.questions)


def test_a_channel_without_buttons_shows_numbers_and_no_tags(bdhvs, lesson: Lesson):
    out = bdhvs("content", "preview", lesson.id, "--channel", "zalo").out
    assert "\n1. " in out
    assert "<b>" not in out


def test_a_channel_with_buttons_shows_them_and_keeps_the_tags(bdhvs, lesson: Lesson):
    out = bdhvs("content", "preview", lesson.id, "--channel", "telegram").out
    assert re.search(r"^\[.+\]$", out, re.MULTILINE)
    assert "<b>" in out


def test_a_lesson_that_is_not_there_is_refused(bdhvs):
    ran = bdhvs("content", "preview", "nothing")
    assert (ran.code, ran.out) == (1, "")
    assert "nothing" in ran.err
    assert next(iter(curriculum().lessons)) in ran.err  # the author sees what there is


def test_the_questions_are_exported_for_moodle(bdhvs):
    gift = bdhvs("content", "export", "--gift").out
    assert gift.startswith("$CATEGORY: citizens/phone\n\n::phone-q1::")
    assert bdhvs("content", "export", "--gift", "--json").code == 2
