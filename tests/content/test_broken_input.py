"""Each way to break a file: the author is told the file, the line, the field and the mend."""

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.catalog import ContentError, load
from content.check import check
from tests.content.conftest import Break

LESSON = "lessons/fraud/lesson.md"
QUIZ = "lessons/fraud/quiz.yaml"
TRACK = "tracks/citizens.yaml"
BANK = "tracks/citizens.bank.yaml"

# file, what is replaced, by what, how many lines below the change, field, code
FATAL = [
    (LESSON, "id: fraud", "id: frauds", 0, "id", "id_of_folder"),
    (LESSON, "version: 1", "version: no", 0, "version", "ambiguous"),
    (LESSON, "version: 1", "version: 01", 0, "version", "ambiguous"),
    (LESSON, "version: 1", "version: 0", 0, "version", "too_small"),
    (LESSON, "minutes: 10", "minutes: 12:30", 0, "minutes", "ambiguous"),
    (LESSON, "minutes: 10", 'minutes: "10"', 0, "minutes", "not_number"),
    (LESSON, "minutes: 10", "minutes: 99", 0, "minutes", "too_big"),
    (LESSON, 'title: "Nhận biết lừa đảo"', "title: 2026", 0, "title", "not_text"),
    (LESSON, 'title: "Nhận biết lừa đảo"', "title: yes", 0, "title", "ambiguous"),
    (LESSON, 'title: "Nhận biết lừa đảo"', "title:", 0, "title", "empty_value"),
    (LESSON, "Nhận biết lừa đảo", "Nhận biết lừa đảo " * 4, 0, "title", "too_long"),
    (LESSON, "Nhận biết lừa đảo", "Nhận <b>biết", 0, "title", "markup_sign"),
    (LESSON, "minutes: 10", "minute: 10", 0, "minute", "unknown_field"),
    (LESSON, "minutes: 10", "minutes: 10\nminutes: 12", 1, "minutes", "duplicate_key"),
    (LESSON, "TMP-04", "TMP-77", 0, "tags[2]", "unknown_tag"),
    (LESSON, "[TMP-09, TMP-04, TMP-13]", "[]", 0, "tags", "too_few"),
    (LESSON, "date: 2026-11-21", "date: 2026-11-31", 0, "sources[1].date", "no_such_day"),
    (LESSON, "date: 2026-11-21", 'date: "hôm qua"', 0, "sources[1].date", "not_date"),
    (LESSON, 'url: "https://', 'url: "ftp://', 0, "sources[1].url", "bad_form"),
    (LESSON, "## dau-hieu", "## Dấu hiệu", 0, "steps[Dấu hiệu].id", "bad_form"),
    (LESSON, "## gia-can-bo", "## dau-hieu", 0, "steps[dau-hieu]", "repeated_id"),
    (LESSON, "**không", "`không`", 0, "steps[gia-can-bo].text", "markdown"),
    (LESSON, "Bác cúp máy.\n", "Bác cúp máy. <img>\n", -2, "steps[gia-can-bo].text", "markup_sign"),
    (
        LESSON,
        "## gia-can-bo\n",
        "## gia-can-bo\n\n- một\n- hai\n",
        2,
        "steps[gia-can-bo]",
        "markdown",
    ),
    (LESSON, "## dau-hieu\n", "", 1, "steps", "outside_step"),
    (
        LESSON,
        "> Công an không bắt ai chuyển tiền qua điện thoại. Bác cúp máy.",
        "",
        -5,
        "steps[gia-can-bo].plain",
        "step_without",
    ),
    (LESSON, "> Công an", "> " + "Công an " * 50, -5, "steps[gia-can-bo].plain", "too_long"),
    (
        LESSON,
        "pictures/fraud-signs.png",
        "pictures/none.png",
        0,
        "steps[dau-hieu].picture",
        "missing_picture",
    ),
    (
        LESSON,
        "pictures/fraud-signs.png",
        "../secret.png",
        0,
        "steps[dau-hieu].picture",
        "picture_form",
    ),
    (
        LESSON,
        "![Bốn",
        "![](pictures/fraud-signs.png)\n\n![Bốn",
        0,
        "steps[dau-hieu].picture",
        "picture_without_words",
    ),
    (
        LESSON,
        "![Bốn",
        "![a](pictures/fraud-signs.png)\n\n![Bốn",
        2,
        "steps[dau-hieu].picture",
        "second_picture",
    ),
    (LESSON, "![Bốn", "![" + "Bốn " * 80 + "Bốn", 0, "steps[dau-hieu].picture", "too_long"),
    (LESSON, "![Bốn", "![Bốn & năm", 0, "steps[dau-hieu].picture", "markup_sign"),
    (
        LESSON,
        "**Dừng**",
        f"[Dừng](https://a.vn/{'x' * 500})",
        -2,
        "steps[dung-hoi-goi].text",
        "long_links",
    ),
    (LESSON, "**Dừng**", "[Dừng](http://xau.test)", 0, "steps[dung-hoi-goi].text", "link"),
    (LESSON, "---\n#", "#", 0, "-", "no_head"),
    (LESSON, "Kẻ gian đổi", "Kẻ\u200b gian đổi", 0, "-", "hidden_character"),
    (
        "lessons/vneid/quiz.yaml",
        "id: vneid-q1",
        "id: fraud-q1",
        0,
        "questions[fraud-q1].id",
        "repeated_id",
    ),
    (QUIZ, "id: fraud-q1", "id: fraud_q1", 0, "questions[fraud_q1].id", "bad_form"),
    (
        QUIZ,
        "id: fraud-q1",
        "id: fraud-q1-" + "x" * 20,
        0,
        f"questions[fraud-q1-{'x' * 20}].id",
        "too_long",
    ),
    (
        QUIZ,
        "difficulty: easy",
        "difficulty: tough",
        0,
        "questions[fraud-q1].difficulty",
        "not_in_list",
    ),
    (QUIZ, "        correct: true\n", "", -3, "questions[fraud-q1].options", "not_one_right"),
    (
        QUIZ,
        "correct: true",
        "correct: yes",
        0,
        "questions[fraud-q1].options[a].correct",
        "ambiguous",
    ),
    (QUIZ, "- id: b", "- id: d", -5, "questions[fraud-q1].options", "letters"),
    (
        QUIZ,
        "        explanation:",
        "        explain:",
        0,
        "questions[fraud-q1].options[a].explain",
        "unknown_field",
    ),
    (QUIZ, "questions:", "questions: [", 1, "-", "yaml"),
    (TRACK, "fraud]", "fraud, cooking]", 0, "lessons[3]", "unknown_lesson"),
    (TRACK, "fraud]", "fraud, vneid]", 0, "lessons[3]", "repeated_id"),
    (TRACK, "fraud]", "fraud" + ", fraud" * 30 + "]", 0, "lessons", "too_many"),
    (TRACK, "id: citizens", "id: people", 0, "id", "id_of_folder"),
    (TRACK, "audience: adult", "audience: cats", 0, "audience", "not_in_list"),
    (BANK, "lesson: vneid", "lesson: cooking", 0, "questions[vneid-b1].lesson", "not_in_track"),
    (BANK, "lesson: vneid", "lesson: null", 0, "questions[vneid-b1].lesson", "ambiguous"),
    (BANK, "id: vneid-b1", "id: fraud-q1", 0, "questions[fraud-q1].id", "repeated_id"),
    ("taxonomy.yaml", "official: false", "official: off", 0, "official", "ambiguous"),
    ("taxonomy.yaml", "TMP-01", "tmp-1", 0, "tags[tmp-1].id", "bad_form"),
]


@pytest.mark.parametrize(("file", "old", "new", "below", "field", "code"), FATAL)
def test_a_fault_is_named_with_file_line_and_field(
    broken: Break, folder: Path, file: str, old: str, new: str, below: int, field: str, code: str
) -> None:
    problems, line = broken(file, old, new)
    found = {(problem.file, problem.field, problem.code) for problem in problems}
    assert (file, field, code) in found, [str(problem) for problem in problems]
    lines = {problem.line for problem in problems if (problem.field, problem.code) == (field, code)}
    assert lines & {line + below, line + below + 1}, (lines, line)
    with pytest.raises(ContentError):
        load(folder)


TEACHING = [
    (
        QUIZ,
        'explanation: "',
        'explanation: "Đúng rồi. ',
        "questions[fraud-q1].options[a].explanation",
        "verdict",
    ),
    (LESSON, "> Dọa,", "> " + "và rồi " * 16 + "dọa,", "steps[dau-hieu].plain", "long_sentence"),
    (
        LESSON,
        "> Dọa,",
        "> " + "Họ dọa bác thật nhiều lần rồi. " * 7 + "Dọa,",
        "steps[dau-hieu].plain",
        "plain_not_simpler",
    ),
    (
        QUIZ,
        "Cúp máy, kể cho người nhà",
        "Cúp máy ngay lập tức, rồi kể hết mọi chuyện cho người nhà cùng nghe nhé",
        "questions[fraud-q1].options",
        "right_stands_out",
    ),
    (
        QUIZ,
        "Cúp máy, kể",
        "Vào lua-dao.com kể",
        "questions[fraud-q1].options[a].text",
        "bare_address",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "field", "code"), TEACHING)
def test_clumsy_teaching_is_named_too(
    broken: Break, file: str, old: str, new: str, field: str, code: str
) -> None:
    problems, _ = broken(file, old, new)
    assert (file, field, code) in {(p.file, p.field, p.code) for p in problems}


def test_a_missing_field_points_at_the_thing_around_it(broken: Break) -> None:
    problems, line = broken(QUIZ, "    difficulty: easy\n", "")
    missing = next(problem for problem in problems if problem.code == "missing")
    assert missing.field == "questions[fraud-q1].difficulty"
    assert missing.line == line - 2


def test_an_alias_is_refused_before_it_can_grow(broken: Break) -> None:
    problems, _ = broken(TRACK, "lessons: [vneid", "lessons: [&a vneid, *a")
    assert "alias" in {problem.code for problem in problems}


def test_two_right_answers_are_one_too_many(broken: Break) -> None:
    problems, _ = broken(QUIZ, "      - id: c\n", "      - id: c\n        correct: true\n")
    assert "not_one_right" in {problem.code for problem in problems}


def test_two_equal_options_are_named(broken: Break) -> None:
    problems, _ = broken(QUIZ, "Chuyển ngay để tỏ ra mình trong sạch", "cúp máy, kể cho người nhà")
    assert "same_options" in {problem.code for problem in problems}


def test_a_lesson_without_its_quiz_is_named(folder: Path) -> None:
    (folder / QUIZ).unlink()
    assert (QUIZ, "missing_file") in {(p.file, p.code) for p in check(folder)}


def test_a_bank_without_its_track_is_named(folder: Path) -> None:
    (folder / TRACK).unlink()
    assert (TRACK, "missing_file") in {(p.file, p.code) for p in check(folder)}


@pytest.mark.parametrize("name", ["lessons/fraud/quiz.yml", "tracks/new.yml", "lessons/note.txt"])
def test_a_file_nobody_reads_is_named_and_stops_nothing(folder: Path, name: str) -> None:
    (folder / name).write_text("questions: []", encoding="utf-8")
    assert [(problem.file, problem.code) for problem in check(folder)] == [(name, "unread")]
    assert "fraud" in load(folder).lessons


def test_a_lesson_in_no_track_is_named(broken: Break) -> None:
    problems, _ = broken(TRACK, ", fraud]", "]")
    assert "in_no_track" in {problem.code for problem in problems}


def test_a_file_in_an_old_encoding_is_named(folder: Path) -> None:
    (folder / TRACK).write_bytes("id: công dân".encode("cp1258", errors="replace") + b"\xff")
    assert (TRACK, 1, "encoding") in {(p.file, p.line, p.code) for p in check(folder)}


def test_a_picture_too_heavy_for_a_slow_line_is_named(folder: Path) -> None:
    (folder / "pictures/fraud-signs.png").write_bytes(b"\0" * 70_000)
    assert "heavy_picture" in {problem.code for problem in check(folder)}


@pytest.mark.parametrize(("width", "height"), [(0, 9), (9000, 9000), (2100, 100)])
def test_a_picture_that_cannot_be_sent_as_a_photo_is_named(
    folder: Path, width: int, height: int
) -> None:
    path = folder / "pictures/fraud-signs.png"
    sides = width.to_bytes(4) + height.to_bytes(4)
    path.write_bytes(path.read_bytes()[:16] + sides)
    assert "no_picture" in {problem.code for problem in check(folder)}


@pytest.mark.parametrize("content", [b"", b"GIF89a and more than twenty four bytes"])
def test_a_file_that_is_no_picture_is_named(folder: Path, content: bytes) -> None:
    (folder / "pictures/fraud-signs.png").write_bytes(content)
    assert "no_picture" in {problem.code for problem in check(folder)}


def test_a_quiz_whose_right_answer_is_always_the_longest_is_named(folder: Path) -> None:
    path = folder / QUIZ
    lines: list[str] = []
    for line in path.read_text("utf-8").splitlines():
        if "correct: true" in line:
            lines[-1] = f'        text: "{"x" * 60}"'
        lines.append(line)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert (QUIZ, "right_is_longest") in {(found.file, found.code) for found in check(folder)}


def test_an_empty_file_is_named(folder: Path) -> None:
    (folder / BANK).write_text("", encoding="utf-8")
    assert (BANK, "empty_file") in {(p.file, p.code) for p in check(folder)}


def test_too_few_steps_are_named(folder: Path) -> None:
    path = folder / LESSON
    head, _, _ = path.read_text("utf-8").partition("## gia-nguoi-than")
    path.write_text(head, encoding="utf-8")
    assert "number_of_steps" in {problem.code for problem in check(folder)}


def test_questions_moved_to_one_lesson_leave_the_bank_uneven(folder: Path) -> None:
    path = folder / BANK
    path.write_text(
        path.read_text("utf-8").replace("lesson: vneid", "lesson: fraud"), encoding="utf-8"
    )
    uneven = next(problem for problem in check(folder) if problem.code == "uneven_bank")
    assert "vneid" in uneven.wrong


def test_a_bank_without_hard_questions_is_named(folder: Path) -> None:
    path = folder / BANK
    path.write_text(path.read_text("utf-8").replace(": hard", ": easy"), encoding="utf-8")
    assert "one_difficulty" in {problem.code for problem in check(folder)}


def test_a_bank_smaller_than_the_final_quiz_is_named(broken: Break, folder: Path) -> None:
    path = folder / BANK
    path.write_text(path.read_text("utf-8").partition("  - id: vneid-b3")[0], encoding="utf-8")
    assert "small_bank" in {problem.code for problem in check(folder)}


def test_right_answers_in_one_place_are_named(folder: Path) -> None:
    path = folder / QUIZ
    lines = [line for line in path.read_text("utf-8").splitlines() if "correct:" not in line]
    text = "\n".join(lines).replace("      - id: b\n", "      - id: b\n        correct: true\n")
    path.write_text(text + "\n", encoding="utf-8")
    found = next(problem for problem in check(folder) if problem.code == "right_in_one_place")
    assert found.file == QUIZ


@pytest.mark.parametrize(
    ("right", "code"), [("x" * 60, "right_is_longest"), ("Có", "right_is_shortest")]
)
def test_a_bank_that_length_gives_away_is_named(folder: Path, right: str, code: str) -> None:
    path = folder / BANK
    lines: list[str] = []
    for line in path.read_text("utf-8").splitlines():
        if "correct: true" in line:
            lines[-1] = f'        text: "{right}"'
        lines.append(line)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert (BANK, code) in {(problem.file, problem.code) for problem in check(folder)}


@given(
    cut=st.integers(0, 400), noise=st.sampled_from(list('[]{}:-#>!&*\n\t "0a')), seed=st.randoms()
)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_garbled_file_is_named_or_harmless_and_never_a_crash(
    folder: Path, cut: int, noise: str, seed: random.Random
) -> None:
    path = folder / seed.choice((LESSON, QUIZ, TRACK))
    before = path.read_text("utf-8")
    place = min(cut, len(before) - 1)
    path.write_text(before[:place] + noise + before[place + seed.randint(0, 3) :], encoding="utf-8")
    try:
        assert all(problem.wrong and problem.mend for problem in check(folder))
    finally:
        path.write_text(before, encoding="utf-8")
