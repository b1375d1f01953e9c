"""Lessons, questions and tracks as plain values. Read from files by `content.catalog`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from domain.errors import DomainError
from domain.vocabulary import Audience


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact of a lesson comes from, and when that was looked up."""

    title: str
    date: date
    url: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A file below `content/` and what it shows, in words."""

    file: str
    alt: str


@dataclass(frozen=True, slots=True)
class Step:
    """One idea of a lesson: at most 300 characters, and the same in plainer words."""

    id: str
    text: str
    plain: str
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """An answer to choose. `explanation` says only why; the verdict is said by the dialogue."""

    id: str
    text: str
    correct: bool
    explanation: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question with exactly one correct option.

    `id` is stable; `version` grows with each change of meaning.
    """

    id: str
    version: int
    lesson_id: str
    text: str
    options: tuple[Option, ...]
    difficulty: str = "medium"

    @property
    def correct(self) -> Option:
        """The one right option."""
        return next(option for option in self.options if option.correct)


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson of 5 to 8 steps and a quiz. `tags` point into the provisional taxonomy."""

    id: str
    version: int
    title: str
    why: str
    minutes: int
    steps: tuple[Step, ...]
    questions: tuple[Question, ...]
    try_it: str
    tags: tuple[str, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Track:
    """A programme: lessons in order, then a final quiz drawn from `bank`."""

    id: str
    version: int
    title: str
    audience: Audience
    lessons: tuple[str, ...]
    bank: tuple[Question, ...]
    final_size: int


@dataclass(frozen=True, slots=True)
class Curriculum:
    """All content of one installation, validated."""

    lessons: Mapping[str, Lesson]
    tracks: Mapping[str, Track]
    questions: Mapping[str, Question]  # lesson questions and banks together

    def track(self, track_id: str) -> Track:
        """The track of this id; raises DomainError("content_gone") when there is none any more."""
        if track_id not in self.tracks:
            raise DomainError("content_gone")
        return self.tracks[track_id]


def whole(lessons: Iterable[Lesson], tracks: Iterable[Track]) -> Curriculum:
    """The curriculum of these lessons and tracks, with all their questions."""
    by_id = {lesson.id: lesson for lesson in lessons}
    programmes = {track.id: track for track in tracks}
    every = [question for lesson in by_id.values() for question in lesson.questions]
    every += [question for track in programmes.values() for question in track.bank]
    return Curriculum(by_id, programmes, {question.id: question for question in every})
