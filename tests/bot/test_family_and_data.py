"""A family's phone, reminders, help, and the rights to one's own data."""

import pytest
from sqlalchemy import func, insert, select

from services import mydata
from storage import schema
from storage.database import Database
from tests.bot.talking import NOW, Citizen, build_hamlet, open_app
from tests.bot.test_coming_in import slip
from tests.bot.test_quiz_talk import answer_all, finish_lessons


@pytest.fixture
def ids(database: Database) -> dict[str, int]:
    return build_hamlet(database, ("Nguyễn Văn An", 1958), ("Trần Thị Bình", 1961))


@pytest.fixture
def citizen(database: Database, ids: dict[str, int]) -> Citizen:
    someone = Citizen(open_app(database))
    someone.join()
    return someone


def count(database: Database, table) -> int:
    return database.read(
        lambda tx: tx.execute(select(func.count()).select_from(table)).scalar_one()
    )


def column(database: Database, which) -> list:
    return list(database.read(lambda tx: tx.scalars(select(which)).all()))


def add_wife(citizen: Citizen) -> None:
    citizen.act("family")
    citizen.press("Thêm người học")
    citizen.press("Tôi đồng ý")
    citizen.type("1961")
    citizen.type("Trần Thị Bình")
    citizen.press("Đúng")


def test_two_people_learn_on_one_phone(citizen: Citizen, database: Database):
    citizen.act("quiz:phone")
    answer_all(citizen, right=True)
    add_wife(citizen)
    assert citizen.act("progress").count("✅") == 0
    citizen.act("family")
    assert "Nguyễn Văn An" in citizen.press("Nguyễn Văn An")
    assert citizen.act("progress").count("✅") == 1
    assert column(database, schema.consents.c.learner_id) == [1, 2]
    assert count(database, schema.matches) == 2


def test_an_old_add_button_adds_nobody(citizen: Citizen, database: Database):
    citizen.act("agree")
    add_wife(citizen)
    citizen.act("agree")
    citizen.act("agree")
    assert count(database, schema.learners) == 2


def test_reminders_are_chosen_and_stopped(citizen: Citizen, database: Database):
    citizen.act("remind")
    citizen.press("Buổi tối")
    assert column(database, schema.learners.c.reminders) == ["evening"]
    assert "không nhắc" in citizen.type("/dung")
    assert column(database, schema.learners.c.reminders) == ["off"]


def test_a_shared_phone_asks_whose_reminders_stop(citizen: Citizen, database: Database):
    add_wife(citizen)
    assert "cả máy" in citizen.type("dừng")
    citizen.press("Trần Thị Bình")
    assert sorted(column(database, schema.learners.c.reminders)) == ["", "off"]
    citizen.type("/dung")
    citizen.press("cả máy")
    assert column(database, schema.learners.c.reminders) == ["off", "off"]


def test_stopping_holds_on_every_account_of_the_person(
    citizen: Citizen, database: Database, ids: dict[str, int]
):
    slip(database, ids["Nguyễn Văn An"])
    slip(database, ids["Nguyễn Văn An"], "XY7Z8W")
    other = Citizen(citizen.app, "tablet")
    other.join()
    citizen.type("AB2C3D")
    other.type("XY7Z8W")
    citizen.type("/dung")
    assert column(database, schema.learners.c.reminders) == ["off", "off"]


def test_the_copy_holds_everything_that_is_kept(citizen: Citizen):
    citizen.act("quiz:phone")
    answer_all(citizen, right=True)
    said = citizen.type("/dulieu")
    title = citizen.app.curriculum.lessons["phone"].title
    for part in (
        "Nguyễn Văn An",
        "1958",
        "Cây Đa",
        title,
        "21/11/2026",
        "bản thông báo",
        "Tên đã được xác nhận: chưa",
    ):
        assert part in said
    assert "10 ngày" in said


def test_forgetting_takes_two_steps_and_removes_everything(citizen: Citizen, database: Database):
    finish_lessons(citizen)
    asked = citizen.type("/xoa")
    assert "2 ngày làm việc" in asked
    assert "20 ngày" in asked
    assert count(database, schema.completions) > 0
    assert "Đã xóa xong" in citizen.press("Xóa hết")
    for table in (schema.completions, schema.attempts, schema.answers, schema.matches):
        assert count(database, table) == 0
    learner = database.read(lambda tx: tx.execute(select(schema.learners)).one())
    assert (learner.name, learner.birth_year, learner.erased_at) == ("", None, NOW)
    assert column(database, schema.consents.c.withdrawn_at) == [NOW]
    assert "Nguyễn" not in str(column(database, schema.dialogues.c.state))


def test_nothing_said_before_names_the_forgotten(citizen: Citizen, database: Database):
    owed = column(database, schema.updates.c.id)
    database.write(lambda tx: tx.execute(schema.updates.update().values(sent_at=NOW)))
    citizen.type("/xoa")
    citizen.press("Xóa hết")
    kept = database.read(
        lambda tx: tx.scalars(
            select(schema.updates.c.answer).where(schema.updates.c.id.in_(owed))
        ).all()
    )
    assert "Nguyễn" not in str(kept)


def test_forgetting_can_be_thought_over(citizen: Citizen, database: Database):
    citizen.type("xóa")
    yes = citizen.button("Xóa hết").action
    assert "giữ nguyên" in citizen.press("Giữ lại")
    assert "chưa xóa gì" in citizen.act(yes)
    assert column(database, schema.learners.c.erased_at) == [None]


def test_an_old_confirming_button_forgets_nobody(citizen: Citizen, database: Database):
    citizen.type("xóa")
    old = citizen.button("Xóa hết").action
    citizen.later(days=30)
    citizen.type("xóa")
    assert "chưa xóa gì" in citizen.act(old)
    assert column(database, schema.learners.c.erased_at) == [None]


def test_one_of_the_family_is_forgotten_and_the_others_stay(citizen: Citizen, database: Database):
    add_wife(citizen)
    citizen.type("/xoa")
    asked = citizen.press("Trần Thị Bình")
    assert "dữ liệu của <b>Trần Thị Bình</b>" in asked
    assert "Tên bác" not in asked
    assert "Tên trong danh sách dân cư" in asked
    assert "Máy khác của bác" not in citizen.press("Xóa hết")
    assert [at is None for at in column(database, schema.learners.c.erased_at)] == [True, False]
    citizen.start("")
    assert "Nguyễn Văn An" in citizen.press("Nguyễn Văn An")


def test_forgetting_leaves_the_numbers_and_the_ledger(
    citizen: Citizen, database: Database, ids: dict[str, int]
):
    slip(database, ids["Nguyễn Văn An"])
    citizen.type("AB2C3D")
    finish_lessons(citizen)
    citizen.act("final:citizens")
    answer_all(citizen, right=True)
    citizen.type("/xoa")
    citizen.press("Xóa hết")
    ledger = database.read(
        lambda tx: tx.execute(
            select(
                schema.erasures.c.subject, schema.erasures.c.subject_id, schema.erasures.c.counted
            )
        ).all()
    )
    assert ledger == [("learner", 1, True)]  # who stands there as a person, staff have confirmed
    assert count(database, schema.achievements) == 0
    assert count(database, schema.persons) == 2  # the official list is the commune's


def test_forgetting_twice_changes_nothing(citizen: Citizen, database: Database):
    account = column(database, schema.accounts.c.id)[0]
    assert database.write(mydata.erase, account, None, now=NOW) == 1
    assert database.write(mydata.erase, account, None, now=NOW) == 0
    assert count(database, schema.erasures) == 1


def test_whoever_was_forgotten_can_begin_again(citizen: Citizen, database: Database):
    citizen.type("/xoa")
    citizen.press("Xóa hết")
    assert "Mình có được" in citizen.press("Bắt đầu lại")
    citizen.press("Tôi đồng ý")
    assert count(database, schema.learners) == 2


def test_a_guest_has_nothing_to_forget(database: Database, ids: dict[str, int]):
    guest = Citizen(open_app(database))
    guest.start()
    guest.press("Không đồng ý")
    assert "không ghi gì" in guest.type("/xoa")
    assert "Số người học có ghi tên: 0" in guest.type("/dulieu")


def hire(database: Database, role: str, unit: int) -> None:
    def work(tx) -> None:
        row = dict(channel="web", external_id=role, created_at=NOW)
        account = tx.execute(insert(schema.accounts).values(row)).inserted_primary_key[0]
        staff = dict(account_id=account, role=role, unit_id=unit, created_at=NOW)
        tx.execute(insert(schema.staff).values(staff))

    database.write(work)


@pytest.mark.parametrize(
    ("role", "where", "said"),
    [
        ("helper", "hamlet", "Tổ công nghệ số của Tổ dân phố Cây Đa"),
        ("hamlet_head", "hamlet", "người phụ trách Tổ dân phố Cây Đa"),
        ("official", "commune", "cán bộ Phường Kiến An"),
        ("helper", "commune", "chưa có ai trực"),
    ],
)
def test_a_call_for_help_says_honestly_who_will_see_it(
    citizen: Citizen, database: Database, ids: dict[str, int], role: str, where: str, said: str
):
    hire(database, role, ids[where])
    assert "thấy tên bác" in citizen.type("gọi người giúp")
    assert said in citizen.press("Gọi giúp tôi")
    assert column(database, schema.help_calls.c.unit_id) == [ids["hamlet"]]


def test_a_second_call_on_one_day_does_not_ring_twice(citizen: Citizen, database: Database):
    citizen.act("call_now")
    assert "báo từ trước" in citizen.act("call_now")
    assert count(database, schema.help_calls) == 1


def test_a_guest_is_told_that_nobody_sees_a_name(database: Database, ids: dict[str, int]):
    guest = Citizen(open_app(database))
    guest.start()
    guest.press("Không đồng ý")
    assert "chỉ biết có một người" in guest.type("giúp tôi")
    guest.press("Gọi giúp tôi")
    assert column(database, schema.help_calls.c.learner_id) == [None]


def test_the_certificate_names_the_day_and_is_not_vneid(citizen: Citizen):
    assert "Bác còn" in citizen.act("certificate")
    finish_lessons(citizen)
    citizen.act("final:citizens")
    answer_all(citizen, right=True)
    said = citizen.press("giấy ghi nhận")
    for part in ("Nguyễn Văn An", "21/11/2026", "không phải là xác nhận trên VNeID"):
        assert part in said
