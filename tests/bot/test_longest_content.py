"""The longest content that the check lets through reaches people whole, on every channel."""

from collections.abc import Iterator

import pytest

from bot.channels.numbered import numbered
from bot.channels.telegram import outbound
from content.lesson_file import (
    ADDRESS_CHARACTERS,
    ALT_CHARACTERS,
    EXPLANATION_CHARACTERS,
    LESSONS,
    OPTION_CHARACTERS,
    OPTIONS,
    QUESTION_CHARACTERS,
    STEP_CHARACTERS,
    TITLE_CHARACTERS,
)
from domain.curriculum import Curriculum, Lesson, Option, Picture, Question, Step, Track, whole
from domain.messages import Outgoing
from domain.vocabulary import Audience
from storage.database import Database
from tests.bot.talking import Citizen, build_hamlet, open_app
from tests.published import texts

WIDE = "\N{GRINNING FACE}"  # Telegram counts it twice
LINK = f'<a href="https://{"x" * (ADDRESS_CHARACTERS - 8)}">'
ZALO = 2000
CALLBACK = 64
IN_LISTS = {"lessons", "progress"}  # their length grows with the track


def words(size: int, tail: str = "") -> str:
    return (WIDE + "x" * 9 + " ") * (size // 11) + "y" * (size % 11 - len(tail)) + tail


def question(name: str, lesson: str) -> Question:
    options = tuple(
        Option(each, words(OPTION_CHARACTERS, each), each == "d", words(EXPLANATION_CHARACTERS))
        for each in "abcd"[:OPTIONS]
    )
    return Question(name, 1, lesson, words(QUESTION_CHARACTERS), options)


def lesson(name: str) -> Lesson:
    text = f"{LINK}{words(STEP_CHARACTERS)}</a>"
    picture = Picture("pictures/phone-touch.png", words(ALT_CHARACTERS))
    steps = tuple(Step(f"{number}{'s' * 15}", text, text, picture) for number in range(8))
    quiz = tuple(question(f"{name}-{number}{'q' * 6}", name) for number in range(6))
    prose = f"{LINK}{words(600 - ADDRESS_CHARACTERS)}</a>"
    title = words(TITLE_CHARACTERS)
    return Lesson(name, 1, title, prose, 30, steps, quiz, prose, ("TMP-01",), ())


def largest() -> Curriculum:
    names = [f"lesson-{number:02}-long"[:16] for number in range(LESSONS)]
    bank = tuple(question(f"bank-{number:02}-{'q' * 16}", names[0]) for number in range(40))
    track = Track("t" * 16, 1, words(TITLE_CHARACTERS), Audience.ADULT, tuple(names), bank, 40)
    return whole(map(lesson, names), [track])


@pytest.fixture
def citizen(sqlite_database: Database) -> Citizen:
    build_hamlet(sqlite_database, ("Nguyễn Văn An", 1958))
    citizen = Citizen(open_app(sqlite_database, largest()))
    citizen.join()
    citizen.channel.sent.clear()
    return citizen


def walk(citizen: Citizen) -> Iterator[Outgoing]:
    """Everything said on the way through a lesson, its quiz answered wrongly."""
    first = next(iter(citizen.app.curriculum.lessons.values()))
    actions = [f"lesson:{first.id}", *(f"step:{first.id}:{step.id}" for step in first.steps)]
    actions += [f"plain:{first.id}:{first.steps[0].id}", f"practise:{first.id}", f"quiz:{first.id}"]
    for action in actions:
        citizen.act(action)
        yield from citizen.last
    while citizen.choices[0].action.partition(":")[0] in {"a", "ask"}:
        citizen.act(citizen.choices[0].action)
        yield from citizen.last


def test_a_lesson_of_greatest_length_is_one_message_each_time(citizen: Citizen) -> None:
    said = list(walk(citizen))
    assert len(said) > 20
    for message in said:
        assert len(numbered(texts(), message)) == 1, message.text[:60]
        assert len(numbered(texts(), message)[0]) <= ZALO
        assert len(outbound.parts(message)) == 1, message.text[:60]
        assert all(len(choice.action.encode()) <= CALLBACK for choice in message.choices)


@pytest.mark.parametrize("action", sorted(IN_LISTS))
def test_the_lists_of_the_longest_track_are_cut_nowhere(citizen: Citizen, action: str) -> None:
    citizen.act(action)
    for message in citizen.last:
        assert all(len(part) <= ZALO for part in numbered(texts(), message))
        assert len(outbound.parts(message)) == 1
        assert len(message.choices) <= 100
