"""Who somebody may be on the roster, and whether they are old enough to say so alone."""

import re
from dataclasses import dataclass
from datetime import date

from domain.names import clean, fold
from domain.tokens import DIGITS, LETTERS, SLIP_LENGTH

__all__ = [
    "NameAndYear",
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

_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_DATE = re.compile(r"(?<!\d)\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*(?=\d{4}(?!\d))")


@dataclass(frozen=True, slots=True)
class NameAndYear:
    """What a person typed about themselves; either part may be missing."""

    name: str = ""
    birth_year: int | None = None


def read_name_and_year(text: str, today: date) -> NameAndYear:
    """Read a name and a year of birth typed in any order, or either alone."""
    text = clean(text)
    year = year_of(text, today)
    rest = _YEAR.sub(" ", _DATE.sub(" ", text))
    words = [word for word in re.split(r"[\s,;:]+", rest) if word]
    if year is not None:
        words = _without_filler(words)
    return NameAndYear(name_of(" ".join(words)), year)


def _without_filler(words: list[str]) -> list[str]:
    """Drop the words that say "born in" between the name and the year."""
    folded = [fold(word) for word in words]
    for length in (2, 1):
        if " ".join(folded[-length:]) in {"sinh nam", "nam sinh", "sinh"}:
            return words[:-length]
    return words


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
