"""Facts from before the bot and from outside it, many at a time."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import insert, select

from storage.database import Tx
from storage.schema import completions, confirmations, voids

__all__ = ["Fact", "add_completions", "add_confirmations", "confirmed", "finished"]

CHUNK = 500


class Fact(NamedTuple):
    """What is recorded of a person already; `stands` is false for what was voided."""

    person_id: int
    track: str
    on: date
    source: str
    stands: bool


def finished(tx: Tx, person_ids: Iterable[int]) -> list[Fact]:
    """The tracks these persons finished, also those that were voided since."""
    found: list[Fact] = []
    for part in _parts(person_ids):
        query = (
            select(
                completions.c.person_id,
                completions.c.content_id,
                completions.c.happened_on,
                completions.c.source,
                voids.c.id,
            )
            .outerjoin(voids, voids.c.completion_id == completions.c.id)
            .where(completions.c.kind == "track", completions.c.person_id.in_(part))
        )
        found += [Fact(*row[:4], row[4] is None) for row in tx.execute(query)]
    return found


def confirmed(tx: Tx, person_ids: Iterable[int]) -> list[Fact]:
    """The confirmations of these persons, also those that were voided since."""
    columns = confirmations.c
    found: list[Fact] = []
    for part in _parts(person_ids):
        query = select(
            columns.person_id, columns.confirmed_on, columns.source, columns.voided_at
        ).where(columns.kind == "vneid", columns.person_id.in_(part))
        found += [
            Fact(person, "", day, source, voided is None)
            for person, day, source, voided in tx.execute(query)
        ]
    return found


def add_completions(
    tx: Tx,
    facts: Sequence[Fact],
    versions: dict[str, int],
    rule_version: str,
    moments: dict[date, datetime],
    now: datetime,
) -> None:
    """Record tracks finished before the bot."""
    rows = [
        {
            "person_id": fact.person_id,
            "kind": "track",
            "content_id": fact.track,
            "version": versions[fact.track],
            "rule_version": rule_version,
            "happened_at": moments[fact.on],
            "happened_on": fact.on,
            "recorded_at": now,
            "way": "imported",
            "source": fact.source,
        }
        for fact in facts
    ]
    if rows:
        tx.execute(insert(completions), rows)


def add_confirmations(tx: Tx, facts: Sequence[Fact], staff_id: int | None, now: datetime) -> None:
    """Record confirmations of VNeID."""
    rows = [
        {
            "person_id": fact.person_id,
            "kind": "vneid",
            "confirmed_on": fact.on,
            "source": fact.source,
            "staff_id": staff_id,
            "recorded_at": now,
        }
        for fact in facts
    ]
    if rows:
        tx.execute(insert(confirmations), rows)


def _parts(ids: Iterable[int]) -> Iterable[Collection[int]]:
    listed = sorted(set(ids))
    return [listed[start : start + CHUNK] for start in range(0, len(listed), CHUNK)]
