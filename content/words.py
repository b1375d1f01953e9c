"""Words that people type instead of pressing a button."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from domain.matching import Spoken
from domain.names import fold

__all__ = ["Words", "load", "spoken", "titles"]

FOLDER = Path(__file__).parent / "words"
SMALL = (
    "start",
    "onward",
    "stop",
    "unsure",
)  # actions of words that mean little where a name is asked for


@dataclass(frozen=True, slots=True)
class Words:
    """Folded words and the action each stands for.

    `anywhere` also leads out of a question; `between` counts only when nothing else was asked, and
    those of them that are neither small words nor often names also where somebody is `named`.
    `shown` holds for each word the labels of the buttons it may stand for while they are shown.
    Words stand folded and as they are written; those of `other` look like one of them only when
    folded, and are to be looked up as they are written. Those of `doubtful` mean one of several
    words while they are written without marks.
    """

    anywhere: Mapping[str, str]
    between: Mapping[str, str]
    named: Mapping[str, str]
    shown: Mapping[str, Sequence[str]]
    other: frozenset[str]
    doubtful: frozenset[str] = frozenset()


def load(language: str = "vi") -> Words:
    """The words of a language; ValueError when one word stands for two actions."""
    sections = _sections(language)
    anywhere, between = _fold(sections["anywhere"]), _fold(sections["between"])
    given = _both(sections["names"]["given"])
    named = {
        word: action
        for word, action in between.items()
        if action not in SMALL and word not in given
    }
    words = Words(
        anywhere,
        between,
        anywhere | named,
        _turned(sections["shown"]),
        frozenset(sections["other"]["words"]),
        frozenset(sections["doubtful"]["words"]),
    )
    if twice := words.anywhere.keys() & words.between.keys():
        raise ValueError(f"words stand twice: {', '.join(sorted(twice))}")
    return words


@cache
def titles(language: str = "vi") -> frozenset[str]:
    """How people are called before their names: as it is written, and without marks."""
    return _both(_sections(language)["titles"]["words"])


@cache
def spoken(language: str = "vi") -> Spoken:
    """What people say around a name when they are asked for it."""
    section = _sections(language)["names"]
    ways = [way.format(who=who) for way in section["leads"] for who in section["who"]]
    polite = [f"{word} {way}" for word in section["polite"] for way in ways]
    between = _sections(language)["between"]
    return Spoken(
        leads=_both([*ways, *polite]),
        born=_both(section["born"]),
        never=_both([*section["never"], *section["help"]]),
        help=_both(section["help"]),
        alone=_both([*between["onward"], *between["stop"]]),
        after=frozenset(section["after"]),
    )


def _sections(language: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


def _both(phrases: Iterable[str]) -> frozenset[str]:
    return frozenset(_spellings(phrases))


def _fold(section: Mapping[str, list[str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for action, words in section.items():
        for word in _spellings(words):
            if found.get(word, action) != action:
                raise ValueError(f"{word} stands for {found[word]} and {action}")
            found[word] = action
    return found


def _turned(section: Mapping[str, list[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for label, words in section.items():
        for word in _spellings(words):
            found.setdefault(word, []).append(label)
    return found


def _spellings(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        yield from dict.fromkeys((fold(word), word))
