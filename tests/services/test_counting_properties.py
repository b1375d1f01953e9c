"""Random histories, counted by the service and by a naive count of the same raw tables."""

from contextlib import suppress
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from domain.counting import standing as tallies_standing
from domain.plan import Indicator, Target
from services import standing
from storage import counts
from tests.counting_history import PERSONS, TYPED, WAYS, History, history_of
from tests.naive_count import Naive, expected


def check_day(history, day):
    naive, sheet = Naive(history.tx), history.sheet(day)
    tree = counts.subtree(history.tx, "c")
    leaves = naive.leaves(day)
    for one in PERSONS:
        told = {row["id"]: naive.leaf(row, one, day) for row in leaves}
        for row in leaves:
            check_leaf(sheet.leaves[row["id"], one.id], told[row["id"]], one, row)
        check_commune(sheet.tally(tree[0], one), list(told.values()), one, leaves, naive, day)
    for row in leaves:
        n, total = (naive.typed(row, TYPED[0], day, column) for column in ("achieved", "total"))
        tally = sheet.leaves[row["id"], TYPED[0].id]
        assert tally.achieved == (n["achieved"] if n else None)
        assert tally.headcount == (total["total"] if total else None)
        days = [one["happened_on"] for one in (n, total) if one]
        assert tally.reported == max(days, default=None)


def check_leaf(tally, told, one, row):
    assert tally.headcount == told["headcount"]
    assert [at for at, _ in tally.sources] == (
        [told["headcount_at"]] if told["headcount_at"] else []
    )
    assert tally.achieved == told["achieved"] == tally.ways.total
    ways = tally.ways
    found = (ways.alone, ways.assisted, ways.in_class, ways.imported)
    assert found == tuple(told["ways"][way] for way in WAYS)
    assert tally.not_present == told["not_present"]
    assert tally.pending == (told["pending"] if one.tracks else 0)
    assert tally.outside_roster == (told["outside_roster"] if one.tracks else 0)
    assert tally.conflict == (
        told["headcount"] is not None and told["headcount"] < told["achieved"]
    )
    assert tally.missing == (
        (row["code"],) if told["headcount"] is None and expected(row, one) else ()
    )
    check_bounds(tally, one)
    judged = standing_of(one, tally)
    assert judged.pace_per_week == told["pace"]


def check_commune(tally, told, one, leaves, naive, day):
    """Levels add up; a figure typed for the commune stands where leaves have none."""
    known = [leaf["headcount"] for leaf in told if leaf["headcount"] is not None]
    missing = any(
        leaf["headcount"] is None and expected(row, one)
        for leaf, row in zip(told, leaves, strict=True)
    )
    twice = listed_twice(told, one, leaves)
    own = naive.typed(next(u for u in naive.units if u["code"] == "c"), one, day, "total")
    if own and (missing or twice or not known):
        assert tally.headcount == own["total"]
        assert not tally.twice
    else:
        assert tally.headcount == (sum(known) if known else None)
        assert (bool(tally.missing), tally.twice) == (missing, twice)
    for name in ("achieved", "pending", "outside_roster", "not_present"):
        if one.tracks or name != "pending":
            assert getattr(tally, name) == sum(
                leaf[name] for leaf in told if one.tracks or name != "outside_roster"
            )
    check_bounds(tally, one)


def listed_twice(told, one, leaves):
    """Whether one unit typed how many it has while another has some who belong to such a unit."""
    pairs = list(zip(told, leaves, strict=True))
    typed = [leaf for leaf, row in pairs if expected(row, one) and leaf["typed"]]
    homes = [leaf for leaf, row in pairs if not expected(row, one) and leaf["headcount"]]
    return bool(typed and homes)


def standing_of(one, tally, day=date(2026, 6, 1)):
    return tallies_standing(with_target(one), tally, day)


def with_target(one):
    target = Target(date(2026, 12, 31), percent=Fraction(80))
    return Indicator(
        one.id, one.title, one.counts, one.audience, one.measure, one.source, one.tracks, (target,)
    )


def check_bounds(tally, one):
    """Never a rate without a headcount, never above one, never from a sum with holes below."""
    judged = standing_of(one, tally)
    if tally.headcount is None or tally.headcount == 0 or tally.conflict or tally.twice:
        assert judged.rate is None
        assert judged.gap is None
    if judged.rate is not None:
        assert 0 <= tally.achieved <= tally.headcount
        assert 0 <= judged.rate <= 1
    if tally.conflict:
        assert judged.status == "conflict"
    elif judged.rate is None or tally.missing:
        assert judged.status == "unknown"


@pytest.fixture
def emptied(database):
    """Run a function in a transaction on empty tables that leaves nothing behind."""

    def run(work):
        with suppress(Undone):
            database.write(undoing, work)

    return run


class Undone(Exception):
    """Ends a transaction without keeping anything."""


def undoing(tx, work):
    work(tx)
    raise Undone


@settings(
    max_examples=50,
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 2**32), length=st.integers(1, 70))
def test_the_count_agrees_with_a_naive_one_at_any_day(emptied, seed, length):
    steps, days = history_of(seed, length)

    def work(tx):
        history = History(tx)
        history.play(steps)
        assert standing.check(tx).wrong == 0
        for day in days:
            check_day(history, day)

    emptied(work)
