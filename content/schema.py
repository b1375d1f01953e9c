"""JSON Schemas of the author's files, for editors.

Run `python -m content.schema` after changing a model.
"""

import json
from pathlib import Path

from pydantic import BaseModel

from content.card_file import CardFile
from content.lesson_file import BankFile, LessonFile, QuizFile, TaxonomyFile, TrackFile
from content.problems import labels

__all__ = ["FOLDER", "schemas"]

FOLDER = Path(__file__).parent / "schemas"

_MODELS: dict[str, type[BaseModel]] = {
    "lesson": LessonFile,
    "quiz": QuizFile,
    "track": TrackFile,
    "bank": BankFile,
    "taxonomy": TaxonomyFile,
    "card": CardFile,
}


def schemas() -> dict[str, str]:
    """File name to text of every schema, fields described in the author's language."""
    return {f"{name}.schema.json": _text(model) for name, model in _MODELS.items()}


def _text(model: type[BaseModel]) -> str:
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **model.model_json_schema(),
    }
    _describe(schema)
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _describe(part: object) -> None:
    """Put the label of each field beside it, and drop the names pydantic made up."""
    if isinstance(part, list):
        for item in part:
            _describe(item)
    if not isinstance(part, dict):
        return
    properties = part.get("properties")
    if isinstance(properties, dict):
        for name, field in properties.items():
            field.pop("title", None)
            if name in labels()["fields"]:
                field["description"] = labels()["fields"][name]
    for item in part.values():
        _describe(item)


def main() -> None:
    """Write the schemas into the content folder."""
    for name, text in schemas().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
