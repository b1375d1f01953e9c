"""Says a refusal in words, for every edge alike."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from content.numbers import told
from domain.errors import DomainError

__all__ = ["sentence", "sentences"]

MESSAGES = Path(__file__).parent / "messages"


def sentence(error: DomainError, language: str = "vi") -> str:
    """The sentence of a refusal as plain text; one without words of its own names its code."""
    known = sentences(language)
    values = {key: told(value) for key, value in error.values.items()}
    return known.get(error.code, known["other"]).format(**{"code": error.code} | values)


@cache
def sentences(language: str = "vi") -> Mapping[str, str]:
    """Every sentence by its code."""
    file = MESSAGES / language / "errors.yaml"
    loaded: Mapping[str, str] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return loaded
