"""Files as they come: read where they can be read, refused with the reason where not."""

import io
import struct
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from domain.roster_words import COLUMNS, IDENTITY_PAPERS
from domain.table import TableRefused
from storage.table_file import Table, read
from tests.rosters import HEADINGS, PERSON, as_csv, as_xlsx

ROWS = [HEADINGS, PERSON]


def opened(content: bytes, name: str = "roster") -> Table:
    return read(content, name, COLUMNS, IDENTITY_PAPERS)


def refused(content: bytes, name: str = "roster") -> list[tuple[int, str]]:
    with pytest.raises(TableRefused) as caught:
        opened(content, name)
    return [(problem.line, problem.code) for problem in caught.value.problems]


def zipped(files: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


ODS = """<?xml version="1.0"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
 <table:table table:name="A">{rows}</table:table></office:spreadsheet></office:body>
</office:document-content>"""


def as_ods(rows: list[list[str]], attribute: str = "") -> bytes:
    cell = "<table:table-cell office:value-type='string' {}><text:p>{}</text:p></table:table-cell>"
    lines = "".join(
        "<table:table-row>"
        + "".join(cell.format(attribute, text) for text in row)
        + "</table:table-row>"
        for row in rows
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        "</manifest:manifest>"
    )
    return zipped(
        {
            "mimetype": kind.encode(),
            "META-INF/manifest.xml": manifest.encode(),
            "content.xml": ODS.format(rows=lines).encode(),
        }
    )


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(as_csv(ROWS), id="utf-8"),
        pytest.param(as_csv(ROWS, "utf-8-sig"), id="with mark"),
        pytest.param(as_csv(ROWS, "utf-16"), id="utf-16"),
        pytest.param(as_csv(ROWS, "utf-16-le"), id="utf-16 without mark"),
        pytest.param(as_csv(ROWS, delimiter=";"), id="semicolon"),
        pytest.param(as_csv(ROWS, delimiter="\t"), id="tab"),
        pytest.param(b"sep=;\r\n" + as_csv(ROWS, delimiter=";"), id="sep line"),
        pytest.param(as_xlsx(ROWS), id="xlsx"),
        pytest.param(as_ods(ROWS), id="ods"),
    ],
)
def test_every_usual_form_of_a_list_is_read(content: bytes):
    table = opened(content)
    (_, cells) = next(iter(table.lines))
    assert [cells[table.header.index[key]] for key in ("name", "hamlet")] == [PERSON[0], PERSON[2]]


def test_the_heading_may_stand_below_a_title_and_to_the_right():
    title = [["UBND PHƯỜNG KIẾN AN"], ["DANH SÁCH NGƯỜI DÂN"], []]
    shifted = [*title, ["", "", *HEADINGS], ["", "", *PERSON]]
    for content in (as_xlsx(shifted), as_csv(shifted)):
        table = opened(content)
        assert table.header.line == 4
        assert next(iter(table.lines))[0] == 5


def test_headings_are_known_in_any_order_without_marks_or_capitals():
    table = opened(as_csv([["TO DAN PHO", "STT", "Ngày, tháng, năm sinh (*)", "HO TEN"]]))
    assert table.header.index == {"hamlet": 0, "birth_day": 2, "name": 3}
    assert table.header.unread == ()  # the number of a line is nothing to miss


def test_a_column_of_identity_papers_is_named_and_not_read():
    table = opened(as_csv([[*HEADINGS, "Số CCCD/Định danh", "Số CMND cũ"]]))
    assert table.header.skipped == ("Số CCCD/Định danh", "Số CMND cũ")
    assert max(table.header.index.values()) < len(HEADINGS)


MORE_HERE = [["Lê Thị Hoa", 1950, "Thôn Đoài"], ["Lê Văn Hòa", "02/03/1951", "Thôn Đoài"]]
MORE = [["Lê Thị Hoa", "1950"], ["Lê Văn Hòa", "1951"]]


def test_a_second_sheet_with_people_but_without_a_column_is_refused_by_name():
    content = as_xlsx(ROWS, [["Thôn Đoài"], ["Họ và tên", "Năm sinh"], *MORE])
    with pytest.raises(TableRefused) as caught:
        opened(content)
    (problem,) = caught.value.problems
    assert (problem.line, problem.code) == (0, "sheet_left_out")
    assert problem.values == {"sheet": "Sheet1", "missing": ("hamlet",)}


def test_a_second_sheet_with_a_heading_twice_is_refused_by_name():
    content = as_xlsx([["Họ tên", "Họ tên", "Năm sinh", "Thôn"], *MORE], ROWS)
    assert refused(content) == [(0, "sheet_column_twice")]


@pytest.mark.parametrize(
    "people", [MORE_HERE, [["Danh sách thôn Đoài"], [], *MORE_HERE]], ids=["bare", "below a title"]
)
def test_a_second_sheet_with_people_but_no_heading_is_refused_by_name(people: list[list[object]]):
    for content in (as_xlsx(ROWS, people), as_xlsx(people, ROWS)):
        assert refused(content) == [(0, "sheet_without_heading")]


def test_a_sheet_that_is_not_read_is_told_where_it_holds_a_table():
    sums: list[list[object]] = [["Thôn", "Số hộ", "Số người"], ["Thôn Đoài", 10, 25]]
    assert opened(as_xlsx(ROWS, sums, [["Ghi chú"]])).unread == ("Sheet1",)
    assert opened(as_xlsx(ROWS)).unread == ()


@pytest.mark.parametrize(
    "sheet",
    [
        [["Họ và tên", "Năm sinh"]],
        [["Họ và tên", "Năm sinh"], [], ["", " "]],
        [["Thôn/Tổ", "Số người"], ["Thôn Đoài", 25]],
        [["Giới tính", "Thôn/Tổ", "Đối tượng"], ["Nam", "Thôn Đoài", "Học sinh"]],
    ],
    ids=["no rows", "empty rows", "sums", "choices"],
)
def test_a_sheet_beside_the_list_that_holds_no_people_is_let_be(sheet: list[list[object]]):
    for content in (as_xlsx(ROWS, sheet), as_xlsx(sheet, ROWS)):
        assert len(list(opened(content).lines)) == 1


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("Tình trạng hiện tại", "status"),
        ("Tình trạng (hiện nay)", "status"),
        ("SỐ ĐIỆN THOẠI LIÊN LẠC", "phone"),
        ("Giới tính của người dân", "sex"),
    ],
)
def test_a_heading_with_words_that_add_nothing_is_understood(heading: str, key: str):
    header = opened(as_csv([[*HEADINGS[:3], heading]])).header
    assert (header.index[key], header.unread) == (3, ())


@pytest.mark.parametrize(
    ("headings", "unread"),
    [
        (["Tình trạng hôn nhân"], [("Tình trạng hôn nhân", "status")]),
        (["Điện thoại người thân"], [("Điện thoại người thân", "phone")]),
        (["Mã người giám hộ"], [("Mã người giám hộ", "code")]),
        (["Tình trạg"], [("Tình trạg", "status")]),
        (["Tình trạng", "Tình trạng hiện tại"], [("Tình trạng hiện tại", "")]),
        (["Tình trạng nay", "Ghi chú", ""], [("Tình trạng nay", "status"), ("Ghi chú", "")]),
        (
            ["Tình trạng hiện tại", "Tình trạng hiện nay"],
            [("Tình trạng hiện tại", "status"), ("Tình trạng hiện nay", "status")],
        ),
        (["Số CCCD"], []),
    ],
)
def test_every_other_heading_is_named_with_the_column_it_is_like(
    headings: list[str], unread: list[tuple[str, str]]
):
    assert list(opened(as_csv([[*HEADINGS[:3], *headings]])).header.unread) == unread


def test_a_line_has_the_number_that_an_editor_shows():
    rows = [[*HEADINGS[:4], "Điện\nthoại"], PERSON, [], PERSON]
    assert [line for line, cells in opened(as_csv(rows)).lines if cells] == [3, 5]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b"", "empty_file", id="nothing"),
        pytest.param(b"\xef\xbb\xbf\r\n\r\n", "empty_file", id="blank lines"),
        pytest.param(as_xlsx([]), "no_header", id="empty sheet"),
        pytest.param(as_csv([["a", "b"], ["1", "2"]]), "no_header", id="no heading"),
        pytest.param(
            as_csv([["\u00abDanh s\u00e1ch\u00bb", "35\u00b0"]]), "no_header", id="quotes"
        ),
        pytest.param(as_xlsx(ROWS, ROWS), "two_sheets", id="two lists"),
        pytest.param(b"\xef\xbb\xbf<HTML><table>", "web_page", id="web page named .xls"),
        pytest.param(b"%PDF-1.7 ...", "not_a_table", id="pdf"),
        pytest.param(b"PK\x03\x04 broken", "broken", id="half a zip"),
        pytest.param(as_xlsx(ROWS)[:-400], "broken", id="cut off"),
        pytest.param(zipped({"word/document.xml": b"<w/>"}), "not_a_table", id="a letter"),
        pytest.param(zipped({"xl/vbaProject.bin": b"x"}), "macros", id="macros inside"),
        pytest.param(zipped({"a.xml": b"0" * 50_000_000}), "bomb", id="bomb"),
        pytest.param(
            b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "locked", id="password"
        ),
        pytest.param(
            b"\xd0\xcf\x11\xe0" + "_VBA_PROJECT".encode("utf-16-le"), "macros", id="old macros"
        ),
        pytest.param(b"\xd0\xcf\x11\xe0 broken", "broken", id="half an old file"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_the_reason(content: bytes, code: str):
    assert refused(content) == [(0, code)]


def test_a_macro_file_is_refused_by_its_name():
    assert refused(as_xlsx(ROWS), "roster.xlsm") == [(0, "macros")]


def test_a_zip_that_lies_about_its_size_is_refused():
    honest = bytearray(zipped({"a.xml": b"0" * 3_000_000}))
    lie = struct.pack("<L", 10)
    size = struct.pack("<L", 3_000_000)
    assert refused(bytes(honest.replace(size, lie))) == [(0, "bomb")]


@pytest.mark.parametrize("encoding", ["cp1258", "latin-1", "cp1252"])
def test_an_old_encoding_is_never_guessed(encoding: str):
    rows = [["Ho va ten", "Nam sinh", "Thon/To"], ["Tr\u00e2n \u00c2n", "1960", "T1"]]
    assert refused(as_csv(rows, encoding)) == [(2, "old_encoding")]


def test_what_is_missing_in_the_heading_is_named():
    with pytest.raises(TableRefused) as caught:
        opened(as_csv([["Họ và tên", "Giới tính", "Điện thoại"], ["Lê Văn An", "Nam", ""]]))
    (problem,) = caught.value.problems
    assert (problem.line, problem.code) == (1, "missing_column")
    assert problem.values["missing"] == ("birth", "hamlet")


@pytest.mark.parametrize("heading", ["H\u00e4 v\u00b5 t\u00aan", "N\u00a8m sinh"])
def test_a_heading_in_an_old_font_is_told_as_that(heading: str):
    """The official sees the right words on the screen: the font draws them so."""
    for content in (as_csv([[heading, "x"]]), as_xlsx([["x"], [heading]])):
        assert [code for _, code in refused(content)] == ["old_font_heading"]


def test_a_heading_that_stands_twice_is_refused():
    assert refused(as_csv([[*HEADINGS, "Họ tên"], PERSON])) == [(1, "column_twice")]


def test_cells_with_formulas_are_found_and_not_computed():
    book = Workbook()
    page = book.active
    page.append(HEADINGS)
    page.append([*PERSON[:4], "=1+1"])
    file = io.BytesIO()
    book.save(file)
    assert opened(file.getvalue()).formulas == {(2, 4)}
    rows = as_ods([HEADINGS, PERSON], 'table:formula="of:=1+1"')
    assert (2, 0) in opened(rows).formulas


@given(
    st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\xff\xfe"])
)
def test_rubbish_is_refused_without_a_traceback(content: bytes, start: bytes):
    with pytest.raises(TableRefused):
        opened(start + content)


@given(st.integers(0, 5000), st.integers(0, 255))
def test_a_damaged_spreadsheet_is_read_or_refused(place: int, byte: int):
    content = bytearray(SHEET)
    content[place % len(content)] = byte
    with suppress(TableRefused):
        list(opened(bytes(content)).lines)


SHEET = as_xlsx(ROWS)
