"""A closed week in the browser: a page, a picture and a file, each of the viewer's own unit."""

import io
from datetime import timedelta

import openpyxl
import pytest

from domain.vocabulary import Role
from domain.weeks import Week, last_closed
from services import weekly
from storage.database import Database
from tests.conftest import SettableClock
from tests.web import offices
from tests.web.offices import COMMUNE, HAMLET, link, sign_in
from tests.web.world import Visitor, site_on, visiting
from web.site import Site

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def commune(sqlite_database: Database, clock: SettableClock) -> Site:
    """The sample commune on the Monday after its first week, which was closed."""
    offices.found(sqlite_database, clock.now())
    clock.forward(timedelta(days=7))
    made = site_on(sqlite_database, clock)
    sqlite_database.write(weekly.close, made.app, COMMUNE, week_of(made), now=clock.now())
    return made


def week_of(site: Site) -> Week:
    return last_closed(site.app.clock.now(), site.app.zone)


async def enter(site: Site, visitor: Visitor, role: Role = Role.OFFICIAL, unit: str = COMMUNE):
    await sign_in(visitor, link(site.app.database, role, unit, site.app.clock.now()))


def sheets(content: bytes) -> dict[str, list[tuple]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: [tuple(row) for row in sheet.values] for sheet in book}


async def test_the_page_shows_the_last_closed_week_with_its_picture(commune: Site):
    async with visiting(commune) as visitor:
        await enter(commune, visitor)
        address = (await visitor.open("/can-bo/tuan")).headers["location"]
        assert address == f"/can-bo/tuan/{week_of(commune).label}"
        page = (await visitor.open(address)).text
        assert "Tổ dân phố số 1" in page
        assert f'src="{address}.png"' in page
        drawn = await visitor.open(f"{address}.png")
        assert drawn.headers["content-type"] == "image/png"
        assert drawn.content.startswith(b"\x89PNG")


async def test_the_file_holds_the_same_figures_and_no_formula(commune: Site):
    async with visiting(commune) as visitor:
        await enter(commune, visitor)
        answer = await visitor.open(f"/can-bo/tuan/{week_of(commune).label}.xlsx")
        assert answer.headers["content-type"] == SHEET
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
        found = sheets(answer.content)
        assert list(found)[:2] == ["Tóm tắt", "Cán bộ, công chức"]
        ends = ["Cách học", "Biến động trong tuần", "Biến động của tổng số"]
        assert list(found)[-3:] == ends
        assert "11/01/2026" in found["Người trưởng thành"][1][0]
        learned = rows_of(found["Người trưởng thành"], "T3")
        assert learned[-1]["Mã đơn vị"] == COMMUNE
        for column in ("Tổng số (N)", "Đã đạt (n)", "Tuần này cần"):
            assert sum(row[column] for row in learned[:-1]) == learned[-1][column]
        ways = ("Tự học", "Có người giúp", "Học ở lớp", "Ghi từ trước")
        for row in rows_of(found["Cách học"], "T3"):
            assert sum(row[way] for way in ways) == row["Đã đạt (n)"]
        for row in rows_of(found["Cách học"], "T4"):
            assert {row[way] for way in ways} == {None}
        terms = ("Thêm mới", "Ra khỏi N", "Chuyển đi (âm: đến)", "Hủy kết quả")
        for row in rows_of(found["Biến động trong tuần"], "T3"):
            new, *gone = (row[term] for term in terms)
            assert row["Đầu tuần"] + new - sum(gone) == row["Cuối tuần"]


def rows_of(sheet: list[tuple], indicator: str) -> list[dict]:
    """The lines of one indicator, by heading."""
    rows = [dict(zip(sheet[4], row, strict=True)) for row in sheet[5:]]
    return [row for row in rows if row["Chỉ tiêu"] == indicator]


async def test_a_head_sees_the_own_hamlet_alone(commune: Site):
    async with visiting(commune) as visitor:
        await enter(commune, visitor, Role.HAMLET_HEAD, HAMLET)
        label = week_of(commune).label
        page = (await visitor.open(f"/can-bo/tuan/{label}")).text
        assert "Tổ dân phố số 1" in page
        assert "Tổ dân phố số 2" not in page
        file = (await visitor.open(f"/can-bo/tuan/{label}.xlsx")).content
        codes = {row[2] for row in sheets(file)["Người trưởng thành"][5:]}
        assert codes == {HAMLET}


async def test_nothing_is_shown_without_signing_in_or_of_a_week_that_is_none(commune: Site):
    async with visiting(commune) as visitor:
        for end in ("", ".xlsx", ".png"):
            address = f"/can-bo/tuan/{week_of(commune).label}{end}"
            assert (await visitor.open(address)).status_code == 403
        await enter(commune, visitor)
        for name in ("2026-W60", "2026-W1", "x", "2026-W01x"):
            assert (await visitor.open(f"/can-bo/tuan/{name}")).status_code == 404
        early = await visitor.open("/can-bo/tuan/2025-W10")
        assert early.status_code == 403
        assert "Chưa chốt" in early.text
