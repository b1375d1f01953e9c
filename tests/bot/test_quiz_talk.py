"""Questions: old buttons, repeats, content that changes meanwhile, kind failing."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from domain.curriculum import Curriculum
from domain.messages import Kind
from storage import schema
from storage.database import Database
from tests.bot.talking import Citizen, build_hamlet, open_app, words
from tests.published import curriculum


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """The journeys run on both engines; here the talk matters."""
    return sqlite_database


@pytest.fixture
def citizen(database: Database) -> Citizen:
    build_hamlet(database, ("Nguyễn Văn An", 1958))
    someone = Citizen(open_app(database))
    someone.join()
    return someone


def count(database: Database, table) -> int:
    return database.read(
        lambda tx: tx.execute(select(func.count()).select_from(table)).scalar_one()
    )


def answer_all(citizen: Citizen, *, right: bool) -> str:
    said = ""
    while citizen.choices[0].action.startswith("a:"):
        said = citizen.act((citizen.right() if right else citizen.wrong()).action)
        if citizen.choices[0].action.startswith("ask:"):
            citizen.act(citizen.choices[0].action)
    return said


def finish_lessons(citizen: Citizen) -> None:
    for lesson in citizen.app.curriculum.tracks["citizens"].lessons:
        citizen.act(f"quiz:{lesson}")
        answer_all(citizen, right=True)


def test_a_wrong_answer_says_why_and_what_to_choose(citizen: Citizen):
    citizen.act("quiz:phone")
    right, wrong = citizen.right(), citizen.wrong()
    said = words(citizen.act(wrong.action))
    assert "chưa đúng" in said
    assert f"Nên chọn: {right.label}" in said
    chosen = next(
        option
        for question in citizen.app.curriculum.questions.values()
        for option in question.options
        if option.text == wrong.label
    )
    assert chosen.explanation in said


def test_an_answered_question_is_shown_again_and_never_marked_twice(
    citizen: Citizen, database: Database
):
    citizen.act("quiz:phone")
    wrong, right = citizen.wrong(), citizen.right()
    citizen.act(wrong.action)
    said = citizen.act(right.action)
    assert "đã trả lời rồi" in said
    assert "Câu 2/" in citizen.last[-1].text
    assert count(database, schema.answers) == 1
    assert database.read(lambda tx: tx.scalar(select(schema.attempts.c.score))) == 0


@pytest.mark.parametrize("first_is_right", [True, False])
def test_a_second_answer_is_told_what_the_first_was_and_which_is_right(
    citizen: Citizen, first_is_right: bool
):
    citizen.act("quiz:phone")
    right, wrong = citizen.right(), citizen.wrong()
    first, second = (right, wrong) if first_is_right else (wrong, right)
    citizen.act(first.action)
    said = words(citizen.act(second.action))
    heading = said.split("\n")[0]
    assert "đã trả lời rồi" in heading
    assert "đúng" not in heading
    assert f"Lần đầu bác chọn: “{first.label}”" in said
    assert ("Chọn như vậy là đúng." in said) is first_is_right
    assert f": {right.label}" in said or first_is_right
    assert "Mình chỉ tính lần đầu" in said
    assert "đúng rồi!" not in said.lower()


def test_the_same_update_twice_changes_nothing(citizen: Citizen, database: Database):
    citizen.act("quiz:phone")
    right = citizen.right().action
    first = citizen.send(Kind.ACTION, right, update_id="same")
    assert citizen.send(Kind.ACTION, right, update_id="same") == first
    assert count(database, schema.answers) == 1


def test_a_number_typed_twice_does_not_answer_the_next_question(
    citizen: Citizen, database: Database
):
    citizen.act("quiz:phone")
    citizen.type("2")
    assert "chưa hiểu" in citizen.type("2")
    assert count(database, schema.answers) == 1


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("12", "chưa hiểu"),
        ("1 2", "chưa hiểu"),
        ("1,2", "chưa hiểu"),
        ("9", "chưa hiểu"),
        ("không biết", "không sao"),
    ],
)
def test_a_typed_answer_is_not_guessed(citizen: Citizen, database: Database, typed: str, told: str):
    citizen.act("quiz:phone")
    shown = citizen.choices
    assert told in citizen.type(typed)
    assert citizen.choices == shown
    assert count(database, schema.answers) == 0


@pytest.mark.parametrize("typed", ["B", "b)", "(2)", "câu 2", "số 2", "２", "Đáp án b"])
def test_an_answer_can_be_typed_in_many_ways(citizen: Citizen, database: Database, typed: str):
    citizen.act("quiz:phone")
    second = citizen.choices[1].action.rsplit(":", 1)[1]
    citizen.type(typed)
    assert database.read(lambda tx: tx.scalar(select(schema.answers.c.option_id))) == second


def test_lesson_three_is_not_answer_three(citizen: Citizen, database: Database):
    citizen.act("quiz:phone")
    lesson = citizen.app.curriculum.tracks["citizens"].lessons[2]
    title = citizen.app.curriculum.lessons[lesson].title
    assert title in citizen.type("bài 3")
    assert count(database, schema.answers) == 0


def test_failing_a_lesson_is_kind_and_can_be_repeated(citizen: Citizen, database: Database):
    citizen.act("quiz:phone")
    assert "không sao cả" in answer_all(citizen, right=False)
    assert count(database, schema.completions) == 0
    citizen.press("Làm lại")
    assert "Tốt lắm" in answer_all(citizen, right=True)
    assert count(database, schema.completions) == 1


def test_passing_twice_is_one_completion(citizen: Citizen, database: Database):
    for _ in range(2):
        citizen.act("quiz:phone")
        answer_all(citizen, right=True)
    assert count(database, schema.completions) == 1


def test_the_final_quiz_waits_for_every_lesson(citizen: Citizen):
    assert "chưa xong" in citizen.act("final:citizens")


def test_the_final_quiz_has_three_tries_a_day_and_names_what_to_look_at(
    citizen: Citizen, database: Database
):
    finish_lessons(citizen)
    for left in ("2 lần nữa", "1 lần nữa", "Từ ngày mai"):
        citizen.act("final:citizens")
        said = answer_all(citizen, right=False)
        assert "Bác xem lại" in said
        assert "Cần đúng ít nhất" in said
        assert left in said
    assert citizen.choices[0].action.startswith("lesson:")
    assert "Làm lại" not in str(citizen.choices)
    assert "3 lần" in citizen.act("final:citizens")
    citizen.later(days=1)
    citizen.act("final:citizens")
    assert "Chúc mừng" in answer_all(citizen, right=True)


def test_the_final_quiz_draws_evenly_over_the_lessons(citizen: Citizen, database: Database):
    finish_lessons(citizen)
    citizen.act("final:citizens")
    drawn = database.read(
        lambda tx: tx.execute(
            select(schema.attempts.c.questions).where(schema.attempts.c.kind == "final")
        ).scalar_one()
    )
    per_lesson: dict[str, int] = {}
    for question_id, *_ in drawn:
        lesson = curriculum().questions[question_id].lesson_id
        per_lesson[lesson] = per_lesson.get(lesson, 0) + 1
    assert max(per_lesson.values()) - min(per_lesson.values()) <= 1


def test_a_quiz_goes_on_after_a_month(citizen: Citizen):
    citizen.act("quiz:phone")
    citizen.act(citizen.right().action)
    citizen.later(days=31)
    assert "Câu 2/" in citizen.act("quiz:phone")


def test_lessons_resume_where_they_stopped(citizen: Citizen):
    lesson = citizen.app.curriculum.lessons["phone"]
    citizen.act("lesson:phone")
    citizen.press("Bắt đầu")
    citizen.press("Tiếp")
    citizen.later(days=40)
    said = citizen.type("tiếp tục")
    assert "Mình đang học đến" in said
    assert lesson.steps[1].text[:30] in said
    assert "Mình đang học đến" in citizen.start("")


def without(content: Curriculum, question_id: str) -> Curriculum:
    questions = {key: each for key, each in content.questions.items() if key != question_id}
    return replace(content, questions=questions)


def test_a_question_withdrawn_meanwhile_is_passed_over(citizen: Citizen, database: Database):
    citizen.act("quiz:phone")
    button = citizen.right().action
    total = len(curriculum().lessons["phone"].questions)
    citizen.publish(without(curriculum(), curriculum().lessons["phone"].questions[0].id))
    said = citizen.act(button)
    assert "vừa được sửa lại" in said
    assert f"Câu 1/{total - 1}" in said
    assert "đã trả lời" in citizen.act(button)
    assert "Tốt lắm" in answer_all(citizen, right=True)


def test_a_question_reworded_meanwhile_is_asked_anew(citizen: Citizen, database: Database):
    citizen.act("quiz:phone")
    button = citizen.right().action
    first = curriculum().lessons["phone"].questions[0]
    changed = {**curriculum().questions, first.id: replace(first, version=2)}
    citizen.publish(replace(curriculum(), questions=changed))
    assert "vừa được sửa lại" in citizen.act(button)
    assert count(database, schema.answers) == 0
    assert "đúng rồi" in citizen.act(citizen.right().action)


def test_a_step_that_is_gone_leads_to_the_lesson(citizen: Citizen):
    said = citizen.act("step:phone:no-longer")
    assert "soạn lại" in said
    assert citizen.button("Bắt đầu").action == "step:phone:cham-vuot"


@pytest.mark.parametrize(
    "action",
    [
        *("a:999:0:a", "a:x:0:a", "a:1:0", "a:1:99:a", "ask:77", "step:gone:x", "lesson:gone"),
        *("quiz:gone", "final:gone", "nothing", "who:99", "erase_yes:1:2", "g:1", "a:g5:0:a"),
        *("remind_at:midnight", "track:gone", "number:99", "number:x", "s.menu:1:2:3", ":", ""),
    ],
)
def test_any_old_button_is_gently_answered(citizen: Citizen, database: Database, action: str):
    assert citizen.act(action)
    assert citizen.choices
    assert count(database, schema.answers) == 0


def test_nobody_answers_on_another_account(citizen: Citizen, database: Database):
    citizen.act("quiz:phone")
    button = citizen.right().action
    stranger = Citizen(citizen.app, "stranger")
    stranger.start()
    stranger.press("Không đồng ý")
    assert "không dành cho máy này" in stranger.act(button)
    assert count(database, schema.answers) == 0


def test_two_phones_of_one_person_add_up_after_confirmation(database: Database):
    ids = build_hamlet(database, ("Nguyễn Văn An", 1958))
    app = open_app(database)
    phone, tablet = Citizen(app, "phone"), Citizen(app, "tablet")
    for one, lesson in ((phone, 0), (tablet, 1)):
        one.join()
        one.act(f"quiz:{app.curriculum.tracks['citizens'].lessons[lesson]}")
        answer_all(one, right=True)
    assert phone.act("progress").count("✅") == 1

    def confirm(tx) -> None:
        tx.execute(schema.matches.update().values(state="confirmed"))
        tx.execute(schema.completions.update().values(person_id=ids["Nguyễn Văn An"]))

    database.write(confirm)
    assert phone.act("progress").count("✅") == tablet.act("progress").count("✅") == 2


def test_a_guest_fails_the_final_quiz_and_may_try_as_often_as_needed(database: Database):
    build_hamlet(database)
    guest = Citizen(open_app(database))
    guest.start()
    guest.press("Không đồng ý")
    finish_lessons(guest)
    for _ in range(4):
        guest.act("final:citizens")
        said = answer_all(guest, right=False)
        assert "Cần đúng ít nhất" in said
        assert "Hôm nay hay hôm khác" in said
        assert guest.choices[0].label == "Làm lại câu hỏi"


def test_a_guest_can_fail_and_try_again(database: Database):
    build_hamlet(database)
    guest = Citizen(open_app(database))
    guest.start()
    guest.press("Không đồng ý")
    guest.act("quiz:phone")
    old = guest.right().action
    assert "không sao cả" in answer_all(guest, right=False)
    guest.press("Làm lại")
    assert "lần trước" in guest.act(old)
    guest.act("quiz:phone")
    assert "Tốt lắm" in answer_all(guest, right=True)
    assert count(database, schema.attempts) == 0


def test_going_on_means_the_next_question_or_step(citizen: Citizen):
    citizen.act("quiz:phone")
    citizen.type("1")
    assert "Câu 2/" in citizen.type("tiếp")
    citizen.act("lesson:phone")
    assert "1/8" in citizen.type("Tiếp")


def test_an_open_quiz_is_where_the_learner_goes_on(citizen: Citizen):
    citizen.act("quiz:phone")
    citizen.type("1")
    citizen.type("menu")
    said = citizen.press("Học tiếp")
    assert "Mình đang học đến" in said
    assert "Câu 2/" in said


def test_an_open_final_quiz_goes_on_too(citizen: Citizen):
    finish_lessons(citizen)
    citizen.act("final:citizens")
    citizen.type("1")
    citizen.later(days=20)
    assert "Câu 2/" in citizen.act("go")


def test_after_a_failed_final_the_lessons_stand_in_the_order_of_the_track(citizen: Citizen):
    finish_lessons(citizen)
    citizen.act("final:citizens")
    said = answer_all(citizen, right=False)
    assert "không sao cả" in said
    shown = [each.action.split(":") for each in citizen.choices]
    lessons = [each[1] for each in shown if each[0] == "lesson"]
    assert lessons == [
        each for each in citizen.app.curriculum.tracks["citizens"].lessons if each in lessons
    ]
    assert [each[0] for each in shown] == ["final", *["lesson"] * 3, "lessons", "call", "menu"]
