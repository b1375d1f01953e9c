"""The whole curriculum as JSON, with right answers, for review and for other programs."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date

from domain.curriculum import Curriculum

__all__ = ["as_data", "as_json"]


def as_data(curriculum: Curriculum) -> dict[str, object]:
    """Plain data: lessons and tracks; each question names its correct option."""
    return {
        "lessons": [_entry(asdict(lesson)) for lesson in curriculum.lessons.values()],
        "tracks": [_entry(asdict(track)) for track in curriculum.tracks.values()],
    }


def as_json(curriculum: Curriculum) -> str:
    """The same as indented JSON text, readable Vietnamese, ending with a new line."""
    return json.dumps(as_data(curriculum), ensure_ascii=False, indent=2) + "\n"


def _entry(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_entry(item) for item in value]
    if isinstance(value, Mapping):
        entry = {str(key): _entry(item) for key, item in value.items()}
        options = value.get("options")
        if options:
            entry["correct"] = next(option["id"] for option in options if option["correct"])
        return entry
    return value
