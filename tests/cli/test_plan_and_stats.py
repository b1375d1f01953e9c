"""Plans, typed figures and statistics from the command line."""

import json
from datetime import date

import pytest

from content.plan_file import PACKAGED
from domain.enrolment import FOREVER
from storage import schema
from storage.database import Database

PLAN = PACKAGED / "kien-an-2025.yaml"
SHIPPED = sorted(file.stem for file in PACKAGED.glob("*.yaml"))


@pytest.fixture
def ward(bdhvs, tmp_path, monkeypatch):
    """The ward with one school, its plan loaded, on a day of November 2026."""
    monkeypatch.setenv("BDHVS_NOW", "2026-11-21")
    assert bdhvs("migrate").code == 0
    rows = [("11443", "commune", None), ("truong-1", "school", 1)]
    database = Database(f"sqlite:///{next(tmp_path.glob('data/*.*'))}")
    database.write(
        lambda tx: tx.execute(
            schema.units.insert(),
            [
                {
                    "id": key,
                    "code": code,
                    "name": code,
                    "name_fold": code,
                    "level": level,
                    "parent_id": parent,
                    "valid_from": date(2025, 7, 1),
                    "valid_to": FOREVER,
                }
                for key, (code, level, parent) in enumerate(rows, 1)
            ],
        )
    )
    database.close()
    assert bdhvs("plan", "load", PLAN).code == 0
    return bdhvs


def enter(bdhvs, *more, n=300, of=320):
    numbers = [*(("--n", n) if n is not None else ()), "--of", of]
    when = ["--at", "2026-11-20", "--source", "Báo cáo của trường"]
    return bdhvs("indicator", "enter", *more, *numbers, *when)


@pytest.mark.parametrize("name", SHIPPED)
def test_the_shipped_plans_have_no_faults(bdhvs, name):
    ran = bdhvs("plan", "check", PACKAGED / f"{name}.yaml")
    assert ran.code == 0
    assert name in ran.out


def test_a_fault_of_a_plan_is_named_with_its_line(bdhvs, tmp_path):
    file = tmp_path / "plan.yaml"
    file.write_text(PLAN.read_text(encoding="utf-8").replace("percent: 80", "percent: 800", 1))
    ran = bdhvs("plan", "check", file)
    assert ran.code == 1
    line = file.read_text(encoding="utf-8").split("percent: 800")[0].count("\n") + 1
    assert f"plan.yaml:{line}: indicators[T1].targets[1].percent:" in ran.err


def test_a_plan_that_is_not_there_is_said_kindly(bdhvs, tmp_path):
    ran = bdhvs("plan", "check", tmp_path / "none.yaml")
    assert ran.code == 1
    assert "Traceback" not in ran.err


def test_a_plan_for_an_unknown_unit_is_refused(bdhvs):
    ran = bdhvs("plan", "load", PLAN)
    assert ran.code == 1
    assert "11443" in ran.err


def test_a_plan_without_a_commune_warns_unless_one_is_named(ward, tmp_path):
    file = tmp_path / "plan.yaml"
    file.write_text(PLAN.read_text(encoding="utf-8").replace('unit: "11443"\n', ""))
    assert "--unit" in ward("plan", "check", file).err
    ran = ward("plan", "load", file, "--unit", "11443")
    assert ran.code == 0
    assert "--unit" not in ran.err


def test_a_plan_under_another_id_serves_another_unit(ward, tmp_path):
    refused = ward("plan", "load", PLAN, "--unit", "truong-1")
    assert (refused.code, "(id)" in refused.err, "11443" in refused.err) == (1, True, True)
    assert ward("stats", "11443").code == 0
    file = tmp_path / "plan.yaml"
    text = PLAN.read_text(encoding="utf-8").replace("id: kien-an-2025", "id: truong-1-2025", 1)
    file.write_text(text, encoding="utf-8")
    assert ward("plan", "load", file, "--unit", "truong-1").code == 0


def test_what_is_entered_is_printed(ward):
    assert enter(ward, "T2", "--unit", "truong-1").code == 0
    found = json.loads(ward("stats", "11443", "--json", "--children").out)
    line = next(line for line in found["indicators"] if line["id"] == "T2")
    assert (line["achieved"], line["headcount"], line["status"]) == (300, 320, "behind")
    assert [child["unit"]["code"] for child in found["children"]] == ["truong-1"]
    table = ward("stats", "11443").out
    assert "300/320" in table
    assert "93,7%" in table
    assert "chưa có số liệu" in table


def test_statistics_of_a_past_day_know_nothing_of_later_figures(ward):
    enter(ward, "T2", "--unit", "truong-1")
    found = json.loads(ward("stats", "11443", "--json", "--at", "2026-11-19").out)
    assert {line["achieved"] for line in found["indicators"]} <= {None, 0}


@pytest.mark.parametrize(
    ("more", "numbers", "word"),
    [
        (("T2", "--unit", "truong-9"), {}, "truong-9"),
        (("T9", "--unit", "truong-1"), {}, "T9"),
        (("T2", "--unit", "truong-1"), {"n": 321}, "321"),
        (("T3", "--unit", "11443"), {}, "--of"),
        (("T2", "--unit", "truong-1", "--plan", "x"), {}, "x"),
    ],
)
def test_impossible_figures_are_refused_in_words(ward, more, numbers, word):
    ran = enter(ward, *more, **numbers)
    assert ran.code == 1
    assert word in ran.err


def test_a_headcount_alone_may_be_typed_for_what_is_counted(ward):
    assert enter(ward, "T3", "--unit", "11443", n=None, of=36_845).code == 0
    assert "0/36.845" in ward("stats", "11443").out


def test_n_and_the_total_stand_apart_where_they_make_no_share(ward, tmp_path):
    file = tmp_path / "units.csv"
    file.write_text("code,name,level,parent,valid_from\ntruong-2,x,school,11443,2025-07-01\n")
    assert ward("unit", "import", file).code == 0
    when = ("--at", "2026-11-20", "--source", "x")
    ward("indicator", "enter", "T2", "--unit", "truong-1", "--n", 300, *when)
    ward("indicator", "enter", "T2", "--unit", "truong-2", "--n", 5, "--of", 20, *when)
    table = ward("stats", "11443", "--children").out
    assert "đạt 305, tổng số 20" in table
    assert "chưa đủ số liệu" in table
    assert "305/20" not in table
    assert "5/20" in table


def test_it_is_told_why_people_may_be_counted_twice(ward, tmp_path):
    plan, units, roster = (tmp_path / name for name in ("plan.yaml", "units.csv", "roster.csv"))
    before, pupils = PLAN.read_text(encoding="utf-8").split("id: T2", 1)
    pupils = pupils.replace("measure: typed", "measure: track_completed", 1)
    plan.write_text(f"{before}id: T2{pupils}", encoding="utf-8")
    units.write_text("code,name,level,parent,valid_from\nto-1,A,hamlet,11443,2025-07-01\n")
    roster.write_text("Họ và tên,Năm sinh,Thôn/Tổ,Đối tượng\nLê Thị Na,2014,A,Học sinh\n")
    assert ward("plan", "load", plan).code == 0
    assert ward("unit", "import", units).code == 0
    assert ward("roster", "import", roster, "--commune", "11443").code == 0
    assert "hai lần" not in ward("stats", "11443").out
    assert enter(ward, "T2", "--unit", "truong-1", n=None).code == 0
    assert "T2: Có người chưa ghi nơi học" in ward("stats", "11443").out


def test_the_history_of_a_figure_is_told_newest_first(ward):
    enter(ward, "T2", "--unit", "truong-1")
    enter(ward, "T2", "--unit", "truong-1", n=310)
    found = json.loads(ward("indicator", "history", "T2", "--unit", "truong-1", "--json").out)
    assert [(one["n"], one["of"], one["at"]) for one in found] == [
        (310, 320, "2026-11-20"),
        (300, 320, "2026-11-20"),
    ]
    table = ward("indicator", "history", "T2", "--unit", "truong-1", "--last", 1).out
    assert "310" in table
    assert "300" not in table
    assert ward("indicator", "history", "T2", "--unit", "nowhere").code == 1


def test_an_amount_is_entered_and_shown_without_a_total(ward, tmp_path):
    text = (PACKAGED / "hoa-thuan-2024.yaml").read_text(encoding="utf-8")
    file = tmp_path / "plan.yaml"
    file.write_text(text.replace("2024-", "2026-"), encoding="utf-8")
    assert ward("plan", "load", file, "--unit", "11443").code == 0
    told = ["indicator", "enter", "M1", "--unit", "11443", "--source", "x"]
    assert ward(*told, "--n", 6, "--at", "2026-11-20").code == 0
    assert "6, " in ward(*told, "--n", 5, "--at", "2026-11-19").out
    refused = ward(*told, "--n", 6, "--of", 10, "--at", "2026-11-20")
    assert (refused.code, "cơ sở" in refused.err) == (1, True)
    table = ward("stats", "11443").out.splitlines()
    line = next(row for row in table if row.strip().startswith("M1 "))
    assert "6 cơ sở" in line
    assert "≥ 10" in line
    assert "31/12/2026" in line


def test_an_unknown_unit_has_no_statistics(ward):
    ran = ward("stats", "00000", "--json")
    assert (ran.code, ran.out) == (1, "")
    assert "00000" in ran.err


def test_of_a_day_to_come_it_is_said_that_it_has_not_come(ward):
    ran = ward("stats", "11443", "--at", "2027-01-15", "--json")
    assert ran.code == 0
    assert json.loads(ran.out)["as_of"] == "2027-01-15"
    assert "15/01/2027 chưa tới" in ran.err
    assert ward("stats", "11443", "--at", "2026-11-21").err == ""
