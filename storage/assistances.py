"""Home visits and classes, and each person's check at one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, exists, func, insert, select, update

from storage.database import Tx
from storage.schema import (
    assistance_people,
    assistances,
    completions,
    consents,
    persons,
    staff,
    voids,
)
from storage.staff import below


@dataclass(frozen=True, slots=True)
class AssistanceRow:
    """A visit or a class."""

    id: int
    kind: str
    unit_id: int
    track_id: str
    place: str
    held_on: date
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class AttendantRow:
    """A person at a visit or class. `passed` is None until the check is finished; `before` tells
    that the person had finished the programme by other means, so that the check adds nobody."""

    person_id: int
    name: str
    birth_year: int | None
    notice_version: str
    witness: str
    attempt_id: int | None
    passed: bool | None
    second_check: bool
    before: bool


_COLUMNS = (
    assistances.c.id,
    assistances.c.kind,
    assistances.c.unit_id,
    assistances.c.track_id,
    assistances.c.place,
    assistances.c.held_on,
    assistances.c.closed_at,
)
_OWN = select(*_COLUMNS).join(staff, staff.c.id == assistances.c.helper_id)


def add(tx: Tx, **values: object) -> int:
    """Begin a visit or a class."""
    made = tx.execute(insert(assistances).values(values).returning(assistances.c.id))
    return int(made.scalar_one())


def find(tx: Tx, assistance_id: int, unit_id: int, account_id: int) -> AssistanceRow | None:
    """A visit or class that this account began in a unit or below it."""
    row = tx.execute(
        _OWN.where(
            assistances.c.id == assistance_id,
            assistances.c.unit_id.in_(below(unit_id)),
            staff.c.account_id == account_id,
        )
    ).one_or_none()
    return AssistanceRow(*row) if row else None


def open_classes(
    tx: Tx, unit_id: int, account_id: int, since: datetime, *, limit: int
) -> list[AssistanceRow]:
    """Classes of this account that were begun and not finished, the newest first."""
    query = (
        _OWN.where(
            assistances.c.kind == "class",
            assistances.c.closed_at.is_(None),
            assistances.c.created_at >= since,
            assistances.c.unit_id.in_(below(unit_id)),
            staff.c.account_id == account_id,
        )
        .order_by(assistances.c.id.desc())
        .limit(limit)
    )
    return [AssistanceRow(*row) for row in tx.execute(query)]


def open_visits(
    tx: Tx, unit_id: int, account_id: int, held_on: date, *, limit: int
) -> list[AssistanceRow]:
    """The visits that this account began on a day and did not finish, whose check is not passed;
    the newest first."""
    query = (
        _OWN.join(assistance_people, assistance_people.c.assistance_id == assistances.c.id)
        .where(
            assistances.c.kind == "visit",
            assistances.c.closed_at.is_(None),
            assistances.c.held_on == held_on,
            assistances.c.unit_id.in_(below(unit_id)),
            staff.c.account_id == account_id,
            assistance_people.c.passed.is_not(True),
        )
        .order_by(assistances.c.id.desc())
        .limit(limit)
    )
    return [AssistanceRow(*row) for row in tx.execute(query)]


def open_visit(
    tx: Tx, unit_id: int, account_id: int, person_id: int, held_on: date
) -> AssistanceRow | None:
    """The visit to somebody that this account began on a day and did not finish."""
    query = _visits_to(unit_id, account_id, person_id, held_on)
    row = tx.execute(query.where(assistances.c.closed_at.is_(None))).one_or_none()
    return AssistanceRow(*row) if row else None


def recorded_visit(tx: Tx, unit_id: int, account_id: int, person_id: int, held_on: date) -> bool:
    """Whether this account finished a visit to somebody on a day whose result stands."""
    query = _visits_to(unit_id, account_id, person_id, held_on).where(
        assistances.c.closed_at.is_not(None),
        exists().where(
            completions.c.assistance_id == assistances.c.id,
            completions.c.person_id == person_id,
            ~exists().where(voids.c.completion_id == completions.c.id),
        ),
    )
    return tx.execute(query).one_or_none() is not None


def _visits_to(unit_id: int, account_id: int, person_id: int, held_on: date) -> Select[Any]:
    """The latest visit of an account to somebody on a day."""
    return (
        _OWN.join(assistance_people, assistance_people.c.assistance_id == assistances.c.id)
        .where(
            assistances.c.kind == "visit",
            assistances.c.held_on == held_on,
            assistances.c.unit_id.in_(below(unit_id)),
            staff.c.account_id == account_id,
            assistance_people.c.person_id == person_id,
        )
        .order_by(assistances.c.id.desc())
        .limit(1)
    )


def close(tx: Tx, assistance_id: int, now: datetime) -> None:
    """Finish; who was not checked leaves no trace."""
    tx.execute(
        delete(assistance_people).where(
            assistance_people.c.assistance_id == assistance_id,
            assistance_people.c.attempt_id.is_(None),
        )
    )
    tx.execute(
        update(assistances)
        .where(assistances.c.id == assistance_id, assistances.c.closed_at.is_(None))
        .values(closed_at=now)
    )


def attendants(tx: Tx, assistance_id: int, accepted: Collection[str]) -> list[AttendantRow]:
    """Everybody at a visit or class, in Vietnamese order; whoever finished any of the `accepted`
    tracks by other means is counted already."""
    query = (
        select(
            assistance_people.c.person_id,
            persons.c.name,
            persons.c.birth_year,
            assistance_people.c.notice_version,
            assistance_people.c.witness,
            assistance_people.c.attempt_id,
            assistance_people.c.passed,
            assistance_people.c.second_check,
            _finished_before(accepted),
        )
        .join(persons, persons.c.id == assistance_people.c.person_id)
        .join(assistances, assistances.c.id == assistance_people.c.assistance_id)
        .where(assistance_people.c.assistance_id == assistance_id)
        .order_by(persons.c.sort_key, persons.c.id)
    )
    return [AttendantRow(*row) for row in tx.execute(query)]


def _finished_before(accepted: Collection[str]) -> ColumnElement[bool]:
    """A fact from elsewhere stands that was recorded before the check ended."""
    return exists().where(
        completions.c.person_id == assistance_people.c.person_id,
        completions.c.kind == "track",
        completions.c.content_id.in_(accepted),
        completions.c.assistance_id.is_distinct_from(assistances.c.id),
        assistance_people.c.checked_at.is_(None)
        | (completions.c.recorded_at <= assistance_people.c.checked_at),
        ~exists().where(voids.c.completion_id == completions.c.id),
    )


def tick(
    tx: Tx, assistance_id: int, person_ids: Sequence[int], notice_version: str, witness: str
) -> None:
    """Note who is present."""
    rows = [
        dict(
            assistance_id=assistance_id,
            person_id=person_id,
            notice_version=notice_version,
            witness=witness,
            second_check=False,
        )
        for person_id in person_ids
    ]
    if rows:
        tx.execute(insert(assistance_people), rows)


def untick(tx: Tx, assistance_id: int, person_id: int) -> None:
    """Take somebody off again who has not been checked."""
    tx.execute(
        delete(assistance_people).where(
            assistance_people.c.assistance_id == assistance_id,
            assistance_people.c.person_id == person_id,
            assistance_people.c.attempt_id.is_(None),
        )
    )


def agree(tx: Tx, assistance_id: int, notice_version: str, witness: str) -> None:
    """Note the spoken consent of all who are present."""
    tx.execute(
        update(assistance_people)
        .where(
            assistance_people.c.assistance_id == assistance_id,
            assistance_people.c.attempt_id.is_(None),
        )
        .values(notice_version=notice_version, witness=witness)
    )


def begin_check(tx: Tx, assistance_id: int, person_id: int, attempt_id: int) -> None:
    """A person begins a check, or begins it again."""
    tx.execute(
        update(assistance_people)
        .where(
            assistance_people.c.assistance_id == assistance_id,
            assistance_people.c.person_id == person_id,
        )
        .values(attempt_id=attempt_id, passed=None, checked_at=None)
    )


def finish_check(
    tx: Tx, assistance_id: int, attempt_id: int, *, passed: bool, again: bool, now: datetime
) -> bool:
    """Note how a check ended; False when it was noted before."""
    done = tx.execute(
        update(assistance_people)
        .where(
            assistance_people.c.assistance_id == assistance_id,
            assistance_people.c.attempt_id == attempt_id,
            assistance_people.c.checked_at.is_(None),
        )
        .values(passed=passed, second_check=again, checked_at=now)
    )
    return done.rowcount == 1


def checked_since(tx: Tx, account_id: int, since: datetime) -> int:
    """How many people an account has checked since a moment."""
    query = (
        select(func.count(assistance_people.c.person_id.distinct()))
        .join(assistances, assistances.c.id == assistance_people.c.assistance_id)
        .join(staff, staff.c.id == assistances.c.helper_id)
        .where(staff.c.account_id == account_id, assistance_people.c.checked_at >= since)
    )
    return int(tx.execute(query).scalar_one())


def finished_already(tx: Tx, person_ids: Sequence[int], accepted: Collection[str]) -> set[int]:
    """Those of them for whom a completion of any of these tracks stands."""
    query = select(completions.c.person_id).where(
        completions.c.person_id.in_(person_ids),
        completions.c.kind == "track",
        completions.c.content_id.in_(accepted),
        ~exists().where(voids.c.completion_id == completions.c.id),
    )
    return {person for person in tx.execute(query).scalars() if person is not None}


def add_consent(tx: Tx, person_id: int, notice_version: str, witness: str, now: datetime) -> None:
    """Keep the proof of a spoken consent."""
    row: dict[str, Any] = dict(
        person_id=person_id,
        kind="spoken",
        notice_version=notice_version,
        witness=witness,
        given_at=now,
    )
    tx.execute(insert(consents).values(row))
