"""The wording of problems, and the plain measures behind them."""

import re
from pathlib import Path

import pytest

from content import markdown, yaml_file
from content.catalog import PACKAGED
from content.lesson_file import LessonFile, QuestionEntry
from content.measures import sentences, syllables, visible
from content.problems import labels, problem
from content.render import Texts
from content.sources import headcount_source


def test_every_wording_is_used_and_every_use_is_worded() -> None:
    code = "".join(path.read_text("utf-8") for path in PACKAGED.glob("*.py"))
    known = set(labels()["problems"])
    assert {name for name in known if f'"{name}"' not in code} == set()
    assert set(re.findall(r'(?:fault|problem)\(\s*"(\w+)"', code)) <= known


def test_a_problem_says_where_what_and_the_mend_in_one_line() -> None:
    text = str(problem("too_long", "lessons/a/lesson.md", 7, "title", size=50, limit=40))
    assert text.startswith("lessons/a/lesson.md:7: title: Dài 50 ký tự, nhiều nhất là 40.")
    assert "\n" not in text


def test_only_what_the_reader_sees_is_counted() -> None:
    assert visible('<b>a</b> <a href="https://x.test">b</a> &lt;') == "a b <"


def test_sentences_end_where_a_reader_breathes() -> None:
    text = "Bác dừng lại. Bác hỏi: ai gọi? Số .gov.vn là thật!\nXong"
    assert [syllables(sentence) for sentence in sentences(text)] == [3, 2, 2, 4, 1]


def test_the_examples_of_the_authors_guide_are_valid() -> None:
    guide = Path("docs/authors.md").read_text("utf-8")
    lesson = guide.split("```markdown\n")[1].split("```")[0]
    _, head, body = lesson.split("---\n", 2)
    document = yaml_file.parse(head, "lesson.md")
    assert LessonFile.model_validate(document.value).id == "phone"
    (step,), problems = markdown.steps(body, "lesson.md", above=0)
    assert (step.id, problems, document.problems) == ("cham-vuot", [], [])


def test_the_question_of_the_authors_guide_is_valid_but_for_its_missing_options() -> None:
    guide = Path("docs/authors.md").read_text("utf-8")
    text = guide.split("```yaml\n")[1].split("```")[0]
    value = yaml_file.parse(text, "quiz.yaml").value
    assert isinstance(value, dict)
    (question,) = value["questions"]
    assert set(question) == set(QuestionEntry.model_fields)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("roster 2026-10-01", "danh sách"),
        ("roster 2026-10-01; roster 2026-11-01; báo cáo", "danh sách; báo cáo"),
        ("roster của tổ", "roster của tổ"),
        (None, None),
    ],
)
def test_the_roster_as_a_source_is_called_by_a_word(source: str | None, said: str | None):
    assert headcount_source(Texts(), source) == said
