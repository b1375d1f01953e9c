"""Closing a week: its figures are signed, with what became of those signed before."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.errors import DomainError
from domain.movement import as_dict, of_dict, then
from domain.plan import Plan
from domain.vocabulary import Level
from domain.weeks import Week, last_closed, week_due
from services import audit, movement, plans, stats, weekly_news
from services.app import App
from services.movement import Books, Both, Spot
from storage import counts, periods, snapshots
from storage import plans as stored
from storage.counts import UnitRow
from storage.database import Tx
from storage.snapshots import WEEK, Period, Snapshot

__all__ = ["CLOSING_HOUR", "Closing", "Snapshot", "close", "close_all", "communes", "tick"]

log = logging.getLogger(__name__)
TASK = "week"
CLOSING_HOUR = 7  # of Monday, in TIMEZONE


@dataclass(frozen=True, slots=True)
class Closing:
    """A commune's closed week. `lines` are those of the commune that stand, in the plan's order;
    `written` is how many were signed now, of the commune and its leaves, under the number
    `correction` (0: the first closing). Nothing is written when all is as it was signed."""

    commune: str
    name: str
    plan: str
    week: Week
    written: int
    correction: int
    lines: tuple[Snapshot, ...]


def close(tx: Tx, app: App, commune_code: str, week: Week, *, now: datetime) -> Closing:
    """Sign the figures of the commune and of every unit below it that stood on the Sunday, for
    each indicator of the active plan, with their movement since they were signed last.

    Closing again with equal figures writes nothing; with others, the lines that changed are a
    correction with a number of its own. Nothing signed is ever changed. A unit that ended gets one
    last line. Where several processes may close, call `storage.snapshots.alone` first. Raises
    DomainError `week_not_over`, `unknown_commune`, `no_plan`, `several_plans` or `unit_not_then`.
    """
    if week > last_closed(now, app.zone):
        raise DomainError("week_not_over", day=f"{week.sunday:%d/%m/%Y}")
    tree = _tree(tx, commune_code)
    plan = plans.of_tree(tx, tree, None)
    before = snapshots.last(tx, plan.id, _ids(tree), WEEK, until=week.sunday)
    again = before is not None and before.period == week.label
    number = before.correction + 1 if before and again else 0
    books = _books(tx, tree, plan, week, before)
    rows = _sign(tx, books, week, number, now) if not again or books.differ else []
    if rows:
        detail = {"week": week.label, "correction": number, "lines": len(rows)}
        audit.record(tx, now, None, "week.close", f"unit:{tree[0].id}", detail)
    stands = snapshots.latest(tx, plan.id, [tree[0].id], WEEK, week.label)
    lines = tuple(stands[tree[0].id, one.id] for one in plan.indicators)
    number = number if rows or not again else number - 1
    return Closing(commune_code, tree[0].name, plan.id, week, len(rows), number, lines)


def _tree(tx: Tx, commune_code: str) -> list[UnitRow]:
    tree = counts.subtree(tx, commune_code)
    if not tree or tree[0].level is not Level.COMMUNE:
        raise DomainError("unknown_commune", commune=commune_code)
    return tree


def _ids(tree: Sequence[UnitRow]) -> list[int]:
    return [unit.id for unit in tree]


def _books(tx: Tx, tree: Sequence[UnitRow], plan: Plan, week: Week, before: Period | None) -> Books:
    """What is now, held against what was signed last for this week, else for one before it."""
    found = stats.unit_stats(tx, tree[0].code, plan=plan.id, at=week.sunday, children=True)
    newest = snapshots.last(tx, plan.id, _ids(tree), WEEK)
    opening = snapshots.latest(tx, plan.id, _ids(tree), WEEK, before.period) if before else {}
    return movement.books(tx, plan, tree, found, opening, current=newest == before)


def _sign(tx: Tx, books: Books, week: Week, number: int, now: datetime) -> list[Snapshot]:
    """Write all lines, or as a correction those that changed, and remember who is in them."""
    people = movement.people(tx, books)
    moved = movement.movements(tx, books, people)
    if number:
        moved = {
            spot: _since_the_week_before(books, spot, both)
            for spot, both in moved.items()
            if books.changed(spot) or any(terms and terms.moves for terms in both)
        }
    rows = [_line(books, spot, both, week, number, now) for spot, both in moved.items()]
    snapshots.add(tx, rows)
    if rows and books.current:
        movement.sign(tx, books, people)
    return rows


def _since_the_week_before(books: Books, spot: Spot, both: Both) -> Both:
    """A correction tells the whole week anew, not only what came after it was signed."""
    row = books.opening.get(spot)
    first = of_dict(row.movement) if row else (None, None)
    return then(first[0], both[0]), then(first[1], both[1])


def _line(books: Books, spot: Spot, both: Both, week: Week, number: int, now: datetime) -> Snapshot:
    unit_id, indicator_id = spot
    figures = books.lines.get(spot, {})
    return Snapshot(
        plan=books.plan.id,
        unit_id=unit_id,
        indicator_id=indicator_id,
        kind=WEEK,
        period=week.label,
        correction=number,
        as_of=week.sunday,
        closed_at=now,
        headcount=books.figure(spot, "headcount")[1],
        achieved=books.figure(spot, "achieved")[1],
        figures=figures,
        movement=as_dict(*both),
    )


def communes(tx: Tx, week: Week) -> list[str]:
    """The codes of the communes that close a week: those with an active plan on its Sunday."""
    return [code for _, code in stored.campaigning(tx, week.sunday)]


def close_all(tx: Tx, app: App, commune_code: str, week: Week, *, now: datetime) -> list[Closing]:
    """Close a week of a commune, before it each week that was missed since the last one closed,
    and tell the staff of the last. Must be the first call of its transaction. Raises as `close`;
    on repeat nothing changes unless figures did."""
    snapshots.alone(tx)
    done = [close(tx, app, commune_code, one, now=now) for one in _open(tx, commune_code, week)]
    _end(tx, app, _tree(tx, commune_code)[0].id, week, now)
    return done


def _open(tx: Tx, commune_code: str, week: Week) -> list[Week]:
    """The weeks after the last one closed, up to a week, in order; the week itself otherwise."""
    tree = _tree(tx, commune_code)
    newest = snapshots.last(tx, plans.of_tree(tx, tree, None).id, _ids(tree), WEEK)
    if newest is None or newest.as_of >= week.sunday:
        return [week]
    missed = (week.sunday - newest.as_of).days // 7
    return [week.before(ago) for ago in reversed(range(missed))]


def _end(tx: Tx, app: App, commune_id: int, week: Week, now: datetime) -> None:
    periods.end(tx, TASK, _period(week, commune_id), now)
    weekly_news.queue(tx, app, commune_id, week, now=now)


def _period(week: Week, commune_id: int) -> str:
    return f"{week.label}/{commune_id}"


def tick(tx: Tx, app: App, *, now: datetime, after: int = 0) -> int | None:
    """From Monday 07:00 (TIMEZONE) on, close the week that ended, and first each one missed: one
    week of one commune with an active plan, the next after the id `after`; then its staff are
    told. Must be the first call of its transaction. Returns where to go on, or None when every
    commune is done; a week that was closed by this or by hand is not closed again. A commune that
    cannot be closed is left out and logged, and asked for again next time."""
    snapshots.alone(tx)
    week = week_due(now, app.zone, CLOSING_HOUR)
    done = periods.done(tx, TASK, f"{week.label}/")
    found = stored.campaigning(tx, week.sunday)
    open_ = [one for one in found if one[0] > after and _period(week, one[0]) not in done]
    if not open_:
        return None
    commune_id, code = open_[0]
    first, *more = _open(tx, code, week)
    try:
        close(tx, app, code, first, now=now)
    except DomainError as error:  # nothing was written; the other communes do not wait for it
        log.warning("week %s of unit %d is not closed: %s", first.label, commune_id, error.code)
        return commune_id
    if more:
        return commune_id - 1
    _end(tx, app, commune_id, week, now)
    return commune_id
