"""What tells people of one name apart."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from storage.database import Tx
from storage.schema import households, persons

__all__ = ["Marks", "marks"]


@dataclass(frozen=True, slots=True)
class Marks:
    """The day of birth and the household of a person, where they are known."""

    born: date | None = None
    household: str = ""


def marks(tx: Tx, ids: Collection[int]) -> dict[int, Marks]:
    """The marks of these persons."""
    query = (
        select(persons.c.id, persons.c.birth_date, households.c.code)
        .outerjoin(households, households.c.id == persons.c.household_id)
        .where(persons.c.id.in_(ids))
    )
    return {row[0]: Marks(row[1], row[2] or "") for row in tx.execute(query)}
