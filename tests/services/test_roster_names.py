"""Names as people write them into a roster: in one column or several, below numbered headings."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from content.render import Texts
from content.table_problems import lines_of
from services import demo, roster, units
from storage.database import Database
from tests.rosters import as_xlsx

NOW = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
PLACE = "Tổ dân phố số 1"


@pytest.fixture
def commune(database: Database) -> Database:
    """Phường Kiến An with its hamlets and organisations, and nobody in it yet."""
    database.write(units.import_units, demo.units_csv(), "units.csv", now=NOW)
    return database


def seen(database: Database, *rows: Sequence[object]) -> roster.Preview:
    return database.read(roster.preview, demo.COMMUNE, as_xlsx(rows), "a.xlsx", now=NOW)


def names(found: roster.Preview) -> list[str]:
    assert not found.problems
    return [row.name for row in found.plan.add]


@pytest.mark.parametrize(
    ("headings", "parts"),
    [
        (["Họ đệm", "Tên"], ["Nguyễn Thị", "Lan"]),
        (["Họ và chữ đệm", "Tên"], ["Nguyễn Thị", "Lan"]),
        (["Tên", "Họ", "Tên đệm"], ["Lan", "Nguyễn", "Thị"]),
        (["Tên"], ["Nguyễn Thị Lan"]),
    ],
)
def test_a_name_in_several_columns_is_one_name(
    commune: Database, headings: list[str], parts: list[object]
):
    found = seen(commune, [*headings, "Năm sinh", "Tổ"], [*parts, 1955, PLACE])
    assert names(found) == ["Nguyễn Thị Lan"]
    assert found.unread == ()


def test_a_heading_over_two_columns_of_the_name_is_refused(commune: Database):
    rows: list[Sequence[object]] = [
        ["Nguyễn Thị", "Lan", 1955, PLACE],
        ["Trần Văn", "Bình", 1950, PLACE],
    ]
    found = seen(commune, ["Họ và tên", None, "Năm sinh", "Tổ"], *rows)
    (told,) = lines_of(Texts(), found.problems)
    assert "hai cột" in told


def test_a_stray_word_beside_a_name_is_let_be(commune: Database):
    rows: list[Sequence[object]] = [
        ["Nguyễn Thị Lan", "chủ hộ", 1955, PLACE],
        ["Trần Văn Bình", None, 1950, PLACE],
    ]
    assert len(names(seen(commune, ["Họ và tên", None, "Năm sinh", "Tổ"], *rows))) == 2


@pytest.mark.parametrize("numbers", [["(1)", "(2)", "(3)"], [-1, -2, -3], ["A", "B", 1]])
def test_a_line_that_numbers_the_columns_is_nobody(commune: Database, numbers: list[object]):
    heading = ["Họ và tên", "Năm sinh", "Tổ"]
    assert names(seen(commune, heading, numbers, ["Trần Văn Bình", 1950, PLACE])) == [
        "Trần Văn Bình"
    ]
