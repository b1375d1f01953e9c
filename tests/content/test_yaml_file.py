"""YAML without surprises, with lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.yaml_file import parse


@pytest.mark.parametrize(
    "word", ["no", "Yes", "on", "01", "0x1F", "12:30", "1.5", "1_000", "~", "null", ".inf"]
)
def test_a_word_yaml_would_change_is_named(word: str) -> None:
    document = parse(f"a: chữ\nb: {word}\n", "f.yaml")
    (problem,) = document.problems
    assert (problem.line, problem.field, problem.code) == (2, "b", "ambiguous")
    assert word in problem.wrong


@pytest.mark.parametrize("word", ["no", "01", "12:30", "~", "true", "2026-11-21"])
def test_a_quoted_word_stays_as_written(word: str) -> None:
    document = parse(f'a: "{word}"', "f.yaml")
    assert document.value == {"a": word}
    assert document.problems == []


def test_lines_are_counted_in_the_whole_file() -> None:
    document = parse("a:\n  - id: x\n    b: 1\n", "f.md", above=4)
    assert document.line(("a", 0, "b")) == 7
    assert document.line(("a", 0, "missing")) == document.line(("a", 0)) == 6
    assert document.name(("a", 0, "b")) == "a[x].b"


def test_things_without_an_id_are_numbered_from_one() -> None:
    assert parse("a: [x, y]", "f.yaml").name(("a", 1)) == "a[2]"


@given(st.text(max_size=60))
def test_any_text_is_read_or_named_and_never_crashes(text: str) -> None:
    document = parse(text, "f.yaml")
    assert document.value is not None or document.problems


@given(st.text(alphabet="abc: -[]{}&*!|>#'\"\n0129", max_size=60))
def test_anything_that_looks_like_yaml_is_read_or_named(text: str) -> None:
    document = parse(text, "f.yaml")
    assert document.value is not None or document.problems


def test_nesting_without_end_is_named() -> None:
    (problem,) = parse("- " * 5000, "f.yaml").problems
    assert problem.code == "too_deep"
