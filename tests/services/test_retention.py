"""Nothing is kept longer than needed."""

from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select

from services import retention
from storage import schema
from storage.database import Database
from tests.bot.talking import NOW, Citizen, build_hamlet, open_app
from tests.bot.test_quiz_talk import answer_all


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


def sweep(database: Database, **later: int) -> retention.Swept:
    return database.write(retention.sweep, now=NOW + timedelta(**later))


def test_strangers_are_forgotten_after_thirty_days(citizen: Citizen, database: Database):
    Citizen(citizen.app, "stranger").start()
    guest = Citizen(citizen.app, "guest")
    guest.start()
    guest.press("Không đồng ý")
    assert sweep(database, days=29).strangers == 0
    assert sweep(database, days=31).strangers == 2
    assert count(database, schema.accounts) == count(database, schema.dialogues) == 1
    assert sweep(database, days=31).strangers == 0
    assert guest.start()  # and may come again


def test_a_forgotten_learner_leaves_only_the_proof(citizen: Citizen, database: Database):
    citizen.type("/xoa")
    citizen.press("Xóa hết")
    sweep(database, days=31)
    state = database.read(lambda tx: tx.scalar(select(schema.dialogues.c.state)))
    assert state == {}
    assert count(database, schema.consents) == 1


def test_staff_are_no_strangers(citizen: Citizen, database: Database):
    Citizen(citizen.app, "head").start()

    def hire(tx) -> None:
        row = dict(account_id=2, role="helper", unit_id=1, created_at=NOW)
        tx.execute(insert(schema.staff).values(row))

    database.write(hire)
    assert sweep(database, days=60).strangers == 0


def test_single_answers_become_counts_after_ninety_days(citizen: Citizen, database: Database):
    for _ in range(2):
        citizen.act("quiz:phone")
        answer_all(citizen, right=True)
    given = count(database, schema.answers)
    assert sweep(database, days=89).answers == 0
    assert sweep(database, days=91).answers == given
    totals = database.read(lambda tx: tx.execute(select(schema.answer_counts)).all())
    assert sum(row.times for row in totals) == given
    assert all(row.correct and row.times == 2 for row in totals)
    assert count(database, schema.completions) == 1


def test_counts_are_added_up_over_the_nights(citizen: Citizen, database: Database):
    for _ in range(2):
        citizen.act("quiz:phone")
        answer_all(citizen, right=False)
        sweep(database, days=91)
    times = database.read(lambda tx: tx.scalar(select(func.sum(schema.answer_counts.c.times))))
    assert times == 2 * len(citizen.app.curriculum.lessons["phone"].questions)


def test_an_old_press_after_the_fold_is_still_not_marked_again(
    citizen: Citizen, database: Database
):
    citizen.act("quiz:phone")
    right = citizen.right().action
    citizen.act(right)
    sweep(database, days=91)
    assert "đã trả lời rồi" in citizen.act(right)
    assert count(database, schema.answers) == 0


def test_processed_updates_go_after_thirty_days(citizen: Citizen, database: Database):
    made = count(database, schema.updates)
    assert sweep(database, days=29).updates == 0
    assert sweep(database, days=31).updates == made


def test_an_upload_is_gone_the_next_night(citizen: Citizen, database: Database):
    def upload(tx) -> None:
        staff = dict(account_id=1, role="official", unit_id=1, created_at=NOW)
        tx.execute(insert(schema.staff).values(staff))
        row = dict(staff_id=1, unit_id=1, file_name="a.xlsx", content=b"x", plan_hash="")
        tx.execute(insert(schema.uploads).values(row | dict(created_at=NOW)))

    database.write(upload)
    assert sweep(database, hours=23).uploads == 0
    assert sweep(database, hours=25).uploads == 1
