"""What a new version of the curriculum changes. Nothing here reads a file or words a sentence."""

from collections.abc import Collection, Iterator, Mapping
from itertools import chain

from domain import revised_lesson, revised_question, revised_track
from domain.changes import Change, Kind, Weight, What, joined, left, order
from domain.curriculum import Curriculum, Question
from domain.revised_question import Home

__all__ = ["compare"]

Files = Mapping[Home, tuple[Question, ...]]


def compare(old: Curriculum, new: Curriculum, planned: Collection[str] = ()) -> tuple[Change, ...]:
    """Every change from `old` to `new`: track by track, then lesson by lesson.

    `planned` are the tracks that plans count: without them the plans cannot be reached. Equal
    curricula have no changes.
    """
    changes = chain(_tracks(old, new, planned), _lessons(old, new, planned), _questions(old, new))
    homes = [*_files(new), *_files(old)]
    return tuple(sorted(changes, key=lambda change: homes.index((change.kind, change.id))))


def _tracks(old: Curriculum, new: Curriculum, planned: Collection[str]) -> Iterator[Change]:
    for track in left([*old.tracks], [*new.tracks]):
        weight = Weight.DANGER if track in planned else Weight.LOOK
        title = old.tracks[track].title
        yield Change(What.TRACK_REMOVED, Kind.TRACK, track, old=title, weight=weight)
    for track in joined([*old.tracks], [*new.tracks]):
        yield Change(What.TRACK_ADDED, Kind.TRACK, track, new=new.tracks[track].title)
    for track in (each for each in new.tracks if each in old.tracks):
        yield from revised_track.revised(old.tracks[track], new.tracks[track])


def _lessons(old: Curriculum, new: Curriculum, planned: Collection[str]) -> Iterator[Change]:
    counted = {
        lesson for track in planned if track in old.tracks for lesson in old.tracks[track].lessons
    }
    for lesson in left([*old.lessons], [*new.lessons]):
        weight = Weight.DANGER if lesson in counted else Weight.LOOK
        title = old.lessons[lesson].title
        yield Change(What.LESSON_REMOVED, Kind.LESSON, lesson, old=title, weight=weight)
    for lesson in joined([*old.lessons], [*new.lessons]):
        yield Change(What.LESSON_ADDED, Kind.LESSON, lesson, new=new.lessons[lesson].title)
    for lesson in (each for each in new.lessons if each in old.lessons):
        yield from revised_lesson.revised(old.lessons[lesson], new.lessons[lesson])


def _files(curriculum: Curriculum) -> Files:
    """Questions by the track or lesson whose file holds them."""
    banks = {(Kind.TRACK, track.id): track.bank for track in curriculum.tracks.values()}
    quizzes = {(Kind.LESSON, one.id): one.questions for one in curriculum.lessons.values()}
    return {**banks, **quizzes}


def _homes(files: Files) -> dict[str, Home]:
    return {question.id: home for home, questions in files.items() for question in questions}


def _questions(old: Curriculum, new: Curriculum) -> Iterator[Change]:
    files, now = _files(old), _files(new)
    before, after = _homes(files), _homes(now)
    # The questions that a lesson or track brings or takes along are said by its coming or going.
    for one in left([*before], [*after]):
        if before[one] in now:
            yield Change(What.QUESTION_REMOVED, *before[one], one, old=old.questions[one].text)
    for one in joined([*before], [*after]):
        if after[one] in files:
            yield Change(What.QUESTION_ADDED, *after[one], one, new=new.questions[one].text)
    for one in (each for each in after if each in before):
        pair = old.questions[one], new.questions[one]
        yield from revised_question.revised(*pair, before[one], after[one])
    yield from _reordered(files, now)


def _reordered(files: Files, now: Files) -> Iterator[Change]:
    """A lesson asks in the order of its file; a bank is shuffled anyway."""
    for home in (each for each in now if each in files and each[0] is Kind.LESSON):
        ids = [question.id for question in files[home]], [question.id for question in now[home]]
        yield from order(What.QUESTIONS_REORDERED, *home, *ids)
