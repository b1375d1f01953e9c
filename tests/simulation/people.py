"""People with phones: what they are like, and what the simulation knows of them."""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select

from bot.conversation.engine import Conversation
from domain.messages import Choice, Incoming, Kind, Outgoing
from services import turns
from storage import schema
from storage.database import Database, Tx

__all__ = ["Learner", "Phone", "Resident", "families", "later", "residents"]


@dataclass(frozen=True, slots=True)
class Resident:
    """An adult of the roster."""

    person_id: int
    household: int
    hamlet: int
    name: str
    year: int


@dataclass(eq=False)
class Learner:
    """Somebody who learns on a phone, and what became of it; times as the simulation knows them."""

    who: Resident
    diligence: float  # how likely a reminder, or a visit, leads to another one
    id: int = 0
    joined: datetime | None = None
    lessons: int = 0
    finished: datetime | None = None
    off: datetime | None = None
    erased: datetime | None = None
    left: datetime | None = None
    spoke: list[datetime] = field(default_factory=list)
    reminded: list[datetime] = field(default_factory=list)
    twins: list["Learner"] = field(default_factory=list)  # the same person on other phones


@dataclass(eq=False)
class Phone:
    """An account and those who learn on it; speaks with the real dialogue."""

    channel: str
    external: str
    learners: list[Learner]
    account_id: int = 0
    blocked: bool = False
    told_blocked: bool = False  # the program has met with the block since
    seen: datetime | None = None
    last: Sequence[Outgoing] = ()
    _updates: Iterator[int] = field(default_factory=count)

    def send(
        self, database: Database, talk: Conversation, kind: Kind, value: str, now: datetime
    ) -> None:
        """Press, type or open; whoever writes is heard of, and blocks nobody any more."""
        number = f"u{next(self._updates)}"
        incoming = Incoming(self.channel, self.external, number, kind, value)
        owed = turns.take(database, incoming, talk, now=now)
        self.last = owed.messages or self.last
        self.seen, self.blocked, self.told_blocked = now, False, False
        for learner in self.learners:
            for each in (learner, *learner.twins):
                each.spoke.append(now)

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The buttons shown last."""
        shown = [message for message in self.last if message.rows]
        return shown[-1].choices if shown else ()

    def button(self, caption: str) -> str:
        """What the button with these words means."""
        return next(each.action for each in self.choices if caption in each.label)


def residents(tx: Tx, born_before: int) -> list[Resident]:
    """The adults who live in the commune."""
    people, homes = schema.persons, schema.memberships
    query: Any = (
        select(
            people.c.id,
            people.c.household_id,
            homes.c.unit_id,
            people.c.name,
            people.c.birth_year,
            people.c.birth_date,
        )
        .join(homes, (homes.c.person_id == people.c.id) & (homes.c.kind == "home"))
        .order_by(people.c.id)
    )
    found = []
    for row in tx.execute(query):
        year = row.birth_year or (row.birth_date and row.birth_date.year) or born_before
        if year < born_before:
            found.append(Resident(row.id, row.household_id or -row.id, row.unit_id, row.name, year))
    return found


CHANNELS, SHARES = ("telegram", "zalo", "web"), (0.75, 0.17, 0.08)


def families(people: Sequence[Resident], joining: float, chance: random.Random) -> list[Phone]:
    """Who comes with which phone: alone, a family with one, or one person with two."""
    households: dict[int, list[Resident]] = defaultdict(list)
    for one in people:
        if chance.random() < joining:
            households[one.household].append(one)
    phones: list[Phone] = []
    for members in households.values():
        shared = len(members) > 1 and chance.random() < 0.4
        groups = [members] if shared else [[one] for one in members]
        if chance.random() < 0.03:
            groups.append(members[:1])  # a second phone of the same person
        for group in groups:
            (channel,) = chance.choices(CHANNELS, SHARES)
            learners = [Learner(one, chance.betavariate(2, 3)) for one in group]
            phones.append(Phone(channel, f"c{len(phones) + 1}", learners))
    _introduce(phones)
    return phones


def _introduce(phones: Sequence[Phone]) -> None:
    """Let learners know who else they are."""
    known: dict[int, list[Learner]] = defaultdict(list)
    for phone in phones:
        for learner in phone.learners:
            known[learner.who.person_id].append(learner)
    for same in known.values():
        for learner in same:
            learner.twins = [each for each in same if each is not learner]


def later(chance: random.Random, hours: float) -> timedelta:
    """A waiting time around so many hours: mostly short, sometimes long."""
    return timedelta(minutes=2 + chance.expovariate(1 / hours) * 60)
