"""What changes of the curriculum mean for people, by the rules of counting and of quizzes."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.changes import Change, Kind, What

__all__ = ["Consequence", "Meaning", "consequences"]


class Meaning(StrEnum):
    """Which rule speaks."""

    KEPT = "kept"  # whoever finished keeps it, under the version of that day
    ONE_MORE = "one_more"
    ONE_LESS = "one_less"
    REDRAWN = "redrawn"
    ASKED_ANEW = "asked_anew"
    WITHDRAWN = "withdrawn"
    APART = "apart"
    BOOKMARK = "bookmark"
    AT_ONCE = "at_once"
    LESSON_GONE = "lesson_gone"
    TRACK_GONE = "track_gone"


@dataclass(frozen=True, slots=True)
class Consequence:
    """One rule and whom it concerns: `id` is a track where the rule speaks of one, `parts` are
    lessons, steps (as lesson/step) or questions."""

    meaning: Meaning
    id: str = ""
    parts: tuple[str, ...] = ()


def consequences(changes: Sequence[Change]) -> tuple[Consequence, ...]:
    """What follows, the most important first; nothing follows from nothing."""
    return (*_kept(changes), *_for_tracks(changes), *_for_everybody(changes))


def _kept(changes: Sequence[Change]) -> Iterator[Consequence]:
    if changes:
        yield Consequence(Meaning.KEPT)


_OF_A_TRACK = {
    Meaning.ONE_MORE: {What.LESSON_JOINED},
    Meaning.ONE_LESS: {What.LESSON_LEFT},
    Meaning.REDRAWN: {What.QUESTION_ADDED, What.QUESTION_REMOVED, What.FINAL_SIZE},
}


def _for_tracks(changes: Sequence[Change]) -> Iterator[Consequence]:
    tracks = dict.fromkeys(change.id for change in changes if change.kind is Kind.TRACK)
    for track in tracks:
        own = [change for change in changes if (change.kind, change.id) == (Kind.TRACK, track)]
        for meaning, whats in _OF_A_TRACK.items():
            if any(change.what in whats for change in own):
                yield Consequence(meaning, track, _parts(own, whats))


_OF_EVERYBODY = {
    Meaning.ASKED_ANEW: {What.VERSION_RAISED},
    Meaning.WITHDRAWN: {What.QUESTION_REMOVED},
    Meaning.APART: {What.VERSION_RAISED},
}
_OF_LESSONS = {
    Meaning.BOOKMARK: {What.STEP_REMOVED},
    Meaning.AT_ONCE: {What.STEP_REWORDED, What.STEP_REPLACED, What.STEP_ADDED, What.PLAIN_REWORDED},
    Meaning.LESSON_GONE: {What.LESSON_REMOVED},
    Meaning.TRACK_GONE: {What.TRACK_REMOVED},
}


def _for_everybody(changes: Sequence[Change]) -> Iterator[Consequence]:
    for meaning, whats in _OF_EVERYBODY.items():
        if parts := _parts(changes, whats):
            yield Consequence(meaning, parts=parts)
    for meaning, whats in _OF_LESSONS.items():
        owners = dict.fromkeys(change.id for change in changes if change.what in whats)
        if owners:
            yield Consequence(meaning, parts=tuple(owners))


def _parts(changes: Sequence[Change], whats: Collection[What]) -> tuple[str, ...]:
    """The questions or lessons concerned. A version without a part is that of a lesson or track."""
    parts = (change.part for change in changes if change.what in whats and change.part)
    return tuple(dict.fromkeys(parts))
