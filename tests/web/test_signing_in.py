"""The link from the chat to the pages of staff, in a browser where somebody may work already."""

from datetime import timedelta

import httpx
import pytest

from domain.vocabulary import Role
from storage.database import Database
from tests.conftest import SettableClock
from tests.web import offices
from tests.web.offices import COMMUNE, HAMLET, link, sign_in
from tests.web.world import Visitor, site_on, visiting
from web.site import Site


@pytest.fixture
def commune(database: Database, clock: SettableClock) -> Site:
    offices.found(database, clock.now())
    return site_on(database, clock)


async def follow(visitor: Visitor, path: str) -> httpx.Response:
    """Open a link as a browser does."""
    return await visitor.client.get(path, follow_redirects=True)


def head_link(site: Site) -> str:
    return link(site.app.database, Role.HAMLET_HEAD, HAMLET, site.app.clock.now())


async def test_opening_a_link_does_not_use_it_up(commune: Site):
    async with visiting(commune) as visitor:
        path = link(commune.app.database, Role.OFFICIAL, COMMUNE, commune.app.clock.now())
        for _ in range(3):
            assert "Vào trang cán bộ" in (await follow(visitor, path)).text
        assert (await sign_in(visitor, path)).headers["location"] == "/can-bo"


async def test_a_link_works_once_and_for_ten_minutes(commune: Site, clock: SettableClock):
    async with visiting(commune) as visitor:
        path = link(commune.app.database, Role.OFFICIAL, COMMUNE, clock.now())
        await sign_in(visitor, path)
        visitor.client.cookies.clear()
        again = await sign_in(visitor, path)
        assert again.status_code == 403
        assert "không dùng được nữa" in again.text
        late = link(commune.app.database, Role.OFFICIAL, COMMUNE, clock.now())
        clock.forward(timedelta(minutes=11))
        assert (await sign_in(visitor, late)).status_code == 403


async def test_a_used_link_leads_whoever_is_in_to_the_pages(commune: Site):
    async with visiting(commune) as visitor:
        path = link(commune.app.database, Role.OFFICIAL, COMMUNE, commune.app.clock.now())
        await sign_in(visitor, path)
        for answer in (await follow(visitor, path), await visitor.open("/can-bo")):
            assert answer.url.path == "/can-bo"
            assert answer.status_code == 200
        pressed = await sign_in(visitor, path)  # on a door that was left open
        assert pressed.status_code == 303
        assert (await follow(visitor, pressed.headers["location"])).url.path == "/can-bo"


async def test_after_the_session_a_used_link_opens_nothing(commune: Site, clock: SettableClock):
    async with visiting(commune) as visitor:
        path = link(commune.app.database, Role.OFFICIAL, COMMUNE, clock.now())
        await sign_in(visitor, path)
        clock.forward(timedelta(hours=12))
        answer = await follow(visitor, path)
        assert answer.url.path != "/can-bo"
        assert "Vào trang cán bộ" in answer.text
        assert (await sign_in(visitor, path)).status_code == 403


async def test_somebody_elses_link_asks_whose_pages_and_spends_nothing(commune: Site):
    path = link(commune.app.database, Role.OFFICIAL, COMMUNE, commune.app.clock.now())
    other = head_link(commune)
    async with visiting(commune) as visitor:
        await sign_in(visitor, path)
        old = dict(visitor.client.cookies)
        for _ in range(2):
            page = (await follow(visitor, other)).text
            assert "Trình duyệt này đang mở trang của <b>Phường Kiến An<" in page
            assert "Đường dẫn vừa bấm là của <b>Tổ dân phố số 1</b>" in page
            assert 'href="/can-bo"' in page
        assert "Danh sách" in (await visitor.open("/can-bo")).text  # still the official's
        assert (await sign_in(visitor, other)).headers["location"] == "/can-bo"
        assert (await visitor.open("/can-bo/danh-sach")).status_code == 403  # now the head's
        assert (await follow(visitor, other)).url.path == "/can-bo"
        visitor.client.cookies.clear()
        cookie = "; ".join(f"{name}={value}" for name, value in old.items())
        left = await visitor.client.get("/can-bo", headers={"Cookie": cookie})
        assert left.status_code == 403  # who was in before is out


async def test_somebody_elses_used_link_never_keeps_the_session_in_silence(commune: Site):
    other = head_link(commune)
    async with visiting(commune) as visitor:
        await sign_in(visitor, other)
    async with visiting(commune) as visitor:
        path = link(commune.app.database, Role.OFFICIAL, COMMUNE, commune.app.clock.now())
        await sign_in(visitor, path)
        for used in (other, "/vao/unknown"):
            page = (await follow(visitor, used)).text
            assert "Đường dẫn này không dùng được nữa" in page
            assert "đang mở trang của <b>Phường Kiến An<" in page
            assert "<form" not in page
            pressed = await sign_in(visitor, used)
            assert pressed.headers["location"] == f"/can-bo{used}"


async def test_a_strange_token_stays_within_the_pages(commune: Site):
    async with visiting(commune) as visitor:
        answer = await visitor.open("/vao/%0d%0aX:%20y%3Fz")
        assert answer.headers["location"] == "/can-bo/vao/%0D%0AX%3A%20y%3Fz"
        assert "x" not in answer.headers
