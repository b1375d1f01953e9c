"""Those who may be reminded, and what they have done: a whole portion of people in each query."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, case, func, literal, select, union_all

from domain.sending import Fate
from storage.among import among
from storage.counts import open_at
from storage.database import Tx
from storage.schema import (
    absences,
    accounts,
    attempts,
    completions,
    consents,
    dialogues,
    dues,
    enrolments,
    learners,
    matches,
    outbox,
    persons,
    units,
    voids,
)

__all__ = [
    "DueRow",
    "FactRow",
    "LearnerRow",
    "TryRow",
    "audiences",
    "facts",
    "history",
    "learners_after",
    "learners_of",
    "persons_of",
    "tries",
    "twofold",
    "unable",
]


@dataclass(frozen=True, slots=True)
class LearnerRow:
    """A learner with a standing consent, and the account they learn on.

    `person_id` is who they are confirmed to be, `commune_id` where they are counted. `places` is
    what the dialogue remembers of where each learner of the account is, `holder` who holds the
    phone.
    """

    id: int
    account_id: int
    channel: str
    reachable: bool
    seen_at: datetime | None
    name: str
    birth_year: int | None
    reminders: str
    created_at: datetime
    person_id: int | None
    commune_id: int | None
    places: dict[str, Any] | None
    holder: int | None


@dataclass(frozen=True, slots=True)
class FactRow:
    """The latest of what somebody finished: a whole track, or lessons (`track` is empty)."""

    learner_id: int | None
    person_id: int | None
    track: str
    last: datetime


@dataclass(frozen=True, slots=True)
class TryRow:
    """The latest attempts at a final quiz (`track`) or at lessons, by how they ended."""

    learner_id: int
    track: str
    passed: bool | None
    last: datetime


@dataclass(frozen=True, slots=True)
class DueRow:
    """A due as it was decided; `sent_at` when its message left."""

    learner_id: int
    rule: str
    due_on: date
    planned_on: date
    state: str
    sent_at: datetime | None


_CONFIRMED = and_(matches.c.learner_id == learners.c.id, matches.c.state == "confirmed")
_AGREED = (
    select(literal(1))
    .where(consents.c.learner_id == learners.c.id, consents.c.withdrawn_at.is_(None))
    .exists()
)
_DATA = dialogues.c.state
_LEARNERS = (
    select(
        learners.c.id,
        learners.c.account_id,
        accounts.c.channel,
        accounts.c.reachable,
        dialogues.c.seen_at,
        learners.c.name,
        learners.c.birth_year,
        learners.c.reminders,
        learners.c.created_at,
        matches.c.person_id,
        func.coalesce(persons.c.commune_id, units.c.parent_id),
        _DATA[("data", "at")],
        _DATA[("data", "who")],
    )
    .join(accounts, accounts.c.id == learners.c.account_id)
    .outerjoin(dialogues, dialogues.c.account_id == accounts.c.id)
    .outerjoin(matches, _CONFIRMED)
    .outerjoin(persons, persons.c.id == matches.c.person_id)
    .outerjoin(units, units.c.id == learners.c.unit_id)
    .where(learners.c.erased_at.is_(None), _AGREED)
    .order_by(learners.c.id)
)


def learners_after(tx: Tx, after: int, limit: int) -> list[LearnerRow]:
    """The next learners by id, at most `limit`."""
    return _learners(tx, _LEARNERS.where(learners.c.id > after).limit(limit))


def learners_of(tx: Tx, learner_ids: Collection[int]) -> list[LearnerRow]:
    """These learners, without those who were erased or took their consent back."""
    return _learners(tx, _LEARNERS.where(among(tx, learners.c.id, learner_ids)))


def persons_of(tx: Tx, person_ids: Collection[int]) -> list[LearnerRow]:
    """Every learner who is confirmed to be one of these persons."""
    return _learners(tx, _LEARNERS.where(among(tx, matches.c.person_id, person_ids)))


def twofold(tx: Tx, person_ids: Collection[int]) -> list[int]:
    """Those of these persons who learn on several accounts."""
    query = (
        select(matches.c.person_id)
        .where(among(tx, matches.c.person_id, person_ids), matches.c.state == "confirmed")
        .group_by(matches.c.person_id)
        .having(func.count() > 1)
    )
    return list(tx.scalars(query))


def _learners(tx: Tx, query: Select[Any]) -> list[LearnerRow]:
    return [LearnerRow(*row) for row in tx.execute(query)]


def facts(tx: Tx, learner_ids: Collection[int], person_ids: Collection[int]) -> list[FactRow]:
    """What these learners and persons finished and nobody voided; one that is both comes twice."""
    track = case((completions.c.kind == "track", completions.c.content_id), else_="")
    void = select(literal(1)).where(voids.c.completion_id == completions.c.id).exists()

    def of(owner: Any, ids: Collection[int], *whose: Any) -> Select[Any]:
        query = select(*whose, track, func.max(completions.c.happened_at))
        return query.where(among(tx, owner, ids), ~void).group_by(owner, track)

    learner, person = completions.c.learner_id, completions.c.person_id
    query = union_all(
        of(learner, learner_ids, learner, literal(None)),
        of(person, person_ids, literal(None), person),
    )
    return [FactRow(*row) for row in tx.execute(query)]


def tries(tx: Tx, learner_ids: Collection[int]) -> list[TryRow]:
    """When these learners last tried a quiz, final ones apart."""
    final = case((attempts.c.kind == "final", attempts.c.content_id), else_="")
    last = func.max(func.coalesce(attempts.c.finished_at, attempts.c.started_at))
    query = (
        select(attempts.c.learner_id, final, attempts.c.passed, last)
        .where(among(tx, attempts.c.learner_id, learner_ids))
        .group_by(attempts.c.learner_id, final, attempts.c.passed)
    )
    return [TryRow(*row) for row in tx.execute(query)]


def history(tx: Tx, learner_ids: Collection[int]) -> list[DueRow]:
    """Every due of these learners that is still kept."""
    query = (
        select(
            dues.c.learner_id,
            dues.c.rule,
            dues.c.due_on,
            dues.c.planned_on,
            dues.c.state,
            case((dues.c.state == Fate.SENT, outbox.c.finished_at)),
        )
        .outerjoin(outbox, outbox.c.id == dues.c.outbox_id)
        .where(among(tx, dues.c.learner_id, learner_ids))
    )
    return [DueRow(*row) for row in tx.execute(query)]


def audiences(tx: Tx, person_ids: Collection[int], day: date) -> dict[int, set[str]]:
    """In which headcounts persons stand on a day; nobody who left or died."""
    query = select(enrolments.c.person_id, enrolments.c.audience).where(
        among(tx, enrolments.c.person_id, person_ids), open_at(enrolments, day)
    )
    found: dict[int, set[str]] = {}
    for person, audience in tx.execute(query):
        found.setdefault(person, set()).add(audience)
    return found


def unable(tx: Tx, person_ids: Collection[int], day: date) -> set[int]:
    """Persons who are ill or gravely disabled on a day."""
    query = select(absences.c.person_id).where(
        among(tx, absences.c.person_id, person_ids),
        absences.c.status == "unable",
        open_at(absences, day),
    )
    return set(tx.scalars(query))
