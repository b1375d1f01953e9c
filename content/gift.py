"""All questions in Moodle's GIFT format, for teachers who use another programme.

https://docs.moodle.org/en/GIFT_format: `=` marks the right answer, `~` the others, `#` what is said
to whoever chose it; the signs themselves are written with a backslash before them.
"""

import re
from collections.abc import Iterable, Iterator

from content.measures import visible
from domain.curriculum import Curriculum, Option, Question

__all__ = ["as_gift"]

_SIGNS = re.compile(r"([\\~=#{}:])")


def as_gift(curriculum: Curriculum) -> str:
    """Every question once: those of the lessons, then the bank of each track, by category."""
    parts = [
        part
        for track in curriculum.tracks.values()
        for lesson in track.lessons
        for part in _category(
            f"{track.id}/{lesson}",
            (
                *curriculum.lessons[lesson].questions,
                *(question for question in track.bank if question.lesson_id == lesson),
            ),
        )
    ]
    return "\n\n".join(parts) + "\n"


def _category(name: str, questions: Iterable[Question]) -> Iterator[str]:
    yield f"$CATEGORY: {name}"
    for question in questions:
        options = "\n".join(map(_option, question.options))
        yield f"::{_plain(question.id)}::{_plain(question.text)} {{\n{options}\n}}"


def _option(option: Option) -> str:
    return f"{'=' if option.correct else '~'}{_plain(option.text)}#{_plain(option.explanation)}"


def _plain(text: str) -> str:
    """One line without our tags, the signs of the format made harmless."""
    return _SIGNS.sub(r"\\\1", " ".join(visible(text).split()))
