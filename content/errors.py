"""Says a refusal in words, for every edge alike."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from string import Formatter

import yaml

from content import address
from content.numbers import number, told
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
    return _Filled().format(words, **{"code": error.code} | values)


class _Filled(Formatter):
    """Fills gaps as `str.format` does; `{n:number}` is a count and written as people write it."""

    def format_field(self, value: object, format_spec: str) -> str:
        if format_spec != "number":
            return str(super().format_field(value, format_spec))
        return number(value) if isinstance(value, int) else str(value)


@cache
def sentences(language: str = "vi") -> Mapping[str, str]:
    """Every sentence by its code."""
    file = MESSAGES / language / "errors.yaml"
    loaded: Mapping[str, str] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return loaded
