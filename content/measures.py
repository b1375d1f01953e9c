"""Plain measures of a text: its visible length, its sentences, its syllables."""

import re
from html import unescape

__all__ = ["sentences", "syllables", "visible"]

_TAG = re.compile(r"</?[bia](?: [^>]*)?>")
_END = re.compile(r"(?<=[.!?:;\u2026])[\"\u201d)]*\s+|\n+")
_WORD = re.compile(r"\w")


def visible(tagged: str) -> str:
    """What the reader sees of a tagged text."""
    return unescape(_TAG.sub("", tagged))


def sentences(text: str) -> list[str]:
    """The sentences of a text; a colon or a new line ends one, as it does for a slow reader."""
    return [
        sentence for sentence in _END.split(text.strip()) if sentence and _WORD.search(sentence)
    ]


def syllables(sentence: str) -> int:
    """Vietnamese is written syllable by syllable, so words between spaces are counted."""
    return sum(1 for word in sentence.split() if _WORD.search(word))
