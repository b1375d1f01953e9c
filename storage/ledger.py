"""Reads the ledger of erasures, which a restore and the ids of new persons have to obey."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from storage.schema import erasures, units

__all__ = ["Line", "highest", "lines", "same_units"]


@dataclass(frozen=True, slots=True)
class Line:
    """One erasure: `subject` is learner, person or account."""

    subject: str
    subject_id: int
    erased_at: datetime
    counted: bool


def lines(tx: Connection) -> list[Line]:
    """Every erasure so far, oldest first."""
    columns = erasures.c.subject, erasures.c.subject_id, erasures.c.erased_at, erasures.c.counted
    return [Line(*row) for row in tx.execute(select(*columns).order_by(erasures.c.id))]


def highest(tx: Connection, subject: str) -> int:
    """The highest id of these subjects that was erased; 0 when none was."""
    query = select(func.max(erasures.c.subject_id)).where(erasures.c.subject == subject)
    return tx.scalar(query) or 0


def same_units(one: Connection, other: Connection) -> bool:
    """Whether ids mean the same in both databases: the units they share have the same codes."""
    ours, theirs = _codes(one), _codes(other)
    return all(theirs.get(key, code) == code for key, code in ours.items())


def _codes(tx: Connection) -> dict[int, str]:
    return dict(tx.execute(select(units.c.id, units.c.code)).all())
