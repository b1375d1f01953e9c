"""Everything an author should mend before publishing: what cannot be used, and what teaches badly.

`catalog.load` refuses only the first kind. The second kind, judged here, is about the reader: long
sentences, a plainer text that is not plainer, a right answer that can be guessed without knowing.
"""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from content import cards, fairness, references
from content import folder as folders
from content.card_file import CardFile
from content.catalog import PACKAGED
from content.folder import Folder, Found, FoundLesson, FoundTrack
from content.measures import sentences, syllables, visible
from content.problems import Problem, problem

__all__ = ["check"]

MEAN_SYLLABLES = 20
SENTENCE_SYLLABLES = 30
BANK_PER_LESSON = 6
DIFFICULTIES = ("easy", "medium", "hard")

_READ = re.compile(r"lessons/[^/.]+(/lesson\.md|/quiz\.yaml)?|tracks/[^/.]+(\.bank)?\.yaml")


def check(folder: Path | None = None) -> list[Problem]:
    """Every problem of a content folder in order of file and line; empty means ready to publish."""
    found = folders.read(folder or PACKAGED)
    problems = {*found.problems, *references.faults(found), *_teaching(found)}
    return sorted(problems)


def _teaching(found: Folder) -> Iterator[Problem]:
    """What would be used, but would teach or measure badly."""
    for lesson in found.lessons:
        yield from _sentences(lesson)
        yield from _plain(lesson)
        yield from fairness.one_by_one(lesson.quiz)
    yield from fairness.together([lesson.quiz for lesson in found.lessons])
    yield from _unread(found)
    for card in found.cards:
        yield from _card(card)
    for track in found.tracks:
        yield from fairness.one_by_one(track.bank)
        yield from fairness.together([track.bank])
        yield from _balance(track)


def _card(card: Found[CardFile]) -> Iterator[Problem]:
    """A card whose icon is not there, or whose words would be too small for a phone."""
    unknown = [
        index for index, tile in enumerate(card.model.tiles) if not cards.has_icon(tile.icon)
    ]
    for index in unknown:
        where = ("tiles", index, "icon")
        yield card.document.fault("unknown_icon", where, value=card.model.tiles[index].icon)
    if not unknown and cards.letters(card.model) < cards.SMALLEST:
        yield card.document.fault("small_words", ("tiles",))


def _unread(found: Folder) -> Iterator[Problem]:
    """A file with a wrong name is never read, and its author would wait for it in vain."""
    entries = [*found.path.glob("lessons/*"), *found.path.glob("lessons/*/*")]
    entries += found.path.glob("tracks/*")
    for entry in entries:
        name = entry.relative_to(found.path).as_posix()
        if not entry.name.startswith(".") and not _READ.fullmatch(name):
            yield problem("unread", name, 1, "-")


def _sentences(lesson: FoundLesson) -> Iterator[Problem]:
    """Sentences short enough for a slow reader, one by one and on average."""
    file, every = lesson.head.document.file, list[int]()
    parts = [
        (lesson.head.document.line((name,)), name, getattr(lesson, name))
        for name in ("why", "try_it")
    ]
    for step in lesson.steps:
        parts += [(step.line, f"steps[{step.id}].text", "\n".join(step.text))]
        parts += [(step.line, f"steps[{step.id}].plain", "\n".join(step.plain))]
    for line, name, text in parts:
        for sentence in sentences(visible(text)):
            size = syllables(sentence)
            every.append(size)
            if size > SENTENCE_SYLLABLES:
                yield problem(
                    "long_sentence",
                    file,
                    line,
                    name,
                    size=size,
                    limit=SENTENCE_SYLLABLES,
                    value=sentence,
                )
    mean = sum(every) / len(every) if every else 0
    if mean > MEAN_SYLLABLES:
        yield problem("long_sentences", file, 1, "steps", size=round(mean, 1), limit=MEAN_SYLLABLES)


def _plain(lesson: FoundLesson) -> Iterator[Problem]:
    """The plainer text must at least be shorter."""
    for step in lesson.steps:
        if len(visible("".join(step.plain))) >= len(visible("".join(step.text))) and step.plain:
            yield problem(
                "plain_not_simpler", lesson.head.document.file, step.line, f"steps[{step.id}].plain"
            )


def _balance(track: FoundTrack) -> Iterator[Problem]:
    """The bank covers every lesson, at every difficulty."""
    bank = track.bank
    lessons = Counter(question.lesson for question in bank.model.questions)
    for lesson in track.track.model.lessons:
        if lessons[lesson] < BANK_PER_LESSON:
            values = {"value": lesson, "size": lessons[lesson], "least": BANK_PER_LESSON}
            yield bank.document.fault("uneven_bank", ("questions",), **values)
    known = {question.difficulty for question in bank.model.questions}
    for difficulty in DIFFICULTIES:
        if difficulty not in known:
            yield bank.document.fault("one_difficulty", ("questions",), value=difficulty)
