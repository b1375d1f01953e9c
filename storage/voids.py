"""Completions and confirmations that an official took back."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, exists, insert, literal, or_, select, update

from storage.database import Tx
from storage.schema import completions, confirmations, learners, persons, voids
from storage.staff import below

__all__ = [
    "CONFIRMATION",
    "Found",
    "add",
    "confirmed",
    "find",
    "find_confirmation",
    "others",
    "withdraw",
]

CONFIRMATION = "vneid"  # the kind of what is no completion


@dataclass(frozen=True, slots=True)
class Found:
    """A completion, whose it is, and whether it is void already."""

    id: int
    person_id: int | None
    void: bool
    kind: str
    content_id: str
    happened_on: date
    way: str


def find(tx: Tx, completion_id: int, *, within: int | None) -> Found | None:
    """A completion of somebody of the unit `within` or below it (None: of anybody)."""
    voided = exists().where(voids.c.completion_id == completions.c.id)
    query = (
        select(
            completions.c.id,
            completions.c.person_id,
            voided,
            completions.c.kind,
            completions.c.content_id,
            completions.c.happened_on,
            completions.c.way,
        )
        .outerjoin(persons, persons.c.id == completions.c.person_id)
        .outerjoin(learners, learners.c.id == completions.c.learner_id)
        .where(completions.c.id == completion_id)
    )
    if within is not None:
        tree = below(within)
        query = query.where(or_(persons.c.commune_id.in_(tree), learners.c.unit_id.in_(tree)))
    row = tx.execute(query).first()
    return Found(*row) if row else None


def add(tx: Tx, completion_id: int, staff_id: int | None, reason: str, now: datetime) -> None:
    """Take a completion back for good."""
    tx.execute(
        insert(voids).values(
            completion_id=completion_id, staff_id=staff_id, voided_at=now, reason=reason
        )
    )


def _confirmations() -> Select[Any]:
    table = confirmations.c
    kind = literal(CONFIRMATION)
    return select(
        *(table.id, table.person_id, table.voided_at.is_not(None), kind, kind),
        *(table.confirmed_on, literal("imported")),
    ).join(persons, persons.c.id == table.person_id)


def find_confirmation(tx: Tx, confirmation_id: int, *, within: int | None) -> Found | None:
    """A VNeID confirmation of somebody of the unit `within` or below it (None: of anybody)."""
    query = _confirmations().where(confirmations.c.id == confirmation_id)
    if within is not None:
        query = query.where(persons.c.commune_id.in_(below(within)))
    row = tx.execute(query).first()
    return Found(*row) if row else None


def confirmed(tx: Tx, person_id: int, *, limit: int) -> list[Found]:
    """The confirmations of a person that stand, the newest first."""
    query = (
        _confirmations()
        .where(confirmations.c.person_id == person_id, confirmations.c.voided_at.is_(None))
        .order_by(confirmations.c.confirmed_on.desc(), confirmations.c.id)
        .limit(limit)
    )
    return [Found(*row) for row in tx.execute(query)]


def withdraw(tx: Tx, confirmation_id: int, now: datetime) -> None:
    """Take a confirmation back for good."""
    this = confirmations.c.id == confirmation_id
    tx.execute(update(confirmations).where(this).values(voided_at=now))


def others(tx: Tx, completion_id: int) -> bool:
    """Whether another standing fact says the same of the same person."""
    same = completions.alias()
    query = (
        select(same.c.id)
        .join(
            completions,
            (completions.c.person_id == same.c.person_id)
            & (completions.c.kind == same.c.kind)
            & (completions.c.content_id == same.c.content_id),
        )
        .where(completions.c.id == completion_id, same.c.id != completion_id)
        .where(~exists().where(voids.c.completion_id == same.c.id))
    )
    return tx.execute(query.limit(1)).first() is not None
