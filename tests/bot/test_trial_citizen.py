"""What people ran into when they first tried it: codes, names, calls, reminders, invitations."""

import pytest
from sqlalchemy import select

from domain.tokens import slip_digest
from storage import schema
from storage.database import Database
from tests.bot.talking import Citizen, build_hamlet, open_app, person
from tests.bot.test_coming_in import slip

AN, BINH = ("Nguyễn Văn An", 1958), ("Trần Thị Bình", 1961)
Ids = dict[str, int]


@pytest.fixture
def ids(database: Database) -> Ids:
    return build_hamlet(database, AN, BINH)


@pytest.fixture
def citizen(database: Database, ids: Ids) -> Citizen:
    return Citizen(open_app(database))


def column(database: Database, which) -> list:
    return list(database.read(lambda tx: tx.scalars(select(which)).all()))


# A slip's code instead of an answer.


@pytest.mark.parametrize("before", [[], ["1958"]])
def test_a_slip_code_answers_the_year_and_the_name(
    citizen: Citizen, database: Database, ids: Ids, before: list[str]
):
    slip(database, ids[AN[0]])
    citizen.start()
    citizen.press("Tôi đồng ý")
    for text in before:
        citizen.type(text)
    assert "Đúng mã rồi" in citizen.type("ab2c3d")
    assert citizen.button("Học tiếp bài 1")
    assert column(database, schema.matches.c.state) == ["confirmed"]
    assert column(database, schema.learners.c.name) == [AN[0]]
    assert "1958" not in citizen.type("an 1958")  # no question is open any more


def test_a_wrong_code_at_a_question_asks_the_same_again(citizen: Citizen, database: Database):
    citizen.start()
    citizen.press("Tôi đồng ý")
    said = citizen.type("ZZ2Z2Z")
    assert "chưa dùng được" in said
    assert "sinh năm nào" in said
    citizen.type("1958")
    assert "Họ và tên" in citizen.type("ZZ2Z2Z")
    assert "đã ghi lại" in citizen.type(AN[0])
    assert "ba lần" in citizen.type("ZZ2Z2Z")
    assert len(column(database, schema.searches.c.id)) == 3


@pytest.mark.parametrize("where", [["KD12"], [], ["decline"]])
def test_a_code_typed_before_agreeing_is_used_right_after(
    citizen: Citizen, database: Database, ids: Ids, where: list[str]
):
    slip(database, ids[AN[0]])
    citizen.start(where[0] if where == ["KD12"] else "")
    if where == ["decline"]:
        citizen.act("decline")
    said = citizen.type("AB2C 3D")
    assert "không phải gõ lại" in said
    assert "Ai xem" in said  # the whole question, not the button alone
    state = str(column(database, schema.dialogues.c.state))
    assert slip_digest("AB2C3D") in state
    assert "AB2C" not in state
    assert column(database, schema.searches.c.id) == []
    assert "Đúng mã rồi" in citizen.press("Tôi đồng ý")
    assert column(database, schema.matches.c.state) == ["confirmed"]
    assert slip_digest("AB2C3D") not in str(column(database, schema.dialogues.c.state))


def test_a_wrong_code_typed_before_agreeing_leads_to_the_questions(citizen: Citizen):
    citizen.start()
    citizen.type("ZZ2Z2Z")
    said = citizen.press("Tôi đồng ý")
    assert "chưa dùng được" in said
    assert "sinh năm nào" in said
    assert "Họ và tên" in citizen.type("1958")


def test_whoever_says_no_leaves_no_code(citizen: Citizen, database: Database):
    citizen.start()
    citizen.type("ZZ2Z2Z")
    citizen.press("Không đồng ý")
    assert "slip" not in column(database, schema.dialogues.c.state)[0]["data"]


def test_a_childs_code_waits_for_both_to_agree(citizen: Citizen, database: Database, ids: Ids):
    kid = database.write(person, ids["commune"], ids["hamlet"], "Lê Bảo", 2014, "under_16")
    slip(database, kid)
    citizen.start()
    citizen.type("AB2C3D")
    assert "chưa đủ 16 tuổi" in citizen.press("Tôi đồng ý")
    citizen.type("2014")
    citizen.press("giám hộ, đồng ý")
    assert "Đúng mã rồi" in citizen.press("Cháu đồng ý")
    assert column(database, schema.matches.c.person_id) == [kid]
    assert column(database, schema.learners.c.name) == ["Lê Bảo"]


def test_a_code_on_a_family_phone_asks_whose_it_is(citizen: Citizen, database: Database, ids: Ids):
    citizen.join(*AN)
    citizen.act("add")
    citizen.press("Tôi đồng ý")
    citizen.press("Bỏ qua")
    slip(database, ids[AN[0]])
    database.write(_nobody_holds_the_phone)
    citizen.type("AB2C3D")
    assert "Đúng mã rồi" in citizen.press(AN[0])


def _nobody_holds_the_phone(tx) -> None:
    tx.execute(schema.dialogues.update().values(state={"data": {}}))
