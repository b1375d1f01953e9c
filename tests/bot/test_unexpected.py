"""Whatever people send gets a kind answer, and nothing of it is kept."""

from typing import Any

import pytest
from sqlalchemy import select

from bot.conversation import routes
from bot.conversation.interpret import pick
from domain.errors import DomainError
from domain.messages import Kind
from storage import schema
from storage.accounts import Account
from storage.database import Database
from tests.bot.talking import Citizen, build_hamlet, open_app


@pytest.fixture
def citizen(sqlite_database: Database) -> Citizen:
    build_hamlet(sqlite_database, ("Nguyễn Văn An", 1958))
    someone = Citizen(open_app(sqlite_database))
    someone.join()
    return someone


@pytest.mark.parametrize(
    "what", ["photo", "sticker", "voice", "video", "file", "location", "edited", "long", "poll"]
)
def test_what_is_not_text_is_kindly_declined_and_the_question_stays(citizen: Citizen, what: str):
    citizen.act("quiz:phone")
    shown = citizen.choices
    assert citizen.send(Kind.UNSUPPORTED, what)
    assert citizen.choices == shown
    assert "Câu 1/" in citizen.type("2")


def test_a_question_is_asked_again_in_full(citizen: Citizen):
    question = citizen.act("quiz:phone")
    shown = citizen.choices
    for _ in range(2):
        said = citizen.type("hôm nay trời đẹp quá")
        assert "chưa hiểu" in said
        assert said.endswith(question)
        assert citizen.choices == shown
    assert citizen.send(Kind.UNSUPPORTED, "voice").endswith(question)
    assert "Câu 1/" in citizen.type("2")


def test_between_questions_only_the_buttons_come_again(citizen: Citizen):
    question = citizen.act("quiz:phone")
    explained = citizen.act(citizen.right().action)
    said = citizen.type("hôm nay trời đẹp quá")
    assert question not in said
    assert explained not in said
    assert [each.action for each in citizen.choices][:1] == ["ask:1"]


def test_a_photo_is_answered_with_a_warning(citizen: Citizen):
    said = citizen.send(Kind.UNSUPPORTED, "photo")
    assert "không giữ ảnh" in said
    assert "căn cước" in said


def test_a_sticker_does_not_end_the_question_for_a_name(citizen: Citizen):
    citizen.act("find")
    citizen.send(Kind.UNSUPPORTED, "sticker")
    assert "Họ và tên" in citizen.type("1958")


def test_ten_thousand_characters_are_not_looked_at(citizen: Citizen):
    before = state(citizen)
    assert "dài quá" in citizen.type("a" * 10_000)
    assert "aaa" not in str(state(citizen))
    assert before["data"] == state(citizen)["data"]


@pytest.mark.parametrize(
    "text", ["\u202e\u200fabc", "...", "😀", "?", "1=1; DROP TABLE", "{{7*7}}", "<b>x"]
)
def test_any_text_gets_an_answer(citizen: Citizen, text: str):
    citizen.act("menu")
    assert "chưa hiểu" in citizen.type(text)


def test_words_work_with_and_without_marks(citizen: Citizen):
    for text in ("menu", "MENU", "mục lục", "muc luc", "Mục lục!"):
        assert "Bác muốn làm gì" in citizen.type(text)
    assert "bấm nút" in citizen.type("Trợ giúp")


def test_a_name_that_reads_like_a_word_is_a_name(citizen: Citizen):
    citizen.act("find")
    citizen.type("1958")
    assert "cả <b>họ và tên" in citizen.type("Dũng")
    assert "Trần Văn Dũng" in citizen.type("Trần Văn Dũng")


@pytest.mark.parametrize(
    "text", ["xin chào", "alo", "2", "bài 3", "menu", "/start", "/dulieu", "dừng", "ABC"]
)
def test_a_stranger_is_led_in_whatever_comes_first(sqlite_database: Database, text: str):
    build_hamlet(sqlite_database)
    stranger = Citizen(open_app(sqlite_database))
    assert stranger.type(text)
    assert stranger.choices


def test_whoever_blocks_the_bot_is_unreachable_until_they_write(citizen: Citizen):
    assert citizen.send(Kind.LEFT) == ""
    assert reachable(citizen) is False
    citizen.type("menu")
    assert reachable(citizen) is True


def test_blocking_keeps_the_place(citizen: Citizen):
    citizen.act("step:phone:" + citizen.app.curriculum.lessons["phone"].steps[2].id)
    citizen.send(Kind.LEFT)
    assert "Mình đang học đến" in citizen.type("tiếp tục")


def test_two_dialogues_cannot_claim_the_same_action():
    with pytest.raises(ValueError, match="two dialogues answer menu"):
        routes.merge([{"menu": list}, {"menu": list}])


def test_every_word_leads_to_an_action():
    built = routes.build()
    assert set(built.words.values()) <= set(built.actions)


def test_no_action_is_longer_than_a_button(citizen: Citizen):
    """Choice refuses more than 64 bytes; the longest ids still fit."""
    for track in citizen.app.curriculum.tracks.values():
        for lesson in track.lessons:
            citizen.act(f"lesson:{lesson}")
            for step in citizen.app.curriculum.lessons[lesson].steps:
                citizen.act(f"step:{lesson}:{step.id}")
                citizen.act(f"plain:{lesson}:{step.id}")
            citizen.act(f"practise:{lesson}")


def test_a_fault_of_ours_is_not_the_citizens(citizen: Citizen):
    account = Account(1, "telegram", "an", True)
    turn = citizen.talk._turn(None, account, {}, None, citizen.now)  # type: ignore[arg-type]
    said = citizen.talk._routes.refused(turn, DomainError("fault"))
    assert "không phải do bác" in said[0].text


def test_picking_needs_exactly_one_meaning():
    shown = [("Có", "a"), ("có", "b"), ("Không", "c")]
    assert pick("không", shown) == "c"
    assert pick("có", shown) is None
    assert pick("1", shown, numbers=False) is None


def state(citizen: Citizen) -> Any:
    return only(citizen, schema.dialogues.c.state)


def reachable(citizen: Citizen) -> Any:
    return only(citizen, schema.accounts.c.reachable)


def only(citizen: Citizen, column: Any) -> Any:
    return citizen.app.database.read(lambda tx: tx.execute(select(column)).scalar_one())
