"""The check-in quiz in chat: the experienced skip what they know, nobody else loses anything."""

import pytest
from sqlalchemy import select

from content import plan_file
from domain.vocabulary import Way
from services import plans, stats
from storage import schema
from storage.database import Database
from tests.bot.talking import Citizen, build_hamlet, open_app, words
from tests.bot.test_citizen_journey import by_button, finished_lesson

OFFER = "kiểm tra nhanh"


@pytest.fixture
def citizen(database: Database) -> Citizen:
    build_hamlet(database, ("Nguyễn Văn An", 1958))
    citizen = Citizen(open_app(database))
    citizen.join()
    return citizen


def begin(citizen: Citizen) -> str:
    citizen.act("lessons")
    citizen.press(OFFER)
    return citizen.press("Bắt đầu kiểm tra")


def facts(citizen: Citizen) -> list[tuple[str, str, str]]:
    table = schema.completions
    query = select(table.c.kind, table.c.content_id, table.c.way).order_by(table.c.id)
    return [tuple(row) for row in citizen.app.database.read(lambda tx: tx.execute(query).all())]


def lessons(citizen: Citizen) -> tuple[str, ...]:
    return citizen.app.curriculum.tracks["citizens"].lessons


def asked(citizen: Citizen) -> bool:
    return any(choice.action.startswith("a:") for choice in citizen.choices)


def answer_all(citizen: Citizen, *, wrong_about: str = "") -> int:
    """Answer rightly, but for the questions about one lesson; how many questions it took."""
    count, title = 0, ""
    if wrong_about:
        title = citizen.app.curriculum.lessons[wrong_about].title
    while asked(citizen):
        about = citizen.last[-1].text
        choice = citizen.wrong() if title and title in about else citizen.right()
        citizen.act(choice.action)
        count += 1
    return count


def test_who_knows_a_lesson_skips_it_and_it_is_recorded_as_placed(citizen: Citizen):
    begin(citizen)
    citizen.act(citizen.right().action)
    assert facts(citizen) == []  # one right answer may be luck
    said = citizen.act(citizen.right().action)
    assert "nên được bỏ qua" in said
    assert facts(citizen) == [("lesson", lessons(citizen)[0], Way.PLACED)]
    assert f"1/{len(lessons(citizen))}" in citizen.act("menu")


def test_a_wrong_answer_ends_the_questions_about_that_lesson_without_blame(citizen: Citizen):
    begin(citizen)
    first = citizen.app.curriculum.lessons[lessons(citizen)[0]].title
    second = citizen.app.curriculum.lessons[lessons(citizen)[1]].title
    said = citizen.act(citizen.wrong().action)
    assert "Chưa đúng." in said
    assert f"{first}</b>, lát nữa mình học cùng nhau" in said
    assert second in citizen.last[-1].text
    assert facts(citizen) == []


def test_whoever_knows_everything_still_takes_the_final_quiz(citizen: Citizen):
    begin(citizen)
    count = answer_all(citizen)
    assert count == 2 * len(lessons(citizen))
    assert [name for _, name, _ in facts(citizen)] == list(lessons(citizen))
    assert {kind for kind, _, _ in facts(citizen)} == {"lesson"}
    assert "Chỉ còn bài kiểm tra cuối" in citizen.last[-1].text
    assert "kiểm tra cuối" in citizen.choices[0].label


def test_only_the_lesson_not_known_is_left_to_learn(citizen: Citizen):
    begin(citizen)
    left = lessons(citizen)[3]
    assert answer_all(citizen, wrong_about=left) == 2 * len(lessons(citizen)) - 1
    assert {name for _, name, _ in facts(citizen)} == set(lessons(citizen)) - {left}
    assert "Còn 1 bài" in citizen.last[-1].text
    said = by_button(citizen, citizen.choices[0])
    assert citizen.app.curriculum.lessons[left].title in said


def test_it_can_be_left_at_any_question_and_goes_on_later(citizen: Citizen):
    begin(citizen)
    citizen.act(citizen.right().action)
    citizen.act(citizen.right().action)
    said = citizen.press("Dừng, vào học")
    assert citizen.app.curriculum.lessons[lessons(citizen)[1]].title in said
    citizen.later(days=30)
    finished_lesson(citizen, by_button)
    said = begin(citizen)
    assert citizen.app.curriculum.lessons[lessons(citizen)[2]].title in said
    assert answer_all(citizen) == 2 * (len(lessons(citizen)) - 2)


def test_nobody_is_asked_twice_about_the_same_lesson(citizen: Citizen):
    begin(citizen)
    while asked(citizen):
        citizen.act(citizen.wrong().action)
    assert "Mình học cùng nhau từng bài" in citizen.last[-1].text
    citizen.act("lessons")
    assert OFFER not in " ".join(choice.label for choice in citizen.choices)
    assert "Không còn bài nào" in citizen.act("checkin_go:citizens")


def test_an_old_button_of_it_changes_nothing(citizen: Citizen):
    begin(citizen)
    old, others = citizen.right().action, citizen.choices
    citizen.act(old)
    citizen.act(citizen.right().action)
    wrong = next(each for each in others if each.action[:2] == "a:" and each.action != old)
    for pressed in (old, wrong.action):
        again = citizen.act(pressed)
        assert "đã trả lời rồi" in again.split("\n")[0]
        assert "Chọn như vậy là đúng" in again
        assert "Đúng rồi!" not in again
    assert len(facts(citizen)) == 1


def test_a_learner_who_skipped_everything_stands_in_no_figure_before_the_final_quiz(
    citizen: Citizen,
):
    loaded = plan_file.load(plan_file.PACKAGED / "kien-an-2025.yaml", ())
    citizen.app.database.write(plans.load, loaded, now=citizen.now)
    begin(citizen)
    answer_all(citizen)
    assert figures(citizen) == (0, 0)
    citizen.press("kiểm tra cuối")
    while "Chúc mừng" not in citizen.last[-1].text:
        onward = citizen.right() if asked(citizen) else citizen.choices[0]
        citizen.act(onward.action)
    assert figures(citizen) == (0, 1)


def figures(citizen: Citizen) -> tuple[int | None, int | None]:
    """How many adults have finished the track, and how many wait to be confirmed."""
    found = citizen.app.database.read(stats.unit_stats, "11443", at=citizen.now.date())
    tally = next(each.tally for each in found.indicators if each.indicator.id == "T3")
    return tally.achieved, tally.pending


def test_it_can_be_done_by_typing(citizen: Citizen):
    citizen.type("kiem tra nhanh")
    citizen.type("1")
    citizen.type(citizen.number_of(citizen.right().label))
    said = citizen.type(citizen.right().label)
    assert "nên được bỏ qua" in said


def test_somebody_who_is_not_recorded_is_told_why_there_is_none(database: Database):
    build_hamlet(database)
    guest = Citizen(open_app(database))
    guest.start()
    guest.press("Không đồng ý")
    guest.act("lessons")
    assert OFFER not in " ".join(choice.label for choice in guest.choices)
    assert "không ghi kết quả" in guest.act("checkin:citizens")
    assert "không ghi kết quả" in guest.act("checkin_go:citizens")


def test_a_programme_that_is_gone_is_told_kindly(citizen: Citizen):
    assert words(citizen.act("checkin:gone"))
    assert words(citizen.act("checkin_go:gone"))
    assert facts(citizen) == []


@pytest.mark.parametrize("way", Way)
def test_every_way_has_words_for_citizens_and_staff(citizen: Citizen, way: Way):
    assert citizen.app.texts.label(f"way.{way}")
    assert citizen.app.texts.label(f"staff_way.{way}")


def test_it_is_offered_before_the_first_lesson_and_not_in_the_middle(citizen: Citizen):
    citizen.act("go")
    assert OFFER in " ".join(choice.label for choice in citizen.choices)
    finished_lesson(citizen, by_button)
    citizen.act("go")
    assert OFFER not in " ".join(choice.label for choice in citizen.choices)
