"""What became of one track, apart from the questions of its bank."""

from collections.abc import Iterator

from domain.changes import Change, Kind, Weight, What, joined, left, order
from domain.curriculum import Track

__all__ = ["revised"]


def revised(old: Track, new: Track) -> Iterator[Change]:
    """Every change of a track that is there in both versions."""
    here = Kind.TRACK, new.id
    if old.title != new.title:
        yield Change(What.RENAMED, *here, "", old.title, new.title)
    if old.audience is not new.audience:
        yield Change(What.AUDIENCE, *here, "", old.audience, new.audience, Weight.LOOK)
    for lesson in left(old.lessons, new.lessons):
        yield Change(What.LESSON_LEFT, *here, lesson, weight=Weight.LOOK)
    for lesson in joined(old.lessons, new.lessons):
        yield Change(What.LESSON_JOINED, *here, lesson, new=_before(lesson, new))
    yield from order(What.LESSONS_REORDERED, *here, old.lessons, new.lessons)
    if old.final_size != new.final_size:
        yield Change(What.FINAL_SIZE, *here, "", str(old.final_size), str(new.final_size))
    yield from _version(old, new)


def _before(lesson: str, track: Track) -> str:
    """The lesson that a lesson of the track follows, or nothing for the first."""
    place = track.lessons.index(lesson)
    return track.lessons[place - 1] if place else ""


def _version(old: Track, new: Track) -> Iterator[Change]:
    numbers = "", str(old.version), str(new.version)
    if new.version > old.version:
        yield Change(What.VERSION_RAISED, Kind.TRACK, new.id, *numbers)
    elif new.version < old.version:
        yield Change(What.VERSION_LOWERED, Kind.TRACK, new.id, *numbers, Weight.DANGER)
    elif _asked(old) != _asked(new):
        yield Change(What.VERSION_KEPT, Kind.TRACK, new.id, *numbers, Weight.LOOK)


def _asked(track: Track) -> tuple[frozenset[str], int]:
    """What has to be done to finish a track."""
    return frozenset(track.lessons), track.final_size
