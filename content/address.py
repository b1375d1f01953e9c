"""How a reader is spoken to: texts are written to an elder, and said to whoever reads them."""

import re
from collections.abc import Callable

__all__ = ["OLDER", "YOUNGER", "capitalized", "in_template", "polite", "said"]

OLDER = "bác"  # as every text is written, and said unless it is told otherwise
YOUNGER = "em"  # to pupils: nobody says the word of respect down to a child
RESPECT = " ạ"

_CODE = re.compile(r"(\{[{%#].*?[#%}]\})", re.DOTALL)
_ADDRESS = re.compile(rf"\b({OLDER}|{OLDER.capitalize()})\b(?! sĩ)")
_RESPECT = re.compile(rf"{RESPECT}\b")


def said(text: str, you: str = OLDER) -> str:
    """A written text as it is said to `you`."""
    return _changed(text, lambda word: you if word == OLDER else capitalized(you), polite(you))


def in_template(source: str) -> str:
    """A template that says `you` in place of the written word; its own code stays as it is."""
    parts = _CODE.split(source)
    parts[::2] = [_changed(part, _variable, "{{ you | polite }}") for part in parts[::2]]
    return "".join(parts)


def polite(you: str) -> str:
    """The word of respect at the end of a sentence, with its space; nothing for pupils."""
    return "" if you == YOUNGER else RESPECT


def capitalized(word: str) -> str:
    """The word at the start of a sentence; the rest of it keeps its case."""
    return word[:1].upper() + word[1:]


def _changed(text: str, address: Callable[[str], str], respect: str) -> str:
    return _RESPECT.sub(respect, _ADDRESS.sub(lambda found: address(found[0]), text))


def _variable(word: str) -> str:
    return "{{ you }}" if word == OLDER else "{{ you | capitalized }}"
