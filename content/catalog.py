"""Lessons, questions and tracks from files to values. Nothing is cached: the caller keeps it."""

from collections.abc import Iterable
from pathlib import Path

from content import folder as folders
from content import references
from content.folder import Folder, FoundLesson, FoundTrack
from content.lesson_file import QuestionEntry
from content.problems import ContentError
from domain.curriculum import Curriculum, Lesson, Option, Question, Source, Step, Track, whole

__all__ = ["PACKAGED", "ContentError", "build", "load"]

PACKAGED = Path(__file__).parent


def load(folder: Path | None = None) -> Curriculum:
    """All content of a folder, by default the packaged one; ContentError names every fault.

    `Step.text`, `Step.plain`, `Lesson.why` and `Lesson.try_it` are tagged text (escaped, with
    b, i, a). All other texts are plain and hold no sign that a channel could take for markup.
    """
    found = folders.read(folder or PACKAGED)
    problems = sorted({*found.problems, *references.faults(found)})
    if problems:
        raise ContentError(problems)
    return build(found)


def build(found: Folder) -> Curriculum:
    """The curriculum of a folder without faults."""
    return whole(map(_lesson, found.lessons), map(_track, found.tracks))


def _lesson(found: FoundLesson) -> Lesson:
    head = found.head.model
    return Lesson(
        id=head.id,
        version=head.version,
        title=head.title,
        why=found.why,
        minutes=head.minutes,
        steps=tuple(
            Step(step.id, "\n\n".join(step.text), "\n\n".join(step.plain), step.picture)
            for step in found.steps
        ),
        questions=_questions(head.id, found.quiz.model.questions),
        try_it=found.try_it,
        tags=tuple(head.tags),
        sources=tuple(Source(source.title, source.date, source.url) for source in head.sources),
    )


def _track(found: FoundTrack) -> Track:
    track = found.track.model
    return Track(
        id=track.id,
        version=track.version,
        title=track.title,
        audience=track.audience,
        lessons=tuple(track.lessons),
        bank=tuple(_question(entry.lesson, entry) for entry in found.bank.model.questions),
        final_size=track.final_size,
    )


def _questions(lesson_id: str, entries: Iterable[QuestionEntry]) -> tuple[Question, ...]:
    return tuple(_question(lesson_id, entry) for entry in entries)


def _question(lesson_id: str, entry: QuestionEntry) -> Question:
    return Question(
        id=entry.id,
        version=entry.version,
        lesson_id=lesson_id,
        text=entry.text,
        options=tuple(
            Option(option.id, option.text, option.correct, option.explanation)
            for option in entry.options
        ),
        difficulty=entry.difficulty,
    )
