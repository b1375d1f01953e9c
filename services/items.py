"""Item analysis: which questions need a look, from the first tries of everybody."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from domain.curriculum import Curriculum, Question, Track
from domain.errors import DomainError
from domain.items import Figures, figures
from domain.verdicts import Judged, judge
from storage import items
from storage.database import Tx
from storage.items import Counted

__all__ = ["Item", "analyse"]


@dataclass(frozen=True, slots=True)
class Item:
    """A question as it is worded now; `older` answers were given to earlier wordings."""

    question: Question
    figures: Figures
    judged: Judged
    older: int


def analyse(
    tx: Tx, curriculum: Curriculum, *, track: str | None = None, lesson: str | None = None
) -> list[Item]:
    """Every question of a track, a lesson or all, in the order of the curriculum.

    DomainError("unknown_track" or "unknown_lesson") for what is not there. Questions that left the
    content are not shown.
    """
    chosen = {question.id: question for question in _chosen(curriculum, track, lesson)}
    counts: dict[str, list[Counted]] = defaultdict(list)
    for row in items.first_tries(tx, list(chosen)):
        counts[row.question_id].append(row)
    return [_item(question, counts[question.id]) for question in chosen.values()]


def _chosen(curriculum: Curriculum, track: str | None, lesson: str | None) -> Iterator[Question]:
    if lesson is not None and lesson not in curriculum.lessons:
        known = ", ".join(sorted(curriculum.lessons))
        raise DomainError("unknown_lesson", lesson=lesson, known=known)
    for one in _tracks(curriculum, track):
        for lesson_id in one.lessons:
            if lesson in (None, lesson_id):
                yield from curriculum.lessons[lesson_id].questions
                yield from (each for each in one.bank if each.lesson_id == lesson_id)


def _tracks(curriculum: Curriculum, track: str | None) -> Iterable[Track]:
    if track is None:
        return curriculum.tracks.values()
    if track not in curriculum.tracks:
        known = ", ".join(curriculum.tracks)
        raise DomainError("unknown_track", track=track, known=known)
    return [curriculum.tracks[track]]


def _item(question: Question, counts: Iterable[Counted]) -> Item:
    times: dict[str, dict[int, int]] = defaultdict(dict)
    older = 0
    for row in counts:
        if row.version == question.version:
            times[row.option_id][row.band] = row.times
        else:
            older += row.times
    options = [option.id for option in question.options]
    found = figures(question.correct.id, options, times)
    return Item(question, found, judge(found), older)
