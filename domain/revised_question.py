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
        What.OPTION_MOVED,
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
        yield from _option(old, new, before.get(letter), after.get(letter), now)
    if _other_answer(old, new):
        right = _shown(old.correct), _shown(new.correct)
        yield Change(What.RIGHT_ANSWER, *now, new.id, *right)


def _option(
    old: Question, new: Question, before: Option | None, after: Option | None, now: Home
) -> Iterator[Change]:
    shown = new.id, _shown(before), _shown(after)
    if before is None or after is None:
        yield Change(What.OPTION_ADDED if after else What.OPTION_REMOVED, *now, *shown)
        return
    moved = _found(after, old)
    if before.text != after.text and moved is not None and moved.id != after.id:
        yield Change(What.OPTION_MOVED, *now, new.id, _shown(moved), _shown(after))
    elif before.text != after.text:
        only_spelled = spelled_alike(before.text, after.text)
        yield Change(What.OPTION_RESPELLED if only_spelled else What.OPTION_REWORDED, *now, *shown)
    said = (moved or before).explanation
    if said != after.explanation:
        words = said, f"{after.id}. {after.explanation}"
        yield Change(What.EXPLANATION, *now, new.id, *words)


def _found(option: Option, question: Question) -> Option | None:
    """The same words among the options of another version, whatever their letter."""
    same = (each for each in question.options if spelled_alike(each.text, option.text))
    return next(same, None)


def _other_answer(old: Question, new: Question) -> bool:
    """Whether something else is right: words that were there and wrong, or quite other words."""
    known = _found(new.correct, old)
    if known is not None:
        return not known.correct
    return old.correct.id != new.correct.id or not alike(old.correct.text, new.correct.text)


def _shown(option: Option | None) -> str:
    return f"{option.id}. {option.text}" if option else ""
