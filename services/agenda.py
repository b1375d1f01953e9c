"""What the active plans ask of the coming days."""

from dataclasses import dataclass
from datetime import date

from content import plan_file
from domain.agenda import Note, Rest, agenda, rests
from domain.plan import Plan
from storage import plans
from storage.database import Tx

__all__ = ["PlanAgenda", "coming"]


@dataclass(frozen=True, slots=True)
class PlanAgenda:
    """The coming days of one active plan, and those of them on which nobody is written to."""

    plan: str
    title: str
    notes: tuple[Note, ...]
    rests: tuple[Rest, ...]


def coming(tx: Tx, first: date, last: date) -> list[PlanAgenda]:
    """What each active plan asks of the days from `first` to `last`, both included."""
    loaded = [plan_file.from_document(row.document) for row in plans.active(tx)]
    return [_of(one, first, last) for one in loaded]


def _of(plan: Plan, first: date, last: date) -> PlanAgenda:
    quiet = rests(first, last, plan.reminders.quiet_days)
    return PlanAgenda(plan.id, plan.title, tuple(agenda(plan, first, last)), tuple(quiet))
