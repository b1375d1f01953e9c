"""The pages of staff in a real browser: from the link to a roster written."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from domain.vocabulary import Role
from domain.weeks import last_closed
from services import weekly
from tests.browser.conftest import Opened
from tests.browser.test_chat_page import CHECKS, SIZES
from tests.web.offices import COMMUNE, HAMLET, link
from tests.web.serving import Running

pytestmark = pytest.mark.browser

AT_A_DESK = {"body": 18, "smallest": 16, "finger": 44, "pressed": "button, .button, nav a, .tick"}
ROSTER = "Họ và tên,Năm sinh,Thôn/Tổ\nNguyễn Văn Thử,1960,Tổ dân phố số 1\n"


def enter(opened: Opened, school: Running, role: Role, unit: str, **options) -> Page:
    app = school.site.app
    page = opened(link(app.database, role, unit, app.clock.now()), **options)
    page.get_by_role("button", name="Vào trang cán bộ").click()
    expect(page).to_have_url(f"{school.address}/can-bo")
    page.wait_for_load_state("load")  # the address changes before the style has come
    return page


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_officials_can_read_and_press_everything(
    opened: Opened, school: Running, tmp_path: Path, width: int, height: int
):
    size = {"width": width, "height": height}
    page = enter(opened, school, Role.OFFICIAL, COMMUNE, viewport=size)
    assert faults(page) == []
    close_a_week(school)
    page.get_by_role("link", name="Số liệu từng tuần").click()
    assert faults(page) == []
    page.goto(f"{school.address}/can-bo/nhap")
    assert faults(page) == []
    page.get_by_role("link", name="T6").click()
    page.get_by_label("Số đã đạt").fill("4")
    page.get_by_label("Tổng số").fill("5")
    page.get_by_label("Nguồn").fill("Báo cáo")
    page.get_by_role("button", name="Lưu số liệu").click()
    page.get_by_text("Đã lưu").wait_for()
    assert faults(page) == []
    page.get_by_role("link", name="Danh sách", exact=True).click()
    page.get_by_label("Tệp danh sách").wait_for()
    assert faults(page) == []
    send(page, tmp_path, ROSTER)
    assert faults(page) == []


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_by_somebody_elses_link_both_ways_can_be_read_and_pressed(
    opened: Opened, school: Running, width: int, height: int
):
    size = {"width": width, "height": height}
    page = enter(opened, school, Role.OFFICIAL, COMMUNE, viewport=size)
    app = school.site.app
    other = school.address + link(app.database, Role.HAMLET_HEAD, HAMLET, app.clock.now())
    page.goto(other)
    assert faults(page) == []
    page.get_by_role("link", name="Ở lại trang của Phường Kiến An").click()
    expect(page).to_have_url(f"{school.address}/can-bo")
    page.goto(other)
    page.get_by_role("button", name="Vào trang của Tổ dân phố số 1").click()
    expect(page.locator(".where")).to_have_text("Tổ dân phố số 1")


def close_a_week(school: Running) -> None:
    app = school.site.app
    week = last_closed(app.clock.now(), app.zone)
    app.database.write(weekly.close, app, COMMUNE, week, now=app.clock.now())


def faults(page: Page) -> list[str]:
    """What a person could not read or press, once the page and its style have come."""
    page.wait_for_load_state("load")
    return page.evaluate(CHECKS, AT_A_DESK)


def send(page: Page, folder: Path, text: str) -> None:
    file = folder / "danh-sach.csv"
    file.write_text(text, encoding="utf-8-sig")
    page.get_by_label("Tệp danh sách").set_input_files(file)
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("Nạp danh sách")


def test_a_roster_goes_in_through_the_page(opened: Opened, school: Running, tmp_path: Path):
    page = enter(opened, school, Role.OFFICIAL, COMMUNE)
    page.get_by_role("link", name="Nạp danh sách").click()
    send(page, tmp_path, ROSTER)
    expect(page.get_by_role("heading", level=1)).to_have_text("Xem trước, chưa ghi gì")
    expect(page.get_by_role("row", name="thêm mới")).to_contain_text("1")
    page.get_by_role("button", name="Ghi vào phần mềm").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã ghi vào phần mềm")


def test_a_wrong_roster_is_told_line_by_line(opened: Opened, school: Running, tmp_path: Path):
    page = enter(opened, school, Role.OFFICIAL, COMMUNE)
    page.goto(f"{school.address}/can-bo/danh-sach")
    send(page, tmp_path, "Họ và tên,Năm sinh,Thôn/Tổ\nLan,1960,Thôn Lạ\n")
    expect(page.locator(".problems")).to_contain_text("Dòng 2")


def test_the_numbers_can_be_taken_away(opened: Opened, school: Running):
    page = enter(opened, school, Role.OFFICIAL, COMMUNE)
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải bảng số liệu").click()
    assert download.value.suggested_filename.endswith(".csv")


def test_a_hamlet_head_looks_at_the_own_hamlet(opened: Opened, school: Running):
    page = enter(opened, school, Role.HAMLET_HEAD, HAMLET)
    expect(page.get_by_role("heading", level=1)).to_have_text("Tổ dân phố số 1")
    expect(page.get_by_role("link", name="Danh sách", exact=True)).to_have_count(0)


def test_signing_out_closes_the_pages(opened: Opened, school: Running):
    page = enter(opened, school, Role.OFFICIAL, COMMUNE)
    page.get_by_role("button", name="Thoát").click()
    page.goto(f"{school.address}/can-bo")
    expect(page.get_by_role("heading", level=1)).to_have_text("Cần mở đường dẫn mới")


def test_the_wide_table_scrolls_inside_itself(opened: Opened, school: Running):
    size = {"width": 320, "height": 568}
    page = enter(opened, school, Role.OFFICIAL, COMMUNE, viewport=size)
    table = page.locator(".scroll")
    assert table.evaluate("box => box.scrollWidth > box.clientWidth")
    table.focus()
    page.keyboard.press("ArrowRight")
    expect(table).not_to_have_js_property("scrollLeft", 0)
