"""Calling somebody of one's own hamlet, and saying honestly who will see it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.vocabulary import Role
from storage import hamlets, help_calls
from storage.database import Tx

__all__ = ["Called", "Seer", "call"]

ENOUGH = timedelta(hours=20)  # one call a day: a second press does not ring twice


class Seer(StrEnum):
    """Who sees a call for help."""

    HELPER = "helper"
    HEAD = "hamlet_head"
    COMMUNE = "official"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Called:
    """A call that was kept: who sees it, of which unit; `again` when one is waiting already."""

    seer: Seer
    unit_name: str
    again: bool


def call(
    tx: Tx, account_id: int, *, learner_id: int | None, unit_id: int, today: date, now: datetime
) -> Called:
    """Ask for help in one's hamlet: its helpers, else its head, else the commune see it."""
    unit_id = hamlets.living(tx, unit_id, today)
    again = help_calls.is_open(tx, account_id, now - ENOUGH)
    if not again:
        help_calls.add(tx, account_id, learner_id, unit_id, now)
    place = help_calls.place(tx, unit_id)
    if place is None:
        return Called(Seer.NOBODY, "", again)
    units = [unit for unit in (place.id, place.parent_id) if unit is not None]
    roles = help_calls.roles_at(tx, units)
    for seer in (Seer.HELPER, Seer.HEAD):
        if (place.id, seer.value) in roles:
            return Called(seer, place.name, again)
    above = {(place.parent_id, Role.OFFICIAL.value), (place.parent_id, Role.ADMIN.value)}
    if above & roles:
        return Called(Seer.COMMUNE, place.parent_name, again)
    return Called(Seer.NOBODY, place.parent_name or place.name, again)
