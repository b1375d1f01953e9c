"""Nothing is kept longer than needed."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select

from domain.items import ASIDE, STEPS
from domain.sending import Draft, Kind, Run
from services import outbox, retention
from storage import schema
from storage.database import Database
from storage.retention import PIECE
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


def sweep(database: Database, **later: int) -> Counter[str]:
    """A night's work so much later: how many rows of what went."""
    now, gone, more = NOW + timedelta(**later), Counter[str](), True
    for step in retention.STEPS:
        while more:
            count = database.write(step.work, now)
            gone[step.what] += count
            more = step.more(count)
        more = True
    return gone


def test_strangers_are_forgotten_after_thirty_days(citizen: Citizen, database: Database):
    Citizen(citizen.app, "stranger").start()
    guest = Citizen(citizen.app, "guest")
    guest.start()
    guest.press("Không đồng ý")
    assert sweep(database, days=29)["strangers"] == 0
    assert sweep(database, days=31)["strangers"] == 2
    assert count(database, schema.accounts) == count(database, schema.dialogues) == 1
    assert sweep(database, days=31)["strangers"] == 0
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
    assert sweep(database, days=60)["strangers"] == 0


def test_single_answers_become_counts_after_ninety_days(citizen: Citizen, database: Database):
    for _ in range(2):
        citizen.act("quiz:phone")
        answer_all(citizen, right=True)
    given = count(database, schema.answers)
    assert sweep(database, days=89)["answers"] == 0
    assert sweep(database, days=91)["answers"] == given
    totals = database.read(lambda tx: tx.execute(select(schema.answer_counts)).all())
    assert sum(row.times for row in totals) == given
    assert all(row.correct and row.times == 1 for row in totals)
    assert {row.band for row in totals} == {STEPS, ASIDE}  # the second try is no first one
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
    assert sweep(database, days=29)["updates"] == 0
    assert sweep(database, days=31)["updates"] == made


def test_an_upload_is_gone_the_next_night(citizen: Citizen, database: Database):
    def upload(tx) -> None:
        staff = dict(account_id=1, role="official", unit_id=1, created_at=NOW)
        tx.execute(insert(schema.staff).values(staff))
        row = dict(staff_id=1, unit_id=1, file_name="a.xlsx", content=b"x", plan_hash="")
        tx.execute(insert(schema.uploads).values(row | dict(created_at=NOW)))

    database.write(upload)
    assert sweep(database, hours=23)["uploads"] == 0
    assert sweep(database, hours=25)["uploads"] == 1


def reminder(database: Database, *, state: str, reason: str = "", of: int = 1) -> None:
    """A due of a learner, carried by a message of its own, decided today."""

    def work(tx) -> None:
        account = tx.scalar(select(schema.learners.c.account_id).where(schema.learners.c.id == of))
        unit = tx.scalar(select(func.min(schema.units.c.id)))
        batch = outbox.batch(tx, Kind.REMINDER, unit, NOW.date().isoformat(), now=NOW)
        slot = f"remind:{state}:{reason}"
        draft = Draft(account, "telegram", slot, {}, NOW.date(), NOW, NOW + timedelta(hours=1))
        (id_,) = outbox.put(tx, batch, [draft]).values()
        over = dict(state=state, reason=reason, finished_at=NOW)
        tx.execute(schema.outbox.update().where(schema.outbox.c.id == id_).values(over))
        row = dict(who=f"l{of}", rule=slot, due_on=NOW.date(), learner_id=of, unit_id=unit)
        row |= dict(planned_on=NOW.date(), state=state, reason=reason, outbox_id=id_)
        tx.execute(insert(schema.dues).values(row | dict(decided_at=NOW)))

    database.write(work)


def heard(database: Database, **later: int) -> None:
    at = NOW + timedelta(**later)
    database.write(lambda tx: tx.execute(schema.dialogues.update().values(seen_at=at)))


def test_reminders_and_what_became_of_them_go_after_ninety_days(
    citizen: Citizen, database: Database
):
    reminder(database, state="sent")
    reminder(database, state="skipped", reason="limit")
    heard(database, days=1)
    kept = sweep(database, days=90)
    assert (kept["dues"], kept["messages"], kept["batches"]) == (0, 0, 0)
    gone = sweep(database, days=91)
    assert (gone["dues"], gone["messages"], gone["batches"]) == (2, 2, 1)
    assert count(database, schema.dues) == count(database, schema.outbox) == 0


def test_whoever_never_answered_is_still_known_to_have_been_reminded(
    citizen: Citizen, database: Database
):
    reminder(database, state="sent")
    reminder(database, state="skipped", reason="unanswered")
    heard(database, days=0)
    gone = sweep(database, days=91)
    assert (gone["dues"], gone["messages"], gone["batches"]) == (1, 1, 0)
    heard(database, days=91)
    gone = sweep(database, days=92)
    assert (gone["dues"], gone["messages"], gone["batches"]) == (1, 1, 1)


def test_an_answer_on_another_phone_is_an_answer(citizen: Citizen, database: Database):
    reminder(database, state="sent")
    other = Citizen(citizen.app, "tablet")
    other.join()
    heard(database, days=0)

    def confirm(tx) -> None:
        tx.execute(schema.matches.update().values(state="confirmed"))
        second = schema.dialogues.c.account_id == 2
        at = NOW + timedelta(days=60)
        tx.execute(schema.dialogues.update().where(second).values(seen_at=at))

    database.write(confirm)
    assert count(database, schema.matches) == 2
    assert sweep(database, days=91)["dues"] == 1


def test_a_draft_that_nobody_confirmed_goes_after_thirty_days(citizen: Citizen, database: Database):
    def draft(tx) -> None:
        unit = tx.scalar(select(func.min(schema.units.c.id)))
        outbox.batch(tx, Kind.BROADCAST, unit, "1", now=NOW, state=Run.DRAFT, words="Mai họp")
        outbox.batch(tx, Kind.BROADCAST, unit, "2", now=NOW)

    database.write(draft)
    assert sweep(database, days=29)["batches"] == 0
    assert sweep(database, days=31)["batches"] == 1
    assert count(database, schema.batches) == 1


def run(citizen: Citizen, database: Database, now) -> list[int]:
    """Ask until nothing is left; the steps gone through."""
    steps, after = [], 0
    while True:
        steps.append(after)
        more = database.write(retention.tick, citizen.app, now=now, after=after)
        if more is None:
            return steps
        after = more


def test_a_night_is_swept_once_in_pieces_and_each_count_is_logged(
    citizen: Citizen, database: Database, caplog: pytest.LogCaptureFixture
):
    def search(tx) -> None:
        rows = [dict(account_id=1, searched_at=NOW)] * (PIECE + 1)
        tx.execute(insert(schema.searches), rows)

    before = count(database, schema.searches)
    database.write(search)
    caplog.set_level("INFO", "services.retention")
    later = NOW + timedelta(days=3)
    steps = run(citizen, database, later)
    names = [retention.STEPS[each].what for each in steps]
    assert names == [
        *("strangers", "answers", "calls", "updates"),
        *("searches", "searches", "uploads", "dues", "messages", "batches"),
    ]
    logged = [record.getMessage() for record in caplog.records]
    assert f"retention of 2026-11-24: {PIECE} searches removed" in logged
    assert f"retention of 2026-11-24: {before + 1} searches removed" in logged
    database.write(search)
    assert run(citizen, database, later) == [0]
    assert count(database, schema.searches) == PIECE + 1
    run(citizen, database, later + timedelta(days=3))
    assert count(database, schema.searches) == 0


def test_many_answers_are_folded_in_pieces_and_none_is_lost(citizen: Citizen, database: Database):
    citizen.act("quiz:phone")
    answer_all(citizen, right=True)

    def more(tx) -> None:
        rows = [
            dict(
                attempt_id=1,
                question_id=f"q{number}",
                version=1,
                option_id="a",
                correct=True,
                answered_at=NOW - timedelta(minutes=number),
            )
            for number in range(PIECE + 10)
        ]
        tx.execute(insert(schema.answers), rows)

    database.write(more)
    given = count(database, schema.answers)
    assert sweep(database, days=91)["answers"] == given
    times = database.read(lambda tx: tx.scalar(select(func.sum(schema.answer_counts.c.times))))
    assert times == given
