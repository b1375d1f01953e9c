"""`bdhvs content items`: what authors read about their questions."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from sqlalchemy import insert

from content.measures import visible
from domain.curriculum import Option, Question
from storage import schema
from storage.database import Database
from tests.published import curriculum

Chosen = tuple[tuple[int, int], ...]  # by weak and by strong learners: the key, then the others

WEAK, STRONG = 4, 16  # bands
GOOD: Chosen = ((30, 60), (15, 6), (15, 6))
SUSPECT: Chosen = ((21, 6), (21, 54), (18, 6))
MISREAD: Chosen = ((36, 40), (36, 40), (8, 0))
EVEN: Chosen = ((40, 40), (40, 40), (40, 40))
EASY: Chosen = ((48, 50), (1, 0), (1, 0))
HARD: Chosen = ((5, 35), (42, 25), (43, 25))


@pytest.fixture(scope="module")
def questions() -> tuple[Question, ...]:
    return curriculum().lessons["phone"].questions


@pytest.fixture
def answered(bdhvs, tmp_path: Path) -> Callable[..., None]:
    """Keeps counts of the answers to questions, as the nights leave them."""
    assert bdhvs("migrate").code == 0

    def keep(counts: Mapping[Question, Chosen], **more: int) -> None:
        database = Database(f"sqlite:///{next(tmp_path.glob('data/*.*'))}")
        rows = [
            dict(question_id=question.id, version=question.version, option_id=option.id)
            | dict(correct=option.correct, times=times, band=band)
            | more
            for question, chosen in counts.items()
            for option, pair in zip(ordered(question), chosen, strict=True)
            for band, times in zip((WEAK, STRONG), pair, strict=True)
        ]
        database.write(lambda tx: tx.execute(insert(schema.answer_counts), rows))
        database.close()

    return keep


def ordered(question: Question) -> list[Option]:
    return sorted(question.options, key=lambda option: not option.correct)


def line(out: str, question: Question) -> str:
    return next(each for each in out.splitlines() if each.strip().startswith(f"{question.id} "))


def test_an_empty_database_is_no_fault(bdhvs):
    ran = bdhvs("content", "items")
    assert (ran.code, ran.err) == (0, "")
    assert "Chưa có ai trả lời" in ran.out
    assert "0 câu nên xem lại" in ran.out


def test_each_verdict_is_said_in_plain_words_worst_first(bdhvs, answered, questions):
    shapes = (EASY, HARD, EVEN, MISREAD, SUSPECT)
    answered(dict(zip(questions, shapes, strict=True)))
    out = bdhvs("content", "items", "--lesson", "phone").out
    said = ["quá dễ", "quá khó", "như đoán mò", "hay bị hiểu nhầm", "có thể sai đáp án"]
    for question, words in zip(questions, said, strict=True):
        assert words in line(out, question)
    assert sorted(said, key=out.index) == said[::-1]
    assert "5 câu nên xem lại" in out


def test_the_wrong_option_is_named_with_how_many_chose_it(bdhvs, answered, questions):
    question = questions[0]
    answered({question: MISREAD})
    found = line(bdhvs("content", "items").out, question)
    assert visible(ordered(question)[1].text) in found
    assert "47,5%" in found
    assert " 160 " in found


def test_by_default_only_what_needs_a_look_is_listed(bdhvs, answered, questions):
    answered({questions[0]: GOOD, questions[1]: EASY})
    some, every = bdhvs("content", "items").out, bdhvs("content", "items", "--all").out
    assert f"{questions[0].id} " not in some
    assert "ổn" in line(every, questions[0])
    assert "chưa đủ câu trả lời (0/30)" in line(every, questions[2])
    for out in (some, every):
        assert "1 câu nên xem lại, 1 câu ổn" in out


def test_below_thirty_answers_there_is_no_verdict(bdhvs, answered, questions):
    answered({questions[0]: ((0, 5), (12, 0), (12, 0))})
    out = bdhvs("content", "items", "--all").out
    assert "chưa đủ câu trả lời (29/30)" in line(out, questions[0])
    assert "0 câu nên xem lại" in out


def test_answers_to_an_older_wording_are_told_apart(bdhvs, answered, questions):
    answered({questions[0]: GOOD}, version=0)
    found = line(bdhvs("content", "items", "--all").out, questions[0])
    assert "(0/30)" in found
    assert "132 câu trả lời cho cách hỏi cũ" in found


def test_programs_read_the_figures_as_json(bdhvs, answered, questions):
    answered({questions[0]: SUSPECT})
    (found,) = json.loads(bdhvs("content", "items", "--json").out)
    wrong = ordered(questions[0])[1].id
    assert (found["question"], found["verdict"]) == (questions[0].id, "key_suspect")
    assert (found["option"], found["answers"], found["older_answers"]) == (wrong, 126, 0)
    assert found["discrimination"] < 0 < found["difficulty"]
    assert {option["option_id"] for option in found["options"]} == {"a", "b", "c"}


def test_a_track_has_its_own_questions_alone(bdhvs):
    found = json.loads(bdhvs("content", "items", "--track", "pupils", "--all", "--json").out)
    lessons = set(curriculum().tracks["pupils"].lessons)
    assert {item["lesson"] for item in found} == lessons


@pytest.mark.parametrize("what", ["track", "lesson"])
def test_what_is_not_there_is_refused_in_one_line(bdhvs, what):
    ran = bdhvs("content", "items", f"--{what}", "nothing")
    assert (ran.code, ran.out) == (1, "")
    assert "nothing" in ran.err
    assert len(ran.err.splitlines()) == 1
