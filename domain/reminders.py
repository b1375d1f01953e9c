"""Who is reminded of what, on which day, and what becomes of it: decided in one pure function."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from functools import lru_cache
from operator import itemgetter

from domain.quiet import EVENING, quiet
from domain.sending import Leave, Reason, leave_to_write

__all__ = [
    "MADE_GOOD",
    "WINDOW",
    "Candidate",
    "Decision",
    "Occasion",
    "Part",
    "Policy",
    "Rule",
    "Slot",
    "Way",
    "decide",
    "occasions",
    "part_of",
    "slot_on",
]

# A threshold that fell on a quiet day, or on a day when the machine was off, is made good so long.
MADE_GOOD = timedelta(days=14)
# Eight calendar days, so that no seven times 24 hours ever hold more than the limit, whatever the
# hours at which the messages left.
WINDOW = timedelta(days=7)
LENGTH = timedelta(hours=3)  # of a part of the day, unless the next one or the night comes first
LEAST = timedelta(minutes=15)  # so much of a part must be left to plan something for it


class Rule(StrEnum):
    """Why somebody is reminded; of several on one day the first named here goes out."""

    BEFORE = "before"
    OVERDUE = "overdue"
    FAILED_FINAL = "failed_final"
    UNFINISHED = "unfinished"
    NOT_STARTED = "not_started"


class Part(StrEnum):
    """The parts of the day that a person may choose."""

    MORNING = "morning"
    NOON = "noon"
    EVENING = "evening"


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of a plan: after how many days each, and the limits for one person.

    Hours are those of TIMEZONE. `paid_a_month`: messages that cost money, for the whole commune.
    """

    before_deadline: tuple[int, ...] = (30, 14, 7, 3, 1)
    after_deadline: tuple[int, ...] = (1,)
    unfinished_lesson: tuple[int, ...] = (3,)
    not_started: tuple[int, ...] = (3, 10)
    failed_final: tuple[int, ...] = (2,)
    a_week: int = 3
    unanswered: int = 3
    quiet_days: tuple[date, ...] = ()
    morning: time = time(8)
    noon: time = time(11, 30)
    evening: time = time(19)
    paid_a_month: int = 0

    def begins(self, part: Part) -> time:
        """When a part of the day begins."""
        return {Part.MORNING: self.morning, Part.NOON: self.noon, Part.EVENING: self.evening}[part]


@dataclass(frozen=True, slots=True)
class Occasion:
    """A rule that applies to somebody from a day on: unique per person, `name` and `due_on`."""

    rule: Rule
    days: int
    due_on: date

    @property
    def name(self) -> str:
        """The rule with its days, as a due row keeps it: "before:7"."""
        return f"{self.rule}:{self.days}"

    @property
    def deadline(self) -> date | None:
        """The deadline that the rule speaks of, if it speaks of one."""
        if self.rule is Rule.BEFORE:
            return self.due_on + timedelta(days=self.days)
        return self.due_on - timedelta(days=self.days) if self.rule is Rule.OVERDUE else None


@dataclass(frozen=True, slots=True)
class Way:
    """An account of a person, and when it was last heard of."""

    account_id: int
    learner_id: int
    channel: str
    reachable: bool
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who agreed and is counted by the plan, with what they have done.

    `last_on` is the day of the last step, `failed_on` that of a failed final quiz not tried again.
    `decided` are the dues there are already, by rule and day; `planned` the days on which a
    reminder was sent or waits to be; `unanswered` how many were sent since we last heard of them.
    """

    joined_on: date
    last_on: date
    begun: bool
    done: bool
    failed_on: date | None
    part: Part
    stopped: bool
    deadlines: tuple[date, ...]
    decided: frozenset[tuple[str, date]]
    planned: tuple[date, ...]
    unanswered: int
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """When a message may leave: from `due_at` on and never after `expires_at` (both aware)."""

    part: Part
    day: date
    due_at: datetime
    expires_at: datetime

    @property
    def name(self) -> str:
        """The key of the one message that an account gets then."""
        return f"remind:{self.day.isoformat()}:{self.part}"


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of each occasion: None is the one that is sent by `way` in `slot`."""

    dues: tuple[tuple[Occasion, Reason | None], ...] = ()
    slot: Slot | None = None
    way: Way | None = None
    paid: bool = False


NOTHING = Decision()


def decide(
    one: Candidate, policy: Policy, now: datetime, zone: tzinfo, *, budget: int = 0
) -> Decision:
    """Which dues a person has today, and what becomes of each; nothing at all for most.

    Nothing is decided while the person's part of the day is over or quiet, nor twice on one day:
    what is due then is made good on the next day on which one may write, unless a later threshold
    of the same kind has come. At most one is sent, the most urgent. `budget` is how many paid
    messages are left.
    """
    today = now.astimezone(zone).date()
    found = list(_open(one, policy, today))
    if not found or today in one.planned:
        return NOTHING
    found.sort(key=_urgency)
    slot = slot_on(policy, one.part, now, zone)
    if slot is None:
        return NOTHING
    way, reason = _way(one, slot.due_at, budget)
    reason = Reason.STOPPED if one.stopped else reason or _limit(one, policy, today)
    if reason is not None or way is None:
        return Decision(tuple((each, reason or Reason.UNREACHABLE) for each in found))
    first, *others = found
    dues = ((first, None), *((each, Reason.OTHER) for each in others))
    paid = leave_to_write(way.channel, way.seen_at, slot.due_at) is Leave.PAID
    return Decision(dues, slot, way, paid)


def occasions(one: Candidate, policy: Policy) -> Iterator[Occasion]:
    """Every rule that applies to a person, now or some day; none for somebody who is done."""
    for base, chain in _chains(one, policy):
        for days, rule in chain:
            yield Occasion(rule, abs(days), base + timedelta(days))


@lru_cache(maxsize=256)
def slot_on(policy: Policy, part: Part, now: datetime, zone: tzinfo) -> Slot | None:
    """What is left today of a part of the day; None when it is over or nobody is written to."""
    day = now.astimezone(zone).date()
    begin = datetime.combine(day, policy.begins(part), zone)
    ends = [begin + LENGTH, datetime.combine(day, EVENING, zone)]
    later = (datetime.combine(day, policy.begins(each), zone) for each in Part)
    ends += [each for each in later if each > begin]
    due, end = max(begin, now), min(ends)
    if due + LEAST > end or quiet(due, zone, policy.quiet_days):
        return None
    return Slot(part, day, due, end)


def part_of(chosen: str) -> Part:
    """The part of the day that a person chose. Without a choice the evening: most learn on a
    phone of the family, which is at home only then, together with somebody who can help."""
    return Part(chosen) if chosen in tuple(Part) else Part.EVENING


Chain = tuple[tuple[int, Rule], ...]  # days after a base, in order; a later one replaces


def _chains(one: Candidate, policy: Policy) -> Iterator[tuple[date, Chain]]:
    if one.done:
        return
    around = _around(policy.before_deadline, policy.after_deadline)
    for deadline in one.deadlines:
        yield deadline, around
    if one.failed_on is not None:
        yield max(one.failed_on, one.last_on), _after(Rule.FAILED_FINAL, policy.failed_final)
    elif one.begun:
        yield one.last_on, _after(Rule.UNFINISHED, policy.unfinished_lesson)
    else:
        yield one.joined_on, _after(Rule.NOT_STARTED, policy.not_started)


@lru_cache(maxsize=64)
def _around(before: tuple[int, ...], after: tuple[int, ...]) -> Chain:
    ahead = tuple((-days, Rule.BEFORE) for days in sorted(before, reverse=True))
    return ahead + _after(Rule.OVERDUE, after)


@lru_cache(maxsize=64)
def _after(rule: Rule, days: tuple[int, ...]) -> Chain:
    return tuple((each, rule) for each in sorted(days))


def _open(one: Candidate, policy: Policy, today: date) -> Iterator[Occasion]:
    """Of each chain the latest that has come, if it is not decided yet nor too long ago."""
    for base, chain in _chains(one, policy):
        come = bisect_right(chain, (today - base).days, key=itemgetter(0))
        if not come:
            continue
        days, rule = chain[come - 1]
        last = Occasion(rule, abs(days), base + timedelta(days))
        fresh = max(one.joined_on, today - MADE_GOOD) < last.due_on
        if fresh and (last.name, last.due_on) not in one.decided:
            yield last


_RANKS = {rule: rank for rank, rule in enumerate(Rule)}


def _urgency(each: Occasion) -> tuple[int, int, date]:
    return _RANKS[each.rule], each.days, each.due_on


def _way(one: Candidate, at: datetime, budget: int) -> tuple[Way | None, Reason | None]:
    """The account last heard of that may be written to then, free of charge before paid."""
    ways = sorted((way for way in one.ways if way.reachable), key=_heard, reverse=True)
    leaves = [leave_to_write(way.channel, way.seen_at, at) for way in ways]
    if not ways:
        return None, Reason.UNREACHABLE
    if Leave.FREE in leaves:
        return ways[leaves.index(Leave.FREE)], None
    if Leave.PAID not in leaves:
        return None, Reason.CLOSED
    return (ways[leaves.index(Leave.PAID)], None) if budget > 0 else (None, Reason.BUDGET)


def _heard(way: Way) -> tuple[bool, float, int]:
    return way.seen_at is not None, way.seen_at.timestamp() if way.seen_at else 0, way.account_id


def _limit(one: Candidate, policy: Policy, today: date) -> Reason | None:
    if one.unanswered >= policy.unanswered:
        return Reason.UNANSWERED
    lately = [day for day in one.planned if day >= today - WINDOW]
    return Reason.LIMIT if len(lately) >= policy.a_week else None
