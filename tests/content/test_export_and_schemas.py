"""What other programs and editors get from the content."""

import json

import pytest

from content.catalog import PACKAGED, load
from content.export import as_json
from content.lesson_file import (
    EXPLANATION_CHARACTERS,
    OPTION_CHARACTERS,
    OPTIONS,
    QUESTION_CHARACTERS,
)
from content.schema import FOLDER, schemas


def test_the_export_holds_everything_with_right_answers() -> None:
    curriculum = load()
    data = json.loads(as_json(curriculum))
    questions = [q for part in data["lessons"] for q in part["questions"]]
    questions += [q for part in data["tracks"] for q in part["bank"]]
    assert {q["id"]: q["correct"] for q in questions} == {
        name: question.correct.id for name, question in curriculum.questions.items()
    }


def test_the_export_is_readable_and_dated() -> None:
    text = as_json(load())
    assert "Nhận biết lừa đảo" in text
    assert '"date": "2026-11-21"' in text


@pytest.mark.parametrize("name", sorted(schemas()))
def test_the_committed_schema_is_current(name: str) -> None:
    assert (FOLDER / name).read_text("utf-8") == schemas()[name], "run python -m content.schema"


def test_every_content_file_names_its_schema() -> None:
    files = [*PACKAGED.glob("lessons/*/*"), *PACKAGED.glob("tracks/*"), PACKAGED / "taxonomy.yaml"]
    for path in files:
        first = path.read_text("utf-8").split("$schema=", 1)[1].splitlines()[0]
        assert (path.parent / first).resolve().parent == FOLDER, path


def test_fields_are_described_in_the_language_of_authors() -> None:
    schema = json.loads(schemas()["lesson.schema.json"])
    assert schema["properties"]["why"]["description"].startswith("Vì sao")


def test_the_longest_question_allowed_fits_one_zalo_message() -> None:
    numbered = OPTIONS * (OPTION_CHARACTERS + len("\n1. "))
    assert QUESTION_CHARACTERS + numbered + EXPLANATION_CHARACTERS <= 1900
