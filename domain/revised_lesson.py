"""What became of one lesson, apart from its questions."""

from collections.abc import Iterator
from datetime import date

from domain.changes import Change, Kind, Weight, What, alike, joined, left, order, spelled_alike
from domain.curriculum import Lesson, Picture, Step

__all__ = ["revised"]

# After one of these a lesson says something else, which its version should tell.
SUBSTANCE = frozenset(
    {
        What.STEP_ADDED,
        What.STEP_REMOVED,
        What.STEP_REWORDED,
        What.STEP_REPLACED,
        What.LESSON_REPLACED,
    }
)


def revised(old: Lesson, new: Lesson) -> Iterator[Change]:
    """Every change of a lesson that is there in both versions."""
    steps = [*_replaced(old, new), *_steps(old, new)]
    yield from _head(old, new)
    yield from _sources(old, new)
    yield from steps
    yield from _version(old, new, substance=any(map(_substantial, steps)))


def _substantial(change: Change) -> bool:
    return change.what in SUBSTANCE and not spelled_alike(change.old, change.new)


def _changed(lesson: Lesson, what: What, old: str, new: str, part: str = "") -> Iterator[Change]:
    if old != new:
        yield Change(what, Kind.LESSON, lesson.id, part, old, new)


def _head(old: Lesson, new: Lesson) -> Iterator[Change]:
    yield from _changed(new, What.RENAMED, old.title, new.title)
    yield from _changed(new, What.WHY, old.why, new.why)
    yield from _changed(new, What.TRY_IT, old.try_it, new.try_it)
    yield from _changed(new, What.MINUTES, str(old.minutes), str(new.minutes))
    yield from _changed(new, What.TAGS, ", ".join(old.tags), ", ".join(new.tags))


def _sources(old: Lesson, new: Lesson) -> Iterator[Change]:
    before, after = _dated(old), _dated(new)
    for source in left([*before], [*after]):
        yield Change(What.SOURCE_REMOVED, Kind.LESSON, new.id, old=source)
    for source in joined([*before], [*after]):
        yield Change(What.SOURCE_ADDED, Kind.LESSON, new.id, new=source)
    for source in (each for each in after if before.get(each, after[each]) != after[each]):
        days = before[source].isoformat(), after[source].isoformat()
        yield Change(What.SOURCE_DATED, Kind.LESSON, new.id, source, *days)


def _dated(lesson: Lesson) -> dict[str, date]:
    return {f"{source.title} {source.url}".strip(): source.date for source in lesson.sources}


def _replaced(old: Lesson, new: Lesson) -> Iterator[Change]:
    """Whoever finished the old lesson counts as having finished this one."""
    same = {step.id for step in old.steps} & {step.id for step in new.steps}
    if not same and not alike(old.title, new.title):
        weight = Weight.LOOK if new.version > old.version else Weight.DANGER
        titles = old.title, new.title
        yield Change(What.LESSON_REPLACED, Kind.LESSON, new.id, "", *titles, weight)


def _steps(old: Lesson, new: Lesson) -> Iterator[Change]:
    before = {step.id: step for step in old.steps}
    after = {step.id: step for step in new.steps}
    for step in left([*before], [*after]):
        yield Change(What.STEP_REMOVED, Kind.LESSON, new.id, step, old=before[step].text)
    for step in joined([*before], [*after]):
        yield Change(What.STEP_ADDED, Kind.LESSON, new.id, step, new=after[step].text)
    yield from order(What.STEPS_REORDERED, Kind.LESSON, new.id, [*before], [*after])
    for step in (each for each in after if each in before):
        yield from _step(new, before[step], after[step])


def _step(lesson: Lesson, old: Step, new: Step) -> Iterator[Change]:
    if alike(old.text, new.text):
        yield from _changed(lesson, What.STEP_REWORDED, old.text, new.text, new.id)
    else:
        words = new.id, old.text, new.text
        yield Change(What.STEP_REPLACED, Kind.LESSON, lesson.id, *words, Weight.LOOK)
    yield from _changed(lesson, What.PLAIN_REWORDED, old.plain, new.plain, new.id)
    yield from _changed(lesson, What.PICTURE, _shown(old.picture), _shown(new.picture), new.id)


def _shown(picture: Picture | None) -> str:
    return f"{picture.file}: {picture.alt}" if picture else ""


def _version(old: Lesson, new: Lesson, *, substance: bool) -> Iterator[Change]:
    numbers = "", str(old.version), str(new.version)
    if new.version > old.version:
        yield Change(What.VERSION_RAISED, Kind.LESSON, new.id, *numbers)
    elif new.version < old.version:
        yield Change(What.VERSION_LOWERED, Kind.LESSON, new.id, *numbers, Weight.DANGER)
    elif substance:
        yield Change(What.VERSION_KEPT, Kind.LESSON, new.id, *numbers, Weight.LOOK)
