"""What became of one question: its meaning is what is asked, what can be chosen, what is right."""

from collections.abc import Iterator

from domain.changes import Change, Kind, Weight, What, alike, spelled_alike
from domain.curriculum import Option, Question

__all__ = ["Home", "revised"]

Home = tuple[Kind, str]  # the lesson or track whose file holds the question

MEANING = frozenset(
    {
        What.QUESTION_REPLACED,
        What.QUESTION_REWORDED,
        What.OPTION_ADDED,
        What.OPTION_REMOVED,
        What.OPTION_REWORDED,
        What.RIGHT_ANSWER,
    }
)


def revised(old: Question, new: Question, before: Home, now: Home) -> Iterator[Change]:
    """Every change of a question that is there in both versions.

    Other words without a new version are dangerous: an answer pressed below the old words would be
    marked by the new ones, and both would be analysed as one question.
    """
    changes = [*_texts(old, new, now), *_options(old, new, now)]
    yield from _place(old, new, before, now)
    yield from changes
    if old.difficulty != new.difficulty:
        yield Change(What.DIFFICULTY, *now, new.id, old.difficulty, new.difficulty)
    if new.version > old.version:
        yield _versions(What.VERSION_RAISED, old, new, now, Weight.PLAIN)
    elif new.version < old.version:
        yield _versions(What.VERSION_LOWERED, old, new, now, Weight.DANGER)
    elif any(change.what in MEANING for change in changes):
        yield _versions(What.UNVERSIONED, old, new, now, Weight.DANGER)


def _versions(what: What, old: Question, new: Question, now: Home, weight: Weight) -> Change:
    return Change(what, *now, new.id, str(old.version), str(new.version), weight)


def _place(old: Question, new: Question, before: Home, now: Home) -> Iterator[Change]:
    if old.lesson_id != new.lesson_id:
        moved = old.lesson_id, new.lesson_id
        yield Change(What.QUESTION_REHOMED, *now, new.id, *moved, Weight.DANGER)
    elif before != now:
        yield Change(What.QUESTION_MOVED, *now, new.id, before[1], now[1], Weight.LOOK)


def _texts(old: Question, new: Question, now: Home) -> Iterator[Change]:
    if old.text == new.text:
        return
    words = new.id, old.text, new.text
    if spelled_alike(old.text, new.text):
        yield Change(What.QUESTION_RESPELLED, *now, *words)
    elif alike(old.text, new.text) or alike(old.correct.text, new.correct.text):
        yield Change(What.QUESTION_REWORDED, *now, *words)
    else:
        yield Change(What.QUESTION_REPLACED, *now, *words, Weight.LOOK)


def _options(old: Question, new: Question, now: Home) -> Iterator[Change]:
    before = {option.id: option for option in old.options}
    after = {option.id: option for option in new.options}
    for letter in sorted(before.keys() | after.keys()):
        yield from _option(new.id, letter, before.get(letter), after.get(letter), now)
    if not _same_answer(old.correct, new.correct):
        right = _shown(old.correct), _shown(new.correct)
        yield Change(What.RIGHT_ANSWER, *now, new.id, *right)


def _option(
    question: str, letter: str, old: Option | None, new: Option | None, now: Home
) -> Iterator[Change]:
    if old is None or new is None:
        what = What.OPTION_ADDED if old is None else What.OPTION_REMOVED
        yield Change(what, *now, question, _shown(old), _shown(new))
        return
    if old.text != new.text:
        only_spelled = spelled_alike(old.text, new.text)
        what = What.OPTION_RESPELLED if only_spelled else What.OPTION_REWORDED
        yield Change(what, *now, question, _shown(old), _shown(new))
    if old.explanation != new.explanation:
        words = f"{letter}. {old.explanation}", f"{letter}. {new.explanation}"
        yield Change(What.EXPLANATION, *now, question, *words)


def _same_answer(old: Option, new: Option) -> bool:
    return old.id == new.id and alike(old.text, new.text)


def _shown(option: Option | None) -> str:
    return f"{option.id}. {option.text}" if option else ""
