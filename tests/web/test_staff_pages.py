"""Officials sign in by a link, see their own unit only, and bring in the roster."""

import csv
import io
import re
from dataclasses import replace
from html import unescape
from typing import Any

import httpx
import pytest

from domain.vocabulary import Role
from services import indicators, stats
from services.demo_people import leaves_of
from services.indicators import Typed
from services.units import import_units
from storage.database import Database
from tests.conftest import SettableClock
from tests.web import offices
from tests.web.offices import COMMUNE, HAMLET, confirm, link, press, sign_in, upload
from tests.web.world import SAME, Visitor, site_on, visiting
from web.site import Site
from web.staff.indicators import _harmless
from web.staff.roster import LARGEST

HEADING = "Họ và tên,Năm sinh,Thôn/Tổ"
NEW = f"{HEADING}\nNguyễn Văn Thử,1960,Tổ dân phố số 1\nTrần Thị Hai,1950,Tổ dân phố số 2\n"


@pytest.fixture
def commune(sqlite_database: Database, clock: SettableClock) -> Site:
    offices.found(sqlite_database, clock.now())
    return site_on(sqlite_database, clock)


async def official(site: Site, visitor: Visitor, role: Role = Role.OFFICIAL, unit: str = COMMUNE):
    path = link(site.app.database, role, unit, site.app.clock.now())
    answer = await sign_in(visitor, path)
    assert answer.status_code == 303
    return path


async def test_the_session_cookie_is_for_these_pages_alone(commune: Site):
    async with visiting(commune) as visitor:
        path = link(commune.app.database, Role.OFFICIAL, COMMUNE, commune.app.clock.now())
        cookie = (await sign_in(visitor, path)).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "Path=/can-bo" in cookie
    assert "SameSite=lax" in cookie


async def test_without_a_session_nothing_opens(commune: Site):
    async with visiting(commune) as visitor:
        for path in ("/can-bo", "/can-bo/so-lieu.csv", "/can-bo/danh-sach", "/can-bo/danh-sach/1"):
            answer = await visitor.open(path)
            assert answer.status_code == 403
            assert "Mở trang web" in answer.text


async def test_signing_out_ends_the_session(commune: Site):
    async with visiting(commune) as visitor:
        await official(commune, visitor)
        cookies = dict(visitor.client.cookies)
        await visitor.client.post("/can-bo/ra", headers=SAME)
        visitor.client.cookies.update(cookies)
        assert (await visitor.open("/can-bo")).status_code == 403


async def test_the_page_shows_what_the_query_layer_says(database: Database, clock: SettableClock):
    offices.found(database, clock.now())
    site = site_on(database, clock)
    async with visiting(site) as visitor:
        await official(site, visitor)
        page = unescape((await visitor.open("/can-bo")).text)
    told = database.read(stats.unit_stats, COMMUNE, at=site.app.today(), children=True)
    for figures in told.indicators:
        assert figures.indicator.title in page
    adults = next(one for one in told.indicators if one.tally.headcount)
    assert f"{adults.tally.achieved}/{adults.tally.headcount}" in page
    assert "chưa có số liệu" in page


async def test_a_total_alone_has_no_bar_and_the_hamlets_columns_come_first(commune: Site):
    typed, app = Typed(None, 5, commune.app.today(), "UBND"), commune.app
    given: dict[str, Any] = {"today": app.today(), "now": app.clock.now()}
    app.database.write(indicators.enter, "T6", COMMUNE, typed, **given)
    ((school, _),) = leaves_of(offices.SMALL)["school"]
    report = replace(typed, achieved=3)
    app.database.write(indicators.enter, "T2", school, report, **given)
    async with visiting(commune) as visitor:
        await official(commune, visitor)
        html = (await visitor.open("/can-bo")).text
    card = html.split('<span class="id">T6</span>')[1].split("</article>")[0]
    assert "Tổng số 5</b>, chưa có số đạt" in card
    assert "<progress" not in card
    columns = re.findall(r'"id">(T\d)<', html.split("<thead>")[1].split("</thead>")[0])
    assert columns == ["T3", "T4", "T2"]


async def test_a_hamlet_head_sees_the_own_hamlet_and_no_other(commune: Site):
    async with visiting(commune) as visitor:
        await official(commune, visitor, Role.HAMLET_HEAD, HAMLET)
        assert "Tổ dân phố số 1" in (await visitor.open("/can-bo")).text
        for other in (COMMUNE, f"{COMMUNE}-T02", "nothing", "'; --"):
            answer = await visitor.client.get("/can-bo", params={"don-vi": other})
            assert answer.status_code == 403
        assert (await visitor.open("/can-bo/danh-sach")).status_code == 403


async def test_a_share_in_the_table_is_cut_and_not_rounded(commune: Site):
    ((school, _),) = leaves_of(offices.SMALL)["school"]
    app = commune.app
    given: dict[str, Any] = {"today": app.today(), "now": app.clock.now()}
    for (n, of), share in {(8, 9): "0.888", (7996, 10_000): "0.799", (9, 9): "1.0"}.items():
        typed = Typed(n, of, app.today(), "UBND")
        app.database.write(indicators.enter, "T2", school, typed, **given)
        async with visiting(commune) as visitor:
            await official(commune, visitor)
            text = (await visitor.open(f"/can-bo/so-lieu.csv?don-vi={school}")).text
        assert f",{n},{of},{share}," in text


async def test_the_table_holds_the_same_numbers_and_no_formulas(commune: Site):
    async with visiting(commune) as visitor:
        await official(commune, visitor)
        answer = await visitor.open("/can-bo/so-lieu.csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    told = commune.app.database.read(
        stats.unit_stats, COMMUNE, at=commune.app.today(), children=True
    )
    units = (told, *told.children)
    assert len(rows) == sum(len(one.indicators) for one in units)
    assert "roster 20" not in answer.text
    sums = {row["Mã đơn vị"] + row["Mã chỉ tiêu"]: row["Tổng số (N)"] for row in rows}
    for one in units:
        for figures in one.indicators:
            expected = "" if figures.tally.headcount is None else str(figures.tally.headcount)
            assert sums[one.unit.code + figures.indicator.id] == expected


def test_a_cell_never_begins_as_a_formula_does():
    cells = _harmless(["=1+1", "+84", "-5", "@x", "\tx", "abc", -5, None])
    assert cells == ["'=1+1", "'+84", "'-5", "'@x", "'\tx", "abc", -5, None]


async def test_a_roster_is_shown_first_and_written_when_confirmed(
    database: Database, clock: SettableClock
):
    offices.found(database, clock.now())
    site = site_on(database, clock)
    async with visiting(site) as visitor:
        await official(site, visitor)
        before = await visitor.open("/can-bo/so-lieu.csv")
        page = await upload(visitor, NEW)
        assert "Xem trước, chưa ghi gì" in page.text
        assert (await visitor.open("/can-bo/so-lieu.csv")).content == before.content
        written = await confirm(visitor, page)
        assert "Đã ghi vào phần mềm" in written.text
        assert "không còn trong tệp: vẫn giữ nguyên" in written.text
        assert (await visitor.open("/can-bo/so-lieu.csv")).content != before.content


async def test_confirming_twice_writes_once(commune: Site):
    async with visiting(commune) as visitor:
        await official(commune, visitor)
        page = await upload(visitor, NEW)
        await confirm(visitor, page)
        after = await visitor.open("/can-bo/so-lieu.csv")
        await confirm(visitor, page)
        assert (await visitor.open("/can-bo/so-lieu.csv")).content == after.content


async def test_a_plan_that_changed_meanwhile_is_not_written(commune: Site):
    async with visiting(commune) as visitor:
        await official(commune, visitor)
        page = await upload(visitor, NEW)
        forged = re.sub(r'name="plan" value="\w+"', 'name="plan" value="another"', page.text)
        page._content = forged.encode()
        del page._text
        told = await confirm(visitor, page)
        assert "Chưa ghi gì" in told.text


async def test_columns_that_were_not_read_are_named(commune: Site):
    async with visiting(commune) as visitor:
        await official(commune, visitor)
        page = await upload(visitor, f"{HEADING},Mã hô\nLê Văn Ba,1960,Tổ dân phố số 1,H1\n")
    assert "Không đọc cột: Mã hô" not in page.text
    async with visiting(commune) as visitor:
        await official(commune, visitor)
        text = f"{HEADING},Mã hộộ,<i>x</i>\nLê Văn Ba,1960,Tổ dân phố số 1,H1,\n"
        page = await upload(visitor, text)
    assert "Không đọc cột: Mã hộộ (có phải là cột Mã hộ?), &lt;i&gt;x" in page.text


async def test_every_problem_is_told_by_line(commune: Site):
    async with visiting(commune) as visitor:
        await official(commune, visitor)
        page = await upload(visitor, f"{HEADING}\nLan,1960,Thôn Lạ\n,19x0,Tổ dân phố số 1\n")
    assert "Dòng 2" in page.text
    assert "Dòng 3" in page.text
    assert "Ghi vào phần mềm" not in page.text


@pytest.mark.parametrize("name", ["x.exe", "x.xlsm", "x"])
async def test_a_file_that_is_no_table_is_told_so(commune: Site, name: str):
    async with visiting(commune) as visitor:
        await official(commune, visitor)
        page = await upload(visitor, "MZ\x00\x01", name)
    assert "Ghi vào phần mềm" not in page.text
    assert "problems" in page.text


async def test_names_in_a_file_cannot_become_html(commune: Site):
    async with visiting(commune) as visitor:
        await official(commune, visitor)
        page = await upload(visitor, f"{HEADING}\n<script>x</script>,1960,<b>Thôn</b>\n")
    assert "<script>x" not in page.text
    assert "<b>Thôn" not in page.text


async def test_a_full_list_says_who_would_leave(commune: Site):
    async with visiting(commune) as visitor:
        await official(commune, visitor)
        page = await upload(visitor, NEW, complete="1")
    assert "ghi là đã chuyển đi" in page.text
    assert "checked" in page.text


async def test_who_is_missing_is_told_with_year_and_hamlet(commune: Site):
    async with visiting(commune) as visitor:
        await official(commune, visitor)
        page = await upload(visitor, NEW)
    assert re.search(r"<li>[^<,]+, (19|20)\d\d, Tổ dân phố số 2</li>", page.text)


async def test_many_leave_only_with_a_second_tick(commune: Site):
    async with visiting(commune) as visitor:
        await official(commune, visitor)
        page = await upload(visitor, NEW, complete="1")
        assert "Tổ dân phố số 2" in page.text
        refused = await confirm(visitor, page)
        assert "Chưa ghi gì" in refused.text
        assert "trong 40 người" in refused.text
        written = await confirm(visitor, page, many_left="1")
    assert "Đã ghi vào phần mềm" in written.text


WRONG = f"{HEADING}\nNguyễn Văn Thử 2,1960,Tổ dân phố số 1\n"
NEXT_DOOR = """code,name,level,parent,valid_from
11444,Phường Bên Cạnh,commune,31,2025-07-01
11444-T01,Tổ dân phố số 1,hamlet,11444,2025-07-01
"""


@pytest.mark.parametrize("unit", [COMMUNE, "11444"])
@pytest.mark.parametrize("sent", [NEW, WRONG, "written"], ids=["good", "wrong", "written"])
@pytest.mark.parametrize("act", ["", "/doc-lai", "/ghi", "/bo"])
async def test_another_officials_file_is_neither_shown_nor_touched(
    commune: Site, unit: str, sent: str, act: str
):
    now = commune.app.clock.now()
    commune.app.database.write(import_units, NEXT_DOOR.encode(), "u.csv", now=now)
    async with visiting(commune) as first, visiting(commune, beside=first) as second:
        await official(commune, first)
        await official(commune, second, unit=unit)
        page = await upload(first, NEW if sent == "written" else sent)
        if sent == "written":
            page = await confirm(first, page)
        address = "/can-bo/danh-sach/1"
        before = (await first.open(address)).text
        if act:
            plan = re.search(r'value="(\w{64})"', page.text)
            data = {"plan": plan[1] if plan else "x", "complete": "1"}
            answer = await second.client.post(address + act, data=data, headers=SAME)
            assert "Nguyễn" not in answer.text
        answer = await second.open(address)
        assert answer.status_code == 404
        assert "Nguyễn" not in answer.text
        assert (await first.open(address)).text == before


PLAIN = f"{HEADING}\nĐặng Văn Xa,1951,Tổ dân phố số 1\nĐặng Thị Xa,1953,Tổ dân phố số 1\n"
AWAY = PLAIN.replace("số 1", "số 2")


async def moved(site: Site, visitor: Visitor) -> httpx.Response:
    """A list in which two people may have moved."""
    await official(site, visitor)
    await confirm(visitor, await upload(visitor, PLAIN))
    return await upload(visitor, AWAY)


def counts(page: httpx.Response) -> dict[str, str]:
    return dict(re.findall(r'<th scope="row">([^<]+)</th><td>(\d+)</td>', page.text))


async def test_a_choice_made_and_then_written_is_shown_first(
    database: Database, clock: SettableClock
):
    offices.found(database, clock.now())
    site = site_on(database, clock)
    async with visiting(site) as visitor:
        page = await moved(site, visitor)
        again = await confirm(visitor, page, u2="same")
        assert "Xem trước, chưa ghi gì" in again.text
        assert "vừa đổi lựa chọn" in again.text
        assert counts(again)["chuyển chỗ ở"] == counts(again)["chưa chắc, cần xác nhận"] == "1"
        written = await confirm(visitor, again)
        assert "Đã ghi vào phần mềm" in written.text
        assert counts(written)["chuyển chỗ ở"] == "1"


async def test_choices_are_kept_from_one_look_to_the_next_and_can_be_changed(commune: Site):
    async with visiting(commune) as visitor:
        page = await press(visitor, await moved(commune, visitor), "doc-lai", u2="same")
        page = await press(visitor, page, "doc-lai", u3="other")
        assert "vừa đổi lựa chọn" not in page.text
        assert (counts(page)["chuyển chỗ ở"], counts(page)["thêm mới"]) == ("1", "1")
        page = await press(visitor, page, "doc-lai", u3="same")
        assert counts(page)["chuyển chỗ ở"] == "2"
        assert "Đã ghi" in (await confirm(visitor, page)).text


async def test_a_full_list_ticked_only_now_is_shown_first(commune: Site):
    async with visiting(commune) as visitor:
        await official(commune, visitor)
        page = await upload(visitor, NEW)
        again = await confirm(visitor, page, complete="1")
        assert "Xem trước, chưa ghi gì" in again.text
        assert counts(again)["ghi là đã chuyển đi"] == counts(again)["không còn trong tệp"]
        assert "Đã ghi" in (await confirm(visitor, again, many_left="1")).text


async def test_two_lines_chosen_for_one_person_can_be_chosen_anew(commune: Site):
    two = f"{HEADING},Mã hộ\n" + "".join(f"Đặng Văn Xa,1951,Tổ dân phố số 1,K{n}\n" for n in (1, 2))
    async with visiting(commune) as visitor:
        await official(commune, visitor)
        await confirm(visitor, await upload(visitor, PLAIN))
        page = await upload(visitor, two)
        assert "Đã có một người như vậy ở Tổ dân phố số 1, chưa ghi mã hộ" in page.text
        assert "vừa chuyển nhà" not in page.text
        wrong = await press(visitor, page, "doc-lai", u2="same", u3="same")
        assert "dòng 2 cũng được chọn" in wrong.text
        page = await press(visitor, wrong, "doc-lai")
        written = await confirm(visitor, await press(visitor, page, "doc-lai", u3="same"))
        assert (counts(written)["thêm mới"], counts(written)["thay đổi"]) == ("1", "1")


async def test_a_dropped_file_is_gone(commune: Site):
    async with visiting(commune) as visitor:
        await official(commune, visitor)
        page = await upload(visitor, NEW)
        action = re.search(r"/can-bo/danh-sach/\d+", page.text)
        assert action is not None
        await visitor.client.post(f"{action[0]}/bo", headers=SAME)
        assert (await visitor.open(action[0])).status_code == 404


async def test_no_file_and_a_huge_file_are_refused(commune: Site, monkeypatch: pytest.MonkeyPatch):
    async with visiting(commune) as visitor:
        await official(commune, visitor)
        none = await visitor.client.post("/can-bo/danh-sach", data={"complete": "1"}, headers=SAME)
        assert none.status_code == 400
        length = {**SAME, "Content-Length": str(40 * 1024 * 1024)}
        huge = await visitor.client.post("/can-bo/danh-sach", content=b"x", headers=length)
        assert huge.status_code == 413
        assert f"Tệp lớn hơn {LARGEST // 1024**2} MB" in huge.text
        assert "Tin này dài" not in huge.text


async def test_the_template_is_a_workbook(commune: Site):
    async with visiting(commune) as visitor:
        await official(commune, visitor)
        answer = await visitor.open("/can-bo/danh-sach/mau.xlsx")
    assert answer.content.startswith(b"PK")
