"""What can change between two versions of the curriculum, as plain values."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

__all__ = ["Change", "Kind", "Weight", "What", "alike", "joined", "left", "order", "spelled_alike"]

ALIKE = 0.4  # share of words that stayed in their order; below it a text is another text


class Kind(StrEnum):
    """To what a change belongs: questions to the lesson or track whose file holds them."""

    TRACK = "track"
    LESSON = "lesson"


class Weight(StrEnum):
    """Harmless, worth a second look, or not to be published like this."""

    PLAIN = "plain"
    LOOK = "look"
    DANGER = "danger"


class What(StrEnum):
    """What happened."""

    TRACK_ADDED = "track_added"
    TRACK_REMOVED = "track_removed"
    AUDIENCE = "audience"
    LESSON_JOINED = "lesson_joined"
    LESSON_LEFT = "lesson_left"
    LESSONS_REORDERED = "lessons_reordered"
    FINAL_SIZE = "final_size"

    LESSON_ADDED = "lesson_added"
    LESSON_REMOVED = "lesson_removed"
    LESSON_REPLACED = "lesson_replaced"
    WHY = "why"
    TRY_IT = "try_it"
    MINUTES = "minutes"
    TAGS = "tags"
    SOURCE_ADDED = "source_added"
    SOURCE_REMOVED = "source_removed"
    SOURCE_DATED = "source_dated"
    STEP_ADDED = "step_added"
    STEP_REMOVED = "step_removed"
    STEPS_REORDERED = "steps_reordered"
    STEP_REWORDED = "step_reworded"
    STEP_REPLACED = "step_replaced"
    PLAIN_REWORDED = "plain_reworded"
    PICTURE = "picture"

    QUESTION_ADDED = "question_added"
    QUESTION_REMOVED = "question_removed"
    QUESTION_MOVED = "question_moved"  # to the file of another lesson or track
    QUESTION_REHOMED = "question_rehomed"  # it now asks about another lesson
    QUESTION_REPLACED = "question_replaced"
    QUESTION_REWORDED = "question_reworded"
    QUESTION_RESPELLED = "question_respelled"
    OPTION_ADDED = "option_added"
    OPTION_REMOVED = "option_removed"
    OPTION_REWORDED = "option_reworded"
    OPTION_RESPELLED = "option_respelled"
    OPTION_MOVED = "option_moved"  # to another letter
    RIGHT_ANSWER = "right_answer"
    EXPLANATION = "explanation"
    DIFFICULTY = "difficulty"
    QUESTIONS_REORDERED = "questions_reordered"
    UNVERSIONED = "unversioned"  # the meaning of a question changed, its version did not

    RENAMED = "renamed"
    VERSION_RAISED = "version_raised"
    VERSION_LOWERED = "version_lowered"
    VERSION_KEPT = "version_kept"


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `part` is the step or question, in a track also the lesson that came or went;
    `old` and `new` are what stood and stands there."""

    what: What
    kind: Kind
    id: str
    part: str = ""
    old: str = ""
    new: str = ""
    weight: Weight = Weight.PLAIN


def left(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """What is no longer there."""
    return [each for each in old if each not in new]


def joined(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """What is new."""
    return left(new, old)


def order(
    what: What, kind: Kind, owner: str, old: Sequence[str], new: Sequence[str]
) -> Iterator[Change]:
    """That what stayed stands in another order; both orders, without what came or went."""
    before = [each for each in old if each in new]
    after = [each for each in new if each in old]
    if before != after:
        yield Change(what, kind, owner, old=", ".join(before), new=", ".join(after))


def spelled_alike(old: str, new: str) -> bool:
    """Whether two texts differ only in capitals, spaces and punctuation."""
    return _words(old) == _words(new)


def alike(old: str, new: str) -> bool:
    """Whether a text can still be recognized in another."""
    return SequenceMatcher(None, _words(old), _words(new), autojunk=False).ratio() >= ALIKE


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", re.sub(r"<[^>]*>", "", text).casefold())
