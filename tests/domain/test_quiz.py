"""Drawing and marking, without a database."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.curriculum import Option, Question
from domain.errors import DomainError
from domain.quiz import Run, draw, mark, options, settle


def question(number: int, lesson: str = "a", version: int = 1) -> Question:
    choices = tuple(Option(each, each, each == "b", "vì thế") for each in "abcd")
    return Question(f"q{number}", version, lesson, "Hỏi gì?", choices)


BANK = tuple(question(number, "abcdef"[number % 6]) for number in range(40))
KNOWN = {each.id: each for each in BANK}


@given(st.text(max_size=8), st.integers(1, 40))
def test_a_drawing_is_even_over_the_lessons_and_repeatable(seed: str, size: int):
    paper = draw(BANK, seed, size)
    assert paper == draw(BANK, seed, size)
    assert len({each.question_id for each in paper}) == size
    lessons = Counter(KNOWN[each.question_id].lesson_id for each in paper)
    assert max(lessons.values()) - min(lessons[each] for each in "abcdef") <= 1 + (size > 36)
    assert all(sorted(each.order) == list("abcd") for each in paper)


def test_without_a_size_every_question_comes_in_its_own_order():
    assert [each.question_id for each in draw(BANK[:5], "x")] == [each.id for each in BANK[:5]]


@given(st.lists(st.sampled_from("abcd"), min_size=5, max_size=5))
def test_the_score_is_the_number_of_right_answers(chosen: list[str]):
    run = Run(draw(BANK[:5], "x"))
    for position, option in enumerate(chosen):
        run = mark(run, position, option, KNOWN).run
    assert run.finished
    assert (run.score, run.total) == (chosen.count("b"), 5)


def test_a_repeat_is_never_marked():
    run = mark(Run(draw(BANK[:3], "x")), 0, "a", KNOWN).run
    again = mark(run, 0, "b", KNOWN)
    assert (again.first, again.run) == (False, run)


@pytest.mark.parametrize(("position", "option"), [(1, "a"), (0, "x")])
def test_what_was_never_asked_is_refused(position: int, option: str):
    with pytest.raises(DomainError):
        mark(Run(draw(BANK[:3], "x")), position, option, KNOWN)


def test_withdrawn_questions_count_for_nothing():
    run = Run(draw(BANK[:3], "x"))
    left = {key: each for key, each in KNOWN.items() if key not in ("q0", "q1")}
    run = settle(run, left)
    assert (run.position, run.total, run.number(2)) == (2, 1, 1)
    assert settle(run, {}).finished
    assert settle(run, {}).total == 0


def test_a_new_wording_is_asked_before_it_is_marked():
    run = Run(draw(BANK[:3], "x"))
    changed = KNOWN | {"q0": question(0, version=2)}
    marked = mark(run, 0, "b", changed)
    assert (marked.changed, marked.first, marked.run.score) == (True, False, 0)
    assert mark(marked.run, 0, "b", changed).run.score == 1


def test_an_option_added_later_comes_last():
    short = Question("q", 1, "a", "Hỏi?", BANK[0].options[:3])
    drawn = draw([short], "x")[0]
    assert options(BANK[0], drawn)[-1].id == "d"
