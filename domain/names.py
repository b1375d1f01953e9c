"""Names of people and places: cleaned, folded for search, ordered as in a Vietnamese list."""

import unicodedata
from collections.abc import Collection
from functools import lru_cache

__all__ = ["clean", "clean_lines", "fold", "identity", "sort_key", "without_title"]

KEY_LENGTH = 400
LONGEST_TITLE = 2  # words
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
BREVE, CIRCUMFLEX, HORN = "\u0306", "\u0302", "\u031b"
STROKE = "\u0111"  # d with stroke has no decomposition
# Level, falling, asking, tumbling, rising, heavy: the order of the tones in Vietnamese lists.
TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
ALPHABET = (
    *"0123456789",
    *("a", "a" + BREVE, "a" + CIRCUMFLEX, "b", "c", "d", STROKE, "e", "e" + CIRCUMFLEX),
    *"fghijklmn",
    *("o", "o" + CIRCUMFLEX, "o" + HORN, "p", "q", "r", "s", "t", "u", "u" + HORN),
    *"vwxyz",
)
RANKS = {letter: f"{rank:02d}" for rank, letter in enumerate(ALPHABET, start=1)}
LETTER_MARKS = {BREVE, CIRCUMFLEX, HORN}
AFTER_ALL = "99"


def clean(text: str) -> str:
    """The text in NFC without characters nobody sees, words parted by single spaces."""
    if not text.isprintable():
        kept = (" " if char.isspace() else char for char in text)
        text = "".join(char for char in kept if unicodedata.category(char) not in UNSEEN)
    return " ".join(unicodedata.normalize("NFC", text).split())


def clean_lines(text: str) -> str:
    """The text as `clean` makes it, line by line; at most one empty line between two others."""
    if "\n" not in text and "\r" not in text:
        return clean(text)
    lines = [clean(line) for line in text.splitlines()]
    kept = [line for at, line in enumerate(lines) if line or (at and lines[at - 1])]
    return "\n".join(kept).strip()


def fold(text: str) -> str:
    """The text as people type it in a hurry: small letters, no marks, no punctuation."""
    folded = " ".join([_fold_word(word) for word in clean(text).split(" ")])
    return folded if "  " not in folded and folded == folded.strip() else " ".join(folded.split())


def sort_key(name: str) -> str:
    """Digits that order names by given name, then family name, then the names between.

    Only digits, so that every database collation agrees. Letters rank as in the Vietnamese
    alphabet; tones decide between words of the same letters.
    """
    family, *rest = clean(name).split(" ")
    words = [rest[-1], family, *rest[:-1]] if rest else [family]
    return "".join(map(_word_key, words))[:KEY_LENGTH]


def without_title(name: str, titles: Collection[str]) -> str:
    """The name without the one title before it ("bac Bay" -> "Bay"); titles in small letters.

    Who writes marks means them: a title without its marks is taken for one only there.
    """
    words = clean(name).split(" ")
    for size in range(LONGEST_TITLE, 0, -1):
        if " ".join(words[:size]).casefold() in titles:
            return " ".join(words[size:])
    return " ".join(words)


def identity(name: str) -> str:
    """What makes two spellings one name: capitals and the place of the tone in a word do not."""
    return " ".join(map(_word_identity, clean(name).split(" ")))


@lru_cache(maxsize=20_000)
def _word_identity(word: str) -> str:
    parts = unicodedata.normalize("NFD", word.casefold())
    tones = "".join(sorted(char for char in parts if char in TONES))
    return "".join(char for char in parts if char not in TONES) + tones


@lru_cache(maxsize=20_000)
def _fold_word(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.casefold()).casefold().replace(STROKE, "d")
    marks_gone = (
        char for char in plain if not unicodedata.combining(char) and char not in "'\u2019"
    )
    spaced = "".join(char if char.isalnum() else " " for char in marks_gone)
    return " ".join(spaced.split())


@lru_cache(maxsize=20_000)
def _word_key(word: str) -> str:
    letters: list[str] = []
    tones: list[str] = []
    for char in unicodedata.normalize("NFD", word.lower()):
        if char in TONES:
            tones[-1:] = [TONES[char]]
        elif char in LETTER_MARKS and letters:
            letters[-1] += char
        elif not unicodedata.combining(char):
            letters.append(char)
            tones.append("0")
    ranks = (RANKS.get(letter) or RANKS.get(letter[0], AFTER_ALL) for letter in letters)
    return "".join(ranks) + "00" + "".join(tones)
