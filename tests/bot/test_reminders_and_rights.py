"""What is kept of reminders is told on request, and goes with whoever wants to be forgotten."""

from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import func, insert, select

from domain.sending import Draft, Kind
from services import mydata, outbox
from storage import erasures, schema
from storage.database import Database
from tests.bot.talking import NOW, Citizen, build_hamlet, open_app

numbers = count(1)


@pytest.fixture
def citizen(database: Database) -> Citizen:
    build_hamlet(database, ("Nguyễn Văn An", 1958), ("Trần Thị Bình", 1961))
    someone = Citizen(open_app(database))
    someone.join()
    return someone


def add_wife(citizen: Citizen) -> None:
    citizen.act("family")
    citizen.press("Thêm người học")
    citizen.press("Tôi đồng ý")
    citizen.type("1961")
    citizen.type("Trần Thị Bình")
    citizen.press("Đúng")


def message(database: Database, kind: Kind, *of: int, state: str = "waiting") -> int:
    """A message to the first account, carrying a due for each of these learners; its id."""
    slot = f"{kind}:{next(numbers)}"

    def work(tx) -> int:
        unit = tx.scalar(select(func.min(schema.units.c.id)))
        batch = outbox.batch(tx, kind, unit, "2026-11-21", now=NOW)
        draft = Draft(1, "telegram", slot, {}, NOW.date(), NOW, NOW + timedelta(hours=1))
        (id_,) = outbox.put(tx, batch, [draft]).values()
        tx.execute(schema.outbox.update().where(schema.outbox.c.id == id_).values(state=state))
        for learner in of:
            row = dict(who=f"l{learner}", rule=slot, due_on=NOW.date(), learner_id=learner)
            row |= dict(unit_id=unit, planned_on=NOW.date(), state=state, outbox_id=id_)
            tx.execute(insert(schema.dues).values(row | dict(decided_at=NOW)))
        return id_

    return database.write(work)


def column(database: Database, which) -> list:
    return list(database.read(lambda tx: tx.scalars(select(which).order_by(which)).all()))


def forget(citizen: Citizen, whom: str = "") -> None:
    citizen.type("/xoa")
    if whom:
        citizen.press(whom)
    citizen.press("Xóa hết")


def test_the_copy_tells_of_reminders_in_plain_words(citizen: Citizen, database: Database):
    assert "Lời nhắc học: chưa có" in citizen.type("/dulieu")
    message(database, Kind.REMINDER, 1, state="sent")
    message(database, Kind.REMINDER, 1)
    message(database, Kind.REMINDER, 1, state="skipped")
    message(database, Kind.BROADCAST, state="sent")
    said = citizen.type("/dulieu")
    assert "đã gửi 1, lần gần nhất 21/11/2026; đang chờ gửi 1; không gửi 1" in said
    assert "Số tin khác đã tự gửi tới máy này (giữ 90 ngày): 1" in said


def test_forgetting_takes_reminders_and_what_waits_along(citizen: Citizen, database: Database):
    message(database, Kind.REMINDER, 1)
    message(database, Kind.REMINDER, 1, state="sent")
    message(database, Kind.BROADCAST)
    staff_news = message(database, Kind.WEEK)
    forget(citizen)
    assert column(database, schema.dues.c.id) == []
    assert column(database, schema.outbox.c.id) == [staff_news]


def test_a_message_of_a_family_goes_on_without_the_one_who_is_forgotten(
    citizen: Citizen, database: Database
):
    add_wife(citizen)
    both = message(database, Kind.REMINDER, 1, 2)
    message(database, Kind.REMINDER, 2)
    broadcast = message(database, Kind.BROADCAST)
    forget(citizen, "Trần Thị Bình")
    assert column(database, schema.dues.c.learner_id) == [1]
    assert column(database, schema.outbox.c.id) == [both, broadcast]


def test_a_restored_backup_forgets_the_reminders_again(citizen: Citizen, database: Database):
    message(database, Kind.REMINDER, 1)
    message(database, Kind.BROADCAST)

    def again(tx) -> None:
        erasures.note(tx, "learner", 1, False, NOW)
        mydata.erase_again(tx, 1, now=NOW)

    database.write(again)
    assert column(database, schema.dues.c.id) == column(database, schema.outbox.c.id) == []


def test_a_guest_is_forgotten_with_what_was_sent_to_them(citizen: Citizen, database: Database):
    forget(citizen)
    message(database, Kind.BROADCAST, state="sent")
    citizen.type("/xoa")
    assert column(database, schema.outbox.c.id) == []
