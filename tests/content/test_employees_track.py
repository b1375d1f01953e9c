"""What public employees learn: complete, even, and in a voice of its own."""

from collections import Counter

import pytest

from content.catalog import load
from content.measures import sentences, syllables, visible
from domain.curriculum import Curriculum, Track
from domain.vocabulary import Audience


@pytest.fixture(scope="module")
def curriculum() -> Curriculum:
    return load()


@pytest.fixture(scope="module")
def track(curriculum: Curriculum) -> Track:
    return curriculum.tracks["employees"]


def test_eight_lessons_with_a_picture_each_and_a_bank_that_asks_evenly(
    curriculum: Curriculum, track: Track
) -> None:
    assert track.audience is Audience.PUBLIC_EMPLOYEE
    assert len(track.lessons) == 8
    for name in track.lessons:
        steps = curriculum.lessons[name].steps
        assert 5 <= len(steps) <= 8
        assert any(step.picture for step in steps)
        assert 4 <= len(curriculum.lessons[name].questions) <= 6
    counted = Counter(question.lesson_id for question in track.bank)
    assert counted == dict.fromkeys(track.lessons, 6)


def test_the_learner_is_addressed_as_a_colleague(curriculum: Curriculum, track: Track) -> None:
    for name in track.lessons:
        lesson = curriculum.lessons[name]
        assert "anh/chị" in lesson.why.lower()
        assert "anh/chị" in lesson.try_it.lower()


def test_the_plainer_words_are_shorter_and_no_sentence_is_long(
    curriculum: Curriculum, track: Track
) -> None:
    for name in track.lessons:
        steps = curriculum.lessons[name].steps
        said = [syllables(s) for step in steps for s in sentences(visible(step.text))]
        plainer = [syllables(s) for step in steps for s in sentences(visible(step.plain))]
        assert max(said + plainer) <= 30
        assert sum(said) / len(said) <= 14
        assert sum(plainer) / len(plainer) < sum(said) / len(said), name
