"""A roster goes in whole or not at all, and a second time without effect."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from content.errors import sentence
from content.render import Texts
from content.table_problems import lines_of
from domain.errors import DomainError
from domain.roster_answers import Answers
from domain.table import TableRefused
from services import demo, roster, standing, units
from services.roster import Preview
from storage import hamlet_lists
from storage.database import Database, Tx
from storage.schema import (
    FOREVER,
    absences,
    audiences,
    audit,
    memberships,
    metadata,
    persons,
    roster_imports,
)
from tests.rosters import HEADINGS, PERSON, as_csv, as_xlsx

NOW = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
LATER = datetime(2026, 2, 2, 1, 0, tzinfo=UTC)
TODAY, THEN = date(2026, 1, 5), date(2026, 2, 2)
FULL = ["Họ và tên", "Ngày sinh", "Thôn/Tổ", "Mã hộ", "Điện thoại", "Giới tính", "Đối tượng"]
FULL += ["Đơn vị", "Tình trạng", "Mã người"]


@pytest.fixture
def commune(database: Database) -> Database:
    """Phường Kiến An with its hamlets and organisations, and nobody in it yet."""
    database.write(units.import_units, demo.units_csv(), "units.csv", now=NOW)
    return database


def taken(database: Database, rows: list[list[str]], now: datetime = NOW, **options) -> Preview:
    return database.write(roster.apply, demo.COMMUNE, as_csv(rows), "a.csv", now=now, **options)


def seen(database: Database, rows: list[list[str]], now: datetime = NOW, **options) -> Preview:
    return database.read(roster.preview, demo.COMMUNE, as_csv(rows), "a.csv", now=now, **options)


def people(*more: list[str]) -> list[list[str]]:
    return [HEADINGS, PERSON, *more]


def line(**values: str) -> list[str]:
    """A line under FULL; given are the folded first words of headings."""
    keys = [
        "name",
        "birth",
        "hamlet",
        "household",
        "phone",
        "sex",
        "audience",
        "organisation",
        "status",
        "code",
    ]
    usual = dict(name="Lê Thị Hoa", birth="02/03/1970", hamlet="11443-T02")
    return [(usual | values).get(key, "") for key in keys]


def rows_of(database: Database, table, *columns: str) -> list[tuple]:
    names = [table.c[name] for name in columns]
    return [tuple(row) for row in database.read(lambda tx: tx.execute(select(*names)).all())]


def homes(database: Database) -> set[tuple]:
    columns = ("person_id", "unit_id", "valid_from", "valid_to", "end_reason")
    return set(rows_of(database, memberships, *columns))


def everything(database: Database) -> dict[str, list[str]]:
    def read(tx: Tx) -> dict[str, list[str]]:
        return {
            table.name: sorted(repr(row) for row in tx.execute(select(table)).all())
            for table in metadata.sorted_tables
        }

    return database.read(read)


def test_people_are_added_with_home_and_birth(commune: Database):
    assert taken(commune, people()).counts["added"] == 1
    (found,) = rows_of(commune, persons, "name", "name_fold", "birth_year", "phone")
    assert found == ("Nguyễn Văn An", "nguyen van an", 1960, "+84912345678")
    ((_, _, start, end, _),) = homes(commune)
    assert (start, end) == (TODAY, FOREVER)


def test_the_same_file_again_changes_nothing(commune: Database):
    rows = [FULL, line(), line(name="Vũ Gia Bảo", birth="1/1/2016", audience="Học sinh")]
    taken(commune, rows)
    before = everything(commune)
    assert taken(commune, rows).counts["unchanged"] == 2
    assert everything(commune) == before


def test_a_preview_writes_nothing(commune: Database):
    before = everything(commune)
    assert seen(commune, people()).counts["added"] == 1
    assert everything(commune) == before


def test_one_bad_line_keeps_the_whole_file_out(commune: Database):
    before = everything(commune)
    with pytest.raises(TableRefused):
        taken(commune, people(["", "1960", "T9", "", ""]))
    assert everything(commune) == before


def test_a_plan_that_changed_since_the_preview_is_not_carried_out(commune: Database):
    hash_seen = seen(commune, people()).plan_hash
    taken(commune, [HEADINGS, PERSON])
    with pytest.raises(DomainError, match="roster_plan_changed"):
        taken(commune, people(), expected_hash=hash_seen)


def test_a_plan_that_was_seen_is_carried_out(commune: Database):
    hash_seen = seen(commune, people()).plan_hash
    assert taken(commune, people(), expected_hash=hash_seen).written


def test_under_sixteen_neither_birth_nor_phone_is_kept(commune: Database):
    child = line(birth="06/01/2010", phone="0912345678", audience="Học sinh")
    done = taken(commune, [FULL, child])
    assert done.children == 1
    columns = ("birth_date", "birth_year", "age_band", "phone")
    assert rows_of(commune, persons, *columns) == [(None, None, "11-15", "")]


def test_a_child_that_comes_of_age_is_the_same_person(commune: Database):
    child = line(birth="06/01/2010", household="H1")
    taken(commune, [FULL, child])
    done = taken(commune, [FULL, child], LATER)
    assert (done.counts["changed"], done.counts["added"]) == (1, 0)
    columns = ("birth_date", "age_band")
    assert rows_of(commune, persons, *columns) == [(date(2010, 1, 6), "")]


def test_a_household_that_moved_keeps_its_history(commune: Database):
    taken(commune, people())
    moved = [*PERSON[:2], "Tổ dân phố số 2", *PERSON[3:]]
    assert taken(commune, [HEADINGS, moved], LATER).counts["moved"] == 1
    spans = sorted((start, end, why) for _, _, start, end, why in homes(commune))
    assert spans == [(TODAY, THEN, "moved"), (THEN, FOREVER, "")]


def test_an_unsure_move_changes_nothing_until_it_is_answered(commune: Database):
    taken(commune, [HEADINGS, [*PERSON[:3], "", ""]])
    elsewhere = [HEADINGS, [*PERSON[:2], "Tổ dân phố số 3", "", ""]]
    before = homes(commune)
    assert taken(commune, elsewhere, LATER, complete=True).counts["unsure"] == 1
    assert homes(commune) == before
    done = taken(commune, elsewhere, LATER, answers=Answers(same=frozenset({2})))
    assert done.counts["moved"] == 1
    assert taken(commune, elsewhere, LATER).counts["unchanged"] == 1


def test_one_line_for_two_of_a_name_adds_nobody_and_sends_nobody_away(commune: Database):
    lan = ["Nguyễn Thị Lan", "1956", "Tổ dân phố số 1"]
    taken(commune, [HEADINGS, [*lan, "H001", ""], [*lan, "H099", ""]])
    before = everything(commune)
    for complete in (False, True):
        with pytest.raises(TableRefused) as caught:
            taken(commune, [HEADINGS[:3], lan], LATER, complete=complete)
        (text,) = lines_of(Texts(), caught.value.problems)
        assert text == (
            "Dòng 2: Đã có 2 người tên Nguyễn Thị Lan, cùng năm sinh: chưa rõ dòng này là ai. "
            "Hãy ghi thêm một cột: Mã hộ. Đang có: H001, H099."
        )
    assert everything(commune) == before


def test_a_line_written_twice_is_not_told_to_be_deleted_unasked(commune: Database):
    (text,) = lines_of(Texts(), seen(commune, [HEADINGS, PERSON, PERSON]).problems)
    assert "Nếu là hai người khác nhau, hãy ghi Mã hộ hoặc Mã người" in text


def test_the_missing_are_only_listed(commune: Database):
    taken(commune, people(["Bùi Thị Sen", "1950", "11443-T01", "", ""]))
    done = taken(commune, people(), LATER)
    assert [person.name for person in done.plan.missing] == ["Bùi Thị Sen"]
    assert done.counts["left"] == 0
    assert {end for *_, end, _ in homes(commune)} == {FOREVER}


def test_in_a_complete_list_the_missing_have_left_and_may_come_back(commune: Database):
    both = people(["Bùi Thị Sen", "1950", "11443-T01", "", ""])
    taken(commune, both)
    assert taken(commune, people(), LATER, complete=True).counts["left"] == 1
    assert sorted(end for *_, end, _ in homes(commune)) == [THEN, FOREVER]
    again = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    assert taken(commune, both, again).counts["changed"] == 1
    assert len(homes(commune)) == 3
    assert len(rows_of(commune, persons, "id")) == 2


def test_who_died_under_a_longer_heading_does_not_stay(commune: Database):
    lines = [FULL, line(), line(name="Lê Thị Sen")]
    taken(commune, lines)
    lines[0] = [("Tình trạng hiện tại" if name == "Tình trạng" else name) for name in FULL]
    lines[1] = line(status="Đã mất")
    assert taken(commune, lines, LATER).counts["changed"] == 1
    assert {why for *_, why in homes(commune)} == {"deceased", ""}


@pytest.mark.parametrize(("said", "reason"), [("Đã mất", "deceased"), ("Chuyển đi", "left")])
def test_who_left_or_died_ends_everywhere(commune: Database, said: str, reason: str):
    worker = dict(audience="Người lao động", organisation="11443-D01")
    taken(commune, [FULL, line(**worker)])
    taken(commune, [FULL, line(**worker, status=said)], LATER)
    assert {(end, why) for *_, end, why in homes(commune)} == {(THEN, reason)}
    assert rows_of(commune, audiences, "valid_to") == [(THEN,)]


def test_absence_is_dated_and_ends_with_the_next_list(commune: Database):
    taken(commune, [FULL, line(status="Đi vắng")])
    assert rows_of(commune, absences, "status", "valid_to") == [("absent", FOREVER)]
    taken(commune, [FULL, line()], LATER)
    assert rows_of(commune, absences, "status", "valid_to") == [("absent", THEN)]


@pytest.mark.parametrize(
    ("listed", "told", "spans"),
    [
        ("", "absent", [("absent", date(2026, 2, 1), FOREVER)]),
        ("Đi vắng", "present", [("absent", TODAY, date(2026, 2, 1))]),
        ("Có mặt", "unable", [("unable", date(2026, 2, 1), FOREVER)]),
    ],
)
def test_a_list_of_an_earlier_day_leaves_what_staff_said_since(
    commune: Database, listed: str, told: str, spans: list[tuple]
):
    taken(commune, [FULL, line(status=listed)])
    (person,) = (key for (key,) in rows_of(commune, persons, "id"))
    commune.write(hamlet_lists.set_status, person, told, date(2026, 2, 1))
    taken(commune, [FULL, line(status=listed, phone="0912345678")], LATER, as_of=date(2026, 1, 20))
    assert rows_of(commune, absences, "status", "valid_from", "valid_to") == spans


def test_a_list_that_says_away_holds_until_staff_said_otherwise(commune: Database):
    taken(commune, [FULL, line()])
    (person,) = (key for (key,) in rows_of(commune, persons, "id"))
    begun, since = date(2026, 1, 20), date(2026, 2, 1)
    commune.write(hamlet_lists.set_status, person, "unable", since)
    taken(commune, [FULL, line(status="Đi vắng")], LATER, as_of=begun)
    found = sorted(rows_of(commune, absences, "status", "valid_from", "valid_to"))
    assert found == [("absent", begun, since), ("unable", since, FOREVER)]
    assert commune.read(standing.check).wrong == 0


def test_audiences_and_organisations_begin_and_end(commune: Database):
    first = line(audience="Người lao động; Công chức", organisation="Trạm Y tế phường")
    taken(commune, [FULL, first])
    assert {each for (each,) in rows_of(commune, audiences, "audience")} == {
        "worker",
        "public_employee",
    }
    taken(commune, [FULL, line(audience="Công chức", organisation="11443-C01")], LATER)
    ended = rows_of(commune, memberships, "kind", "valid_from", "valid_to")
    assert sorted(ended) == [
        ("home", TODAY, FOREVER),
        ("organisation", TODAY, THEN),
        ("organisation", THEN, FOREVER),
    ]


def test_the_day_of_a_roster_may_lie_back_but_not_before_the_last_nor_ahead(commune: Database):
    taken(commune, people(), LATER)
    for day, code in ((TODAY, "roster_too_old"), (date(2026, 2, 3), "roster_to_come")):
        with pytest.raises(DomainError, match=code):
            taken(commune, people(), LATER, as_of=day)


def test_days_are_told_as_people_write_them(commune: Database):
    taken(commune, people(), LATER)
    for day, told in ((TODAY, "ngày 05/01/2026 cũ hơn"), (date(2026, 2, 3), "(03/02/2026)")):
        with pytest.raises(DomainError) as caught:
            taken(commune, people(), LATER, as_of=day)
        assert told in sentence(caught.value)
    later = as_xlsx([HEADINGS, ["Lê Văn An", date(2027, 1, 2), "11443-T01"]])
    shown = commune.read(roster.preview, demo.COMMUNE, later, "a.xlsx", now=LATER)
    assert "Ngày sinh 02/01/2027 sau ngày" in lines_of(Texts(), shown.problems)[0]


def test_a_commune_that_is_not_known_is_named(commune: Database):
    with pytest.raises(DomainError, match="unknown_commune"):
        commune.read(roster.preview, "00001", as_csv(people()), "a.csv", now=NOW)


def test_who_asked_to_be_forgotten_is_not_brought_back(commune: Database):
    taken(commune, [FULL, line(code="M1")])
    gone = persons.update().values(name="", name_fold="", sort_key="", erased_at=NOW)
    commune.write(lambda tx: tx.execute(gone))
    counts = taken(commune, [FULL, line(code="M1")], LATER).counts
    assert (counts["erased"], counts["added"]) == (1, 0)


def test_an_import_is_noted_without_names(commune: Database):
    done = taken(commune, people())
    assert rows_of(commune, roster_imports, "file_hash", "as_of") == [(done.file_hash, TODAY)]
    notes = rows_of(commune, audit, "act", "detail")
    assert [act for act, _ in notes] == ["unit.import", "roster.import"]
    assert PERSON[0] not in repr(notes)


def test_numbers_follow_at_once(commune: Database):
    taken(commune, [FULL, line(), line(name="Vũ An", birth="2014", audience="Học sinh")])
    assert commune.read(standing.check).wrong == 0


BAD = [
    ("no_name", ["", "1960", "T1", "", ""]),
    ("bad_name", ["An 2", "1960", "T1", "", ""]),
    ("old_font", ["NguyÔn V¨n An", "1960", "T1", "", ""]),
    ("formula", ["=HYPERLINK(1)", "1960", "T1", "", ""]),
    ("formula", ["An Bình", "1960", "T1", "@SUM(A1)", ""]),
    ("no_birth", ["An Bình", "", "T1", "", ""]),
    ("bad_birth", ["An Bình", "31/02/1990", "T1", "", ""]),
    ("bad_birth", ["An Bình", "90", "T1", "", ""]),
    ("born_later", ["An Bình", "2030", "T1", "", ""]),
    ("too_old", ["An Bình", "1890", "T1", "", ""]),
    ("no_hamlet", ["An Bình", "1960", "", "", ""]),
    ("unknown_hamlet", ["An Bình", "1960", "Xóm Núi Xa", "", ""]),
    ("unknown_hamlet_near", ["An Bình", "1960", "Tổ dân phố 1", "", ""]),
    ("bad_phone", ["An Bình", "1960", "T1", "", "12345"]),
    ("too_long", ["An " * 60, "1960", "T1", "", ""]),
    ("row_twice", PERSON),
    ("person_twice", [*PERSON[:4], "0987654321"]),
]


@pytest.mark.parametrize(
    ("code", "bad"), BAD, ids=[f"{n}-{code}" for n, (code, _) in enumerate(BAD)]
)
def test_a_bad_line_is_told_by_its_number_in_vietnamese(
    commune: Database, code: str, bad: list[str]
):
    bad = [cell.replace("T1", "11443-T01") if cell == "T1" else cell for cell in bad]
    (problem,) = seen(commune, people(bad)).problems
    assert (problem.line, problem.code) == (3, code)
    (text,) = lines_of(Texts(), [problem])
    assert text.startswith("Dòng 3: ")
    assert "{" not in text


def test_every_problem_is_told_at_once(commune: Database):
    bad = [["", "1960", "11443-T01", "", ""], ["An Bình", "x", "Y", "", "12"]]
    codes = [(each.line, each.code) for each in seen(commune, people(*bad)).problems]
    assert codes == [(3, "no_name"), (4, "bad_birth"), (4, "bad_phone"), (4, "unknown_hamlet")]


def test_a_heading_without_lines_is_told(commune: Database):
    assert [each.code for each in seen(commune, [HEADINGS]).problems] == ["no_rows"]


def test_a_spreadsheet_with_numbers_for_texts_is_read(commune: Database):
    content = as_xlsx([HEADINGS, ["Lê Văn An", 1960.0, "11443-T01", 7.0, 912345678.0]])
    done = commune.write(roster.apply, demo.COMMUNE, content, "a.xlsx", now=NOW)
    assert done.counts["added"] == 1
    assert rows_of(commune, persons, "birth_year", "phone") == [(1960, "+84912345678")]


def test_the_sample_commune_goes_in_like_real_data(database: Database):
    commune = database.write(demo.load, now=NOW)
    assert commune.code == demo.COMMUNE
    count = database.read(lambda tx: tx.scalar(select(func.count()).select_from(persons)))
    assert count == demo.Sizes().people
    assert database.read(standing.check).wrong == 0
    before = everything(database)
    database.write(demo.load, now=NOW)
    assert everything(database) == before
