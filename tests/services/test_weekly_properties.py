"""Random histories with closings in between: every closing balances, against a naive account."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from domain.movement import Movement, of_dict
from domain.weeks import Week
from services import weekly
from services.movement import _from_roster
from storage import movement, schema
from storage.counts import subtree
from storage.database import Database
from tests.counting_history import FIRST, LEARNERS, PERSONS, STEPS, History, history_of
from tests.naive_balance import N, NaiveBalance

APP: Any = SimpleNamespace(zone=ZoneInfo("Asia/Ho_Chi_Minh"))
CLOSED = datetime(2027, 6, 1, tzinfo=UTC)
WEIGHTS = STEPS | dict(void=8, undo=6, erase_learner=6, erase_person=3, leave=4, typed=20, move=12)
TERMS = ("new", "left", "moved", "voided", "erased")


class ClosedHistory(History):
    """A history whose erasures the naive account hears of."""

    def __init__(self, tx):
        super().__init__(tx)
        self.balance = NaiveBalance()

    def begin(self):
        super().play([])

    def do(self, name, a, b, day):
        if not self.people and name != "join":
            name = "join"
        if not self.learners and name in LEARNERS:
            name = "learner"
        getattr(self, name)(a, b, day)

    def erase_learner(self, a, b, day):
        live = self.match_of(self.learners[a % len(self.learners)], "confirmed")
        super().erase_learner(a, b, day)
        if live is not None:
            self.forgotten(live.person_id)

    def erase(self, learner):
        live = self.match_of(learner, "confirmed")
        super().erase(learner)
        if live is not None:
            self.balance.forget(self.tx, live.person_id)

    def erase_person(self, a, b, day):
        super().erase_person(a, b, day)
        self.forgotten(self.person(a))

    def forgotten(self, person):
        movement.forget(self.tx, [person])
        self.balance.forget(self.tx, person)

    def close(self, week):
        return weekly.close(self.tx, APP, "c", week, now=CLOSED)

    def signed(self):
        return self.tx.execute(select(schema.snapshots).order_by(schema.snapshots.c.id)).all()

    def standing_lines(self, week):
        return {
            (row.unit_id, row.indicator_id): row
            for row in sorted(self.signed(), key=lambda row: row.correction)
            if row.period == week.label
        }


def check_balances(history, week, *, exact=True):
    """Every line explains its closing; nothing is unexplained where weeks were closed in order."""
    lines = history.standing_lines(week)
    for row in lines.values():
        for terms, figure in zip(of_dict(row.movement), (row.achieved, row.headcount), strict=True):
            assert terms is not None or figure is None
            if terms is not None:
                assert terms.closing == (figure or 0)
                assert figure is not None or terms.opening or row.correction
                assert terms.balances
                assert terms.corrected == 0 or not exact
    check_sums(history, lines)
    return lines


def check_sums(history, lines):
    """The commune is the sum of its leaves, those that ended included, term by term, unless its
    own headcount is typed; and nobody moves within it."""
    for one in PERSONS:
        rows = {unit: row for (unit, key), row in lines.items() if key == one.id}
        first = all(row.correction == 0 for row in rows.values())
        whole = of_dict(rows.pop(history.commune).movement)
        for kind, commune in enumerate(whole):
            leaves = [of_dict(row.movement)[kind] for row in rows.values()]
            summed = sum((each for each in leaves if each), start=Movement())
            if kind == 0 or (first and commune and ends(summed) == ends(commune)):
                assert summed == commune
            assert commune is None or commune.moved == 0


def ends(terms):
    return terms.opening, terms.closing


def check_terms(history, lines, opened, balance):
    """Person by person, what the closing says is what happened. Moves are told between units
    whose headcounts are those of the roster."""
    naive = balance.terms
    units = {unit.id for unit in subtree(history.tx, "c")} - {history.commune}
    for one in PERSONS:
        for unit in units & {unit for unit, key in lines if key == one.id}:
            row = lines[unit, one.id]
            achieved, headcount = of_dict(row.movement)
            told = naive.get((unit, one.id, "n"), Movement())
            assert [getattr(achieved, term) for term in TERMS] == [
                getattr(told, term) for term in TERMS
            ]
            if listed(row) and listed(opened.get((unit, one.id))):
                told = naive.get((unit, one.id, N), Movement())
                rest = [term for term in TERMS if term != "moved"]
                assert [getattr(headcount, term) for term in rest] == [
                    getattr(told, term) for term in rest
                ]
                roster = {each for each in units if not typed(each, one, lines, opened)}
                assert headcount.moved == balance.moved(one, unit, roster)
                assert headcount.moved - headcount.entered == told.moved


def typed(unit, one, lines, opened):
    """Whether the headcount of a unit is, or was, one that somebody typed."""
    rows = (lines.get((unit, one.id)), opened.get((unit, one.id)))
    return any(
        row and row.figures and row.headcount is not None and not listed(row) for row in rows
    )


def listed(row):
    return row and row.figures and row.headcount is not None and _from_roster(row.figures)


class Undone(Exception):
    """Ends a transaction without keeping anything."""


def undoing(tx, work):
    work(tx)
    raise Undone


def play(tx, seed, length, weeks, again):
    """A history in as many parts as there are weeks; a week that comes twice is corrected."""
    steps, _ = history_of(seed, length, WEIGHTS)
    mondays = [Week.of(FIRST).before(-number) for number in sorted(weeks)]
    part, history = len(steps) // len(mondays) + 1, ClosedHistory(tx)
    kept: list[Any] = []
    opened: dict[Any, Any] = {}
    history.begin()
    for number, week in enumerate(mondays):
        for name, a, b, offset in steps[number * part : (number + 1) * part]:
            history.do(name, a, b, FIRST + timedelta(days=offset))
        closing = history.close(week)
        if closing.written:
            history.balance.close(tx, week)
            lines = check_balances(history, week)
            check_terms(history, lines, opened if closing.correction == 0 else {}, history.balance)
            opened = lines
        assert history.close(week).written == 0
        assert history.signed()[: len(kept)] == kept  # signed is signed
        kept = history.signed()
    older, later = mondays[again % len(mondays)], mondays[-1].before(-1)
    history.close(older)
    check_balances(history, older, exact=older == mondays[-1])
    history.close(later)
    check_balances(history, later)


HISTORIES = given(
    seed=st.integers(0, 2**32),
    length=st.integers(1, 60),
    weeks=st.lists(st.integers(0, 90), min_size=1, max_size=5),
    again=st.integers(0, 4),
)
HOW = settings(
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@settings(HOW, max_examples=20)
@HISTORIES
def test_every_closing_balances_whatever_happened_and_was_recorded_late(
    sqlite_database, seed, length, weeks, again
):
    with suppress(Undone):
        sqlite_database.write(undoing, lambda tx: play(tx, seed, length, weeks, again))


@settings(HOW, max_examples=5)
@HISTORIES
def test_every_closing_balances_on_postgresql(postgresql_url, seed, length, weeks, again):
    database = Database(postgresql_url)
    with suppress(Undone):
        database.write(undoing, lambda tx: play(tx, seed, length, weeks, again))
    database.close()
