"""Hamlets in a roster: by code or name, and what is said where a name is not enough."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from content.render import Texts
from content.table_problems import lines_of
from domain.roster_answers import Answers
from services import demo, roster, succession, units
from storage import units as storage_units
from storage.database import Database
from storage.schema import persons
from tests.rosters import HEADINGS, PERSON, as_csv

NOW = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
LATER = datetime(2026, 2, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def commune(database: Database) -> Database:
    """Phường Kiến An with its hamlets and organisations, and nobody in it yet."""
    database.write(units.import_units, demo.units_csv(), "units.csv", now=NOW)
    return database


MORE_UNITS = [
    ["code", "name", "level", "parent", "valid_from"],
    ["T901", "Thôn Đông", "hamlet", "11443", "2025-07-01"],
    ["T912", "Thôn Đông", "hamlet", "11443", "2025-07-01"],
    ["T902", "Thôn Đoài", "hamlet", "11443", "2025-07-01"],
    ["T903", "Thôn Hà", "hamlet", "11443", "2025-07-01"],
    ["T904", "Thôn Hạ", "hamlet", "11443", "2025-07-01"],
]


def told(database: Database, *rows: list[str], now: datetime = NOW) -> list[str]:
    content = as_csv([HEADINGS, *rows])
    seen = database.read(roster.preview, demo.COMMUNE, content, "a.csv", now=now)
    return lines_of(Texts(), seen.problems)


def living_in(hamlet: str) -> list[str]:
    return [*PERSON[:2], hamlet, "", ""]


def test_two_hamlets_of_one_name_are_told_apart_by_code(commune: Database):
    commune.write(units.import_units, as_csv(MORE_UNITS), "u.csv", now=NOW)
    (text,) = told(commune, living_in("thôn đông"))
    assert text == 'Dòng 2: Có nhiều thôn, tổ tên "thôn đông". Hãy ghi mã thay cho tên: T901, T912.'
    assert told(commune, living_in("T912")) == []


def test_hamlets_whose_names_differ_in_marks_alone_are_told_apart(commune: Database):
    commune.write(units.import_units, as_csv(MORE_UNITS), "u.csv", now=NOW)
    content = as_csv([HEADINGS, living_in("thôn hạ")])
    done = commune.write(roster.apply, demo.COMMUNE, content, "a.csv", now=NOW)
    assert done.plan.add[0].hamlet == commune.read(storage_units.by_code, "T904").id
    (text,) = told(commune, living_in("Thon Ha"))
    assert "Hãy ghi mã thay cho tên: T903, T904." in text


def test_a_hamlet_that_was_merged_is_told_with_what_it_became(commune: Database):
    order = ["predecessor", "successor", "successor_name", "date"]
    first = [["11443-T04", "T56", "Tổ 5 mới", "2026-01-03"]]
    first.append(["11443-T05", "T56", "Tổ 5 mới", "2026-01-03"])
    commune.write(succession.merge, as_csv([order, *first]), "m.csv", now=NOW)
    for old in ("Tổ dân phố số 5", "11443-T05"):
        (text,) = told(commune, living_in(old))
        assert text == f'Dòng 2: "{old}" đã sáp nhập hoặc chia tách. Nay là: Tổ 5 mới (T56).'
    then = [["T56", "T7", "Tổ 7 mới", "2026-02-01"]]
    commune.write(succession.merge, as_csv([order, *then]), "m.csv", now=LATER)
    (text,) = told(commune, living_in("Tổ dân phố số 5"), now=LATER)
    assert "Nay là: Tổ 7 mới (T7)." in text


def test_a_move_without_the_household_leaves_it(commune: Database):
    same, kept = Answers(all_same=True), select(persons.c.household_id)

    def taken(hamlet: str, household: str, what: str) -> int | None:
        line = [*PERSON[:2], hamlet, household, ""]
        given = demo.COMMUNE, as_csv([HEADINGS, line]), "a.csv"
        assert commune.write(roster.apply, *given, now=NOW, answers=same).counts[what] == 1
        return commune.read(lambda tx: tx.scalars(kept).one())

    assert taken("11443-T01", "H1", "added") is not None
    assert taken("11443-T02", "", "moved") is None
    assert taken("11443-T02", "", "unchanged") is None
