"""What a typed text means when it is an answer to what was just shown."""

import re
from collections.abc import Mapping, Sequence

from domain.names import clean, fold

_NUMBER = re.compile(r"^\(?\s*(?:cau|so|muc|chon|dap an)?\s*(\d{1,3})\s*[.)\]:]?\s*$")
_LESSON = re.compile(r"^bai (?:so )?(\d{1,2})$")
_LETTER = re.compile(r"^\(?\s*(?:cau|chon|dap an|y)?\s*([a-h])\s*[.)\]:]?\s*$")
_WIDE_DIGITS = str.maketrans("".join(chr(0xFF10 + i) for i in range(10)), "0123456789")
LESSON_VERB = "number"  # the action behind "bai 3"
_NOISE = re.compile(r"[^\w\s/]+")


def plain(text: str) -> str:
    """Fold a text to bare words: no marks, no case, no punctuation, no emoji, single spaces."""
    return " ".join(_NOISE.sub(" ", fold(clean(text).translate(_WIDE_DIGITS))).split())


def pick(text: str, shown: Sequence[tuple[str, str]], *, numbers: bool = True) -> str | None:
    """The action of the shown button that a typed text names, or None.

    Takes "2", "2.", "(2)", "cau 2", "so 2", "B", "b)", full-width digits, or the caption, all with
    or without diacritics. "12" is never taken as "1" and "2". `shown` holds (caption, action).
    """
    folded = fold(clean(text).translate(_WIDE_DIGITS)).strip()
    if numbers and (number := _NUMBER.match(folded)):
        index = int(number.group(1)) - 1
        return shown[index][1] if 0 <= index < len(shown) else None
    if numbers and (letter := _LETTER.match(folded)):
        index = ord(letter.group(1)) - ord("a")
        return shown[index][1] if index < len(shown) else None
    words = plain(text)
    same = [act for caption, act in shown if plain(caption) == words]
    return same[0] if words and len(same) == 1 else None


def command(text: str, words: Mapping[str, str]) -> str | None:
    """The action of a command or word such as "/dung", "menu", "tiep", "bai 3", or None."""
    folded = plain(text).removeprefix("/")
    if lesson := _LESSON.match(folded):
        return f"{LESSON_VERB}:{lesson.group(1)}"
    return words.get(folded)
