"""Says a refusal in words, for every edge alike."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from content import address
from content.numbers import told
from domain.errors import DomainError

__all__ = ["sentence", "sentences"]

MESSAGES = Path(__file__).parent / "messages"


def sentence(error: DomainError, language: str = "vi", *, you: str = address.OLDER) -> str:
    """The sentence of a refusal as plain text; one without words of its own names its code.

    `you` is how the reader is spoken to; without it as an elder.
    """
    known = sentences(language)
    words = address.said(known.get(error.code, known["other"]), you)
    values = {key: told(value) for key, value in error.values.items()}
    return words.format(**{"code": error.code} | values)


@cache
def sentences(language: str = "vi") -> Mapping[str, str]:
    """Every sentence by its code."""
    file = MESSAGES / language / "errors.yaml"
    loaded: Mapping[str, str] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return loaded
