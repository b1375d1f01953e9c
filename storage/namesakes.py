"""What tells people of one name apart."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from storage.database import Tx
from storage.hamlet_lists import Whom
from storage.schema import households, persons

__all__ = ["Marks", "bearing", "marks"]


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


def bearing(tx: Tx, names: Sequence[str], among: Whom) -> Sequence[tuple[int, str, int | None]]:
    """Those among some who bear one of these names, with the year of birth."""
    query = select(persons.c.id, persons.c.name, persons.c.birth_year).where(
        persons.c.name.in_(names), persons.c.id.in_(among)
    )
    return [(row[0], row[1], row[2]) for row in tx.execute(query)]
