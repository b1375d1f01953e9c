"""Where there is news and where there is none; and who is told what will soon be handed in."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select

from domain.vocabulary import Role
from storage.among import among
from storage.database import Tx
from storage.plans import PlanRow
from storage.schema import (
    accounts,
    completions,
    dialogues,
    entries,
    learners,
    memberships,
    plans,
    staff,
)

__all__ = ["Reader", "last_entries", "learning", "next_plan", "readers"]


@dataclass(frozen=True, slots=True)
class Reader:
    """An official's role at a unit, with what tells whether and when it may be written to."""

    staff_id: int
    account_id: int
    channel: str
    reachable: bool
    seen_at: datetime | None
    notices: bool
    hour: int


_READERS = (
    select(
        staff.c.id,
        accounts.c.id,
        accounts.c.channel,
        accounts.c.reachable,
        dialogues.c.seen_at,
        staff.c.notices,
        staff.c.notice_hour,
    )
    .join(accounts, accounts.c.id == staff.c.account_id)
    .outerjoin(dialogues, dialogues.c.account_id == accounts.c.id)
    .where(staff.c.role.in_((Role.OFFICIAL, Role.ADMIN)), staff.c.revoked_at.is_(None))
    .order_by(accounts.c.id, staff.c.id)
)


def readers(tx: Tx, unit_id: int, *, account_id: int | None = None) -> list[Reader]:
    """Officials and admins of a unit itself, by account; or those of their roles that one account
    holds there."""
    query = _READERS.where(staff.c.unit_id == unit_id)
    if account_id is not None:
        query = query.where(staff.c.account_id == account_id)
    return [Reader(*row) for row in tx.execute(query)]


def next_plan(tx: Tx, after: int) -> tuple[int, PlanRow] | None:
    """The active plan with the next id after `after`, and that id."""
    query = (
        select(plans.c.id, plans.c.code, plans.c.unit_id, plans.c.document)
        .where(plans.c.active, plans.c.id > after)
        .order_by(plans.c.id)
        .limit(1)
    )
    row = tx.execute(query).one_or_none()
    return (row.id, PlanRow(row.code, row.unit_id, row.document)) if row else None


def last_entries(
    tx: Tx, plan: str, unit_ids: Collection[int], until: date
) -> dict[tuple[int, str], date]:
    """The day of the latest typed figure of each unit and indicator, by a day."""
    query = (
        select(entries.c.unit_id, entries.c.indicator_id, func.max(entries.c.happened_on))
        .where(
            entries.c.plan_code == plan,
            among(tx, entries.c.unit_id, unit_ids),
            entries.c.happened_on <= until,
        )
        .group_by(entries.c.unit_id, entries.c.indicator_id)
    )
    return {(row[0], row[1]): row[2] for row in tx.execute(query)}


def learning(tx: Tx, unit_ids: Collection[int], since: date, today: date) -> set[int]:
    """Which of these hamlets had anybody finish a lesson from `since` on: as a person who lives
    there, or as a learner who named the hamlet."""
    lives = select(memberships.c.unit_id).join(
        completions, completions.c.person_id == memberships.c.person_id
    )
    by_home = lives.where(
        among(tx, memberships.c.unit_id, unit_ids),
        memberships.c.kind == "home",
        memberships.c.valid_from <= today,
        memberships.c.valid_to > today,
    )
    by_word = (
        select(learners.c.unit_id)
        .join(completions, completions.c.learner_id == learners.c.id)
        .where(among(tx, learners.c.unit_id, unit_ids), learners.c.erased_at.is_(None))
    )
    return set(tx.scalars(_recent(by_home, since).union(_recent(by_word, since))))


def _recent(query: Select[Any], since: date) -> Select[Any]:
    return query.where(completions.c.happened_on >= since)
