"""The units that a cell of a file may name, and what those that ended have become."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from domain.roster_row import Places
from domain.units import Unit
from domain.vocabulary import Level
from storage import units
from storage.database import Tx

__all__ = ["places_of"]


def places_of(tx: Tx, commune_id: int, on: date) -> tuple[Places, Places]:
    """The hamlets of a commune on a day, and its organisations."""
    here, ended = units.leaves(tx, commune_id, on), units.former_leaves(tx, commune_id, on)
    after: dict[int, list[int]] = defaultdict(list)
    for before, successor in units.successions(tx, commune_id):
        after[before].append(successor)
    titles = {unit.id: f"{unit.name} ({unit.code})" for unit in here}
    former = [
        (unit, [titles[each] for each in _last(unit.id, after) if each in titles]) for unit in ended
    ]
    return _places(here, former, hamlets=True), _places(here, former, hamlets=False)


def _places(
    here: Sequence[Unit], former: Sequence[tuple[Unit, Sequence[str]]], *, hamlets: bool
) -> Places:
    return Places.of(
        [(unit.id, unit.code, unit.name) for unit in here if _is_hamlet(unit) == hamlets],
        [
            (unit.code, unit.name, successors)
            for unit, successors in former
            if successors and _is_hamlet(unit) == hamlets
        ],
    )


def _is_hamlet(unit: Unit) -> bool:
    return unit.level is Level.HAMLET


def _last(unit_id: int, after: Mapping[int, Sequence[int]]) -> Iterator[int]:
    """Those to whom all successions after a unit lead; a unit that went on as it was is one."""
    seen, waiting = {unit_id}, list(after.get(unit_id, ()))
    while waiting:
        one = waiting.pop(0)
        if one not in seen:
            seen.add(one)
            waiting += after.get(one, ())
            yield one
