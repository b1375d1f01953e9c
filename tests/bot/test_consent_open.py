"""While the question of consent stands open: no greeting again, no yes by the way, no dead end."""

import pytest
from sqlalchemy import func, select

from storage import schema
from storage.database import Database
from tests.bot.talking import Citizen, build_hamlet, open_app

FOUR = ["Tôi đồng ý (từ 16 tuổi)", "Không đồng ý, chỉ học thôi", "Người học chưa đủ 16 tuổi"]
YES = ["vâng", "ok", "có", "được", "dạ", "ừ", "dạ vâng con ghi đi", "rồi"]
OTHER = ["?", "0912345678", "👍", "What is this?", "hôm nay trời đẹp quá", "menu", "bài 3"]


@pytest.fixture
def stranger(database: Database) -> Citizen:
    build_hamlet(database, ("Nguyễn Văn An", 1958))
    someone = Citizen(open_app(database))
    someone.start()
    return someone


def learners(citizen: Citizen) -> int:
    query = select(func.count()).select_from(schema.learners)
    return citizen.app.database.read(lambda tx: tx.scalar(query) or 0)


def asked_shortly(citizen: Citizen, said: str) -> None:
    assert len(citizen.last) == 1
    assert "Chào bác" not in said
    assert "Ghi gì" not in said
    assert "bấm <b>Tôi đồng ý</b> hoặc gõ <b>1</b>" in said
    assert [choice.label for choice in citizen.choices][:3] == FOUR
    assert len(citizen.choices) == 4
    assert learners(citizen) == 0


@pytest.mark.parametrize("text", YES + OTHER)
def test_what_is_no_answer_is_asked_again_shortly(stranger: Citizen, text: str):
    for _ in range(2):
        asked_shortly(stranger, stranger.type(text))
    assert "sinh năm nào" in stranger.type("1")


@pytest.mark.parametrize("text", ["?", "dạ vâng con ghi đi", "hôm nay trời đẹp quá"])
def test_what_was_not_understood_is_said_to_be_so(stranger: Citizen, text: str):
    assert "Mình chưa rõ ý bác" in stranger.type(text)


def test_after_the_short_question_a_no_is_a_no(stranger: Citizen):
    stranger.type("vâng")
    assert "không ghi gì cả" in stranger.type("không")


def test_an_old_button_meanwhile_is_answered_shortly_as_well(stranger: Citizen):
    asked_shortly(stranger, stranger.act("go"))
    asked_shortly(stranger, stranger.act("of-another-version"))


def test_whoever_comes_back_by_the_link_is_greeted(stranger: Citizen):
    stranger.type("vâng")
    assert "Chào bác" in stranger.start()


def test_a_code_still_names_the_hamlet(stranger: Citizen):
    assert "Cây Đa" in stranger.type("kd12")


def test_a_guest_who_was_asked_is_not_sent_back_to_the_lessons_by_a_polite_word(stranger: Citizen):
    stranger.press("Không đồng ý")
    stranger.act("consent")
    asked_shortly(stranger, stranger.type("vâng"))
    asked_shortly(stranger, stranger.type("hả"))
    assert "sinh năm nào" in stranger.type("đồng ý")


def test_one_more_of_the_family_is_asked_shortly_too(stranger: Citizen):
    stranger.press("Tôi đồng ý")
    stranger.act("family")
    stranger.press("Thêm người học")
    assert "bấm <b>Tôi đồng ý</b> hoặc gõ <b>1</b>" in stranger.type("vâng ạ")
    stranger.type("1")
    assert learners(stranger) == 2
