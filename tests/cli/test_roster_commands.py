"""The commands for units, rosters and past results, as an official types them."""

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from content import plan_file
from services import demo
from tests.rosters import HEADINGS, PERSON, as_csv, as_xlsx

IN = ("--commune", "11443")


@pytest.fixture
def commune(bdhvs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """`bdhvs` in a folder whose database has the units of Kiến An."""
    monkeypatch.setenv("BDHVS_NOW", "2026-01-05")
    assert bdhvs("unit", "import", written(tmp_path, "units.csv", demo.units_csv())).code == 0
    return bdhvs


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def roster(folder: Path, *more: list[str], name: str = "roster.csv") -> Path:
    return written(folder, name, as_csv([HEADINGS, PERSON, *more]))


def test_units_are_counted(bdhvs, tmp_path: Path):
    file = written(tmp_path, "units.csv", demo.units_csv())
    assert bdhvs("unit", "import", file).out.startswith("added: 17, changed: 0, unchanged: 0")
    assert bdhvs("unit", "import", file).out.startswith("added: 0, changed: 0, unchanged: 17")


def test_a_dry_run_tells_and_writes_nothing(commune, tmp_path: Path):
    command = ("roster", "import", roster(tmp_path), "--commune", "11443", "--json")
    first = json.loads(commune(*command, "--dry-run").out)
    assert (first["added"], first["written"]) == (1, False)
    assert json.loads(commune(*command).out)["added"] == 1
    again = json.loads(commune(*command).out)
    assert (again["added"], again["unchanged"], again["problems"]) == (0, 1, [])


def test_the_result_is_told_in_numbers_and_words(commune, tmp_path: Path):
    command = ("roster", "import", "--commune", "11443")
    commune(*command, roster(tmp_path, ["Bùi Thị Sen", "1950", "11443-T02", "", ""]))
    told = commune(*command, roster(tmp_path)).out
    assert "added: 0, changed: 0, moved: 0, unchanged: 1, missing: 1" in told
    assert "Bùi Thị Sen" in told
    assert "--complete" in told


def test_a_full_list_without_a_hamlet_is_taken_only_when_that_is_said(commune, tmp_path: Path):
    command = ("roster", "import", "--commune", "11443")
    commune(*command, roster(tmp_path, ["Bùi Thị Sen", "1950", "11443-T02", "", ""]))
    file = roster(tmp_path, name="one.csv")
    for dry in ((), ("--dry-run",)):
        ran = commune(*command, file, "--complete", *dry)
        assert ran.code == 1
        assert "1 trong 2 người" in ran.err
        assert "Tổ dân phố số 2" in ran.err
        assert "--many-left" in ran.err
        assert "Traceback" not in ran.err
    assert "left: 1" in commune(*command, file, "--complete", "--many-left").out


def test_columns_that_were_not_read_are_named(commune, tmp_path: Path):
    rows = [[*HEADINGS, "Tình trạng hôn nhân", "Ghi chú"], [*PERSON, "Độc thân", ""]]
    file = written(tmp_path, "a.csv", as_csv(rows))
    command = ("roster", "import", file, "--commune", "11443")
    told = commune(*command, "--dry-run").out
    assert "Không đọc cột: Tình trạng hôn nhân (có phải là cột Tình trạng?), Ghi chú." in told
    unread = json.loads(commune(*command, "--json").out)["unread_columns"]
    assert unread == ["Tình trạng hôn nhân", "Ghi chú"]


@pytest.mark.parametrize("dry", [(), ("--dry-run",)])
def test_problems_go_to_stderr_by_line_and_the_command_fails(commune, tmp_path: Path, dry: tuple):
    bad = roster(tmp_path, ["An Bình", "31/02/1990", "11443-T02", "", ""])
    ran = commune("roster", "import", bad, "--commune", "11443", *dry)
    assert ran.code == 1
    assert ran.err.startswith('Dòng 3: Ngày sinh "31/02/1990" không đúng.')
    assert "Traceback" not in ran.err


def test_a_commune_that_is_not_known_is_a_refusal(commune, tmp_path: Path):
    ran = commune("roster", "import", roster(tmp_path), "--commune", "99999")
    assert (ran.code, "99999" in ran.err) == (1, True)


def test_a_file_that_is_not_there_is_wrong_usage(commune):
    assert commune("roster", "import", "nowhere.csv", "--commune", "11443").code == 2


def test_an_unsure_move_is_settled_by_its_line(commune, tmp_path: Path):
    plain = [*PERSON[:3], "", ""]
    there = [*PERSON[:2], "Tổ dân phố số 2", "", ""]
    command = ("roster", "import", "--commune", "11443", "--json")
    commune(*command, written(tmp_path, "a.csv", as_csv([HEADINGS, plain])))
    file = written(tmp_path, "b.csv", as_csv([HEADINGS, there]))
    unsure = json.loads(commune(*command, file).out)["unsure_lines"]
    assert [(each["line"], each["now"]) for each in unsure] == [(2, "Tổ dân phố số 2")]
    assert json.loads(commune(*command, file, "--same", "2").out)["moved"] == 1


@pytest.mark.parametrize(
    "given",
    [
        ("--same", "abc"),
        ("--same", "5;9"),
        ("--same", "99"),
        ("--other", "2,99"),
        ("--same", "2", "--other", "2"),
        ("--same", "all", "--other", "all"),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("dry", [(), ("--dry-run",)], ids=["", "dry"])
def test_an_answer_to_no_question_is_refused(commune, tmp_path: Path, given: tuple, dry: tuple):
    plain, there = [*PERSON[:3], "", ""], [*PERSON[:2], "Tổ dân phố số 2", "", ""]
    command = ("roster", "import", "--commune", "11443")
    commune(*command, written(tmp_path, "a.csv", as_csv([HEADINGS, plain])))
    file = written(tmp_path, "b.csv", as_csv([HEADINGS, there]))
    ran = commune(*command, file, *given, *dry)
    assert (ran.code, ran.out, len(ran.err.splitlines())) == (1, "", 1)
    assert given[1].split(",")[-1] in ran.err
    assert json.loads(commune(*command, file, "--json").out)["unsure"] == 1


def test_two_lines_for_one_person_are_listed_with_their_households(commune, tmp_path: Path):
    plain = [*PERSON[:3], "", ""]
    two = [[*PERSON[:3], household, ""] for household in ("K1", "K2")]
    command = ("roster", "import", "--commune", "11443")
    commune(*command, written(tmp_path, "a.csv", as_csv([HEADINGS, plain])))
    file = written(tmp_path, "b.csv", as_csv([HEADINGS, *two]))
    told = commune(*command, file).out
    assert "unsure: 2" in told
    assert "Tổ dân phố số 1, hộ K2" in told
    settled = commune(*command, file, "--other", "2").out
    assert "added: 1, changed: 1" in settled


def test_the_template_can_be_filled_in_and_taken_in(commune, tmp_path: Path):
    out = tmp_path / "mau.xlsx"
    assert commune("roster", "template", out, "--commune", "11443").code == 0
    command = ("roster", "import", out, "--commune", "11443")
    assert "không có dòng nào" in commune(*command).err
    book = load_workbook(out)
    page = book.worksheets[0]
    assert len(page.data_validations.dataValidation) == 4
    page.append(["Lê Văn An", "1960", "Nam", "Tổ dân phố số 1"])
    book.save(out)
    assert "added: 1" in commune(*command).out


def test_a_template_never_takes_the_place_of_a_file(commune, tmp_path: Path):
    out = written(tmp_path, "day.xlsx", b"a filled list")
    for more in ((), ("--commune", "11443")):
        ran = commune("roster", "template", out, *more)
        assert (ran.code, ran.out, len(ran.err.splitlines())) == (1, "", 1)
        assert str(out) in ran.err
    assert out.read_bytes() == b"a filled list"


def test_a_template_is_named_as_what_it_is(commune, tmp_path: Path):
    ran = commune("roster", "template", tmp_path / "mau.csv")
    assert (ran.code, len(ran.err.splitlines())) == (1, 1)
    assert not (tmp_path / "mau.csv").exists()


def test_a_sheet_that_was_not_read_is_named(commune, tmp_path: Path):
    sums: list[list[object]] = [["Tổ", "Số hộ", "Số người"], ["Tổ dân phố số 1", 10, 25]]
    file = written(tmp_path, "a.xlsx", as_xlsx([HEADINGS, PERSON], sums))
    command = ("roster", "import", file, "--commune", "11443", "--dry-run")
    assert "Không đọc trang: Sheet1." in commune(*command).out
    assert json.loads(commune(*command, "--json").out)["unread_sheets"] == ["Sheet1"]


def test_every_choice_of_the_template_is_whole_and_accepted(commune, tmp_path: Path):
    out = tmp_path / "mau.xlsx"
    commune("roster", "template", out, "--commune", "11443")
    book = load_workbook(out)
    page, lists = book.worksheets[0], book.worksheets[-1]
    offered = {}
    for each in page.data_validations.dataValidation:
        sheet, cells = each.formula1.strip("=").split("!")
        assert sheet.strip("'") == lists.title
        column = next(iter(each.sqref.ranges)).min_col
        offered[column] = [row[0].value for row in lists[cells.replace("$", "")]]
    assert "Cán bộ, công chức, viên chức" in offered[7]
    assert len(offered[4]) == demo.Sizes().hamlets
    for number, label in enumerate(offered[7]):
        page.append([f"Lê Văn {'ABCDE'[number]}n", "1980", "Nam", offered[4][0], "", "", label])
    book.save(out)
    told = commune("roster", "import", out, "--commune", "11443")
    assert f"added: {len(offered[7])}" in told.out


def test_a_template_for_a_commune_that_is_not_known_is_refused(commune, tmp_path: Path):
    out = tmp_path / "mau.xlsx"
    ran = commune("roster", "template", out, "--commune", "99999")
    assert (ran.code, "99999" in ran.err, out.exists()) == (1, True, False)


@pytest.mark.parametrize("command", ["completion", "confirm"])
def test_results_without_any_commune_are_refused_with_the_reason(
    bdhvs, tmp_path: Path, command: str
):
    facts = written(tmp_path, "v.csv", as_csv([["name", "date", "source"]]))
    ran = bdhvs(command, "import", facts)
    assert ran.code == 1
    assert ran.err.startswith("Chưa có xã, phường nào")


def test_a_missing_heading_of_results_says_what_names_a_person(commune, tmp_path: Path):
    facts = written(tmp_path, "v.csv", as_csv([["date", "source"], ["2025-12-01", "BC"]]))
    ran = commune("confirm", "import", facts)
    assert ran.code == 1
    assert "Mã người, hoặc Họ và tên cùng Năm sinh và Thôn/Tổ" in ran.err
    assert "household" not in ran.err


def test_links_name_every_hamlet(commune, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PUBLIC_URL", "https://hoc.example.vn")
    links = json.loads(commune("unit", "links", "--json").out)
    assert len(links) == demo.Sizes().hamlets
    assert links[0]["web"] == f"https://hoc.example.vn/?t={links[0]['join_code']}"


def test_a_merger_is_told_from_old_to_new(commune, tmp_path: Path):
    commune("roster", "import", roster(tmp_path), "--commune", "11443")
    rows = [["predecessor", "successor", "successor_name", "date"]]
    rows.append(["11443-T01", "11443-T02", "", "2026-01-05"])
    ran = commune("unit", "merge", written(tmp_path, "m.csv", as_csv(rows)))
    assert ran.out.splitlines() == ["11443-T01 -> 11443-T02", "successions: 1, moved: 1"]


def test_a_merger_and_a_split_tell_what_becomes_of_typed_figures(commune, tmp_path: Path):
    commune(
        "roster",
        "import",
        roster(tmp_path, ["A", "1960", "11443-T02", "H1", ""]),
        *IN,
        "--at",
        "2026-01-02",
    )
    commune("plan", "load", plan_file.PACKAGED / "kien-an-2025.yaml")
    enter = ("indicator", "enter", "T3", "--of", "25", "--at", "2026-01-05", "--source", "x")
    assert commune(*enter, "--unit", "11443-T02").code == 0
    head = ["predecessor", "successor", "successor_name", "date", "household"]
    rows = [head[:4], ["11443-T01", "11443-T02", "", "2026-01-05"]]
    ran = commune("unit", "merge", written(tmp_path, "m.csv", as_csv(rows)))
    assert ran.out.splitlines()[-1] == "Số nhập tay đã cộng sang đơn vị mới: 1."
    rows = [head, ["11443-T02", "11443-T08", "Tám", "2026-01-05", "H1"]]
    ran = commune("unit", "split", written(tmp_path, "s.csv", as_csv(rows)))
    assert ran.out.splitlines()[-1] == "successions: 1, moved: 2"
    assert "11443-T02" in ran.err
    assert "T3 = 26, ngày 05/01/2026" in ran.err


def test_past_results_and_confirmations_are_counted(commune, tmp_path: Path):
    commune("roster", "import", roster(tmp_path), "--commune", "11443")
    who = [*PERSON[:3], "2025-12-01", "BC số 1"]
    head = ["name", "birth", "hamlet", "date", "source"]
    facts = written(tmp_path, "v.csv", as_csv([head, who]))
    assert commune("confirm", "import", facts).out == "added: 1, unchanged: 0\n"
    bad = written(tmp_path, "c.csv", as_csv([[*head, "track"], [*who, "nope"]]))
    ran = commune("completion", "import", bad)
    assert (ran.code, "Dòng 2" in ran.err) == (1, True)


def test_a_confirmation_is_no_way_of_learning(commune, tmp_path: Path):
    commune("roster", "import", roster(tmp_path), "--commune", "11443")
    assert commune("plan", "load", plan_file.PACKAGED / "kien-an-2025.yaml").code == 0
    head = ["name", "birth", "hamlet", "date", "source"]
    who = [*PERSON[:3], "2025-12-01", "BC số 1"]
    commune("confirm", "import", written(tmp_path, "v.csv", as_csv([head, who])))
    said = {line[:2]: line for line in commune("stats", "11443").out.splitlines()}
    assert "ghi từ trước 0" in said["T3"]
    assert "ghi từ trước" not in said["T4"]
    assert said["T4"].endswith("tổng số theo danh sách, 05/01/2026")


def test_a_sum_with_a_hole_is_told_as_on_the_page(commune):
    assert commune("plan", "load", plan_file.PACKAGED / "kien-an-2025.yaml").code == 0
    figures = ("--n", "20", "--of", "30", "--at", "2026-01-05", "--source", "Báo cáo")
    assert commune("indicator", "enter", "T2", "--unit", "11443-H01", *figures).code == 0
    (line,) = (each for each in commune("stats", "11443").out.splitlines() if "20/30" in each)
    assert line.rstrip().endswith("chưa đủ số liệu")
