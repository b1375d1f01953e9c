"""The wording of problems, and the plain measures behind them."""

import re

from content.catalog import PACKAGED
from content.measures import sentences, syllables, visible
from content.problems import labels, problem


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
