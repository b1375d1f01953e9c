"""Results drawn for a second check, and what it has found so far."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, select

from storage.database import Tx
from storage.schema import assistance_people, assistances, completions, staff, voids


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """A result that waits for a second check: whose, recorded by which account, and whether
    somebody else has asked already and it was not passed."""

    person_id: int
    account_id: int
    failed: bool


def waiting(tx: Tx, unit_id: int) -> list[DrawnRow]:
    """The results of a unit that were drawn and stand, and that no other account saw passed since.

    Two roles of one account are nobody else to each other.
    """
    query = (
        select(assistance_people.c.person_id, staff.c.account_id, _checked_since(passed=False))
        .join(assistances, assistances.c.id == assistance_people.c.assistance_id)
        .join(staff, staff.c.id == assistances.c.helper_id)
        .where(
            assistances.c.unit_id == unit_id,
            assistance_people.c.second_check,
            ~_checked_since(passed=True),
            _counts(),
        )
    )
    return [DrawnRow(row[0], row[1], bool(row[2])) for row in tx.execute(query)]


def failed(tx: Tx, unit_id: int) -> set[int]:
    """The persons of a unit whose result stands although somebody else's check was not passed: an
    official decides."""
    return {row.person_id for row in waiting(tx, unit_id) if row.failed}


def _checked_since(*, passed: bool) -> ColumnElement[bool]:
    """Somebody else's later check of the same person that ended so."""
    later: Any = assistance_people.alias()
    other: Any = assistances.alias()
    by: Any = staff.alias()
    return exists().where(
        later.c.person_id == assistance_people.c.person_id,
        later.c.checked_at > assistance_people.c.checked_at,
        later.c.passed.is_(passed),
        other.c.id == later.c.assistance_id,
        by.c.id == other.c.helper_id,
        by.c.account_id != staff.c.account_id,
    )


def _counts() -> ColumnElement[bool]:
    """The check led to a fact that nobody voided."""
    return exists().where(
        completions.c.assistance_id == assistances.c.id,
        completions.c.person_id == assistance_people.c.person_id,
        ~exists().where(voids.c.completion_id == completions.c.id),
    )
