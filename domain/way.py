"""The way to the target: what each hamlet must do this week so that the whole arrives in time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = [
    "STALL_WEEKS",
    "Place",
    "Praise",
    "Runner",
    "moving",
    "praise",
    "spread",
    "stalled",
    "wanted_now",
]

STALL_WEEKS = 2  # closed weeks without anybody new: the hamlet stands still
PRAISED = 2  # hamlets that went ahead furthest; more only confuse


@dataclass(frozen=True, slots=True)
class Place:
    """A hamlet by its code, how many it misses, and whether it stands still or moves. One without
    a past (new, or seldom told) does neither: it keeps its own share and is given nobody else's."""

    code: str
    missing: int
    still: bool = False
    moving: bool = True


def wanted_now(gap: int | None, needed_per_week: int | None) -> int | None:
    """How many are wanted this week: the need of a week, never more than are missing at all.

    None when nobody knows, or when the due date is past and no weeks are left to divide by.
    """
    if gap is None or needed_per_week is None:
        return 0 if gap == 0 else None
    return min(gap, needed_per_week)


def stalled(progress: Sequence[int | None], missing: int | None) -> bool:
    """Whether a hamlet that still misses people had nobody new in the last two closed weeks.

    `progress` is how many each closed week brought, the newest last; an unknown week proves
    nothing.
    """
    last = progress[-STALL_WEEKS:]
    known = len(last) == STALL_WEEKS and None not in last
    return bool(missing) and known and all((one or 0) <= 0 for one in last)


def moving(progress: Sequence[int | None]) -> bool:
    """Whether a hamlet had somebody new in the last two closed weeks; an unknown week proves
    nothing."""
    return any((one or 0) > 0 for one in progress[-STALL_WEEKS:])


def spread(need: int, places: Sequence[Place]) -> Mapping[str, int]:
    """How many each place should bring this week, by code, in whole people.

    Shares follow who is still missing (largest remainder; equal remainders in the order given).
    Of the share of a place that stands still, half stays and the rest goes to those that move,
    as far as they miss people themselves. The shares sum to `need` exactly, or to all who are
    missing where that is less; no share exceeds what its place misses.
    """
    room = {place.code: max(0, place.missing) for place in places}
    shares = _shared(min(max(0, need), sum(room.values())), room)
    still = {place.code for place in places if place.still}
    ahead = {place.code for place in places if place.moving} - still
    over = {code: share // 2 for code, share in shares.items() if code in still}
    free = {code: room[code] - shares[code] for code in room if code in ahead}
    taken = min(sum(over.values()), sum(free.values()))
    less, more = _shared(taken, over), _shared(taken, free)
    return {code: shares[code] - less.get(code, 0) + more.get(code, 0) for code in shares}


def _shared(amount: int, room: Mapping[str, int]) -> dict[str, int]:
    """Divide `amount`, at most the sum of `room`, in proportion to it, never beyond it."""
    whole = sum(room.values())
    if not whole:
        return dict.fromkeys(room, 0)
    shares = {code: amount * free // whole for code, free in room.items()}
    rest = {code: amount * free % whole for code, free in room.items()}
    for code in sorted(room, key=lambda one: -rest[one])[: amount - sum(shares.values())]:
        shares[code] += 1
    return shares


@dataclass(frozen=True, slots=True)
class Runner:
    """A hamlet as everybody may see it: its name, how many it misses and what the week brought."""

    name: str
    gap: int | None
    headcount: int | None
    fresh: int | None


@dataclass(frozen=True, slots=True)
class Praise:
    """Whom a public message names: those past the line, and those that went ahead furthest."""

    arrived: tuple[str, ...]
    ahead: tuple[tuple[str, int], ...]  # name, and how many the week brought


def praise(runners: Sequence[Runner]) -> Praise:
    """Who is named in public; nobody else ever is, so that no hamlet is shamed.

    Ahead are those still on the way whom the week brought most for their size; at most two.
    """
    arrived = tuple(one.name for one in runners if one.gap == 0 and one.headcount)
    gains = [
        (one.fresh / one.headcount, one)
        for one in runners
        if one.gap and one.headcount and one.fresh and one.fresh > 0
    ]
    best = sorted(gains, key=lambda gain: (-gain[0], gain[1].name))[:PRAISED]
    return Praise(arrived, tuple((one.name, one.fresh or 0) for _, one in best))
