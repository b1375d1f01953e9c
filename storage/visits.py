"""Whom reminders did not reach, from the dues that were skipped for it."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, select

from storage.database import Tx
from storage.schema import (
    accounts,
    attempts,
    completions,
    dialogues,
    dues,
    learners,
    matches,
    memberships,
    persons,
    voids,
)
from storage.staff import below

__all__ = ["unreached"]

LIVE = ("provisional", "confirmed")


def unreached(
    tx: Tx, unit_id: int, reasons: Collection[str], *, since: datetime, day: date
) -> dict[int, str]:
    """The persons of a unit or below it on a day whom a due since a moment was skipped for, by id,
    with the latest reason. Left out: whoever was heard of, helped or reached since, or finished
    something."""
    query = (
        select(matches.c.person_id, dues.c.reason)
        .select_from(dues)
        .join(matches, matches.c.learner_id == dues.c.learner_id)
        .join(persons, persons.c.id == matches.c.person_id)
        .join(memberships, memberships.c.person_id == persons.c.id)
        .where(
            memberships.c.unit_id.in_(below(unit_id)),
            memberships.c.valid_from <= day,
            memberships.c.valid_to > day,
            persons.c.erased_at.is_(None),
            matches.c.state.in_(LIVE),
            dues.c.state == "skipped",
            dues.c.reason.in_(reasons),
            dues.c.decided_at >= since,
            ~_heard_of(),
            ~_finished(),
            ~_helped(),
            ~_reached(),
        )
        .order_by(dues.c.decided_at, dues.c.id)
    )
    return {row.person_id: row.reason for row in tx.execute(query)}


def _heard_of() -> ColumnElement[bool]:
    """Somebody wrote or pressed since, on any of the person's phones; blocking us is no word."""
    own, theirs = matches.alias("own"), learners.alias("theirs")
    query = (
        select(dialogues.c.account_id)
        .join(accounts, accounts.c.id == dialogues.c.account_id)
        .join(theirs, theirs.c.account_id == accounts.c.id)
        .join(own, own.c.learner_id == theirs.c.id)
        .where(
            own.c.person_id == matches.c.person_id,
            own.c.state.in_(LIVE),
            accounts.c.reachable,
            dialogues.c.seen_at > dues.c.decided_at,
        )
    )
    return _exists(query)


def _finished() -> ColumnElement[bool]:
    """A lesson or a track was finished since, in whatever way."""
    whose = (completions.c.person_id == matches.c.person_id) | (
        completions.c.learner_id == dues.c.learner_id
    )
    return _exists(
        select(completions.c.id).where(
            whose,
            completions.c.recorded_at > dues.c.decided_at,
            ~exists().where(voids.c.completion_id == completions.c.id),
        )
    )


def _helped() -> ColumnElement[bool]:
    """Somebody sat down with the person since, at home or in a class."""
    return _exists(
        select(attempts.c.id).where(
            attempts.c.person_id == matches.c.person_id,
            attempts.c.started_at > dues.c.decided_at,
        )
    )


def _reached() -> ColumnElement[bool]:
    """A later reminder went out to the same learner."""
    later = dues.alias("later")
    return _exists(
        select(later.c.id).where(
            later.c.learner_id == dues.c.learner_id,
            later.c.id > dues.c.id,
            later.c.state == "sent",
        )
    )


def _exists(query: Any) -> ColumnElement[bool]:
    return exists(query.correlate(matches, dues))
