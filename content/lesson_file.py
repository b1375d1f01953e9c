"""The shape of the files an author writes; the JSON Schemas are made from these models."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from domain.vocabulary import Audience

# Together a question, its options and one explanation fit a single message of every channel; the
# narrowest, Zalo, takes 2000 characters. `tests/content` does the sum.
STEP_CHARACTERS = 300
QUESTION_CHARACTERS = 300
OPTIONS = 4
TITLE_CHARACTERS = 40  # a title is also the caption of a button
OPTION_CHARACTERS = 90
LESSONS = 30  # the list of a track is one message of every channel
ALT_CHARACTERS = 300  # where there are no pictures, the words stand above the step
ADDRESS_CHARACTERS = 500  # where there are no links, the addresses stand in the text
EXPLANATION_CHARACTERS = 240

_NAME = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"

LessonId = Annotated[str, StringConstraints(pattern=_NAME, max_length=16)]
QuestionId = Annotated[str, StringConstraints(pattern=_NAME, max_length=24)]
StepId = Annotated[str, StringConstraints(pattern=_NAME, max_length=16)]
Version = Annotated[int, Field(ge=1)]
Title = Annotated[str, StringConstraints(min_length=3, max_length=TITLE_CHARACTERS)]
Difficulty = Literal["easy", "medium", "hard"]


class File(BaseModel):
    """Nothing is guessed: wrong types and unknown fields are faults."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class SourceEntry(File):
    """Where a fact comes from, and when that was looked up."""

    title: Annotated[str, StringConstraints(min_length=5, max_length=200)]
    date: date
    url: Annotated[str, StringConstraints(pattern=r"^(https?://\S+)?$")] = ""


class OptionEntry(File):
    """An answer to choose, and why it is right or not yet right."""

    id: Literal["a", "b", "c", "d"]
    text: Annotated[str, StringConstraints(min_length=1, max_length=OPTION_CHARACTERS)]
    correct: bool = False
    explanation: Annotated[str, StringConstraints(min_length=10, max_length=EXPLANATION_CHARACTERS)]


class QuestionEntry(File):
    """A question of a lesson's quiz."""

    id: QuestionId
    version: Version
    difficulty: Difficulty
    text: Annotated[str, StringConstraints(min_length=10, max_length=QUESTION_CHARACTERS)]
    options: Annotated[list[OptionEntry], Field(min_length=3, max_length=OPTIONS)]


class BankEntry(QuestionEntry):
    """A question of a final quiz, belonging to one lesson of the track."""

    lesson: LessonId


class LessonFile(File):
    """The head of `lessons/<id>/lesson.md`; the steps stand below it as Markdown."""

    id: LessonId
    version: Version
    title: Title
    minutes: Annotated[int, Field(ge=1, le=30)]
    tags: Annotated[list[str], Field(min_length=1)]
    why: Annotated[str, StringConstraints(min_length=20, max_length=600)]
    try_it: Annotated[str, StringConstraints(min_length=20, max_length=600)]
    sources: Annotated[list[SourceEntry], Field(min_length=1)]


class QuizFile(File):
    """`lessons/<id>/quiz.yaml`."""

    questions: Annotated[list[QuestionEntry], Field(min_length=4, max_length=6)]


class TrackFile(File):
    """`tracks/<id>.yaml`."""

    id: LessonId
    version: Version
    title: Title
    audience: Annotated[Audience, Field(strict=False)]
    lessons: Annotated[list[LessonId], Field(min_length=1, max_length=LESSONS)]
    final_size: Annotated[int, Field(ge=1, le=40)]


class BankFile(File):
    """`tracks/<id>.bank.yaml`: what the final quiz of the track draws from."""

    questions: Annotated[list[BankEntry], Field(min_length=1)]


class TagEntry(File):
    """One skill a lesson can point at."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,5}-[0-9]{2}$")]
    label: Annotated[str, StringConstraints(min_length=3, max_length=80)]
    origin: Annotated[str, StringConstraints(min_length=3, max_length=120)]


class TaxonomyFile(File):
    """`taxonomy.yaml`. `official` stays false until the signed annexes have been typed in."""

    official: bool
    tags: Annotated[list[TagEntry], Field(min_length=1)]
