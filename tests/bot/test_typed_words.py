"""What people type instead of pressing is taken as they mean it, or asked again."""

import pytest
from sqlalchemy import func, select

from bot.conversation.interpret import pick
from storage import schema
from storage.database import Database
from tests.bot.talking import CODE, Citizen, build_hamlet, open_app

SHOWN = [("Có ăn", "a"), ("Không ăn", "b"), ("Chưa biết", "c")]


@pytest.fixture
def stranger(sqlite_database: Database) -> Citizen:
    build_hamlet(sqlite_database, ("Nguyễn Văn An", 1958))
    return Citizen(open_app(sqlite_database))


@pytest.fixture
def citizen(stranger: Citizen) -> Citizen:
    stranger.join()
    return stranger


@pytest.mark.parametrize(
    "text",
    [
        "2",
        "câu 2 ạ",
        "Chọn B",
        "tôi chọn câu 2",
        "đáp án là B nhé",
        "ý b",
        "hai",
        "KHONG AN",
        "câu 2 con ạ",
        "chữ b",
    ],
)
def test_a_choice_is_named_in_many_ways(text: str):
    assert pick(text, SHOWN) == "b"


@pytest.mark.parametrize("text", ["à", "ạ", "Á", "ê", "câu ạ", "12", "2 hay 3", "ba bốn"])
def test_a_sigh_is_no_answer(text: str):
    assert pick(text, SHOWN) is None


@pytest.mark.parametrize("text", ["Hải", "Bà", "hài", "Bốn ơi", "Bón", "mốt"])
def test_a_word_with_another_mark_is_no_number(text: str):
    assert pick(text, SHOWN) is None


@pytest.mark.parametrize("text", ["hai", "Ba", "một"])
def test_where_a_name_is_asked_for_a_spelled_number_is_a_name(text: str):
    assert pick(text, SHOWN, spelled=False) is None
    assert pick("2", SHOWN, spelled=False) == "b"


def test_a_caption_that_is_a_number_is_still_a_caption():
    assert pick("80", [("70", "a"), ("80", "b")]) == "b"


@pytest.mark.parametrize(
    "text", ["đồng ý", "đồng ý nhé con", "toi dong y", "có đồng ý", "Vâng, đồng ý ạ!"]
)
def test_consent_is_given_in_plain_words(stranger: Citizen, text: str):
    stranger.start()
    assert "sinh năm nào" in stranger.type(text)


@pytest.mark.parametrize("text", ["vâng", "dạ", "ừ", "ok", "có", "cô"])
def test_a_polite_word_is_no_consent(stranger: Citizen, text: str):
    stranger.start()
    assert "sinh năm nào" not in stranger.type(text)
    assert stranger.choices[0].label.startswith("Tôi đồng ý")


def test_consent_is_refused_in_plain_words(stranger: Citizen):
    stranger.start()
    assert "không ghi gì cả" in stranger.type("không")


def test_words_of_consent_without_the_question_record_nobody(stranger: Citizen):
    assert "sinh năm nào" not in stranger.type("đồng ý")


def test_who_has_no_code_says_so(stranger: Citizen):
    stranger.type("xin chào")
    assert stranger.type("không có mã")
    assert stranger.choices[0].label.startswith("Tôi đồng ý")


def test_to_skip_the_name_is_not_a_name(stranger: Citizen):
    stranger.start(CODE)
    stranger.press("Tôi đồng ý")
    stranger.type("1958")
    assert "Bỏ qua" not in stranger.type("bỏ qua")
    assert "Học tiếp bài 1" in stranger.choices[0].label


def test_no_to_a_helper_does_not_stop_the_reminders(citizen: Citizen):
    citizen.act("go")
    citizen.press("Bắt đầu học")
    citizen.type("giúp với")
    assert "Mình đang học đến" in citizen.type("thôi")


def test_what_is_hard_is_said_more_plainly(citizen: Citizen):
    citizen.act("go")
    citizen.type("bắt đầu")
    assert "Nói dễ hơn" in citizen.type("khó quá")


def test_another_programme_is_found_by_typing(citizen: Citizen):
    assert "Kỹ năng số cho học sinh" in str(citizen.type("chương trình khác") and citizen.choices)


def test_going_on_from_a_task_asks_the_questions_and_claims_nothing(citizen: Citizen):
    citizen.act("practise:phone")
    assert "Câu 1/" in citizen.type("tiếp")
    practices = select(func.count()).select_from(schema.practices)
    assert citizen.app.database.read(lambda tx: tx.scalar(practices)) == 0


@pytest.mark.parametrize(
    ("text", "answer"),
    [("xong rồi ạ", "Câu 1/"), ("chưa được", "Không sao cả"), ("chưa", "Không sao cả")],
)
def test_a_task_is_told_of_in_plain_words(citizen: Citizen, text: str, answer: str):
    citizen.act("practise:phone")
    assert answer in citizen.type(text)


def test_to_stop_the_check_in_stops_no_reminders(citizen: Citizen):
    citizen.act("checkin_go:citizens")
    assert "Bài 1:" in citizen.type("dừng")


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("tiếp con ơi", "Bài 1:"),
        ("ok con", "Bài 1:"),
        ("hoc tiep di chau", "Bài 1:"),
        ("bài tiếp theo", "Bài 1:"),
        ("học bài 2", "Bài 2:"),
        ("Xem lại bài số 3 nhé", "Bài 3:"),
        ("học tiếp bài 2", "Bài 2:"),
        ("quay lại", "Bác muốn làm gì"),
        ("không bấm được con ơi", "số thứ tự"),
        ("tìm tên tôi ở thôn", "sinh năm nào"),
        ("xoá", "chắc chắn"),
    ],
)
def test_what_is_said_to_a_grandchild_is_understood(citizen: Citizen, text: str, answer: str):
    assert answer in citizen.type(text)


@pytest.mark.parametrize(
    "text", ["cảm ơn", "cam on con", "tạm biệt", "mệt quá", "mai học tiếp nhé"]
)
def test_thanks_and_good_bye_get_a_kind_word_and_lose_nothing(citizen: Citizen, text: str):
    citizen.act("quiz:phone")
    asked, shown = citizen.last[-1].text, citizen.choices
    said = citizen.type(text)
    assert said.startswith("Vâng ạ, mình cảm ơn bác")
    assert said.endswith(asked)
    assert citizen.choices == shown
    assert "Mình chưa hiểu" not in said


def test_thanks_of_a_stranger_records_nobody(stranger: Citizen):
    stranger.start()
    assert "Tôi đồng ý" in stranger.type("cảm ơn")
    assert stranger.choices[0].label.startswith("Tôi đồng ý")


def test_an_old_yes_adds_nobody_after_the_family_was_left(citizen: Citizen):
    citizen.act("add")
    citizen.type("menu")
    assert "Mình vẫn nhớ" in citizen.act("agree")
    learners = select(func.count()).select_from(schema.learners)
    assert citizen.app.database.read(lambda tx: tx.scalar(learners)) == 1


@pytest.mark.parametrize("text", ["kiểm tra cuối", "lam bai kiem tra"])
def test_the_final_quiz_is_asked_for_by_name(citizen: Citizen, text: str):
    assert "còn 14 bài" in citizen.type(text)
    for lesson in citizen.app.curriculum.tracks["citizens"].lessons:
        passed(citizen, lesson)
    citizen.type("kết quả")
    assert "Bài kiểm tra cuối. Câu 1/" in citizen.type(text)
    while citizen.choices[0].action.startswith(("a:", "ask:")):
        asked = citizen.choices[0].action.startswith("a:")
        citizen.act(citizen.wrong().action if asked else citizen.choices[0].action)
    assert "Làm lại" in str(citizen.choices)
    assert "Bài kiểm tra cuối. Câu 1/" in citizen.type(text)


def test_politeness_does_not_hide_a_word(citizen: Citizen):
    assert "Bác muốn làm gì" in citizen.type("menu nhé")


def test_going_on_from_the_list_opens_what_is_not_done_yet(citizen: Citizen):
    passed(citizen, citizen.app.curriculum.tracks["citizens"].lessons[0])
    citizen.type("các bài")
    assert "Bài 2:" in citizen.type("tiếp")


def test_going_on_leads_into_the_final_quiz(citizen: Citizen):
    for lesson in citizen.app.curriculum.tracks["citizens"].lessons:
        passed(citizen, lesson)
    citizen.type("tiếp tục")
    assert "Bài kiểm tra cuối. Câu 1/" in citizen.type("tiếp")


def passed(citizen: Citizen, lesson: str) -> None:
    """All questions of a lesson answered rightly."""
    citizen.act(f"quiz:{lesson}")
    while citizen.choices[0].action.startswith("a:"):
        citizen.act(citizen.right().action)
        if citizen.choices[0].action.startswith("ask:"):
            citizen.act(citizen.choices[0].action)


@pytest.mark.parametrize("text", ["đúng", "Đúng ạ!", "dùng", "đừng", "đứng"])
def test_a_word_that_only_looks_like_stop_stops_nothing(citizen: Citizen, text: str):
    citizen.act("checkin_go:citizens")
    citizen.type(text)
    assert any(choice.action.startswith("a:") for choice in citizen.choices)
    citizen.act("menu")
    citizen.type(text)
    assert reminders(citizen) == [""]


@pytest.mark.parametrize("text", ["dừng", "dung", "Dừng ạ", "/dung"])
def test_stop_with_or_without_marks_stops(citizen: Citizen, text: str):
    citizen.act("menu")
    citizen.type(text)
    assert reminders(citizen) == ["off"]


@pytest.mark.parametrize("text", ["đừng", "dừng lại", "hủy", "không"])
def test_whoever_is_frightened_of_erasing_keeps_everything(citizen: Citizen, text: str):
    citizen.act("erase")
    assert "giữ nguyên" in citizen.type(text)
    assert reminders(citizen) == [""]


def reminders(citizen: Citizen) -> list[str]:
    """When the learners of this phone are to be reminded."""
    query = select(schema.learners.c.reminders)
    return list(citizen.app.database.read(lambda tx: tx.scalars(query).all()))


def test_the_words_of_the_buttons_and_older_ones_lead_to_the_same(citizen: Citizen):
    assert citizen.type("trang chính") == citizen.type("menu")
    assert citizen.type("việc khác") == citizen.type("thêm")


def test_to_leave_a_machine_is_not_to_be_erased(citizen: Citizen):
    assert "Sẽ mất" not in citizen.type("quên tôi")


@pytest.mark.parametrize("text", ["không biết", "chiu", "khó quá con ơi", "không hiểu"])
def test_whoever_does_not_know_the_answer_is_encouraged(citizen: Citizen, text: str):
    citizen.act("quiz:phone")
    asked, shown = citizen.last[-1].text, citizen.choices
    said = citizen.type(text)
    assert "không sao" in said
    assert said.endswith(asked)
    assert citizen.choices == shown
    citizen.act("menu")
    assert "số thứ tự" in citizen.type(text)


@pytest.mark.parametrize(
    "text", ["001058012345", "mk 123456", "0912 345 678", "ma otp la 12-34-56"]
)
def test_a_number_that_may_be_secret_is_refused_kindly(citizen: Citizen, text: str):
    citizen.act("menu")
    shown = citizen.choices
    assert "đừng gửi cho ai" in citizen.type(text)
    assert citizen.choices == shown


@pytest.mark.parametrize("text", ["12345", "25/4/1958", "bài 99"])
def test_other_numbers_are_no_secret(citizen: Citizen, text: str):
    assert "đừng gửi cho ai" not in citizen.type(text)


def test_one_more_of_the_family_is_asked_for_in_words(citizen: Citizen):
    assert "Thêm người nhà" in citizen.type("thêm người học")
