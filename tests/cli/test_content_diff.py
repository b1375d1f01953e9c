"""`bdhvs content diff`: what a new version changes, said to an author and an official."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from content.catalog import PACKAGED
from content.render import Texts
from domain.changes import Kind, Weight, What
from domain.consequences import Meaning
from tests.content.examples import packaged
from tests.domain.test_revision import EDITS

Edit = Callable[[str, str, str], None]

LESSON = "lessons/phone/lesson.md"
QUIZ = "lessons/phone/quiz.yaml"
TRACK = "tracks/citizens.yaml"


@pytest.fixture
def new(tmp_path: Path) -> Path:
    """The packaged content, to be edited."""
    return packaged(tmp_path / "new")


@pytest.fixture
def edit(new: Path) -> Edit:
    def change(file: str, old: str, text: str) -> None:
        path = new / file
        before = path.read_text(encoding="utf-8")
        assert old in before
        path.write_text(before.replace(old, text, 1), encoding="utf-8")

    return change


@pytest.fixture
def diff(bdhvs, new: Path):
    return lambda *options: bdhvs("content", "diff", PACKAGED, new, *options)


def test_nothing_changed_is_said_and_done(diff):
    ran = diff()
    assert (ran.code, ran.out, ran.err) == (0, "Không có gì thay đổi.\n", "")


def test_an_export_of_today_is_the_packaged_content(bdhvs, tmp_path: Path):
    file = tmp_path / "old.json"
    file.write_text(bdhvs("content", "export", "--json").out, encoding="utf-8")
    ran = bdhvs("content", "diff", file)
    assert (ran.code, ran.out) == (0, "Không có gì thay đổi.\n")


def test_a_harmless_change_is_told_with_what_it_means(diff, edit: Edit):
    edit(LESSON, "minutes: 8", "minutes: 9")
    ran = diff()
    assert ran.code == 0
    assert "Thời gian học: trước 8 phút, nay 9 phút." in ran.out
    assert "vẫn là đã xong" in ran.out
    assert "Không có chỗ nào nguy hiểm." in ran.out


RIGHT = "        correct: true\n"


def swap_right_answer(edit: Edit) -> None:
    edit(QUIZ, RIGHT, "")
    edit(QUIZ, "      - id: b\n", f"      - id: b\n{RIGHT}")


def test_another_right_answer_without_a_new_version_is_dangerous(diff, edit: Edit):
    swap_right_answer(edit)
    ran = diff()
    assert ran.code == 1
    assert "Câu phone-q1 ĐỔI ĐÁP ÁN ĐÚNG: “a. Quay về màn hình chính” → “b. " in ran.out
    assert "CẦN SỬA TRƯỚC KHI PHÁT HÀNH (1 chỗ):" in ran.out
    assert "câu phone-q1: ý của câu đã đổi mà version vẫn là 1" in ran.out


def test_several_of_a_kind_share_one_reason(diff, edit: Edit):
    swap_right_answer(edit)
    edit("lessons/apps/quiz.yaml", 'text: "', 'text: "Nay ')
    ran = diff()
    assert ran.code == 1
    assert ran.out.count("Hãy tăng version") == 1
    assert "  !   Bài Điện thoại và ứng dụng (phone): phone-q1\n" in ran.out
    assert "  !   Bài " in ran.out.partition("(phone): phone-q1")[0]


def test_with_a_new_version_it_is_asked_anew(diff, edit: Edit):
    swap_right_answer(edit)
    edit(QUIZ, "version: 1", "version: 2")
    ran = diff()
    assert ran.code == 0
    assert "được hỏi lại câu ấy, không bị chấm theo lời cũ: phone-q1." in ran.out
    assert "xem xét riêng: phone-q1." in ran.out


def test_a_lower_version_is_dangerous(bdhvs, new: Path, edit: Edit):
    edit(LESSON, "version: 1", "version: 2")
    ran = bdhvs("content", "diff", new, PACKAGED)
    assert ran.code == 1
    assert "version giảm từ 2 xuống 1" in ran.out


def test_a_lesson_that_plans_count_is_not_removed_silently(diff, edit: Edit, new: Path):
    shutil.rmtree(new / "lessons/phone")
    edit(TRACK, "[phone, ", "[")
    for bank in (new / "tracks").glob("*.bank.yaml"):
        bank.write_text(bank.read_text("utf-8").replace("lesson: phone", "lesson: apps"), "utf-8")
    ran = diff()
    assert ran.code == 1
    assert "bài bị bỏ, trong khi kế hoạch kien-an-2025" in ran.out
    assert "đang tính chỉ tiêu theo chương trình có bài này" in ran.out
    assert "trước hỏi về bài phone, nay hỏi về bài apps" in ran.out


def test_programs_get_the_same_as_json(diff, edit: Edit):
    swap_right_answer(edit)
    ran = diff("--json")
    found = json.loads(ran.out)
    assert (ran.code, found["dangerous"], len(found["mend"])) == (1, 1, 1)
    right = next(each for each in found["changes"] if each["what"] == "right_answer")
    assert (right["kind"], right["id"], right["part"]) == ("lesson", "phone", "phone-q1")
    assert right["new"].startswith("b. ")
    assert right["said"].startswith("Câu phone-q1")
    assert found["consequences"][0]["meaning"] == "kept"


def test_long_texts_are_shown_where_they_differ(diff, edit: Edit):
    text = (PACKAGED / LESSON).read_text("utf-8").split("\n## ")[1]
    last = text.split("\n\n")[1].replace("\n", " ").rsplit(" ", 1)[1]
    edit(LESSON, last, f"nhé {last}")
    line = next(each for each in diff().out.splitlines() if "sửa lời: " in each)
    before, after = line.split(" → ")
    assert "nhé" in after
    assert "nhé" not in before
    assert len(line) < 260


@pytest.mark.parametrize("content", [None, "{", '{"lessons": [], "tracks": 3}', "\0\1"])
def test_what_cannot_be_compared_is_refused_in_one_line(bdhvs, tmp_path: Path, content):
    file = tmp_path / "old.json"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    ran = bdhvs("content", "diff", file)
    assert (ran.code, ran.out) == (1, "")
    assert len(ran.err.splitlines()) == 1
    assert "old.json" in ran.err


def test_a_folder_with_faults_is_refused_with_all_of_them(diff, edit: Edit, new: Path):
    edit(QUIZ, RIGHT, "")
    edit(LESSON, "version: 1", "version: no")
    ran = diff()
    assert (ran.code, ran.out) == (1, "")
    assert str(new) in ran.err.splitlines()[0]
    assert f"{LESSON}:" in ran.err
    assert "Traceback" not in ran.err


def test_everything_that_can_change_has_words():
    texts = Texts()
    said = set(texts.labels("diff_change"))
    assert said - {"question_version_raised", "question_version_lowered"} == set(What)
    assert set(texts.labels("diff_meaning")) == set(Meaning)
    assert set(texts.labels("diff_mend")) <= set(What)
    assert {*Kind, Weight.LOOK, Weight.DANGER} <= texts.labels("diff").keys()


def test_whatever_is_worth_a_look_says_what_to_do():
    grave = {what for _, told in EDITS for what, weight in told if weight is not Weight.PLAIN}
    removed = {What.LESSON_REMOVED, What.TRACK_REMOVED, What.LESSON_REPLACED}
    rare = {What.QUESTION_MOVED, What.QUESTION_REPLACED}
    assert set(Texts().labels("diff_mend")) == grave | removed | rare
