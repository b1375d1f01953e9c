"""The database goes away: whoever presses is told to wait, and the monitor hears of it."""

from dataclasses import replace

from storage.database import Database
from tests.conftest import SettableClock
from tests.outages import away
from tests.web.world import Visitor, site_on, visiting


async def health(visitor: Visitor) -> tuple[int, dict[str, object]]:
    answer = await visitor.open("/healthz")
    return answer.status_code, answer.json()


async def test_a_press_while_the_database_is_away_is_503_and_one_line(
    database: Database, clock: SettableClock, caplog
):
    now = [0.0]
    site = replace(site_on(database, clock), ticks=lambda: now[0])
    async with visiting(site) as visitor:
        assert (await visitor.send(action="say:yes")).status_code == 200
        assert await health(visitor) == (200, {"status": "ok", "refused": {}})
        with away(database):
            answers = [await visitor.send(action="say:yes") for _ in range(3)]
            assert [answer.status_code for answer in answers] == [503] * 3
            assert answers[0].json() == {"error": "unavailable"}
            page = await visitor.open("/")
            assert (page.status_code, "Mời bác đợi" in page.text) == (503, True)
            told = {"status": "degraded", "troubles": {"database": "unavailable"}}
            assert await health(visitor) == (503, told | {"refused": {"unavailable": 4}})
        now[0] += 60
        assert (await health(visitor))[0] == 200
        assert (await visitor.send(action="say:yes")).status_code == 200
    lines = [one.getMessage() for one in caplog.records if one.name == "web.health"]
    assert [line.partition(": ")[2].split()[0] for line in lines] == ["the", "goes"]
    assert "Traceback" not in caplog.text


async def test_the_monitor_sees_an_outage_though_nobody_presses(
    database: Database, clock: SettableClock
):
    async with visiting(site_on(database, clock)) as visitor:
        with away(database):
            assert (await health(visitor))[0] == 503


async def test_asking_often_does_not_write_often(sqlite_database: Database, clock: SettableClock):
    now = [0.0]
    site = replace(site_on(sqlite_database, clock), ticks=lambda: now[0])
    async with visiting(site) as visitor:
        for now[0] in (0.0, 1.0, 14.0, 15.0, 16.0, 31.0):
            assert (await health(visitor))[0] == 200
    written = sqlite_database.read(lambda tx: tx.exec_driver_sql("PRAGMA user_version").scalar())
    assert written == 3
