"""What `bdhvs doctor` says about each thing it finds."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

__all__ = ["advice", "every"]

MESSAGES = Path(__file__).parent / "messages"


def advice(code: str, values: Mapping[str, object], language: str = "vi") -> tuple[str, str]:
    """What is wrong, and how to mend it."""
    words = every(language)[code]
    return words["wrong"].format(**values), words["mend"].format(**values)


@cache
def every(language: str = "vi") -> Mapping[str, Mapping[str, str]]:
    """All words of the doctor by code."""
    file = MESSAGES / language / "doctor.yaml"
    loaded: Mapping[str, Mapping[str, str]] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return loaded
