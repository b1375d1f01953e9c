from datetime import date, datetime, timedelta

from domain.sending import Draft, Kind
from services import outbox
from storage import schema
from storage.accounts import lock
from storage.database import Database, Tx

NOW = datetime.fromisoformat("2026-11-21T07:00:00+07:00")


def unit(tx: Tx) -> int:
    row = tx.execute(
        schema.units.insert()
        .values(
            code="11443",
            name="Kiến An",
            name_fold="kien an",
            level="commune",
            valid_from=date(2025, 7, 1),
            valid_to=schema.FOREVER,
        )
        .returning(schema.units.c.id)
    )
    return int(row.scalar_one())


def draft(account: int, slot: str) -> Draft:
    later = NOW + timedelta(hours=3)
    return Draft(account, "telegram", slot, {"of": 1}, NOW.date(), NOW, later)


def test_a_message_is_planned_once_however_often_it_is_planned(database: Database) -> None:
    def plan(tx: Tx) -> list[int]:
        here = unit(tx)
        someone = [lock(tx, "telegram", str(n), NOW)[0].id for n in range(3)]
        drafts = [draft(each, "remind:2026-11-21:morning") for each in someone]
        counts = []
        for _ in range(2):
            batch = outbox.batch(tx, Kind.REMINDER, here, "2026-11-21", now=NOW)
            counts.append(len(outbox.put(tx, batch, drafts)))
        return counts

    assert database.write(plan) == [3, 0]
