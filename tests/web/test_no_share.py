"""Where the count says that there is no share, no page and no file shows one (rules 3 and 7)."""

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select

from domain.vocabulary import Role
from domain.weeks import last_closed
from services import completions, demo, indicators, stats, weekly
from services.demo_people import leaves_of
from services.indicators import Typed
from storage import schema
from storage.database import Database, Tx
from tests.conftest import SettableClock
from tests.staff_world import TRACK
from tests.web import offices
from tests.web.offices import COMMUNE, HAMLET, SMALL, link, sign_in
from tests.web.world import Visitor, site_on, visiting
from web.site import Site

TWO_SCHOOLS = replace(SMALL, schools=2)


@pytest.fixture
def commune(database: Database, clock: SettableClock) -> Site:
    """T3: a hamlet whose typed N is below what was counted. T2: one school tells 300 without N,
    the other 5 of 20. The week is closed."""
    database.write(demo.load, now=clock.now(), sizes=TWO_SCHOOLS)
    offices.found(database, clock.now())
    site = site_on(database, clock)
    database.write(two_finish, clock.now())
    clock.forward(timedelta(days=1))  # a headcount newer than the roster
    enter(site, "T3", HAMLET, None, 1)
    (one, _), (two, _) = leaves_of(TWO_SCHOOLS)["school"]
    enter(site, "T2", one, 300, None)
    enter(site, "T2", two, 5, 20)
    clock.forward(timedelta(days=6))
    week = last_closed(site.app.clock.now(), site.app.zone)
    database.write(weekly.close, site.app, COMMUNE, week, now=clock.now())
    return site


def two_finish(tx: Tx, now: datetime) -> None:
    """Two adults of the hamlet."""
    counted, units = schema.enrolments, schema.units
    query = select(counted.c.person_id).join(units, units.c.id == counted.c.unit_id)
    adults = query.where(units.c.code == HAMLET, counted.c.audience == "adult")
    what: dict[str, Any] = {"kind": "track", "content_id": TRACK, "version": 1}
    for person in tx.execute(adults.order_by(counted.c.person_id).limit(2)).scalars():
        what |= {"rule_version": "1", "happened_at": now, "now": now, "zone": UTC}
        completions.record(tx, person_id=person, way="self", **what)


def enter(site: Site, indicator: str, unit: str, n: int | None, of: int | None) -> None:
    app = site.app
    typed = Typed(n, of, app.today(), "UBND")
    given: dict[str, Any] = {"today": app.today(), "now": app.clock.now()}
    app.database.write(indicators.enter, indicator, unit, typed, **given)


async def opened(site: Site, visitor: Visitor, path: str) -> str:
    await sign_in(visitor, link(site.app.database, Role.OFFICIAL, COMMUNE, site.app.clock.now()))
    return unescape((await visitor.client.get(path, follow_redirects=True)).text)


def lines(site: Site) -> dict[str, Any]:
    """Of both indicators the line of the commune, which has no rate."""
    found = site.app.database.read(stats.unit_stats, COMMUNE, at=site.app.today())
    shown = {one.indicator.id: one for one in found.indicators if one.indicator.id in ("T2", "T3")}
    assert [one.rate for one in shown.values()] == [None, None]
    return shown


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


async def test_a_card_shows_n_and_the_total_apart_and_no_bar(commune: Site):
    async with visiting(commune) as visitor:
        page = await opened(commune, visitor, "/can-bo")
    for key, one in lines(commune).items():
        card = page.split(f'<span class="id">{key}</span>')[1].split("</article>")[0]
        figure = card.split("<dl>")[0]
        n, total = one.tally.achieved, one.tally.headcount
        assert f"Đạt {n} , tổng số {total}" in words(figure)
        assert "%" not in figure
        assert f"{n}/{total}" not in figure
        assert "<progress" not in figure
    assert "200 %" not in page


async def test_the_table_below_shows_no_share_of_the_hamlet(commune: Site):
    async with visiting(commune) as visitor:
        page = await opened(commune, visitor, "/can-bo")
    row = next(one for one in page.split("<tr>") if f"don-vi={HAMLET}" in one)
    assert "tổng số 1 số liệu vênh, cần xem lại" in words(row)
    assert not re.search(r"\d/1\b", words(row))


async def test_the_csv_has_both_numbers_and_no_rate(commune: Site):
    async with visiting(commune) as visitor:
        text = await opened(commune, visitor, "/can-bo/so-lieu.csv")
    rows = [row for row in csv.reader(io.StringIO(text)) if row[0].lstrip("\ufeff") == COMMUNE]
    for key, one in lines(commune).items():
        (row,) = [row for row in rows if row[2] == key]
        assert row[4:7] == [str(one.tally.achieved), str(one.tally.headcount), ""]


async def test_the_week_and_the_words_of_its_picture_show_no_share(commune: Site):
    async with visiting(commune) as visitor:
        page = await opened(commune, visitor, "/can-bo/tuan")
    for key, one in lines(commune).items():
        table = page.split(f'<h2 id="{key}">')[1].split("</table>")[0]
        (total,) = re.findall(r'<tr class="total">.*?</tr>', table, re.DOTALL)
        n, of = one.tally.achieved, one.tally.headcount
        assert f"đạt {n} tổng số {of}" in words(total)
        assert "%" not in total
    (alt,) = re.findall(r'class="trend"[^>]*alt="([^"]*)"', page)
    assert "số liệu vênh, cần xem lại đến ngày" in alt


async def test_the_page_of_entries_shows_no_fraction(commune: Site):
    async with visiting(commune) as visitor:
        page = await opened(commune, visitor, f"/can-bo/nhap?don-vi={COMMUNE}")
    assert "đạt 305, tổng số 20, chưa đủ số liệu" in words(page)
    assert "305/20" not in page
