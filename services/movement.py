"""What became of the figures signed last: the movement of every unit and indicator of a commune."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.movement import Flow, Movement, balance, by_unit, total
from domain.plan import Indicator, Plan
from domain.vocabulary import LEAVES
from services.stats import UnitStats, as_dict
from storage import movement, plans
from storage.counts import UnitRow
from storage.database import Tx
from storage.movement import Changes, Counted, Moment
from storage.snapshots import Snapshot

__all__ = ["Books", "Both", "Spot", "books", "movements", "people", "sign"]

Spot = tuple[int, str]  # unit id and indicator id
Lines = Mapping[Spot, Mapping[str, Any]]
People = Mapping[Counted, Changes]
_Known = tuple[Mapping[int, int], Sequence[Flow]]  # how many were signed, their changes
_NOBODY: _Known = ({}, ())
Both = tuple[Movement | None, Movement | None]  # of n, and of N


@dataclass(frozen=True, slots=True)
class Books:
    """What a commune's figures are held against each other with.

    `lines` are the published lines of now, `opening` those signed last; `current` tells whether
    those are the last that were signed at all, because only of these is it known who was counted.
    """

    plan: Plan
    plan_id: int
    commune: UnitRow
    moment: Moment
    lines: Lines
    opening: Mapping[Spot, Snapshot]
    current: bool

    @property
    def ended(self) -> list[int]:
        """Leaves that were signed last and stand no more: they get one last line, of nobody."""
        gone = {unit for unit, _ in self.opening} - {unit for unit, _ in self.lines}
        return sorted(gone - {self.commune.id})

    @property
    def differ(self) -> bool:
        """Whether any figure is not as it was signed last."""
        return any(self.changed(spot) for spot in self.opening.keys() | self.lines.keys())

    def changed(self, spot: Spot) -> bool:
        """Whether a line is not as it was signed last."""
        row = self.opening.get(spot)
        return row is None or row.figures != self.lines.get(spot)

    def figure(self, spot: Spot, name: str) -> tuple[int | None, int | None]:
        """`achieved` or `headcount` as signed last and as it is now; a unit that is no more has 0
        of what it had."""
        row, line = self.opening.get(spot), self.lines.get(spot)
        opening: int | None = getattr(row, name) if row else None
        if line is not None:
            return opening, line[name]
        return opening, None if opening is None else 0

    def listed(self, spot: Spot) -> int | None:
        """The headcount signed last, if it was that of the roster."""
        row = self.opening.get(spot)
        return row.headcount if row and _from_roster(row.figures) else None

    def typed(self, spot: Spot, one: Indicator) -> bool:
        """Whether a headcount is or was a typed one, so that people do not explain it."""
        row = self.opening.get(spot)
        lines = [line for line in (row and row.figures, self.lines.get(spot)) if line]
        told = [line for line in lines if line["headcount"] is not None]
        return one.goal is None or not all(map(_from_roster, told))


def books(
    tx: Tx,
    plan: Plan,
    tree: Sequence[UnitRow],
    now: UnitStats,
    opening: Mapping[Spot, Snapshot],
    *,
    current: bool,
) -> Books:
    """The books of a commune, first of `tree`, whose figures and those of its leaves are `now`."""
    here = (now, *now.children)
    return Books(
        plan=plan,
        plan_id=plans.id_of(tx, plan.id),
        commune=tree[0],
        moment=Moment(
            leaves=[unit.id for unit in tree if unit.level in LEAVES],
            standing=[one.unit.id for one in now.children],
            day=now.as_of,
        ),
        lines={
            (one.unit.id, line["id"]): line for one in here for line in as_dict(one)["indicators"]
        },
        opening=opening,
        current=current,
    )


def people(tx: Tx, of: Books) -> People:
    """Who is counted otherwise than it was signed last, for every headcount and goal of the plan:
    ids, for `movements` and `sign` alone."""
    goals = plans.goal_ids(tx)
    found: dict[Counted, Changes] = {}
    for one in of.plan.indicators:
        if one.aim is not None:
            for goal_id in (0, goals[one.aim]):
                what = Counted(of.plan_id, one.aim[0], goal_id)
                found.setdefault(what, movement.changes(tx, what, of.moment))
    return found


def movements(tx: Tx, of: Books, who: People) -> dict[Spot, Both]:
    """How each figure came from the opening to now, for the commune, its leaves and those that
    ended. Every one balances, and the commune is the sum of its leaves (domain/movement.py)."""
    goals = plans.goal_ids(tx)
    flows = {what: movement.flows(tx, what, of.moment, one) for what, one in who.items()}
    found: dict[Spot, Both] = {}
    for one in of.plan.indicators:
        reached = headcount = _NOBODY
        if one.aim is not None:
            goal = Counted(of.plan_id, one.aim[0], goals[one.aim])
            listed = Counted(of.plan_id, one.aim[0])
            reached = who[goal].sizes, flows[goal]
            headcount = who[listed].sizes, flows[listed]
        found |= _of_indicator(of, one, reached, headcount)
    return found


def _of_indicator(
    of: Books, one: Indicator, reached: _Known, headcount: _Known
) -> dict[Spot, Both]:
    spots = [(unit, one.id) for unit in (*of.moment.standing, *of.ended)]
    changed = _trusted(
        of, reached, {unit: of.figure((unit, key), "achieved")[0] for unit, key in spots}
    )
    typed = {spot[0] for spot in spots if of.typed(spot, one)}
    joined = _trusted(of, headcount, {unit: of.listed((unit, key)) for unit, key in spots}, typed)
    found = {
        spot: (
            _achieved(of, spot, one, changed.get(spot[0], Movement())),
            balance(
                *of.figure(spot, "headcount"),
                joined.get(spot[0], Movement()),
                typed=spot[0] in typed,
            ),
        )
        for spot in spots
    }
    here, parts = (of.commune.id, one.id), list(found.values())
    found[here] = (
        total((n for n, _ in parts if n), *of.figure(here, "achieved")),
        total((whole for _, whole in parts if whole), *of.figure(here, "headcount")),
    )
    return found


def _trusted(
    of: Books,
    known: _Known,
    opening: Mapping[int, int | None],
    typed: Collection[int] = (),
) -> Mapping[int, Movement]:
    """What people explain, if those remembered are those that were signed last: not when an older
    week is closed again, nor after a change of what the plan counts."""
    sizes, flows = known
    agree = all(
        figure == sizes.get(unit, 0) for unit, figure in opening.items() if figure is not None
    )
    return by_unit(flows, typed) if of.current and agree else {}


def _achieved(of: Books, spot: Spot, one: Indicator, terms: Movement) -> Movement | None:
    return balance(*of.figure(spot, "achieved"), terms, typed=one.goal is None)


def _from_roster(figures: Mapping[str, Any]) -> bool:
    """Whether the headcount of a leaf is that of the roster; see `services.tallies`."""
    return bool(figures["headcount_source"] == f"roster {figures['headcount_at']}")


def sign(tx: Tx, of: Books, who: People) -> None:
    """Remember who is counted now: the next closing begins with them."""
    movement.drop_other_plans(tx, of.plan_id, of.moment.leaves)
    for what, found in who.items():
        movement.sign(tx, what, of.moment, found)
