"""How a figure came from the one signed last to the one signed now: the balance of a closing.

    opening + new - left - moved - voided - erased + entered + corrected = closing

Each person's change falls under exactly one term; the first that fits, in this order:

| term      | of n, those who reached the goal       | of N, the headcount from the roster      |
|-----------|----------------------------------------|------------------------------------------|
| opening   | the figure signed last for this unit; 0 where none was signed                     |
| erased    | the learning was forgotten on request  | -                                        |
| moved     | counted in another unit now, less those counted elsewhere before: net, negative   |
|           | where more came; 0 within a unit, so inside a commune it cancels. Where the other |
|           | unit's figure is a typed one, nothing there answers it: it is `entered`           |
| voided    | still in N, but no fact stands: a void, | -                                       |
|           | a withdrawn confirmation, a match undone |                                        |
| left      | in N no more: went away, died, not of the audience any longer                     |
| new       | counted now and not before: by a fact,  | on the list or of age now, and not       |
|           | or done earlier and only now in N       | before                                   |
| entered   | the difference where either figure was typed; who went to or came from such a unit|
| corrected | what cannot be told person by person: see below                                   |
| closing   | the figure signed now; 0 where people explain that nobody is left and none is     |
|           | known any more (a hamlet whose pupils all have a school by now)                   |

What was recorded late counts where it belongs: a fact, void, erasure or roster of an earlier day
changes the figures after they were signed, and is `new`, `voided`, `erased`, `left` or `moved` in
the next closing. `corrected` is 0 in every closing of the weeks in their order, whatever was
recorded late. It is not 0 when an older week than the last one signed is closed again (who was
counted then is known no more), or when the plan now counts something else under the same id.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from typing import Any

__all__ = ["Cause", "Flow", "Movement", "as_dict", "balance", "by_unit", "of_dict", "then", "total"]


class Cause(StrEnum):
    """Why somebody is counted in no unit any more."""

    ERASED = "erased"
    VOIDED = "voided"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Flow:
    """So many people were counted in one unit and are counted in another now.

    None says "nowhere"; then `cause` tells why they are gone.
    """

    before: int | None
    now: int | None
    people: int
    cause: Cause | None = None


@dataclass(frozen=True, slots=True)
class Movement:
    """The terms of the balance; see the table above."""

    opening: int = 0
    new: int = 0
    left: int = 0
    moved: int = 0
    voided: int = 0
    erased: int = 0
    entered: int = 0
    corrected: int = 0
    closing: int = 0

    @property
    def reached(self) -> int:
        """Where the terms lead from the opening; the closing, if it balances."""
        gone = self.left + self.moved + self.voided + self.erased
        return self.opening + self.new - gone + self.entered + self.corrected

    @property
    def balances(self) -> bool:
        """Whether the terms explain the closing exactly."""
        return self.reached == self.closing

    @property
    def moves(self) -> bool:
        """Whether anything happened at all, even if it left the figure as it was."""
        return any(
            (self.new, self.left, self.moved, self.voided, self.erased, self.entered)
        ) or bool(self.corrected)

    def __add__(self, other: "Movement") -> "Movement":
        """Both together, term by term: of two units, or of two parts of what happened in one."""
        return Movement(
            **{one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(self)}
        )


def by_unit(flows: Iterable[Flow], typed: Collection[int] = ()) -> dict[int, Movement]:
    """What the changes of people mean for each unit: terms only, without opening and closing.

    In the `typed` units people explain nothing, so that whoever went there, or came from there, is
    `entered` in the other unit as well: a move has two ends or is none.
    """
    found: dict[int, Movement] = {}
    for unit, terms in (part for flow in flows for part in _parts(flow, typed)):
        found[unit] = found.get(unit, Movement()) + terms
    return found


def _parts(flow: Flow, typed: Collection[int]) -> list[tuple[int, Movement]]:
    people = flow.people
    if flow.before is None:
        return [(flow.now, Movement(new=people))] if flow.now is not None else []
    if flow.now is not None:
        if flow.before in typed or flow.now in typed:
            return [(flow.before, Movement(entered=-people)), (flow.now, Movement(entered=people))]
        return [(flow.before, Movement(moved=people)), (flow.now, Movement(moved=-people))]
    gone = {
        Cause.ERASED: Movement(erased=people),
        Cause.VOIDED: Movement(voided=people),
        Cause.LEFT: Movement(left=people),
    }
    return [(flow.before, gone[flow.cause or Cause.LEFT])]


def balance(
    opening: int | None, closing: int | None, terms: Movement, *, typed: bool
) -> Movement | None:
    """The whole movement of one figure; None when there is no figure to close with, and none that
    people could lead from to nobody.

    Where either figure was `typed`, people explain nothing and the difference is `entered`. What
    people leave unexplained is `new` when no figure was known before, else `corrected`.
    """
    if closing is None and (opening is None or typed):
        return None
    closed = closing or 0
    whole = replace(Movement() if typed else terms, opening=opening or 0, closing=closed)
    rest = closed - whole.reached
    if typed:
        return replace(whole, entered=rest)
    if opening is None:
        return replace(whole, new=whole.new + rest)
    return replace(whole, corrected=rest)


def total(parts: Iterable[Movement], opening: int | None, closing: int | None) -> Movement | None:
    """The movement of a unit from those of its leaves, also of leaves that ended meanwhile.

    Where a figure typed for the unit itself stands instead of the sum, before or now, the leaves
    explain nothing and the difference is `entered`.
    """
    if opening is None and closing is None:
        return None
    summed = sum(parts, start=Movement())
    if (summed.opening, summed.closing) == (opening or 0, closing or 0):
        return summed
    return balance(opening, closing, Movement(), typed=True)


def then(first: Movement | None, second: Movement | None) -> Movement | None:
    """One after the other: a correction begins where the week did, not where it was signed."""
    if first is None or second is None:
        return second
    return replace(first + second, opening=first.opening, closing=second.closing)


def as_dict(achieved: Movement | None, headcount: Movement | None) -> dict[str, Any]:
    """As it is kept with a snapshot: the terms of n, and those of N under `headcount` (None where
    there is no figure). Without a figure of n there are no terms of it."""
    own = asdict(achieved) if achieved else {}
    return {**own, "headcount": asdict(headcount) if headcount else None}


def of_dict(kept: Mapping[str, Any]) -> tuple[Movement | None, Movement | None]:
    """The movements of n and of N back from `as_dict`."""
    own = {key: value for key, value in kept.items() if key != "headcount"}
    headcount = kept.get("headcount")
    return Movement(**own) if own else None, Movement(**headcount) if headcount else None
