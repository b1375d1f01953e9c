"""The worked example of docs/authors.md is real: its files, its faults, everything printed."""

import re
from pathlib import Path

import pytest

from content import fairness
from content.catalog import PACKAGED, load
from content.check import check
from content.fairness import LONGEST_SHARE, PLACE_SHARE, SHORTEST_SHARE, STANDS_OUT
from domain.revision import compare
from services import pictures
from tests.content.examples import EXAMPLE, packaged, with_example

ROOT = EXAMPLE.parents[2]
PAGE = (ROOT / "docs" / "authors.md").read_text("utf-8")
SHOWN = re.compile(r"<!-- (file|print): (.+?) -->\n```\w*\n(.*?)```", re.DOTALL)
BLOCKS = [(kind, name, block) for kind, name, block in SHOWN.findall(PAGE)]
FILES = [(name, block) for kind, name, block in BLOCKS if kind == "file"]
PRINTS = {name: block for kind, name, block in BLOCKS if kind == "print"}
MENDED = "Đặt bảy giờ và chọn lặp lại"
DRAFT = "Đặt bảy giờ, chọn lặp lại để sáng nào máy cũng tự kêu"


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return with_example(tmp_path / "new")


@pytest.mark.parametrize(("name", "block"), FILES)
def test_every_piece_shown_is_a_piece_of_its_file(name: str, block: str) -> None:
    assert block in (EXAMPLE / name).read_text("utf-8")


def test_each_file_of_the_example_is_shown_and_the_lesson_from_end_to_end() -> None:
    written = {path.relative_to(EXAMPLE).as_posix() for path in EXAMPLE.rglob("*.*")}
    assert {name for name, _ in FILES} == {name for name in written if not name.endswith(".png")}
    assert dict(FILES)["lessons/alarm/lesson.md"] == (
        (EXAMPLE / "lessons/alarm/lesson.md").read_text("utf-8")
    )


def test_the_example_has_no_fault_and_is_no_part_of_what_is_published(new: Path) -> None:
    assert check(new) == []
    assert "alarm" in load(new).lessons
    assert "alarm" not in load().lessons


def test_its_picture_is_drawn_from_its_card() -> None:
    drawn = pictures.pictures(EXAMPLE)
    assert {file.name for file in drawn} == {"alarm-set.png"}
    assert all(file.read_bytes() == picture for file, picture in drawn.items())


def test_the_track_is_changed_as_the_page_shows(new: Path) -> None:
    lines = (new / "tracks" / "citizens.yaml").read_text("utf-8").splitlines()
    shown = [line.partition("#")[0].strip() for line in PRINTS["citizens.yaml"].splitlines()]
    assert [line for line in shown if line not in lines] == []


def test_the_faults_of_the_draft_are_told_as_shown(bdhvs, new: Path) -> None:
    quiz = new / "lessons/alarm/quiz.yaml"
    assert DRAFT in PRINTS["draft"]
    quiz.write_text(quiz.read_text("utf-8").replace(MENDED, DRAFT), encoding="utf-8")
    (new / "pictures/alarm-set.png").unlink()
    ran = bdhvs("content", "check", new)
    assert (ran.code, ran.err) == (1, PRINTS["check"])


def test_drawing_and_mending_leave_no_fault(bdhvs, new: Path) -> None:
    (new / "pictures/alarm-set.png").unlink()
    assert "pictures/alarm-set.png:" in bdhvs("content", "draw", new).out
    ran = bdhvs("content", "check", new)
    assert (ran.code, ran.out) == (0, PRINTS["check again"])


def test_zalo_shows_the_step_and_the_question_as_shown(bdhvs, new: Path, monkeypatch) -> None:
    monkeypatch.setenv("BDHVS_NOW", "2026-11-21")
    out = bdhvs("content", "preview", "alarm", "--channel", "zalo", "--content", new).out
    assert PRINTS["preview step"] in out
    shuffled = PRINTS["preview question"].splitlines()
    assert [line for line in shuffled if re.sub(r"^\d\. ", "", line) not in out] == []


def test_the_difference_is_told_as_shown(bdhvs, new: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.json"
    old.write_text(bdhvs("content", "export", "--json").out, encoding="utf-8")
    ran = bdhvs("content", "diff", old, new)
    assert (ran.code, ran.out) == (0, PRINTS["diff"])


def test_the_dangerous_difference_is_told_as_shown(bdhvs, tmp_path: Path) -> None:
    new = packaged(tmp_path / "new")
    quiz = new / "lessons/phone/quiz.yaml"
    text = quiz.read_text("utf-8").replace("        correct: true\n", "", 1)
    text = text.replace("      - id: b\n", "      - id: b\n        correct: true\n", 1)
    quiz.write_text(text, encoding="utf-8")
    ran = bdhvs("content", "diff", PACKAGED, new)
    assert (ran.code, ran.out) == (1, PRINTS["danger"])


def test_a_new_lesson_is_not_dangerous(new: Path) -> None:
    assert all(change.weight == "plain" for change in compare(load(), load(new), {"citizens"}))


def test_the_limits_of_fairness_are_those_of_the_check() -> None:
    for share in (LONGEST_SHARE, SHORTEST_SHARE, PLACE_SHARE):
        assert f"{share:.0%}" in PAGE
    assert f"{STANDS_OUT}".replace(".", ",") in PAGE
    assert f"{fairness.MANY} câu" in PAGE
