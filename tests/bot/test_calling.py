"""Calling for help: who will see it is said before, and that it was made is said after."""

import pytest
from sqlalchemy import func, select

from storage import schema
from storage.database import Database
from tests.bot.talking import Citizen, build_hamlet, open_app, words
from tests.bot.test_family_and_data import hire

SEERS = [
    ("helper", "hamlet", "Tổ công nghệ số của Tổ dân phố Cây Đa"),
    ("hamlet_head", "hamlet", "người phụ trách Tổ dân phố Cây Đa"),
    ("official", "commune", "cán bộ Phường Kiến An"),
]


@pytest.fixture
def ids(database: Database) -> dict[str, int]:
    return build_hamlet(database, ("Nguyễn Văn An", 1958))


@pytest.fixture
def citizen(database: Database, ids: dict[str, int]) -> Citizen:
    someone = Citizen(open_app(database))
    someone.join()
    return someone


def calls(citizen: Citizen) -> int:
    query = select(func.count()).select_from(schema.help_calls)
    return citizen.app.database.read(lambda tx: tx.scalar(query) or 0)


@pytest.mark.parametrize(("role", "where", "seer"), SEERS)
def test_who_will_see_a_call_is_said_before_and_after(
    citizen: Citizen, database: Database, ids: dict[str, int], role: str, where: str, seer: str
):
    hire(database, role, ids[where])
    asked = words(citizen.act("call"))
    assert f"Mình sẽ báo cho {seer}" in asked
    assert calls(citizen) == 0
    said = words(citizen.press("Gọi giúp tôi"))
    assert said.startswith("Mình đã báo rồi")
    assert seer in said
    assert "Trong lúc chờ" in said.split("\n")[-1]


def test_where_nobody_is_on_duty_that_is_said_before(citizen: Citizen):
    assert "chưa có ai trực" in citizen.act("call")
    said = citizen.press("Gọi giúp tôi")
    assert "đã báo" not in said
    assert "giữ lời gọi lại" in said


def test_a_second_call_says_that_the_first_was_made(
    citizen: Citizen, database: Database, ids: dict[str, int]
):
    hire(database, "helper", ids["hamlet"])
    citizen.act("call_now")
    said = citizen.act("call_now")
    assert said.startswith("Mình đã báo từ trước rồi")
    assert "Mình đã báo rồi" not in said
    assert calls(citizen) == 1


@pytest.mark.parametrize(
    "text", ["con ơi giúp bà với", "Giúp ông với ạ", "giúp với", "cháu ơi giúp bà", "giúp tôi với"]
)
def test_a_call_is_made_in_plain_words(citizen: Citizen, text: str):
    citizen.act("data")  # where no button calls
    assert "Bác cần người giúp" in citizen.type(text)


@pytest.mark.parametrize(
    "text", ["giúp với ạ", "con ơi giúp bà với", "vâng", "dạ", "ừ", "ok", "giúp tôi", "gọi đi ạ"]
)
def test_yes_to_a_call_calls(citizen: Citizen, text: str):
    citizen.act("call")
    citizen.type(text)
    assert calls(citizen) == 1


@pytest.mark.parametrize("text", ["không ạ", "thôi", "đừng", "đừng gọi"])
def test_no_to_a_call_calls_nobody(citizen: Citizen, text: str):
    citizen.act("call")
    assert "Mình chưa hiểu" not in citizen.type(text)
    assert calls(citizen) == 0
