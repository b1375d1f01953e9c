"""Typed figures: entering them, and what was entered before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.errors import DomainError
from domain.names import clean
from domain.plan import Counts, Indicator, Plan
from domain.vocabulary import LEAVES
from services import audit, plans
from services.carry import SOURCE
from services.staff import StaffMember
from services.tallies import gather
from storage import counts, entries
from storage.counts import UnitRow
from storage.database import Tx
from storage.entries import Entry, Kept

__all__ = ["HISTORY", "Entered", "Kept", "Shown", "Typed", "enter", "history"]

HISTORY = 12  # entries on a page
MOST = 999_999_999  # as many digits as pages and chat take


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody types: n, N, or both, at a day, and where it comes from."""

    achieved: int | None
    total: int | None
    at: date
    source: str


@dataclass(frozen=True, slots=True)
class Shown:
    """The figure that stands instead of a typed one, and why: the newest source stands.

    `why` is "newer" (a later report), "roster" (a roster not older), "below" (the units below have
    all reported), "no_total" (n alone of a unit with others below, which has no N of its own) or
    "ended" (the unit was merged or split since; nothing typed late goes on to what it became).
    """

    achieved: int | None
    total: int | None
    at: date | None
    why: str


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of a typed figure: whether it was new, and what is shown instead, if anything."""

    new: bool
    instead: Shown | None = None


def enter(
    tx: Tx,
    indicator_id: str,
    unit_code: str,
    typed: Typed,
    *,
    plan: str | None = None,
    member: StaffMember | None = None,
    today: date,
    now: datetime,
) -> Entered:
    """Keep a typed figure; `member` is empty on the command line, else the unit must be theirs.

    What stands already is not kept twice; earlier figures stay in the history. Raises
    DomainError `unknown_unit`, `not_yours`, `unit_not_then`, `unknown_indicator`,
    `entry_elsewhere` (a leaf where nobody whom it counts belongs) or what `_refuse` finds in the
    figures.
    """
    tree = counts.subtree(tx, unit_code, within=member.unit_id if member else None)
    if not tree:
        raise DomainError("not_yours" if member else "unknown_unit", unit=unit_code)
    unit = tree[0]
    if not unit.stands_at(typed.at):
        raise DomainError("unit_not_then", unit=unit.code, day=f"{typed.at:%d/%m/%Y}")
    chosen = plans.of_tree(tx, tree, plan)
    indicator = _known(chosen, indicator_id)
    if not indicator.told_by(unit.level):
        raise DomainError("entry_elsewhere", indicator=indicator.id, unit=unit.name)
    _refuse(indicator, typed, today)
    entry = Entry(
        indicator_id, unit.id, typed.achieved, typed.total, typed.at, clean(typed.source)[:SOURCE]
    )
    if _stands(tx, chosen.id, entry):
        return Entered(new=False, instead=_instead(tx, tree, indicator, chosen.id, entry, today))
    staff_id = member.id if member else None
    entries.add(tx, chosen.id, entry, staff_id=staff_id, now=now)
    detail = {"unit": unit.id, "n": typed.achieved, "of": typed.total, "at": typed.at.isoformat()}
    audit.record(tx, now, staff_id, "indicator.enter", f"indicator:{indicator_id}", detail)
    return Entered(new=True, instead=_instead(tx, tree, indicator, chosen.id, entry, today))


def history(
    tx: Tx,
    indicator_id: str,
    unit_code: str,
    *,
    plan: str | None = None,
    member: StaffMember | None = None,
    last: int = HISTORY,
) -> list[Kept]:
    """What was typed of an indicator for a unit, the newest first; nothing typed is ever lost.

    Scoped as `enter`; raises DomainError `unknown_unit`, `not_yours` or `unknown_indicator`.
    """
    tree = counts.subtree(tx, unit_code, within=member.unit_id if member else None)
    if not tree:
        raise DomainError("not_yours" if member else "unknown_unit", unit=unit_code)
    chosen = plans.of_tree(tx, tree, plan)
    indicator = _known(chosen, indicator_id)
    return entries.history(tx, chosen.id, indicator.id, tree[0].id, last)


def _instead(
    tx: Tx, tree: Sequence[UnitRow], indicator: Indicator, plan: str, entry: Entry, today: date
) -> Shown | None:
    """What is shown today when it is not this entry."""
    sheet = gather(tx, tree, [indicator], plan, today)
    tally = sheet.tally(tree[0], indicator)
    if tally is None:
        return Shown(None, None, None, "ended")
    source = (entry.happened_on, entry.source)
    rows = entries.until(tx, plan, [entry.unit_id], today)
    own = [row for row in rows if row.indicator_id == entry.indicator_id]
    totals = [row for row in own if row.total is not None]
    results = [row for row in own if row.achieved is not None]
    later = (entry in totals and totals[-1] != entry) or (entry in results and results[-1] != entry)
    if later:
        why = "newer"
    elif entry.total is not None and source not in tally.sources:
        why = "roster" if tree[0].level in LEAVES else "below"
    elif entry.achieved is not None and entry.achieved != tally.achieved:
        why = "no_total" if tally.headcount is None or tally.missing else "below"
    else:
        return None
    at = max((at for at, _ in tally.sources), default=None)
    return Shown(tally.achieved, tally.headcount, at, why)


def _known(plan: Plan, indicator_id: str) -> Indicator:
    indicator = plan.indicator(indicator_id)
    if indicator is None:
        known = ", ".join(one.id for one in plan.indicators)
        raise DomainError("unknown_indicator", indicator=indicator_id, known=known)
    return indicator


def _refuse(indicator: Indicator, typed: Typed, today: date) -> None:
    """Raise DomainError `entry_empty`, `entry_negative`, `entry_huge`, `entry_above_all`,
    `entry_to_come`, `entry_counted` (people are counted one by one, only N may be typed),
    `entry_amount` (an amount has no N) or `entry_no_source`."""
    _refuse_numbers([value for value in (typed.achieved, typed.total) if value is not None])
    if typed.achieved is not None and typed.total is not None and typed.achieved > typed.total:
        raise DomainError("entry_above_all", n=typed.achieved, total=typed.total)
    if typed.at > today:
        raise DomainError("entry_to_come", day=f"{typed.at:%d/%m/%Y}")
    if indicator.goal is not None and typed.achieved is not None:
        raise DomainError("entry_counted", indicator=indicator.id)
    if indicator.counts is Counts.AMOUNT and typed.total is not None:
        raise DomainError("entry_amount", indicator=indicator.id, what=indicator.measured_in)
    if not clean(typed.source):
        raise DomainError("entry_no_source")


def _refuse_numbers(given: Sequence[int]) -> None:
    if not given:
        raise DomainError("entry_empty")
    if min(given) < 0:
        raise DomainError("entry_negative")
    if max(given) > MOST:
        raise DomainError("entry_huge", value=max(given))


def _stands(tx: Tx, plan: str, entry: Entry) -> bool:
    rows = entries.until(tx, plan, [entry.unit_id], entry.happened_on)
    same = [row for row in rows if row.indicator_id == entry.indicator_id]
    return bool(same) and same[-1] == entry
