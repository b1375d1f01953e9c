"""Many citizens of one commune at once, written in bulk, for drills and measurements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Table, insert

from domain.enrolment import FOREVER
from storage import schema
from storage.bulk import insert_rows, reserve_ids
from storage.database import Tx

BORN = date(2025, 1, 1)
HAMLETS = 27
PART = 20_000


@dataclass(frozen=True)
class Crowd:
    """Who was written. Chat `n` of Telegram belongs to the account with the n-th id."""

    commune: int
    hamlets: Sequence[int]
    accounts: Sequence[int]
    learners: Sequence[int]


def gather(tx: Tx, people: int, *, now: datetime, matched: float = 0.0) -> Crowd:
    """A commune, and `people` who agreed ten days ago, each on an account of their own.

    The first `matched` of them, as a share, are confirmed to be somebody of the roster.
    """
    commune, hamlets = _units(tx)
    joined = now - timedelta(days=10)
    accounts = _ids(tx, schema.accounts, people)
    learners = _ids(tx, schema.learners, people)
    homes = [hamlets[number % len(hamlets)] for number in range(people)]
    chats = [str(number) for number in range(1, people + 1)]
    _put(tx, schema.accounts, id=accounts, channel="telegram", external_id=chats, created_at=joined)
    _seen(tx, accounts, joined)
    _put(
        tx,
        schema.learners,
        id=learners,
        account_id=accounts,
        name="x",
        name_fold="x",
        birth_year=1960,
        unit_id=homes,
        created_at=joined,
    )
    _put(
        tx,
        schema.consents,
        account_id=accounts,
        learner_id=learners,
        kind="self",
        notice_version="1",
        given_at=joined,
    )
    known = round(people * matched)
    _persons(tx, commune, homes[:known], learners[:known], joined)
    return Crowd(commune, hamlets, accounts, learners)


def _units(tx: Tx) -> tuple[int, Sequence[int]]:
    first, *hamlets = _ids(tx, schema.units, HAMLETS + 1)
    codes = ["11443", *(f"11443-{number}" for number in range(1, HAMLETS + 1))]
    _put(
        tx,
        schema.units,
        id=[first, *hamlets],
        code=codes,
        name=codes,
        name_fold=codes,
        level=["commune"] + ["hamlet"] * HAMLETS,
        parent_id=[None] + [first] * HAMLETS,
        valid_from=BORN,
        valid_to=FOREVER,
    )
    return first, hamlets


def _persons(
    tx: Tx, commune: int, homes: Sequence[int], learners: Sequence[int], joined: datetime
) -> None:
    ids = _ids(tx, schema.persons, len(learners))
    named = dict(name="x", name_fold="x", sort_key="x", birth_year=1960)
    _put(tx, schema.persons, id=ids, commune_id=commune, **named)
    lived = dict(kind="home", valid_from=BORN, valid_to=FOREVER)
    _put(tx, schema.memberships, person_id=ids, unit_id=homes, **lived)
    told = dict(state="confirmed", created_at=joined, decided_at=joined)
    _put(tx, schema.matches, learner_id=learners, person_id=ids, **told)


def _seen(tx: Tx, accounts: Sequence[int], at: datetime) -> None:
    for first in range(0, len(accounts), PART):
        rows = [
            {"account_id": account, "state": {}, "seen_at": at}
            for account in accounts[first : first + PART]
        ]
        tx.execute(insert(schema.dialogues), rows)


def _ids(tx: Tx, table: Table, count: int) -> Sequence[int]:
    first = reserve_ids(tx, table, count)
    return range(first, first + count)


def _put(tx: Tx, table: Table, **columns: Any) -> None:
    """Rows by columns: a sequence has one value for each row, anything else is the same for all."""
    count = max((len(each) for each in columns.values() if _many(each)), default=0)
    wide = [each if _many(each) else [each] * count for each in columns.values()]
    insert_rows(tx, table, list(columns), zip(*wide, strict=True))


def _many(values: Any) -> bool:
    return isinstance(values, list | range)
