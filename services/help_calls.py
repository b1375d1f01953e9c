"""Calling somebody of one's own hamlet, and saying honestly who will see it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.vocabulary import Role
from storage import hamlets, help_calls
from storage.database import Tx

__all__ = ["Called", "Seen", "Seer", "call", "seen_by"]

ENOUGH = timedelta(hours=20)  # one call a day: a second press does not ring twice


class Seer(StrEnum):
    """Who sees a call for help."""

    HELPER = "helper"
    HEAD = "hamlet_head"
    COMMUNE = "official"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Seen:
    """Who sees the calls of a hamlet, and of which unit they are."""

    seer: Seer
    unit_name: str


@dataclass(frozen=True, slots=True)
class Called(Seen):
    """A call that was kept, and who sees it; `again` when one is waiting already."""

    again: bool


def seen_by(tx: Tx, unit_id: int, *, today: date) -> Seen:
    """Who would see a call made in a hamlet now: its helpers, else its head, else the commune."""
    place = help_calls.place(tx, hamlets.living(tx, unit_id, today))
    if place is None:
        return Seen(Seer.NOBODY, "")
    units = [unit for unit in (place.id, place.parent_id) if unit is not None]
    roles = help_calls.roles_at(tx, units)
    for seer in (Seer.HELPER, Seer.HEAD):
        if (place.id, seer.value) in roles:
            return Seen(seer, place.name)
    above = {(place.parent_id, Role.OFFICIAL.value), (place.parent_id, Role.ADMIN.value)}
    if above & roles:
        return Seen(Seer.COMMUNE, place.parent_name)
    return Seen(Seer.NOBODY, place.parent_name or place.name)


def call(
    tx: Tx, account_id: int, *, learner_id: int | None, unit_id: int, today: date, now: datetime
) -> Called:
    """Ask for help in one's hamlet; a repeat while a call of the day waits keeps no second one."""
    again = help_calls.is_open(tx, account_id, now - ENOUGH)
    if not again:
        help_calls.add(tx, account_id, learner_id, hamlets.living(tx, unit_id, today), now)
    seen = seen_by(tx, unit_id, today=today)
    return Called(seen.seer, seen.unit_name, again)
