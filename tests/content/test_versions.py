"""A version of the content comes back from the export as it was."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content import exported, versions
from content.catalog import load
from content.export import as_data, as_json
from content.problems import ContentError
from domain.curriculum import (
    Curriculum,
    Lesson,
    Option,
    Picture,
    Question,
    Source,
    Step,
    Track,
    whole,
)
from domain.errors import DomainError
from domain.vocabulary import Audience
from tests.content.conftest import SAMPLE


def test_the_whole_curriculum_comes_back_from_its_export():
    curriculum = load()
    back = exported.read(as_json(curriculum))
    assert back == curriculum
    assert [*back.lessons] == [*curriculum.lessons]
    assert [*back.tracks] == [*curriculum.tracks]


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
numbers = st.integers(1, 99)


def question(number: int) -> st.SearchStrategy[Question]:
    """Right is the option whose letter the number gives."""
    options = st.tuples(
        *(
            st.builds(Option, st.just(x), words, st.just(x == "abc"[number % 3]), words)
            for x in "abc"
        )
    )
    return st.builds(
        Question, st.just(f"q{number}"), numbers, words, words, options, st.sampled_from(["easy"])
    )


steps = st.builds(Step, words, words, words, st.none() | st.builds(Picture, words, words))
sources = st.builds(Source, words, st.dates(), words)
lessons = st.builds(
    Lesson,
    st.just("a"),
    numbers,
    words,
    words,
    numbers,
    st.lists(steps, max_size=2).map(tuple),
    st.tuples(question(1), question(2)),
    words,
    st.lists(words, max_size=2).map(tuple),
    st.lists(sources, max_size=2).map(tuple),
)
tracks = st.builds(
    Track,
    st.just("t"),
    numbers,
    words,
    st.sampled_from(Audience),
    st.lists(words, max_size=2).map(tuple),
    st.tuples(question(3)),
    numbers,
)


@given(st.builds(lambda lesson, track: whole([lesson], [track]), lessons, tracks))
@settings(max_examples=60)
def test_any_curriculum_comes_back_from_its_export(curriculum: Curriculum):
    assert exported.read(as_json(curriculum)) == curriculum


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_may_come_from_windows(tmp_path: Path, encoding: str):
    file = tmp_path / "old.json"
    file.write_bytes(as_json(load(SAMPLE)).encode(encoding))
    assert versions.read(file) == load(SAMPLE)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "-"),
        ("{", "-"),
        ("[]", "-"),
        ('{"lessons": []}', "tracks"),
        ('{"lessons": [{"id": 3}], "tracks": []}', "lessons.0.id"),
    ],
)
def test_what_is_no_export_is_refused_with_the_place(text: str, place: str):
    with pytest.raises(DomainError) as caught:
        exported.read(text, "old.json")
    assert caught.value.code == "export_unreadable"
    assert caught.value.values == {"file": "old.json", "place": place}


def test_an_export_with_two_right_answers_or_a_repeated_id_is_refused():
    for spoil in (two_right, repeated):
        data = json.loads(json.dumps(as_data(load(SAMPLE)), default=str))
        place = spoil(data)
        with pytest.raises(DomainError) as caught:
            exported.read(json.dumps(data))
        assert caught.value.values["place"] == place


def two_right(data: dict) -> str:
    question = data["lessons"][0]["questions"][0]
    for option in question["options"]:
        option["correct"] = True
    return question["id"]


def repeated(data: dict) -> str:
    data["lessons"].append(data["lessons"][0])
    return data["lessons"][0]["id"]


def test_a_folder_is_read_and_its_faults_are_named(folder: Path):
    assert versions.read(folder) == load(SAMPLE)
    (folder / "lessons/fraud/quiz.yaml").unlink()
    with pytest.raises(ContentError):
        versions.read(folder)


def test_the_plans_of_the_folder_say_which_tracks_are_counted(folder: Path):
    packaged = versions.planned()
    assert packaged["citizens"] == ("kien-an-2025", "phong-doanh-2025")
    assert versions.planned(folder) == packaged
    (folder / "plans").mkdir()
    assert versions.planned(folder) == {}
