"""A message that an official writes to the people of a unit: its words, and whom it reaches."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from urllib.parse import urlsplit

from domain.errors import DomainError
from domain.names import clean_lines
from domain.quiet import EVENING, holiday, next_allowed
from domain.sending import Leave, Reason, leave_to_write

__all__ = ["LONGEST", "Listener", "Reach", "Words", "missed", "reach", "span", "words"]

SHORTEST, LONGEST = 10, 1000  # characters
LASTS = timedelta(days=1)  # older news is no news
ROOM = timedelta(hours=1)  # in which a message reaches a whole commune
BUSY = timedelta(minutes=10)  # nobody is disturbed who pressed something a moment ago
# What a phone makes a link of. An address without its beginning opens unprotected, and the
# endings are named because "TP.HCM" is none.
_ENDINGS = "vn|com|net|org|edu|gov|info|me|ly|gl|io|app|xyz|top|link|click|shop|site|online|cc|co"
_ADDRESS = re.compile(
    rf"(?<![\w@.-])(?:[a-z][a-z0-9+.-]*:/*)?(?:[\w-]+\.)+(?:{_ENDINGS})\b\S*|[a-z][a-z0-9+.-]*://\S+|"
    r"(?:javascript|data|tg|mailto):\S+",
    re.IGNORECASE,
)
_HOST = re.compile(r"(?:(?!xn--)[a-z0-9-]+\.)+[a-z]{2,}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Words:
    """What is sent, and the hosts that its links lead to."""

    text: str
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listener:
    """A learner of the unit with a standing consent. `who` is the same for one person on several
    accounts; `seen_at` is when the account was last heard of."""

    who: str
    account_id: int
    channel: str
    reachable: bool
    seen_at: datetime | None
    stopped: bool


@dataclass(frozen=True, slots=True)
class Reach:
    """The accounts that get it, how many people that is, and why how many do not."""

    accounts: tuple[int, ...]
    people: int
    missed: Mapping[Reason, int]


def words(text: str) -> Words:
    """A typed text as it is sent, without signs that nobody sees.

    Raises DomainError "broadcast_short", "broadcast_long", or "broadcast_link" for a link that is
    not https to a plain host.
    """
    cleaned = clean_lines(text)
    if len(cleaned) < SHORTEST:
        raise DomainError("broadcast_short", least=SHORTEST)
    if len(cleaned) > LONGEST:
        raise DomainError("broadcast_long", most=LONGEST, length=len(cleaned))
    return Words(cleaned, tuple(dict.fromkeys(map(_host, _ADDRESS.findall(cleaned)))))


def _host(address: str) -> str:
    try:
        parts = urlsplit(address.rstrip(".,;:!?)]}\"'"))
        plain = parts.scheme == "https" and _HOST.fullmatch(parts.netloc.lower())
    except ValueError:
        plain = None
    if not plain:
        raise DomainError("broadcast_link", link=address[:80])
    return parts.netloc.lower()


def reach(listeners: Iterable[Listener], now: datetime) -> Reach:
    """Whom a message sent at `now` reaches: one message for each account, however many learn on
    it, and for each person the account last heard of among those that may be written to.

    Somebody who said stop is not written to anywhere, and nobody on an account of their own.
    """
    people: dict[str, list[Listener]] = {}
    for one in listeners:
        people.setdefault(one.who, []).append(one)
    accounts: set[int] = set()
    lost: Counter[Reason] = Counter()
    for each in people.values():
        if (reason := missed(each, now)) is not None:
            lost[reason] += 1
        else:
            open_ = [one for one in each if _closed(one, now) is None]
            last = max(open_, key=lambda one: (one.seen_at or now, one.account_id))
            accounts.add(last.account_id)
    return Reach(tuple(sorted(accounts)), len(people) - lost.total(), dict(lost))


def missed(of_one: Collection[Listener], now: datetime) -> Reason | None:
    """Why a message does not reach one person on any of these accounts; None when it does."""
    if any(one.stopped for one in of_one):
        return Reason.STOPPED
    reasons = [_closed(one, now) for one in of_one]
    if not reasons:
        return Reason.GONE
    # What is nearest to being reached says most: a chat that costs money before one that is closed.
    order = (None, Reason.BUDGET, Reason.CLOSED, Reason.UNREACHABLE)
    return min(reasons, key=order.index)


def _closed(one: Listener, now: datetime) -> Reason | None:
    if not one.reachable:
        return Reason.UNREACHABLE
    leave = leave_to_write(one.channel, one.seen_at, now)
    return {Leave.FREE: None, Leave.PAID: Reason.BUDGET, Leave.CLOSED: Reason.CLOSED}[leave]


def span(now: datetime, zone: tzinfo, extra: Collection[date] = ()) -> tuple[datetime, datetime]:
    """From when until when a message sent off at `now` may leave: at once, or at the next moment
    that is neither night nor a day of rest; for a day, and never into a day of rest. On the last
    evening before such a day it waits until the rest is over, when there is not enough time."""
    due = next_allowed(now, zone, extra)
    day = due.astimezone(zone).date()
    if holiday(day + timedelta(days=1), extra) is None:
        return due, due + LASTS
    evening = datetime.combine(day, EVENING, zone)
    return (due, evening) if evening - due >= ROOM else span(evening, zone, extra)
