"""Whoever knows a lesson skips it; whoever guessed once is going to learn it."""

from hypothesis import given
from hypothesis import strategies as st

from domain import check_in, quiz
from domain.curriculum import Lesson, Option, Question
from domain.quiz import Run

LEVELS = st.sampled_from(["easy", "medium", "hard"])


def lesson(name: str, difficulties: list[str]) -> Lesson:
    questions = tuple(
        Question(
            f"{name}-q{number}",
            1,
            name,
            "?",
            (Option("a", "right", True, "."), Option("b", "wrong", False, ".")),
            difficulty,
        )
        for number, difficulty in enumerate(difficulties)
    )
    return Lesson(name, 1, name, "", 5, (), questions, "", (), ())


lessons = st.lists(st.lists(LEVELS, min_size=1, max_size=6), min_size=1, max_size=8).map(
    lambda drawn: [lesson(f"l{number}", each) for number, each in enumerate(drawn)]
)


def by_id(those: list[Lesson]) -> dict[str, Question]:
    return {question.id: question for each in those for question in each.questions}


@given(lessons, st.integers(1, 4), st.text(max_size=5))
def test_each_lesson_is_asked_by_its_hardest_questions(those, size, seed):
    paper = check_in.paper(those, size, seed)
    assert paper == check_in.paper(those, size, seed)
    questions = by_id(those)
    for each in those:
        asked = [questions[c.question_id] for c in paper if c.question_id.startswith(each.id + "-")]
        assert len(asked) == (size if len(each.questions) >= size else 0)
        ranks = sorted(check_in.HARDEST_FIRST.index(q.difficulty) for q in each.questions)
        assert (
            sorted(check_in.HARDEST_FIRST.index(q.difficulty) for q in asked)
            == (ranks[: len(asked)])
        )


@given(lessons, st.integers(1, 3), st.data())
def test_a_lesson_is_known_exactly_when_all_its_questions_were_answered_rightly(those, size, data):
    questions = by_id(those)
    run = Run(check_in.paper(those, size, "seed"))
    right, wrong = dict[str, int](), set[str]()
    while not run.finished:
        asked = questions[run.paper[run.position].question_id]
        assert not any(questions[name].lesson_id == asked.lesson_id for name in wrong)
        chosen = data.draw(st.sampled_from("ab"))
        if chosen == "b":
            wrong.add(asked.id)
        else:
            right[asked.lesson_id] = right.get(asked.lesson_id, 0) + 1
        marked = quiz.mark(run, run.position, chosen, questions)
        run = check_in.spare(marked, questions).run
    for each in those:
        assert check_in.known(run, each.id, size, wrong, questions) == (right.get(each.id) == size)


def test_half_a_lesson_is_not_known_yet():
    those = [lesson("l0", ["hard"] * 2)]
    questions = by_id(those)
    marked = quiz.mark(Run(check_in.paper(those, 2, "s")), 0, "a", questions)
    assert not check_in.known(marked.run, "l0", 2, (), questions)


def test_a_question_withdrawn_before_its_answer_leaves_too_little_to_tell():
    those = [lesson("l0", ["hard"] * 2)]
    questions = by_id(those)
    run = Run(check_in.paper(those, 2, "s"))
    left = {name: q for name, q in questions.items() if name != run.paper[1].question_id}
    marked = quiz.mark(run, 0, "a", left)
    assert marked.run.finished
    assert not check_in.known(marked.run, "l0", 2, (), left)


def test_what_was_learned_meanwhile_is_not_asked_any_more():
    those = [lesson("l0", ["easy"] * 2), lesson("l1", ["easy"] * 2)]
    run = Run(check_in.paper(those, 2, "s"))
    after = check_in.leave_out(run, {"l0"}, by_id(those))
    assert check_in.lessons_of(after, by_id(those)) == {"l1"}
