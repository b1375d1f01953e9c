"""The sample commune has results, in the way real results come in."""

import pytest

from content import plan_file
from domain.hamlet import Stage
from domain.vocabulary import Role
from services import (
    calls,
    demo,
    demo_results,
    hamlet,
    history,
    invitations,
    matching_review,
    plans,
    staff,
    standing,
    stats,
)
from storage import units as stored
from storage.database import Database, Tx
from tests.conftest import SettableClock
from tests.published import curriculum

CURRICULUM = curriculum()


@pytest.fixture
def filled(database: Database, clock: SettableClock) -> Database:
    def fill(tx) -> None:
        demo.load(tx, now=clock.now())
        loaded = plan_file.load(plan_file.PACKAGED / "kien-an-2025.yaml", CURRICULUM.tracks)
        plans.load(tx, loaded, now=clock.now())

    database.write(fill)
    again(database, clock)
    return database


def again(database: Database, clock: SettableClock) -> None:
    database.write(demo_results.load, CURRICULUM, today=clock.today(), now=clock.now())


def test_the_sample_commune_has_learned_something(filled: Database, clock: SettableClock):
    database, today = filled, clock.today()
    told = database.read(stats.unit_stats, demo.COMMUNE, at=today, children=True)
    adults = next(one for one in told.indicators if one.indicator.id == "T3")
    assert adults.tally.achieved
    assert adults.tally.headcount
    assert adults.tally.achieved < adults.tally.headcount
    rates = {figures.rate for one in told.children for figures in one.indicators if figures.rate}
    assert len(rates) > 3
    sums = {one.indicator.id: one.tally for one in told.indicators}
    assert all(sums[key].achieved for key in ("T1", "T2", "T5", "T6"))
    silent = {one.unit.code for one in told.children if not any(f.rate for f in one.indicators)}
    assert silent, "one unit has not told its figure"


@pytest.mark.parametrize("number", [1, 2])
def test_a_hamlet_head_has_something_to_do(filled: Database, clock: SettableClock, number: int):
    code, now, today = f"{demo.COMMUNE}-T0{number}", clock.now(), clock.today()

    def look(tx: Tx) -> None:
        account = history.account(tx, "web", "head", now=now)
        invited = invitations.invite_by_code(tx, Role.HAMLET_HEAD, code, now=now)
        invitations.accept(tx, account, invited.token, now=now)
        (member,) = staff.of_account(tx, account, now)
        unit = stored.by_code(tx, code)
        assert unit is not None
        seen = hamlet.overview(tx, CURRICULUM, member, unit.id, now=now, today=today)
        assert seen.stages[Stage.NEARLY] == 3 + 3
        assert seen.stages[Stage.STUCK] == 2
        waiting = matching_review.queue(tx, member, unit.id, page=0, today=today)
        assert (waiting.total, len(waiting.disputed)) == (2, 1)
        assert matching_review.unmatched(tx, member, page=0)[1] == 2
        assert calls.count(tx, member) == 1
        assert standing.check(tx).wrong == 0

    filled.write(look)


def test_filling_the_sample_commune_again_changes_nothing(filled: Database, clock: SettableClock):
    before = filled.read(stats.unit_stats, demo.COMMUNE, at=clock.today(), children=True)
    again(filled, clock)
    assert filled.read(stats.unit_stats, demo.COMMUNE, at=clock.today(), children=True) == before
