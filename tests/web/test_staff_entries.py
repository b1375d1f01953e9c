"""Officials type figures on the page, and see what was typed before."""

import re
from html import unescape
from typing import Any

import httpx
import pytest

from content import plan_file
from domain.vocabulary import Role
from services import plans
from services.demo_people import leaves_of
from storage.database import Database
from tests.conftest import SettableClock
from tests.published import curriculum
from tests.web import offices
from tests.web.offices import COMMUNE, HAMLET, link, sign_in
from tests.web.world import SAME, Visitor, site_on, visiting
from web.site import Site


@pytest.fixture
def commune(sqlite_database: Database, clock: SettableClock) -> Site:
    offices.found(sqlite_database, clock.now())
    return site_on(sqlite_database, clock)


def ward(site: Site) -> None:
    """The ward follows the plan whose figures are amounts."""
    loaded = plan_file.load(plan_file.PACKAGED / "hoa-thuan-2024.yaml", curriculum().tracks)
    now = site.app.clock.now()
    site.app.database.write(plans.load, loaded, unit_code=COMMUNE, now=now)


async def official(site: Site, visitor: Visitor, role: Role = Role.OFFICIAL, unit: str = COMMUNE):
    await sign_in(visitor, link(site.app.database, role, unit, site.app.clock.now()))


async def send(site: Site, visitor: Visitor, key: str, **fields: Any) -> httpx.Response:
    form = {"unit": COMMUNE, "id": key, "at": site.app.today().isoformat(), "source": "Báo cáo"}
    given = {name: str(value) for name, value in (form | fields).items()}
    return await visitor.client.post("/can-bo/nhap", data=given, headers=SAME)


async def test_a_school_s_figures_are_kept_with_their_history(commune: Site):
    ((school, _),) = leaves_of(offices.SMALL)["school"]
    async with visiting(commune) as visitor:
        await official(commune, visitor)
        page = await visitor.open(f"/can-bo/nhap?don-vi={school}&chi-tieu=T2")
        assert "Chưa có lần nhập nào" in page.text
        assert "Đã lưu" in (await send(commune, visitor, "T2", unit=school, n=3, of="1.005")).text
        again = await send(commune, visitor, "T2", unit=school, n=3, of="1.005")
        assert "đã có rồi" in again.text
        await send(commune, visitor, "T2", unit=school, n=5, of="1.005")
        page = await visitor.open(f"/can-bo/nhap?don-vi={school}&chi-tieu=T2")
        shown = unescape(page.text).split("Lịch sử nhập")[1]
        assert (shown.count("1.005"), shown.count("Báo cáo")) == (2, 2)
        assert "5/1.005" in unescape((await visitor.open(f"/can-bo?don-vi={school}")).text)


async def test_an_amount_has_one_field_and_stands_on_every_page(commune: Site):
    ward(commune)
    async with visiting(commune) as visitor:
        await official(commune, visitor)
        page = (await visitor.open("/can-bo/nhap?chi-tieu=M1")).text
        assert 'name="n"' in page
        assert 'name="of"' not in page
        assert "Đã lưu" in (await send(commune, visitor, "M1", n=6)).text
        assert "Đã lưu" in (await send(commune, visitor, "M3", n=975, of=1000)).text
        cards = unescape((await visitor.open("/can-bo")).text)
        card = cards.split('<span class="id">M1</span>')[1].split("</article>")[0]
        assert "<b>6</b> <span>cơ sở</span>" in card
        assert "từ 10," in card
        assert "Công chức Văn phòng" in card
        assert "97,5%" in cards.split('<span class="id">M3</span>')[1].split("</article>")[0]
        table = (await visitor.open("/can-bo/so-lieu.csv")).text
        assert any(",M1," in line and ",6,,," in line for line in table.splitlines())
        choices = unescape((await visitor.open("/can-bo/nhap")).text)
        assert "6 cơ sở" in choices
        assert "đến kỳ nhập" in choices


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"n": "bảy", "of": 9}, "con số"),
        ({"n": "2.5", "of": 90}, "con số"),
        ({"n": 10, "of": 9}, "lớn hơn tổng số"),
        ({"n": "", "of": ""}, "Chưa có số nào"),
        ({"n": 1, "of": 9, "at": "31/12"}, "ngày"),
        ({"n": 1, "of": 9, "at": "2099-01-01"}, "2099"),
        ({"n": 1, "of": 9, "source": " "}, "nguồn"),
    ],
)
async def test_what_is_wrong_is_said_beside_what_was_typed(commune: Site, fields, word):
    async with visiting(commune) as visitor:
        await official(commune, visitor)
        answer = await send(commune, visitor, "T6", **fields)
    assert answer.status_code == 400
    assert word in unescape(answer.text).split('role="alert"')[1].split("</p>")[0]
    assert f'value="{fields["n"]}"' in unescape(answer.text)


async def test_a_page_offers_what_such_a_unit_may_tell_and_refuses_the_rest(commune: Site):
    ((school, _),) = leaves_of(offices.SMALL)["school"]
    offered = {school: {"T2", "T6"}, HAMLET: {"T3", "T4"}}
    async with visiting(commune) as visitor:
        await official(commune, visitor)
        for unit, wanted in offered.items():
            page = (await visitor.open(f"/can-bo/nhap?don-vi={unit}")).text
            assert set(re.findall(r"chi-tieu=(\w+)", page)) == wanted
        answer = await send(commune, visitor, "T3", unit=school, of=650)
        assert answer.status_code == 400
        assert "không thuộc về" in unescape(answer.text)
        assert 'action="/can-bo/nhap"' not in answer.text
        assert "action=" in (await visitor.open("/can-bo/nhap?chi-tieu=T3")).text  # of the whole


async def test_nobody_types_for_another_unit_or_from_another_site(commune: Site):
    async with visiting(commune) as visitor:
        await official(commune, visitor)
        assert (await send(commune, visitor, "T6", unit="99999", n=1, of=2)).status_code == 403
        assert (await visitor.open("/can-bo/nhap?don-vi=99999")).status_code == 403
        foreign = await visitor.client.post(
            "/can-bo/nhap", data={"unit": COMMUNE}, headers={"sec-fetch-site": "cross-site"}
        )
        assert foreign.status_code == 403
        big = await visitor.client.post("/can-bo/nhap", data={"n": "1" * 20_000}, headers=SAME)
        assert big.status_code == 413


async def test_a_hamlet_head_types_no_figures(commune: Site):
    async with visiting(commune) as visitor:
        await official(commune, visitor, Role.HAMLET_HEAD, HAMLET)
        assert (await visitor.open("/can-bo/nhap")).status_code == 403
        assert (await send(commune, visitor, "T6", unit=HAMLET, n=1, of=2)).status_code == 403
        assert "/can-bo/nhap" not in (await visitor.open("/can-bo")).text
