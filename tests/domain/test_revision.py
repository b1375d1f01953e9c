"""Two versions of a curriculum side by side: what changed, how grave it is, what follows."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.changes import Weight, What, alike, spelled_alike
from domain.consequences import Meaning, consequences
from domain.curriculum import Curriculum, Lesson, Option, Picture, Question, Source, Step, Track
from domain.curriculum import whole as put_together
from domain.revision import compare
from domain.vocabulary import Audience

DAY = date(2026, 11, 21)

Edit = Callable[[Curriculum], Curriculum]


def question(name: str, lesson: str = "a") -> Question:
    texts = ("turn it off", "ask a neighbour", "leave it alone")
    options = tuple(
        Option(letter, text, letter == "a", f"because of {letter}")
        for letter, text in zip("abc", texts, strict=True)
    )
    return Question(name, 2, lesson, "What do you do when it rings at night?", options)


def lesson(name: str) -> Lesson:
    steps = tuple(
        Step(f"s{number}", f"step {number} tells one thing of {name}", f"thing {number}")
        for number in range(3)
    )
    quiz = tuple(question(f"{name}-q{number}", name) for number in (1, 2))
    sources = (Source("A page", DAY, "https://a.test"),)
    title = f"All about {name}"
    return Lesson(name, 2, title, "why", 5, steps, quiz, "try", ("TMP-01",), sources)


def track(name: str, *lessons: str) -> Track:
    bank = tuple(question(f"{name}-{each}", each) for each in lessons)
    return Track(name, 2, f"Track {name}", Audience.ADULT, lessons, bank, 2)


OLD = put_together(map(lesson, "abc"), [track("t", "a", "b"), track("u", "c")])


def on_lesson(**values: Any) -> Edit:
    def edit(old: Curriculum) -> Curriculum:
        changed = replace(old.lessons["a"], **values)
        return put_together({**old.lessons, "a": changed}.values(), old.tracks.values())

    return edit


def on_track(**values: Any) -> Edit:
    def edit(old: Curriculum) -> Curriculum:
        changed = replace(old.tracks["t"], **values)
        return put_together(old.lessons.values(), {**old.tracks, "t": changed}.values())

    return edit


def on_question(**values: Any) -> Edit:
    first, second = OLD.lessons["a"].questions
    return on_lesson(questions=(replace(first, **values), second))


def on_option(place: int, **values: Any) -> Edit:
    options = list(OLD.questions["a-q1"].options)
    options[place] = replace(options[place], **values)
    return on_question(options=tuple(options))


def on_step(place: int, **values: Any) -> Edit:
    steps = list(OLD.lessons["a"].steps)
    steps[place] = replace(steps[place], **values)
    return on_lesson(steps=tuple(steps))


def right_is(letter: str, version: int = 2) -> Edit:
    options = OLD.questions["a-q1"].options
    marked = tuple(replace(each, correct=each.id == letter) for each in options)
    return on_question(options=marked, version=version)


STEPS, QUIZ = OLD.lessons["a"].steps, OLD.lessons["a"].questions
BANK = OLD.tracks["t"].bank
OPTIONS = OLD.questions["a-q1"].options
OTHER = "Paint the old fence blue before winter comes"
UNLIKE: dict[str, Any] = {
    "text": OTHER,
    "options": tuple(replace(each, text=f"{each.id} fish") for each in OPTIONS),
}

PLAIN, LOOK, DANGER = Weight.PLAIN, Weight.LOOK, Weight.DANGER
UNVERSIONED, KEPT = (What.UNVERSIONED, DANGER), (What.VERSION_KEPT, LOOK)
RAISED, LOWERED = (What.VERSION_RAISED, PLAIN), (What.VERSION_LOWERED, DANGER)

EDITS: list[tuple[Edit, list[tuple[What, Weight]]]] = [
    (on_lesson(title="All about a and more"), [(What.RENAMED, PLAIN)]),
    (on_lesson(why="because"), [(What.WHY, PLAIN)]),
    (on_lesson(try_it="do"), [(What.TRY_IT, PLAIN)]),
    (on_lesson(minutes=6), [(What.MINUTES, PLAIN)]),
    (on_lesson(tags=("TMP-02",)), [(What.TAGS, PLAIN)]),
    (on_lesson(sources=()), [(What.SOURCE_REMOVED, PLAIN)]),
    (
        on_lesson(sources=(*OLD.lessons["a"].sources, Source("New", DAY))),
        [(What.SOURCE_ADDED, PLAIN)],
    ),
    (
        on_lesson(sources=(Source("A page", date(2026, 12, 1), "https://a.test"),)),
        [(What.SOURCE_DATED, PLAIN)],
    ),
    (on_lesson(version=3), [RAISED]),
    (on_lesson(version=1), [LOWERED]),
    (on_lesson(steps=STEPS[1:]), [(What.STEP_REMOVED, PLAIN), KEPT]),
    (on_lesson(steps=STEPS[1:], version=3), [(What.STEP_REMOVED, PLAIN), RAISED]),
    (on_lesson(steps=(*STEPS, Step("n", "x", "y"))), [(What.STEP_ADDED, PLAIN), KEPT]),
    (on_lesson(steps=STEPS[::-1]), [(What.STEPS_REORDERED, PLAIN)]),
    (on_step(0, text="step 0 tells one good thing of a"), [(What.STEP_REWORDED, PLAIN), KEPT]),
    (on_step(0, text="Step 0 tells one thing of a."), [(What.STEP_REWORDED, PLAIN)]),
    (on_step(0, text=OTHER), [(What.STEP_REPLACED, LOOK), KEPT]),
    (on_step(0, plain="simply"), [(What.PLAIN_REWORDED, PLAIN)]),
    (on_step(0, picture=Picture("pictures/x.png", "x")), [(What.PICTURE, PLAIN)]),
    (on_lesson(questions=QUIZ[:1]), [(What.QUESTION_REMOVED, PLAIN)]),
    (on_lesson(questions=QUIZ[::-1]), [(What.QUESTIONS_REORDERED, PLAIN)]),
    (on_lesson(questions=(*QUIZ, question("a-q3"))), [(What.QUESTION_ADDED, PLAIN)]),
    (on_question(text=QUIZ[0].text.upper()), [(What.QUESTION_RESPELLED, PLAIN)]),
    (
        on_question(text="What do you do when it rings?"),
        [(What.QUESTION_REWORDED, PLAIN), UNVERSIONED],
    ),
    (
        on_question(text="What do you do when it rings?", version=3),
        [(What.QUESTION_REWORDED, PLAIN), RAISED],
    ),
    (on_question(version=1), [LOWERED]),
    (on_question(difficulty="hard"), [(What.DIFFICULTY, PLAIN)]),
    (on_question(lesson_id="b"), [(What.QUESTION_REHOMED, DANGER)]),
    (right_is("b"), [(What.RIGHT_ANSWER, PLAIN), UNVERSIONED]),
    (right_is("b", version=3), [(What.RIGHT_ANSWER, PLAIN), RAISED]),
    (right_is("b", version=1), [(What.RIGHT_ANSWER, PLAIN), LOWERED]),
    (on_question(options=OPTIONS[:2]), [(What.OPTION_REMOVED, PLAIN), UNVERSIONED]),
    (
        on_question(options=(*OPTIONS, Option("d", "run", False, "no"))),
        [(What.OPTION_ADDED, PLAIN), UNVERSIONED],
    ),
    (on_option(1, text="ask some neighbour"), [(What.OPTION_REWORDED, PLAIN), UNVERSIONED]),
    (on_option(1, text="Ask a neighbour!"), [(What.OPTION_RESPELLED, PLAIN)]),
    (on_option(1, explanation="else"), [(What.EXPLANATION, PLAIN)]),
    (
        on_option(0, text="throw the phone away"),
        [(What.OPTION_REWORDED, PLAIN), (What.RIGHT_ANSWER, PLAIN), UNVERSIONED],
    ),
    (on_track(title="Another"), [(What.RENAMED, PLAIN)]),
    (on_track(audience=Audience.PUPIL), [(What.AUDIENCE, LOOK)]),
    (on_track(lessons=("b", "a")), [(What.LESSONS_REORDERED, PLAIN)]),
    (on_track(lessons=("a", "c", "b")), [(What.LESSON_JOINED, PLAIN), KEPT]),
    (on_track(lessons=("a",), version=3), [(What.LESSON_LEFT, LOOK), RAISED]),
    (on_track(final_size=1), [(What.FINAL_SIZE, PLAIN), KEPT]),
    (on_track(version=1), [LOWERED]),
    (on_track(bank=BANK[1:]), [(What.QUESTION_REMOVED, PLAIN)]),
    (on_track(bank=(*BANK, question("t-new"))), [(What.QUESTION_ADDED, PLAIN)]),
]


@pytest.mark.parametrize(("edit", "expected"), EDITS)
def test_an_edit_is_told_with_its_weight(edit: Edit, expected: list[tuple[What, Weight]]):
    changes = compare(OLD, edit(OLD))
    assert [(change.what, change.weight) for change in changes] == expected


@pytest.mark.parametrize(("edit", "expected"), EDITS)
def test_nothing_changed_has_no_changes(edit: Edit, expected: object):
    assert compare(edit(OLD), edit(OLD)) == ()


def test_swapped_options_change_the_right_answer_although_every_text_is_still_there():
    first, second, third = OPTIONS
    swapped = (replace(first, text=second.text), replace(second, text=first.text), third)
    whats = [change.what for change in compare(OLD, on_question(options=swapped)(OLD))]
    moved = [What.OPTION_MOVED, What.EXPLANATION] * 2
    assert whats == [*moved, What.RIGHT_ANSWER, What.UNVERSIONED]


def test_options_that_changed_places_keep_their_right_answer_and_need_a_version():
    first, second, third = OPTIONS
    swapped = (replace(second, id="a"), replace(first, id="b"), third)
    changes = compare(OLD, on_question(options=swapped)(OLD))
    whats = [change.what for change in changes]
    assert whats == [What.OPTION_MOVED, What.OPTION_MOVED, What.UNVERSIONED]
    assert (changes[1].old, changes[1].new) == ("a. turn it off", "b. turn it off")


def test_an_entirely_different_question_should_have_an_id_of_its_own():
    changes = compare(OLD, on_question(**UNLIKE, version=3)(OLD))
    assert (changes[0].what, changes[0].weight) == (What.QUESTION_REPLACED, LOOK)


def without(kind: str, name: str) -> Curriculum:
    lessons = [each for each in OLD.lessons.values() if (kind, each.id) != ("lesson", name)]
    tracks = [each for each in OLD.tracks.values() if (kind, each.id) != ("track", name)]
    return put_together(lessons, tracks)


@pytest.mark.parametrize(("planned", "weight"), [({"u"}, LOOK), ({"t"}, DANGER)])
@pytest.mark.parametrize(("kind", "name"), [("lesson", "a"), ("track", "t")])
def test_what_a_plan_counts_is_not_removed_lightly(kind, name, planned, weight):
    removed = compare(OLD, without(kind, name), planned)[0]
    assert (removed.what, removed.weight) == (What(f"{kind}_removed"), weight)


def test_what_a_lesson_or_a_track_brings_along_is_not_told_piece_by_piece():
    for kind, name in (("lesson", "c"), ("track", "u")):
        less = without(kind, name)
        assert [change.what for change in compare(OLD, less)] == [What(f"{kind}_removed")]
        assert [change.what for change in compare(less, OLD)] == [What(f"{kind}_added")]


def test_a_question_that_went_to_another_lesson_is_dangerous():
    moved = replace(QUIZ[1], lesson_id="b")
    quizzes = {"a": QUIZ[:1], "b": (*OLD.lessons["b"].questions, moved), "c": ()}
    lessons = [replace(one, questions=quizzes[one.id]) for one in OLD.lessons.values()]
    told = {each.part: each for each in compare(OLD, put_together(lessons, OLD.tracks.values()))}
    assert (told["a-q2"].what, told["a-q2"].weight) == (What.QUESTION_REHOMED, DANGER)
    assert (told["a-q2"].old, told["a-q2"].new) == ("a", "b")


def test_a_question_of_the_bank_that_went_to_the_quiz_is_worth_a_look():
    lessons = {**OLD.lessons, "a": replace(OLD.lessons["a"], questions=(*QUIZ, BANK[0]))}
    tracks = {**OLD.tracks, "t": replace(OLD.tracks["t"], bank=BANK[1:])}
    (change,) = compare(OLD, put_together(lessons.values(), tracks.values()))
    assert (change.what, change.weight) == (What.QUESTION_MOVED, LOOK)


@pytest.mark.parametrize(("version", "weight"), [(2, DANGER), (3, LOOK)])
def test_another_lesson_under_an_old_id_is_told(version, weight):
    steps = tuple(replace(step, id=f"n{step.id}", text=OTHER) for step in STEPS)
    changes = compare(OLD, on_lesson(title="Fish soup", steps=steps, version=version)(OLD))
    assert (What.LESSON_REPLACED, weight) in {(change.what, change.weight) for change in changes}


def meanings(edit: Edit) -> dict[Meaning, tuple[str, ...]]:
    return {one.meaning: one.parts for one in consequences(compare(OLD, edit(OLD)))}


def test_every_change_says_first_that_what_was_finished_stays():
    for edit, _ in EDITS:
        assert consequences(compare(OLD, edit(OLD)))[0].meaning is Meaning.KEPT
    assert consequences(()) == ()


def test_a_new_version_of_a_question_is_asked_anew_and_analysed_apart():
    found = meanings(right_is("b", version=3))
    assert found[Meaning.ASKED_ANEW] == found[Meaning.APART] == ("a-q1",)
    assert Meaning.ASKED_ANEW not in meanings(right_is("b"))
    assert Meaning.ASKED_ANEW not in meanings(on_lesson(version=3))


def test_a_new_lesson_is_one_more_for_those_who_still_learn():
    assert meanings(on_track(lessons=("a", "c", "b")))[Meaning.ONE_MORE] == ("c",)
    assert meanings(on_track(lessons=("a",)))[Meaning.ONE_LESS] == ("b",)


def test_a_new_bank_is_drawn_from_at_the_next_try():
    for edit in (on_track(bank=BANK[1:]), on_track(final_size=1)):
        assert Meaning.REDRAWN in meanings(edit)
    assert meanings(on_track(bank=BANK[1:]))[Meaning.WITHDRAWN] == ("t-a",)


def test_whoever_stands_at_a_removed_step_is_thought_of():
    assert meanings(on_lesson(steps=STEPS[1:]))[Meaning.BOOKMARK] == ("a",)


def test_spelling_is_not_meaning_and_a_single_word_is():
    assert spelled_alike("Bấm  vào <b>đây</b>!", "bấm vào đây")
    assert not spelled_alike("Nên bấm", "Không nên bấm")
    assert alike("Nên bấm vào đây", "Không nên bấm vào đây")
    assert not alike("Gọi cho con cháu", "Bật Wi-Fi")
