"""Nine weeks of a small commune, over New Year and Tet; `bench.year` plays a whole year."""

from collections import Counter
from datetime import date

from domain.sending import Kind
from storage.database import Database
from tests.simulation.days import SELDOM, at
from tests.simulation.year import Scale, Year

WINTER = Scale(
    adults=160,
    hamlets=3,
    seed=5,
    first=date(2025, 12, 22),
    last=date(2026, 2, 24),
    joining=0.7,
    joining_days=25,
    blocks=0.06,
    merge_on=date(2026, 2, 3),
    times=SELDOM,
    off=((at(date(2026, 1, 9), 12), at(date(2026, 1, 12), 15)),),  # over a Monday morning
)


def test_nothing_that_must_not_happen_happens_in_a_winter(sqlite_database: Database):
    year = Year(sqlite_database, WINTER)
    judge = year.run()
    assert judge.violations == []
    assert judge.corrected == 0
    assert set(judge.arrivals) == set(Kind)
    assert len(judge.weeks) == 11  # among them the one whose Monday the machine slept through

    fates = Counter[str]()
    for (_, fate), number in judge.dues.items():
        fates[fate] += number
    # Rare reasons are left out: a change elsewhere draws other lots.
    wanted = {"sent", "skipped finished", "skipped stopped", "skipped unanswered"}
    wanted |= {"skipped unreachable", "skipped closed", "skipped budget"}
    assert wanted <= fates.keys()
    rules = {rule for rule, _ in judge.dues}
    assert {"before", "overdue", "unfinished", "not_started"} <= rules
