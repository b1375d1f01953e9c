"""Why a commune has no rate is told on the page and in chat."""

import pytest

from content import plan_file
from content.numbers import percent
from domain.vocabulary import Role
from services import indicators, plans, stats
from services.demo_people import leaves_of
from services.indicators import Typed
from storage.database import Database
from tests.conftest import SettableClock
from tests.published import curriculum
from tests.web import offices
from tests.web.offices import COMMUNE, confirm, link, sign_in, upload
from tests.web.world import site_on, visiting
from web.site import Site

REASON = "Có người chưa ghi nơi học, nơi làm"
PUPIL = "Họ và tên,Năm sinh,Thôn/Tổ,Đối tượng\nLê Thị Na,2014,Tổ dân phố số 1,Học sinh\n"


@pytest.fixture
def commune(sqlite_database: Database, clock: SettableClock) -> Site:
    """Its plan counts pupils by track, and the school has typed how many it has."""
    offices.found(sqlite_database, clock.now())
    site = site_on(sqlite_database, clock)
    loaded = plan_file.load(plan_file.PACKAGED / "kien-an-2025.yaml", curriculum().tracks)
    for one in loaded.document["indicators"]:
        if one["id"] == "T2":
            one |= {"measure": "track_completed", "tracks": ["pupils"]}
    plan = plan_file.from_document(loaded.document)
    again = plan_file.Loaded(plan, loaded.document, ())
    now, today = clock.now(), site.app.today()
    sqlite_database.write(plans.load, again, now=now)
    ((school, _),) = leaves_of(offices.SMALL)["school"]
    typed = Typed(None, 500, today, "x")
    sqlite_database.write(indicators.enter, "T2", school, typed, now=now, today=today)
    return site


async def test_a_pupil_without_a_school_is_named_as_the_reason(commune: Site):
    app = commune.app
    async with visiting(commune) as visitor:
        await sign_in(visitor, link(app.database, Role.OFFICIAL, COMMUNE, app.clock.now()))
        assert REASON not in (await visitor.open("/can-bo")).text
        await confirm(visitor, await upload(visitor, PUPIL))
        page = (await visitor.open("/can-bo")).text
    card = page.split('<span class="id">T2</span>')[1].split("</article>")[0]
    assert REASON in card
    assert "<progress" not in card
    found = app.database.read(stats.unit_stats, COMMUNE, at=app.today())
    lines = [
        (each, percent(each.tally.achieved, each.tally.headcount)) for each in found.indicators
    ]
    told = app.texts.message(
        "staff/numbers", unit=found.unit.name, at=found.as_of, lines=lines, silent=0
    )
    assert told.count(REASON) == 1
