"""Units come from a file, are merged and split, and nobody is lost on the way."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert, select

from content.render import Texts
from content.table_problems import lines_of
from domain.errors import DomainError
from domain.table import TableRefused
from services import demo, roster, standing, succession, units
from storage import units as stored
from storage.database import Database, Tx
from storage.schema import (
    accounts,
    learners,
    matches,
    memberships,
    persons,
    staff,
)
from storage.schema import units as units_table
from tests.rosters import as_csv

NOW = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
LATER = datetime(2026, 7, 6, 1, 0, tzinfo=UTC)
DAY = date(2026, 7, 1)
HEADINGS = ["code", "name", "level", "parent", "valid_from"]
TOP = [
    ["01", "Hà Nội", "province", "", "2025-07-01"],
    ["00004", "Ba Đình", "commune", "01", "2025-07-01"],
]
ORDER = ["predecessor", "successor", "successor_name", "date"]
PEOPLE = [
    ["Họ và tên", "Năm sinh", "Thôn/Tổ", "Mã hộ", "Mã người"],
    ["Lê Văn An", "1960", "11443-T01", "H1", "M1"],
    ["Lê Thị Bình", "1962", "11443-T01", "H1", ""],
    ["Vũ Văn Cao", "1970", "11443-T01", "", ""],
    ["Bùi Thị Sen", "1980", "11443-T02", "H2", ""],
]


def taken(database: Database, rows: list[list[str]]) -> units.Imported:
    return database.write(units.import_units, as_csv(rows), "units.csv", now=NOW)


def refused(database: Database, work, rows: list[list[str]], now: datetime = NOW) -> list[tuple]:
    with pytest.raises(TableRefused) as caught:
        database.write(work, as_csv(rows), "a.csv", now=now)
    texts = lines_of(Texts(), caught.value.problems, "unit_column")
    assert all(text and "{" not in text for text in texts)
    return [(problem.line, problem.code) for problem in caught.value.problems]


@pytest.fixture
def commune(database: Database) -> Database:
    database.write(units.import_units, demo.units_csv(), "units.csv", now=NOW)
    database.write(roster.apply, demo.COMMUNE, as_csv(PEOPLE), "a.csv", now=NOW)
    return database


def living(database: Database, day: date) -> dict[str, int]:
    """How many live in which hamlet on a day."""
    query = (
        select(units_table.c.code)
        .join(memberships, memberships.c.unit_id == units_table.c.id)
        .where(memberships.c.valid_from <= day, memberships.c.valid_to > day)
    )
    return dict(Counter(database.read(lambda tx: list(tx.scalars(query)))))


FIRST_TWO = ("11443-T01", "11443-T02")


def merged(database: Database, *rows: list[str]) -> succession.Succession:
    return database.write(succession.merge, as_csv([ORDER, *rows]), "m.csv", now=LATER)


def parted(database: Database, *rows: list[str]) -> succession.Succession:
    content = as_csv([[*ORDER, "person_code", "name", "birth", "household"], *rows])
    return database.write(succession.split, content, "s.csv", now=LATER)


def unit(database: Database, code: str, on: date = DAY):
    return database.read(stored.current, code, on)


def person(tx: Tx, name: str) -> int:
    return tx.scalars(select(persons.c.id).where(persons.c.name == name)).one()


def test_codes_are_text_and_children_may_stand_first(database: Database):
    assert taken(database, [HEADINGS, TOP[1], TOP[0]]).added == ("01", "00004")
    assert unit(database, "00004").name == "Ba Đình"


def test_the_same_file_again_changes_nothing(database: Database):
    taken(database, [HEADINGS, *TOP])
    assert taken(database, [HEADINGS, *TOP]) == units.Imported((), (), 2)


def test_a_new_name_is_a_change(database: Database):
    taken(database, [HEADINGS, *TOP])
    renamed = [HEADINGS, TOP[0], ["00004", "Phường Ba Đình", *TOP[1][2:]]]
    assert taken(database, renamed).changed == ("00004",)


@pytest.mark.parametrize(
    ("code", "bad"),
    [
        ("bad_unit_code", ["", "A", "hamlet", "00004", "2025-07-01"]),
        ("bad_unit_code", ["thôn 1", "A", "hamlet", "00004", "2025-07-01"]),
        ("no_unit_name", ["T1", "", "hamlet", "00004", "2025-07-01"]),
        ("bad_level", ["T1", "A", "huyện", "00004", "2025-07-01"]),
        ("bad_commune_code", ["4", "A", "commune", "01", "2025-07-01"]),
        ("bad_province_code", ["1", "A", "province", "", "2025-07-01"]),
        ("bad_date", ["T1", "A", "hamlet", "00004", "31/06/2025"]),
        ("no_parent", ["T1", "A", "hamlet", "", "2025-07-01"]),
        ("unknown_parent", ["T1", "A", "hamlet", "99999", "2025-07-01"]),
        ("wrong_parent", ["T1", "A", "hamlet", "01", "2025-07-01"]),
        ("unit_twice", TOP[0]),
        ("formula", ["T1", "=A", "hamlet", "00004", "2025-07-01"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(value),
)
def test_a_bad_unit_keeps_the_whole_file_out(database: Database, code: str, bad: list[str]):
    assert refused(database, units.import_units, [HEADINGS, *TOP, bad]) == [(4, code)]
    assert unit(database, "01") is None


def test_faults_of_lines_and_of_their_places_are_told_in_one_round(database: Database):
    rows = [
        HEADINGS,
        TOP[0],
        ["00004", "Ba Đình", "commune", "01", "hôm qua"],
        ["00004-1", "Tổ 1", "hamlet", "00004", "2025-07-01"],
        ["00004-2", "Tổ 2", "hamlet", "00009", "ngày mai"],
        ["00007", "Cửa Nam", "thị tứ", "01", "2025-07-01"],
        ["00007-1", "Tổ 1", "hamlet", "00007", "2025-07-01"],
    ]
    assert refused(database, units.import_units, rows) == [
        (3, "bad_date"),
        (5, "bad_date"),
        (5, "unknown_parent"),
        (6, "bad_level"),
    ]


def test_a_unit_does_not_change_its_parent_by_import(database: Database):
    taken(database, [HEADINGS, *TOP, ["02", "B", "province", "", "2025-07-01"]])
    moved = [HEADINGS, [*TOP[1][:3], "02", TOP[1][4]]]
    assert refused(database, units.import_units, moved) == [(2, "unit_moved")]


def test_every_hamlet_has_a_short_code_of_its_own_that_is_easy_to_type(database: Database):
    rows = [[f"T{n}", f"Thôn {n}", "hamlet", "00004", "2025-07-01"] for n in range(300)]
    taken(database, [HEADINGS, *TOP, *rows])
    links = database.read(units.links, DAY, public_url="https://a.vn/", bot_name="b_bot")
    codes = [link.join_code for link in links]
    assert len(set(codes)) == 300
    assert all(4 <= len(code) <= 5 and not set(code) & set("01OIL") for code in codes)
    assert links[0].web == f"https://a.vn/?t={codes[0]}"
    assert links[0].telegram == f"https://t.me/b_bot?start={codes[0]}"
    assert unit(database, f" {codes[0].lower()} ").code == links[0].code


def test_a_merger_moves_everybody_and_keeps_the_total(commune: Database):
    before = living(commune, date(2026, 6, 30))
    done = merged(
        commune,
        ["11443-T01", "11443-T07", "Tổ dân phố Mới", "2026-07-01"],
        ["11443-T02", "11443-T07", "", "01/07/2026"],
    )
    assert done.moved == 4
    assert living(commune, DAY) == {"11443-T07": 4}
    assert living(commune, date(2026, 6, 30)) == before
    assert commune.read(standing.check).wrong == 0


def test_an_old_code_or_link_leads_to_the_successor_from_that_day_on(commune: Database):
    short = unit(commune, "11443-T01", date(2026, 1, 5)).join_code
    merged(commune, ["11443-T01", "11443-T02", "", "2026-07-01"])
    assert unit(commune, short).code == unit(commune, "11443-T01").code == "11443-T02"
    assert unit(commune, short, date(2026, 6, 30)).code == "11443-T01"


def test_merging_twice_changes_nothing(commune: Database):
    row = ["11443-T01", "11443-T02", "", "2026-07-01"]
    merged(commune, row)
    assert merged(commune, row) == succession.Succession((), 0)


def test_who_joined_after_the_day_belongs_to_the_successor_alone(commune: Database):
    merged(commune, ["11443-T01", "11443-T02", "", "2026-01-01"])
    assert living(commune, date(2026, 1, 5)) == {"11443-T02": 4}
    assert len(commune.read(lambda tx: tx.execute(select(memberships)).all())) == 4


@pytest.mark.parametrize(
    ("code", "row"),
    [
        ("unknown_unit", ["11443-T99", "11443-T02", "", "2026-07-01"]),
        ("before_unit", ["11443-T01", "11443-T02", "", "2025-06-30"]),
        ("date_to_come", ["11443-T01", "11443-T02", "", "2026-07-07"]),
        ("bad_date", ["11443-T01", "11443-T02", "", "hôm qua"]),
        ("no_unit_name", ["11443-T01", "11443-T09", "", "2026-07-01"]),
        ("unlike_units", ["11443-T01", "11443-H01", "", "2026-07-01"]),
    ],
)
def test_a_merger_that_does_not_fit_is_refused_whole(commune: Database, code: str, row: list[str]):
    rows = [ORDER, ["11443-T03", "11443-T04", "", "2026-07-01"], row]
    assert refused(commune, succession.merge, rows, LATER) == [(3, code)]
    assert unit(commune, "11443-T03").code == "11443-T03"


def test_units_of_two_kinds_do_not_become_one_new_unit(commune: Database):
    """A school that became a hamlet would take its figures along."""
    rows = [
        ORDER,
        ["11443-T01", "11443-T09", "Tổ dân phố Mới", "2026-07-01"],
        ["11443-H01", "11443-T09", "Tổ dân phố Mới", "2026-07-01"],
    ]
    assert refused(commune, succession.merge, rows, LATER) == [(3, "unlike_units")]


def test_communes_are_not_merged(commune: Database):
    """What hangs below them would stay behind, and its people be counted nowhere."""
    taken(commune, [HEADINGS, ["11444", "Phường Bên", "commune", "31", "2025-07-01"]])
    rows = [ORDER, ["11444", "11443", "", "2026-07-01"]]
    assert refused(commune, succession.merge, rows, LATER) == [(2, "not_a_leaf")]


@pytest.mark.parametrize(("day", "fine"), [("2026-01-06", False), ("2026-01-05", True)])
def test_a_unit_does_not_begin_after_its_people(commune: Database, day: str, fine: bool):
    begun = unit(commune, "11443-T01")
    row = [HEADINGS, ["11443-T01", begun.name, "hamlet", "11443", day]]
    if fine:
        assert taken(commune, row).changed == ("11443-T01",)
    else:
        assert refused(commune, units.import_units, row) == [(2, "unit_in_use")]


@pytest.mark.parametrize(("day", "fine"), [("2026-06-30", False), ("2026-07-01", True)])
def test_a_unit_does_not_begin_before_the_merger_that_made_it(
    commune: Database, day: str, fine: bool
):
    """Else it would lack every figure of the days on which its parts had theirs."""
    merged(commune, *([code, "11443-T9", "Tổ 9", "2026-07-01"] for code in FIRST_TWO))
    row = [HEADINGS, ["11443-T9", "Tổ dân phố 9", "hamlet", "11443", day]]
    if fine:
        assert taken(commune, row).changed == ("11443-T9",)
    else:
        assert refused(commune, units.import_units, row, LATER) == [(2, "unit_made")]


def test_a_roster_from_before_a_merger_is_refused(commune: Database):
    """It names hamlets that are no more: their people would be counted nowhere."""
    merged(commune, ["11443-T01", "11443-T02", "", "2026-07-01"])
    old = ("11443", as_csv(PEOPLE), "a.csv")
    with pytest.raises(DomainError, match="roster_before_change"):
        commune.write(roster.apply, *old, now=LATER, as_of=date(2026, 6, 30))
    assert living(commune, date(2026, 7, 6)) == {"11443-T02": 4}


def test_a_unit_that_went_elsewhere_cannot_be_merged_again(commune: Database):
    merged(commune, ["11443-T01", "11443-T02", "", "2026-07-01"])
    rows = [ORDER, ["11443-T01", "11443-T03", "", "2026-07-01"]]
    assert refused(commune, succession.merge, rows, LATER) == [(0, "unit_ended")]


def test_learners_and_staff_follow_a_merger(commune: Database):
    def settle(tx: Tx) -> None:
        home = stored.by_code(tx, "11443-T01").id
        key = tx.execute(
            insert(accounts).values(channel="web", external_id="1", created_at=NOW)
        ).inserted_primary_key[0]
        tx.execute(
            insert(staff).values(account_id=key, role="helper", unit_id=home, created_at=NOW)
        )
        tx.execute(
            insert(learners).values(
                account_id=key, name="A", name_fold="a", unit_id=home, created_at=NOW
            )
        )

    commune.write(settle)
    merged(commune, ["11443-T01", "11443-T02", "", "2026-07-01"])
    there = unit(commune, "11443-T02").id
    followed = commune.read(
        lambda tx: [tx.scalar(select(table.c.unit_id)) for table in (staff, learners)]
    )
    assert followed == [there, there]


SPLIT = [
    ["11443-T01", "11443-T08", "Tổ dân phố Tám", "2026-07-01", "", "", "", "H1"],
    ["11443-T01", "11443-T09", "Tổ dân phố Chín", "2026-07-01", "", "Vũ Văn Cao", "1970", ""],
]


def test_a_split_sends_everybody_where_the_file_says(commune: Database):
    assert parted(commune, *SPLIT).moved == 3
    assert living(commune, DAY) == {"11443-T08": 2, "11443-T09": 1, "11443-T02": 1}
    assert living(commune, date(2026, 6, 30)) == {"11443-T01": 3, "11443-T02": 1}
    assert commune.read(standing.check).wrong == 0
    assert parted(commune, *SPLIT) == succession.Succession((), 0)


def test_the_old_unit_may_go_on_as_one_of_the_parts(commune: Database):
    stays = ["11443-T01", "11443-T01", "", "2026-07-01", "", "", "", "H1"]
    assert parted(commune, stays, SPLIT[1]).moved == 1
    assert living(commune, DAY) == {"11443-T01": 2, "11443-T09": 1, "11443-T02": 1}


@pytest.mark.parametrize(
    ("codes", "rows"),
    [
        ([(0, "not_placed")], SPLIT[:1]),
        ([(0, "not_placed"), (2, "nobody_meant")], [[*SPLIT[0][:5], "Không Ai", "1990", ""]]),
        (
            [(4, "placed_twice")],
            [*SPLIT, ["11443-T01", "11443-T09", "", "2026-07-01", "M1", "", "", ""]],
        ),
    ],
    ids=["somebody is left over", "nobody is meant", "somebody is placed twice"],
)
def test_a_split_places_everybody_once(commune: Database, codes: list, rows: list[list[str]]):
    with pytest.raises(TableRefused) as caught:
        parted(commune, *rows)
    assert [(each.line, each.code) for each in caught.value.problems] == codes
    assert living(commune, DAY) == {"11443-T01": 3, "11443-T02": 1}


def test_learners_follow_the_person_they_are_through_a_split(commune: Database):
    def settle(tx: Tx) -> None:
        home = stored.by_code(tx, "11443-T01").id
        account = tx.execute(
            insert(accounts).values(channel="web", external_id="1", created_at=NOW)
        ).inserted_primary_key[0]
        row = dict(account_id=account, name="C", name_fold="c", unit_id=home, created_at=NOW)
        learner = tx.execute(insert(learners).values(row)).inserted_primary_key[0]
        who = person(tx, "Vũ Văn Cao")
        row = dict(learner_id=learner, person_id=who, state="provisional", created_at=NOW)
        tx.execute(insert(matches).values(row))
        row = dict(account_id=account, role="hamlet_head", unit_id=home, created_at=NOW)
        tx.execute(insert(staff).values(row | dict(notices=False, notice_hour=18)))

    commune.write(settle)
    parted(commune, *SPLIT)
    there = [unit(commune, code).id for code in ("11443-T08", "11443-T09")]
    assert commune.read(lambda tx: tx.scalar(select(learners.c.unit_id))) == there[1]
    wishes = select(staff.c.unit_id, staff.c.notices, staff.c.notice_hour).order_by(staff.c.unit_id)
    kept = commune.read(lambda tx: [tuple(row) for row in tx.execute(wishes)])
    assert kept == [(each, False, 18) for each in sorted(there)]
