"""Reads a content folder file by file into models, collecting every fault with its place."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

from content import markdown, yaml_file
from content.card_file import CardFile
from content.faults import fault
from content.lesson_file import BankFile, LessonFile, QuizFile, TaxonomyFile, TrackFile
from content.problems import Problem, problem
from content.yaml_file import Document

__all__ = ["Folder", "Found", "FoundLesson", "FoundTrack", "read"]

Model = TypeVar("Model", bound=BaseModel)

# Controls, zero-width signs and direction marks: invisible to the author, harmful to the reader.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffd]"
)
_HEAD = re.compile(r"---\n(.*?\n)---(?:\n|\Z)(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Found(Generic[Model]):
    """A valid file and the document that knows its lines."""

    model: Model
    document: Document


@dataclass(frozen=True, slots=True)
class FoundLesson:
    """A lesson's three parts: head, steps, quiz."""

    head: Found[LessonFile]
    steps: list[markdown.StepText]
    why: str
    try_it: str
    quiz: Found[QuizFile]


@dataclass(frozen=True, slots=True)
class FoundTrack:
    """A track and the bank of its final quiz."""

    track: Found[TrackFile]
    bank: Found[BankFile]


@dataclass(slots=True)
class Folder:
    """Everything readable in a content folder, and what is wrong with the rest."""

    path: Path
    lessons: list[FoundLesson] = field(default_factory=list)
    tracks: list[FoundTrack] = field(default_factory=list)
    cards: list[Found[CardFile]] = field(default_factory=list)
    taxonomy: Found[TaxonomyFile] | None = None
    problems: list[Problem] = field(default_factory=list)


def read(path: Path) -> Folder:
    """Read all of a folder. Faulty files are left out and named in `problems`."""
    folder = Folder(path)
    folder.taxonomy = _yaml(folder, "taxonomy.yaml", TaxonomyFile)
    for lesson in _names(folder, "lessons", lambda entry: entry.is_dir()):
        _lesson(folder, f"lessons/{lesson}")
    for track in _names(folder, "tracks", lambda entry: entry.suffix == ".yaml"):
        _track(folder, f"tracks/{track}")
    for path in sorted((folder.path / "pictures").glob("*.yaml")):
        if (card := _yaml(folder, f"pictures/{path.name}", CardFile)) is not None:
            folder.cards.append(card)
    return folder


def _names(folder: Folder, below: str, wanted: Callable[[Path], bool]) -> list[str]:
    """What a subfolder holds, by name up to the first full stop; hidden entries are left alone."""
    root = folder.path / below
    entries = [entry for entry in root.iterdir() if wanted(entry)] if root.is_dir() else []
    names = {entry.name.partition(".")[0] for entry in entries} - {""}
    if not names:
        folder.problems.append(problem("nothing_there", below, 1, "-"))
    return sorted(names)


def _lesson(folder: Folder, base: str) -> None:
    file = f"{base}/lesson.md"
    quiz = _yaml(folder, f"{base}/quiz.yaml", QuizFile)
    text = _text(folder, file)
    if text is None:
        return
    parts = _HEAD.match(text)
    if parts is None:
        folder.problems.append(problem("no_head", file, 1, "-"))
        return
    head = _model(folder, yaml_file.parse(parts[1], file, above=1), LessonFile)
    steps, problems = markdown.steps(parts[2], file, above=text[: parts.start(2)].count("\n"))
    folder.problems += problems
    if head is None:
        return
    why, try_it = (_tagged(folder, head, name) for name in ("why", "try_it"))
    if quiz is not None:
        folder.lessons.append(FoundLesson(head, steps, why, try_it, quiz))


def _tagged(folder: Folder, head: Found[LessonFile], name: str) -> str:
    document = head.document
    text, problems = markdown.inline(
        getattr(head.model, name), document.file, document.line((name,)), name
    )
    folder.problems += problems
    return text


def _track(folder: Folder, base: str) -> None:
    track = _yaml(folder, f"{base}.yaml", TrackFile)
    bank = _yaml(folder, f"{base}.bank.yaml", BankFile)
    if track is not None and bank is not None:
        folder.tracks.append(FoundTrack(track, bank))


def _text(folder: Folder, file: str) -> str | None:
    """The text of a file in NFC with plain line ends, or a fault."""
    path = folder.path / file
    if not path.is_file():
        folder.problems.append(problem("missing_file", file, 1, "-"))
        return None
    try:
        text = unicodedata.normalize("NFC", path.read_bytes().decode("utf-8-sig")).replace(
            "\r\n", "\n"
        )
    except UnicodeDecodeError:
        folder.problems.append(problem("encoding", file, 1, "-"))
        return None
    for hidden in _HIDDEN.finditer(text):
        line = text.count("\n", 0, hidden.start()) + 1
        folder.problems.append(problem("hidden_character", file, line, "-"))
    return text if not _HIDDEN.search(text) else None


def _yaml(folder: Folder, file: str, model: type[Model]) -> Found[Model] | None:
    text = _text(folder, file)
    return None if text is None else _model(folder, yaml_file.parse(text, file), model)


def _model(folder: Folder, document: Document, model: type[Model]) -> Found[Model] | None:
    """The model of a document, or None when any fault makes it unusable."""
    folder.problems += document.problems
    if document.value is None:
        return None
    try:
        found = Found(model.model_validate(document.value), document)
    except ValidationError as error:
        named = {found.field for found in document.problems}
        faults = [fault(document, model, details) for details in error.errors(include_url=False)]
        folder.problems += [found for found in faults if found.field not in named]
        return None
    return None if document.problems else found
