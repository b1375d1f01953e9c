"""Plain measures of a text: its visible length, its sentences, its syllables."""

import re
from html import unescape

__all__ = ["addresses", "marked", "sentences", "syllables", "visible"]

_TAG = re.compile(r"</?[bia](?: [^>]*)?>")
_END = re.compile(r"(?<=[.!?:;\u2026])[\"\u201d)]*\s+|\n+")
_ADDRESS = re.compile(r'<a href="([^"]*)">')
_MARKUP = "<>&*`"
_WORD = re.compile(r"\w")


def visible(tagged: str) -> str:
    """What the reader sees of a tagged text."""
    return unescape(_TAG.sub("", tagged))


def addresses(tagged: str) -> int:
    """How many signs the addresses of a text take where they have to be written out."""
    return sum(len(unescape(address)) for address in _ADDRESS.findall(tagged))


def marked(text: str) -> str:
    """The first sign that some channel would take for markup, or nothing."""
    return next((sign for sign in _MARKUP if sign in text), "")


def sentences(text: str) -> list[str]:
    """The sentences of a text; a colon or a new line ends one, as it does for a slow reader."""
    return [
        sentence for sentence in _END.split(text.strip()) if sentence and _WORD.search(sentence)
    ]


def syllables(sentence: str) -> int:
    """Vietnamese is written syllable by syllable, so words between spaces are counted."""
    return sum(1 for word in sentence.split() if _WORD.search(word))
