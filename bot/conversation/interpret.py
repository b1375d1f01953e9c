"""What a typed text means when it is an answer to what was just shown."""

import re
from collections.abc import Collection, Mapping, Sequence

from domain.names import clean, fold, identity

# What people put before and behind the number of a choice, folded.
_BEFORE = r"^(?:(?:(?:toi|em|bac|minh|chau) )?chon )?(?:(?:cau|so|muc|dap an|y|chu|nut) )?(?:la )?"
_BEHIND = r"(?: (?:con|chau|em))?(?: (?:a|nhe|nha|di|day))?$"
_NUMBER = re.compile(rf"{_BEFORE}(\d{{1,3}}|mot|hai|ba|bon){_BEHIND}")
_LETTER = re.compile(rf"{_BEFORE}([a-h]){_BEHIND}")
_SPELLED = {"mot": 1, "hai": 2, "ba": 3, "bon": 4}
# As they are written: with another mark it is another word, and often a name (Hai, Ba, Bon).
_AS_WRITTEN = {"mot", "m\u1ed9t", "hai", "ba", "bon", "b\u1ed1n"}
_LESSON = re.compile(r"^(?:(?:hoc|mo|xem|lam|vao|sang|den)(?: lai| tiep)? )?bai (?:so )?(\d{1,2})$")
_WIDE_DIGITS = str.maketrans("".join(chr(0xFF10 + i) for i in range(10)), "0123456789")
LESSON_VERB = "number"  # the action behind "bai 3"
_POLITE = re.compile(r" (?:[a\u1ea1]|nh[e\u00e9a])$")  # with its mark or without
# Whom they speak to, and urging, as said to a grandchild: with their marks or without.
_TO_WHOM = re.compile(
    r"(?: (?:[a\u1ea1]|nh[e\u00e9a]|con|ch[a\u00e1]u|em|[o\u01a1]i|[d\u0111]i))+$"
)
_NOISE = re.compile(r"[^\w\s/]+")


def plain(text: str) -> str:
    """Fold a text to bare words: no marks, no case, no punctuation, no emoji, single spaces."""
    return " ".join(_NOISE.sub(" ", fold(clean(text).translate(_WIDE_DIGITS))).split())


def pick(
    text: str, shown: Sequence[tuple[str, str]], *, numbers: bool = True, spelled: bool = True
) -> str | None:
    """The action of the shown button that a typed text names, or None.

    Takes "2", "2.", "(2)", "cau 2", "chon so 2", "hai", "B", "b)", full-width digits, or the
    caption, all with or without diacritics. "12" is never taken as "1" and "2", nor a sigh as "A".
    `shown` holds (caption, action). Where a name may be typed, `spelled` numbers are none: people
    are called so.
    """
    index = _index(text, spelled=spelled) if numbers else -1
    if 0 <= index < len(shown):
        return shown[index][1]
    words = plain(text)
    same = [act for caption, act in shown if plain(caption) == words]
    return same[0] if words and len(same) == 1 else None


def _index(text: str, *, spelled: bool) -> int:
    """The place, from 0, that a number or letter names; -1 for any other text."""
    typed = clean(text).translate(_WIDE_DIGITS).casefold()
    folded, written = fold(typed), re.findall(r"\w+", typed)
    number = _NUMBER.match(folded)
    if number and number[1] in _SPELLED:
        means = spelled and not _AS_WRITTEN.isdisjoint(written)
        return _SPELLED[number[1]] - 1 if means else -1
    if number:
        return int(number[1]) - 1
    letter = _LETTER.match(folded)
    if letter and letter[1] in written:  # without a mark: "à" is no answer
        return ord(letter[1]) - ord("a")
    return -1


def _written(text: str) -> str:
    """A text as `plain`, with its marks."""
    return " ".join(_NOISE.sub(" ", clean(text).casefold()).split())


def _keys(text: str, other: Collection[str]) -> list[str]:
    """What a word is looked up by, the first that is known: folded, unless as it is written it is
    another word; then without whom it is said to."""
    written = _written(text)
    said = dict.fromkeys([_POLITE.sub("", written), _TO_WHOM.sub("", written)])
    return [each if each in other else plain(each) for each in said]


def instead(
    text: str,
    shown: Sequence[tuple[str, str]],
    captions: Mapping[str, Collection[str]],
    other: Collection[str] = (),
) -> str | None:
    """The action of the one shown button that people also call by other words, or None.

    `captions` tells for a word which buttons it may stand for; see content.words for `other`.
    """
    meant = next((captions[key] for key in _keys(text, other) if key in captions), ())
    same = [act for caption, act in shown if caption in meant]
    return same[0] if len(same) == 1 else None


def command(text: str, words: Mapping[str, str], other: Collection[str] = ()) -> str | None:
    """The action of a command or word such as "/dung", "menu", "tiep", "bai 3", or None."""
    keys = [key.removeprefix("/") for key in _keys(text, other)]
    if lesson := next(filter(None, map(_LESSON.match, keys)), None):
        return f"{LESSON_VERB}:{lesson.group(1)}"
    return next((words[key] for key in keys if key in words), None)


def doubtful(text: str, words: Collection[str], other: Collection[str] = ()) -> bool:
    """Whether a text is one of these words, which without marks may stand for several."""
    return any(key in words for key in _keys(text, other))


def command_or_name(text: str, words: Mapping[str, str]) -> str | None:
    """The action of a command where a name may be typed: with marks it has to be those marks,
    wherever in a word the tone is put."""
    written = _POLITE.sub("", _written(text))
    plainly = text.isascii() or _LESSON.match(plain(written))
    if plainly:
        return command(written, words)
    same = identity(written)
    return next((act for word, act in words.items() if identity(word) == same), None)
