"""What people ran into when they first tried it: codes, names, calls, reminders, invitations."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from content import errors
from domain.errors import DomainError
from domain.tokens import slip_digest
from domain.vocabulary import Role
from services import invitations
from storage import schema
from storage.database import Database
from tests.bot.talking import NOW, Citizen, RecordingChannel, build_hamlet, open_app, person
from tests.bot.test_coming_in import slip
from tests.bot.test_quiz_talk import answer_all, finish_lessons
from tests.services.test_retention import sweep

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
    assert AN[0] in citizen.type("ab2c3d")
    assert "Đúng mã rồi" in citizen.press("Đúng là tôi")
    assert citizen.button("Học tiếp bài 1").action
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
    citizen.type(AN[0])
    assert "đã ghi lại" in citizen.press("Đúng")
    assert "chưa dùng được" in citizen.type("ZZ2Z2Z")
    assert "ba lần" in citizen.type("ZZ2Z2Z")
    assert len(column(database, schema.searches.c.id)) == 4


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
    assert AN[0] in citizen.press("Tôi đồng ý")
    assert "Đúng mã rồi" in citizen.press("Đúng là tôi")
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
    citizen.press("giám hộ đồng ý")
    assert "phiếu của cháu" in citizen.press("Cháu đồng ý")
    assert "Đúng mã rồi" in citizen.press("Đúng là tôi")
    assert column(database, schema.matches.c.person_id) == [kid]
    assert column(database, schema.learners.c.name) == ["Lê Bảo"]


def test_a_childs_slip_of_a_sister_asks_for_the_name(
    citizen: Citizen, database: Database, ids: Ids
):
    kid = database.write(person, ids["commune"], ids["hamlet"], "Lê Bảo", 2014, "under_16")
    slip(database, kid)
    citizen.start()
    citizen.press("chưa đủ 16")
    citizen.type("2013")
    citizen.press("giám hộ đồng ý")
    citizen.press("Cháu đồng ý")
    citizen.type("AB2C3D")
    assert "Họ và tên" in citizen.press("Không phải")
    citizen.type("Lê Bình")
    assert "Lê Bình" in citizen.press("Đúng")
    assert column(database, schema.matches.c.id) == []


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


# Nobody learns from the bot who is on the list.


def test_every_text_reads_the_same_on_the_list_and_off_it(database: Database, ids: Ids):
    app = open_app(database)
    on, off = "Nguyễn Văn An", "Nguyễn Văn Zê"
    assert _everything_said(Citizen(app, "a"), on) == _everything_said(Citizen(app, "b"), off)
    assert "provisional" in column(database, schema.matches.c.state)


def _everything_said(citizen: Citizen, name: str) -> list[str]:
    """All that somebody with this name reads, the name itself left out."""
    said = [citizen.start(), citizen.press("Tôi đồng ý"), citizen.type("1958"), citizen.type(name)]
    said.append(citizen.press("Đúng"))
    finish_lessons(citizen)
    citizen.act("final:citizens")
    answer_all(citizen, right=True)
    for action in ("menu", "progress", "certificate", "data", "family", "call", "call_now", "more"):
        said += [citizen.act(action), *(choice.label for choice in citizen.choices)]
    said += [citizen.act("find"), citizen.type(f"{name} 1958"), citizen.press("Đúng")]
    said += [citizen.act("remind"), citizen.press("Buổi sáng"), citizen.type("dừng")]
    citizen.app.database.write(_another_hamlet)
    said += [citizen.type("QQ22"), citizen.act("data"), citizen.act("certificate")]
    said += [citizen.start(), citizen.type("xóa")]
    return [text.replace(name, "…") for text in said]


def _another_hamlet(tx) -> None:
    if tx.execute(select(schema.units.c.id).where(schema.units.c.join_code == "QQ22")).first():
        return
    row: dict[str, Any] = dict(
        code="other", name="Thôn Khác", name_fold="thon khac", level="hamlet"
    )
    row |= dict(join_code="QQ22", valid_from=NOW.date(), valid_to=schema.FOREVER)
    tx.execute(schema.units.insert().values(row))


# A guest's call for help is forgotten.


def guest_calls(citizen: Citizen) -> None:
    citizen.start()
    citizen.press("Không đồng ý")
    citizen.act("call_now")


def test_a_guests_call_is_forgotten_on_request(citizen: Citizen, database: Database):
    guest_calls(citizen)
    assert "Lời gọi người giúp của bác" in citizen.type("xóa")
    assert column(database, schema.help_calls.c.id) == []
    assert "Lời gọi" not in citizen.type("xóa")


def test_forgetting_everybody_forgets_the_guests_calls_too(citizen: Citizen, database: Database):
    citizen.join(*AN)
    citizen.act("decline")
    citizen.act("call_now")
    citizen.type("xóa")
    citizen.press("Xóa hết")
    assert column(database, schema.help_calls.c.id) == []


def test_the_nightly_sweep_removes_old_calls(citizen: Citizen, database: Database):
    guest_calls(citizen)
    learner = Citizen(citizen.app, "learner")
    learner.join(*AN)
    learner.act("call_now")
    for days, left in ((29, 2), (31, 1), (200, 1)):
        sweep(database, days=days)
        assert len(column(database, schema.help_calls.c.id)) == left
    answered = schema.help_calls.update().values(answered_at=NOW)
    database.write(lambda tx: tx.execute(answered))
    assert sweep(database, days=89)["calls"] == 0
    assert sweep(database, days=91)["calls"] == 1


# Reminders are promised only where one can write first.


def test_a_page_does_not_promise_a_reminder(citizen: Citizen, database: Database):
    citizen.join(*AN)
    assert "không tự nhắn trước được" in citizen.act("remind")
    said = citizen.press("Buổi tối")
    assert "bác đừng chờ" in said
    assert "sẽ nhắc" not in said
    assert column(database, schema.learners.c.reminders) == ["evening"]
    assert "Giờ nhắc học đã chọn: buổi tối" in citizen.act("data")
    assert "đang nhắc" not in citizen.act("remind")


def test_telegram_says_when_it_reminds(citizen: Citizen):
    citizen.channel = RecordingChannel("telegram")
    citizen.join(*AN)
    assert "Bác chưa chọn, nên mình nhắc vào <b>buổi tối</b>" in citizen.act("remind")
    assert "sẽ nhắc bác vào <b>buổi sáng</b>" in citizen.press("Buổi sáng")
    assert "đang nhắc bác vào <b>buổi sáng</b>" in citizen.act("remind")
    citizen.type("/dung")
    assert "Lúc này mình <b>không nhắc</b> bác" in citizen.act("remind")


# Somebody without a name calls for help.


def test_whoever_gave_no_name_is_not_told_that_it_is_seen(citizen: Citizen):
    citizen.start()
    citizen.press("Tôi đồng ý")
    citizen.press("Bỏ qua")
    said = citizen.act("call")
    assert "thấy tên bác" not in said
    assert "thấy nơi bác ở có người cần giúp" in said
    assert "sinh năm nào" in citizen.press("Cho biết tên trước")
    assert "thấy tên bác" not in citizen.act("call")


def test_the_town_is_not_said_to_lack_a_name_nobody_gave(citizen: Citizen):
    citizen.start()
    citizen.press("Tôi đồng ý")
    citizen.press("Bỏ qua")
    assert "Tên bác chưa được xác nhận" not in citizen.act("progress")
    citizen.act("find")
    citizen.type("nguyen van an 1958")
    citizen.press("Đúng")
    assert "Tên bác chưa được xác nhận" in citizen.act("progress")
    assert "thấy tên bác" in citizen.act("call")


# An invitation typed where links open nothing.


@pytest.mark.parametrize("begin", ["staff-", "Staff-", "  staff-"])
@pytest.mark.parametrize("asked", [False, True])
def test_a_typed_invitation_opens(
    citizen: Citizen, database: Database, ids: Ids, begin: str, asked: bool
):
    made = database.write(invitations.invite, Role.HELPER, ids["hamlet"], by=None, now=NOW)
    if asked:
        citizen.start()
        citizen.press("Tôi đồng ý")
    assert "Chào mừng" in citizen.type(begin + made.token)
    assert column(database, schema.staff.c.role) == ["helper"]


@pytest.mark.parametrize("text", ["staff-nhanh lên nào các bạn ơi ơi", "staff-x"])
def test_a_text_that_only_begins_like_an_invitation_opens_nothing(citizen: Citizen, text: str):
    citizen.join(*AN)
    assert "chưa hiểu" in citizen.type(text)


# Words.


def test_a_fault_is_ours_and_loses_nothing():
    said = errors.sentence(DomainError("fault"))
    for part in ("không phải do bác", "vẫn còn", "thử lại"):
        assert part in said


def test_one_spelling_of_forgetting():
    folder = Path(errors.__file__).parent
    kinds = {".j2", ".yaml", ".toml", ".html", ".md"}
    texts = {each: each.read_text("utf-8") for each in folder.rglob("*") if each.suffix in kinds}
    assert texts
    assert [each.name for each, text in texts.items() if "xoá" in text.lower()] == []
