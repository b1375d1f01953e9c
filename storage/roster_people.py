"""The few things a citizen's own dialogue needs to know of a person on the roster."""

from dataclasses import dataclass

from sqlalchemy import bindparam, exists, select

from storage.database import Tx
from storage.schema import consents, persons


@dataclass(frozen=True, slots=True)
class RosterPerson:
    """A person; `child` is somebody under 16, of whom the roster keeps an age band only."""

    id: int
    name: str
    birth_year: int | None
    child: bool


_GET = select(persons.c.id, persons.c.name, persons.c.birth_year, persons.c.age_band).where(
    persons.c.id == bindparam("at_id"), persons.c.erased_at.is_(None)
)
_GUARDIAN = select(
    exists().where(
        consents.c.learner_id == bindparam("at_learner"),
        consents.c.kind == "guardian",
        consents.c.withdrawn_at.is_(None),
    )
)


def get(tx: Tx, person_id: int) -> RosterPerson | None:
    """A person who was not erased."""
    row = tx.execute(_GET, {"at_id": person_id}).one_or_none()
    if row is None:
        return None
    return RosterPerson(
        row.id, row.name, row.birth_year, row.birth_year is None and bool(row.age_band)
    )


def guardian_agreed(tx: Tx, learner_id: int) -> bool:
    """Whether a learner's guardian has agreed to recording."""
    return bool(tx.execute(_GUARDIAN, {"at_learner": learner_id}).scalar_one())
