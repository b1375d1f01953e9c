"""Who somebody may be on the roster, and whether they are old enough to say so alone."""

import re
from dataclasses import dataclass
from datetime import date

from domain.names import clean, fold
from domain.tokens import DIGITS, LETTERS, SLIP_LENGTH

__all__ = [
    "NameAndYear",
    "Spoken",
    "is_as_given",
    "looks_like_slip",
    "may_be_below",
    "name_of",
    "read_name_and_year",
    "year_of",
]

CONSENT_ALONE = 16  # below, the guardian consents too
CONSENT_WITH_GUARDIAN = 7  # below, nothing is recorded at all
TRIES_A_DAY = 3  # searches of one learner; wrong codes of one phone
TRIES_ON_A_PHONE = 9  # searches, and wrong codes, of everybody who learns there
NAME_LENGTH = 80
PHRASE = 5  # words

_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_HERE = "0"  # where in what was said the year stood
_DATE = re.compile(r"(?<!\d)\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*(?=\d{4}(?!\d))")


@dataclass(frozen=True, slots=True)
class NameAndYear:
    """What a person typed about themselves; either part may be missing."""

    name: str = ""
    birth_year: int | None = None


@dataclass(frozen=True, slots=True)
class Spoken:
    """What people say around a name: what leads to it, what stands before a year, what no name
    holds, what asks for help, what is no name when it stands alone, and what courtesy adds behind
    a name (`after`, as it is written).

    In small letters, with its marks and without: whoever types marks means them, and is compared
    with marks. Many a word without its marks is also a name.
    """

    leads: frozenset[str] = frozenset()
    born: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    help: frozenset[str] = frozenset()
    alone: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()

    def asks_for_help(self, text: str) -> bool:
        """Whether somebody who was asked for something else calls for help."""
        return _holds(_said(_words(text)), self.help)


def read_name_and_year(text: str, today: date, spoken: Spoken) -> NameAndYear:
    """Read a name and a year of birth typed in any order, or either alone."""
    text = clean(text)
    year = year_of(text, today)
    words = _words(_YEAR.sub(f" {_HERE} ", _DATE.sub(" ", fold_digits(text))))
    if year is None and (short := _short_year(words, spoken.born)):
        year = _whole(int(short), today)
        words[words.index(short)] = _HERE
    words = _courteous(_without_year(words, spoken.born), spoken.after)
    words = words[_length(_said(words), spoken.leads, 1) :]
    said = _said(words)
    nobody = _holds(said, spoken.never) or " ".join(said) in spoken.alone
    return NameAndYear("" if nobody else name_of(" ".join(words)), year)


def _short_year(words: list[str], born: frozenset[str]) -> str:
    """The two digits behind "born in", if that is all there is of digits; else ""."""
    found = [word for word in words if any(map(str.isdigit, word))]
    if len(found) != 1 or not re.fullmatch(r"\d{2}", found[0], re.ASCII):
        return ""
    before = _said(words)[: words.index(found[0])]
    return found[0] if _length(before[::-1], born, -1) else ""


def _whole(short: int, today: date) -> int:
    """The latest year before now that ends in these two digits."""
    return today.year - (today.year - short) % 100


def _without_year(words: list[str], born: frozenset[str]) -> list[str]:
    """What is said besides the year and what stands right before it."""
    kept: list[str] = []
    for word in words:
        if word == _HERE:
            kept = kept[: len(kept) - _length(_said(kept)[::-1], born, -1)]
        else:
            kept.append(word)
    return kept


def _courteous(words: list[str], after: frozenset[str]) -> list[str]:
    """The words without those of courtesy at the end, where they surely are no part of a name:
    they bear a mark of their own, or are small behind a name with capitals."""
    while len(words) > 1 and words[-1].strip(".!") in after:
        if words[-1].isascii() and not (words[-1].islower() and words[0][:1].isupper()):
            break
        words = words[:-1]
    return words


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[\s,;:]+", clean(text)) if fold(word)]


def _said(words: list[str]) -> list[str]:
    """The words as they are looked up: without marks only if none was typed."""
    plain = fold if all(word.isascii() for word in words) else str.casefold
    return [plain(word).strip(".!?-") for word in words]


def _length(said: list[str], phrases: frozenset[str], step: int) -> int:
    """How many of these words, from the first on, are one of the phrases: the longest that fits."""
    lengths = range(min(PHRASE, len(said)), 0, -1)
    return next((each for each in lengths if " ".join(said[:each][::step]) in phrases), 0)


def _holds(said: list[str], phrases: frozenset[str]) -> bool:
    text = f" {' '.join(said)} "
    return any(f" {phrase} " in text for phrase in phrases)


def name_of(text: str) -> str:
    """A name of at least two words without digits, with capitals, or ""."""
    name = clean(text).strip(" .,;:-")
    parts = fold(name).split()
    letters = all(part.isalpha() for part in parts)
    if len(parts) < 2 or not letters or len(name) > NAME_LENGTH:
        return ""
    return name.title() if name.islower() or name.isupper() else name


def year_of(text: str, today: date) -> int | None:
    """A year of birth that a living person can have, or None."""
    found = _YEAR.search(_DATE.sub(" ", fold_digits(text)))
    if found is None:
        return None
    year = int(found.group(1))
    return year if today.year - 120 <= year <= today.year else None


def fold_digits(text: str) -> str:
    """Full-width digits as plain ones."""
    return text.translate({0xFF10 + digit: str(digit) for digit in range(10)})


def may_be_below(age: int, birth_year: int, today: date) -> bool:
    """Whether somebody born that year may not have had this birthday yet; in doubt yes."""
    return today.year - birth_year <= age


def is_as_given(name: str, year: int | None, known_name: str, known_year: int | None) -> bool:
    """Whether what a learner gave is the name and the year of birth of a person on the list.

    A year that one side does not know is no contradiction; a name that nobody gave is one.
    """
    same_year = year is None or known_year is None or year == known_year
    return same_year and fold(name) == fold(known_name)


def looks_like_slip(text: str) -> bool:
    """Whether a typed text has the shape of a slip code."""
    code = fold(text).replace(" ", "").upper()
    signs = set(code)
    return (
        len(code) == SLIP_LENGTH
        and signs <= set(DIGITS + LETTERS)
        and bool(signs & set(DIGITS))
        and bool(signs & set(LETTERS))
    )
