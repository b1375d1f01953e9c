"""What the active plans ask of the coming days."""

from dataclasses import dataclass
from datetime import date

from content import plan_file
from domain.agenda import Note, agenda
from storage import plans
from storage.database import Tx

__all__ = ["PlanAgenda", "coming"]


@dataclass(frozen=True, slots=True)
class PlanAgenda:
    """The coming days of one active plan."""

    plan: str
    title: str
    notes: tuple[Note, ...]


def coming(tx: Tx, first: date, last: date) -> list[PlanAgenda]:
    """What each active plan asks of the days from `first` to `last`, both included."""
    loaded = [plan_file.from_document(row.document) for row in plans.active(tx)]
    return [PlanAgenda(one.id, one.title, tuple(agenda(one, first, last))) for one in loaded]
