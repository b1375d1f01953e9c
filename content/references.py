"""What the shape of one file cannot show: ids used twice, things named that do not exist."""

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from pydantic import TypeAdapter, ValidationError

from content import picture_file
from content.folder import Folder, Found, FoundLesson, FoundTrack
from content.lesson_file import (
    ADDRESS_CHARACTERS,
    STEP_CHARACTERS,
    BankFile,
    QuestionEntry,
    QuizFile,
    StepId,
)
from content.markdown import StepText
from content.measures import addresses, marked, visible
from content.problems import Problem, problem
from content.yaml_file import Location

__all__ = ["faults", "texts"]

STEPS = range(5, 9)
_STEP_ID = TypeAdapter(StepId)


def faults(folder: Folder) -> Iterator[Problem]:
    """Every fault that would make the content unusable, file by file."""
    for lesson in folder.lessons:
        yield from _lesson(folder, lesson)
    for track in folder.tracks:
        yield from _track(folder, track)
    yield from _repeated_questions(folder)
    yield from _unused_lessons(folder)


def _lesson(folder: Folder, lesson: FoundLesson) -> Iterator[Problem]:
    head = lesson.head
    expected = PurePosixPath(head.document.file).parent.name
    if head.model.id != expected:
        yield head.document.fault("id_of_folder", ("id",), value=head.model.id, expected=expected)
    known = {tag.id for tag in folder.taxonomy.model.tags} if folder.taxonomy else set()
    for index, tag in enumerate(head.model.tags):
        if folder.taxonomy and tag not in known:
            yield head.document.fault("unknown_tag", ("tags", index), value=tag)
    if marked(head.model.title):
        yield head.document.fault("markup_sign", ("title",), sign=marked(head.model.title))
    yield from _steps(folder, lesson)
    yield from _questions(lesson.quiz)


def _links(file: str, line: int, name: str, tagged: str) -> Iterator[Problem]:
    if (size := addresses(tagged)) > ADDRESS_CHARACTERS:
        yield problem("long_links", file, line, name, size=size, limit=ADDRESS_CHARACTERS)


def _steps(folder: Folder, lesson: FoundLesson) -> Iterator[Problem]:
    file = lesson.head.document.file
    if len(lesson.steps) not in STEPS:
        yield problem(
            "number_of_steps",
            file,
            1,
            "steps",
            size=len(lesson.steps),
            least=STEPS[0],
            most=STEPS[-1],
        )
    seen: set[str] = set()
    for step in lesson.steps:
        if step.id in seen:
            yield problem(
                "repeated_id", file, step.line, f"steps[{step.id}]", value=step.id, other=file
            )
        seen.add(step.id)
        yield from _step(file, step)
        yield from picture_file.faults(folder.path, file, step)


def _step(file: str, step: StepText) -> Iterator[Problem]:
    name = f"steps[{step.id}]"
    try:
        _STEP_ID.validate_python(step.id)
    except ValidationError:
        yield problem("bad_form", file, step.line, f"{name}.id", value=step.id)
    for part, paragraphs in (("text", step.text), ("plain", step.plain)):
        size = len(visible("\n\n".join(paragraphs)))
        if not size:
            yield problem("step_without", file, step.line, f"{name}.{part}", part=part)
        if size > STEP_CHARACTERS:
            yield problem(
                "too_long", file, step.line, f"{name}.{part}", size=size, limit=STEP_CHARACTERS
            )
        yield from _links(file, step.line, f"{name}.{part}", "".join(paragraphs))


def _questions(found: Found[QuizFile] | Found[BankFile]) -> Iterator[Problem]:
    questions: Sequence[QuestionEntry] = found.model.questions
    for index, question in enumerate(questions):
        location = ("questions", index)
        right = sum(option.correct for option in question.options)
        if right != 1:
            yield found.document.fault("not_one_right", (*location, "options"), size=right)
        letters = [option.id for option in question.options]
        if letters != list("abcd"[: len(letters)]):
            yield found.document.fault("letters", (*location, "options"), value=", ".join(letters))
        different = {option.text.casefold() for option in question.options}
        if len(different) < len(question.options):
            yield found.document.fault("same_options", (*location, "options"))
        for part, text in texts(question):
            if sign := marked(text):
                yield found.document.fault("markup_sign", (*location, *part), sign=sign)


def texts(question: QuestionEntry) -> Iterator[tuple[Location, str]]:
    """Every text of a question, and where it stands below the question."""
    yield ("text",), question.text
    for index, option in enumerate(question.options):
        yield ("options", index, "text"), option.text
        yield ("options", index, "explanation"), option.explanation


def _track(folder: Folder, found: FoundTrack) -> Iterator[Problem]:
    track, document = found.track.model, found.track.document
    expected = PurePosixPath(document.file).stem
    if track.id != expected:
        yield document.fault("id_of_folder", ("id",), value=track.id, expected=expected)
    existing = {lesson.head.model.id for lesson in folder.lessons}
    for index, lesson in enumerate(track.lessons):
        if lesson not in existing:
            yield document.fault("unknown_lesson", ("lessons", index), value=lesson)
        if lesson in track.lessons[:index]:
            yield document.fault(
                "repeated_id", ("lessons", index), value=lesson, other=document.file
            )
    for index, question in enumerate(found.bank.model.questions):
        if question.lesson not in track.lessons:
            yield found.bank.document.fault(
                "not_in_track", ("questions", index, "lesson"), value=question.lesson
            )
    if track.final_size > len(found.bank.model.questions):
        yield document.fault("small_bank", ("final_size",), size=len(found.bank.model.questions))
    yield from _questions(found.bank)


def _repeated_questions(folder: Folder) -> Iterator[Problem]:
    first: dict[str, str] = {}
    files: list[Found[QuizFile] | Found[BankFile]] = [lesson.quiz for lesson in folder.lessons]
    for found in [*files, *(track.bank for track in folder.tracks)]:
        for index, question in enumerate(found.model.questions):
            if question.id in first:
                where = ("questions", index, "id")
                yield found.document.fault(
                    "repeated_id", where, value=question.id, other=first[question.id]
                )
            first.setdefault(question.id, found.document.file)


def _unused_lessons(folder: Folder) -> Iterator[Problem]:
    used = {lesson for track in folder.tracks for lesson in track.track.model.lessons}
    for lesson in folder.lessons:
        if folder.tracks and lesson.head.model.id not in used:
            yield lesson.head.document.fault("in_no_track", ("id",), value=lesson.head.model.id)
