"""The sample commune has results, in the way real results come in."""

from content import catalog, plan_file
from services import demo, demo_results, plans, stats
from storage.database import Database
from tests.conftest import SettableClock


def test_the_sample_commune_has_learned_something(database: Database, clock: SettableClock):
    curriculum, now, today = catalog.load(), clock.now(), clock.today()

    def fill(tx) -> None:
        demo.load(tx, now=now)
        loaded = plan_file.load(plan_file.PACKAGED / "kien-an-2025.yaml", curriculum.tracks)
        plans.load(tx, loaded, now=now)
        demo_results.load(tx, curriculum, today=today, now=now)

    database.write(fill)
    told = database.read(stats.unit_stats, demo.COMMUNE, at=today, children=True)
    adults = next(one for one in told.indicators if one.indicator.id == "T3")
    assert adults.tally.achieved
    assert adults.tally.headcount
    assert adults.tally.achieved < adults.tally.headcount
    rates = {figures.rate for one in told.children for figures in one.indicators if figures.rate}
    assert len(rates) > 3
