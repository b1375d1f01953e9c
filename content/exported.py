"""Reads back what `content.export` wrote: a version of the curriculum kept from another day."""

import codecs
from collections import Counter
from collections.abc import Iterable

from pydantic import TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from domain.curriculum import Curriculum, Lesson, Question, Track, whole
from domain.errors import DomainError

__all__ = ["decoded", "read"]


@dataclass(frozen=True)
class _Export:
    lessons: tuple[Lesson, ...]
    tracks: tuple[Track, ...]


def read(text: str, name: str = "-") -> Curriculum:
    """The curriculum of an export, equal to the one that was exported.

    `name` is what a refusal calls the file: DomainError("export_unreadable") names the first place
    that does not fit.
    """
    try:
        found = TypeAdapter(_Export).validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise _refusal(name, ".".join(map(str, first["loc"]))) from error
    curriculum = whole(found.lessons, found.tracks)
    if faults := _faults(found):
        raise _refusal(name, faults[0])
    return curriculum


def decoded(raw: bytes) -> str:
    """The text of a file; Windows PowerShell redirects in UTF-16. Raises UnicodeDecodeError."""
    wide = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return raw.decode("utf-16" if wide else "utf-8-sig")


def _refusal(name: str, place: str) -> DomainError:
    return DomainError("export_unreadable", file=name, place=place or "-")


def _faults(found: _Export) -> list[str]:
    """Ids that stand twice, and questions without exactly one right answer."""
    quizzes = [lesson.questions for lesson in found.lessons]
    questions = [
        one for part in (*quizzes, *(track.bank for track in found.tracks)) for one in part
    ]
    return [
        *_twice(lesson.id for lesson in found.lessons),
        *_twice(track.id for track in found.tracks),
        *_twice(question.id for question in questions),
        *(question.id for question in questions if not _answerable(question)),
    ]


def _answerable(question: Question) -> bool:
    return sum(option.correct for option in question.options) == 1


def _twice(ids: Iterable[str]) -> list[str]:
    return [one for one, times in Counter(ids).items() if times > 1]
