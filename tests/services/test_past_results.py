"""Results from before the bot and confirmations come in once, with date and source."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert, select

from content.render import Texts
from content.table_problems import lines_of
from domain.errors import DomainError
from domain.table import TableRefused
from services import demo, past_results, roster, standing, units
from services.past_results import Taken
from storage import erasures
from storage.database import Database
from storage.schema import completions, confirmations, persons, voids
from tests.published import curriculum
from tests.rosters import as_csv

NOW = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
PEOPLE = [
    ["Họ và tên", "Ngày sinh", "Thôn/Tổ", "Mã hộ", "Mã người"],
    ["Lê Văn An", "02/03/1960", "11443-T01", "H1", "M1"],
    ["Lê Thị Bình", "1962", "11443-T01", "H1", ""],
    ["Vũ Gia Bảo", "2015", "11443-T01", "H2", ""],
    ["Đỗ Văn Tư", "1970", "11443-T01", "H3", ""],
    ["Đỗ Văn Tư", "1970", "11443-T01", "H4", ""],
]
HEADINGS = ["Mã người", "Họ và tên", "Năm sinh", "Thôn/Tổ", "Chương trình", "Ngày", "Nguồn"]
CURRICULUM = curriculum()
TRACK = next(iter(CURRICULUM.tracks))
AN = ["M1", "", "", "", TRACK, "15/09/2025", "BC số 12/BC-UBND"]
BINH = ["", "lê thị bình", "1962", "Tổ dân phố số 1", TRACK, "2025-09-15", "BC số 12/BC-UBND"]


@pytest.fixture
def commune(database: Database) -> Database:
    database.write(units.import_units, demo.units_csv(), "units.csv", now=NOW)
    database.write(roster.apply, demo.COMMUNE, as_csv(PEOPLE), "a.csv", now=NOW)
    return database


def finished(database: Database, *rows: list[str]) -> Taken:
    content = as_csv([HEADINGS, *rows])
    return database.write(past_results.import_completions, content, "c.csv", CURRICULUM, now=NOW)


def confirmed(database: Database, *rows: list[str]) -> Taken:
    content = as_csv([[*HEADINGS[:4], "Ngày", "Nguồn"], *([*row[:4], *row[5:]] for row in rows)])
    return database.write(past_results.import_confirmations, content, "v.csv", now=NOW)


def test_a_person_is_found_by_code_or_by_name_birth_and_hamlet(commune: Database):
    assert finished(commune, AN, BINH) == Taken(2, 0)
    rows = commune.read(lambda tx: tx.execute(select(completions)).all())
    assert {(row.way, row.happened_on, row.source) for row in rows} == {
        ("imported", date(2025, 9, 15), "BC số 12/BC-UBND")
    }
    assert commune.read(standing.check).wrong == 0


def test_a_stray_quote_keeps_the_whole_file_out(commune: Database):
    content = as_csv([HEADINGS, AN, BINH]).replace("BC số".encode(), '"BC số'.encode(), 1)
    with pytest.raises(TableRefused) as caught:
        commune.write(past_results.import_completions, content, "c.csv", CURRICULUM, now=NOW)
    assert [(each.line, each.code) for each in caught.value.problems] == [(2, "broken_line")]


def test_the_same_file_again_adds_nothing(commune: Database):
    finished(commune, AN, BINH)
    assert finished(commune, AN, BINH) == Taken(0, 2)


def test_every_source_and_day_stands_for_itself_and_the_earliest_counts(commune: Database):
    later, earlier = [*AN[:5], "2025-10-01", "khác"], [*AN[:5], "2025-08-01", "khác"]
    assert finished(commune, AN, AN) == Taken(1, 1)
    assert finished(commune, later, earlier) == Taken(2, 0)
    assert finished(commune, AN, later, earlier) == Taken(0, 3)
    assert commune.read(standing.check).wrong == 0


def test_what_an_official_voided_does_not_come_back(commune: Database):
    finished(commune, AN)

    def void(tx) -> None:
        fact = tx.scalar(select(completions.c.id))
        tx.execute(insert(voids).values(completion_id=fact, voided_at=NOW, reason="nhầm"))

    commune.write(void)
    assert finished(commune, AN) == Taken(0, 1)


def test_a_confirmation_is_kept_apart_from_learning(commune: Database):
    assert confirmed(commune, AN, BINH) == Taken(2, 0)
    assert confirmed(commune, AN, BINH) == Taken(0, 2)
    assert commune.read(lambda tx: tx.execute(select(completions)).all()) == []
    (first, _) = commune.read(lambda tx: tx.execute(select(confirmations)).all())
    assert (first.kind, first.confirmed_on) == ("vneid", date(2025, 9, 15))


def test_a_child_is_found_by_its_year_of_birth(commune: Database):
    assert finished(commune, ["", "Vũ Gia Bảo", "2015", "11443-T01", *AN[4:]]) == Taken(1, 0)


@pytest.mark.parametrize(
    ("code", "bad"),
    [
        ("unknown_person", ["M9", "", "", "", *AN[4:]]),
        ("unknown_person", ["", "Lê Văn An", "1961", "11443-T01", *AN[4:]]),
        ("several_persons", ["", "Đỗ Văn Tư", "1970", "11443-T01", *AN[4:]]),
        ("no_person", ["", "Lê Văn An", "", "", *AN[4:]]),
        ("unknown_hamlet", ["", "Lê Văn An", "1960", "Xóm Xa", *AN[4:]]),
        ("unknown_track", [*AN[:4], "khiêu vũ", *AN[5:]]),
        ("bad_date", [*AN[:5], "15/13/2025", AN[6]]),
        ("date_to_come", [*AN[:5], "2026-01-06", AN[6]]),
        ("no_source", [*AN[:6], ""]),
        ("formula", [*AN[:6], "=1+1"]),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_bad_line_keeps_the_whole_file_out(commune: Database, code: str, bad: list[str]):
    with pytest.raises(TableRefused) as caught:
        finished(commune, AN, bad)
    assert [(each.line, each.code) for each in caught.value.problems] == [(3, code)]
    (text,) = lines_of(Texts(), caught.value.problems, "unit_column")
    assert text.startswith("Dòng 3: ")
    assert commune.read(lambda tx: tx.execute(select(completions)).all()) == []


def told(database: Database, *rows: list[str]) -> list[str]:
    with pytest.raises(TableRefused) as caught:
        finished(database, *rows)
    return lines_of(Texts(), caught.value.problems, "result_column")


def test_several_of_a_name_are_told_apart_by_what_they_differ_in(commune: Database):
    (text,) = told(commune, ["", "Đỗ Văn Tư", "1970", "11443-T01", *AN[4:]])
    assert text.endswith("Đỗ Văn Tư. Hãy ghi thêm một cột: Mã hộ. Đang có: H3, H4.")
    born = [["Đỗ Văn Năm", f"0{n}/03/1971", "11443-T01", "H5", f"M5{n}"] for n in (1, 2)]
    more = as_csv([PEOPLE[0], *born])
    commune.write(roster.apply, demo.COMMUNE, more, "a.csv", now=NOW)
    (text,) = told(commune, ["", "Đỗ Văn Năm", "1971", "11443-T01", *AN[4:]])
    assert "một cột: Mã người, Ngày sinh. Đang có: M51, M52." in text


def test_days_are_told_as_people_write_them(commune: Database):
    (text,) = told(commune, [*AN[:5], "2026-12-09", AN[6]])
    assert "Ngày 09/12/2026 chưa đến." in text


def test_among_several_communes_one_must_be_named(commune: Database):
    more = [["code", "name", "level", "parent", "valid_from"]]
    more.append(["11444", "Phường khác", "commune", "31", "2025-07-01"])
    commune.write(units.import_units, as_csv(more), "u.csv", now=NOW)
    with pytest.raises(DomainError, match="commune_needed"):
        finished(commune, AN)


def test_nobody_new_gets_the_number_of_somebody_forgotten(commune: Database):
    """After the restore of an older backup the ledger knows persons whom the table does not."""
    commune.write(erasures.note, "person", 9, counted=True, now=NOW)
    new = [
        PEOPLE[0],
        *(["Bùi Văn Sau", str(year), "11443-T02", "", ""] for year in range(1950, 1956)),
    ]
    commune.write(roster.apply, demo.COMMUNE, as_csv(new), "b.csv", now=NOW)
    row = ["", "Bùi Văn Sau", "1953", "11443-T02", TRACK, "15/09/2025", "BC"]
    assert finished(commune, row) == Taken(1, 0)
    ids = commune.read(lambda tx: tx.scalars(select(persons.c.id).order_by(persons.c.id)).all())
    assert list(ids) == [*range(1, 6), *range(10, 16)]
