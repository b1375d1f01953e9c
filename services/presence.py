"""Who is away or unable, as the staff of a hamlet know it between two rosters."""

from datetime import date, datetime

from domain.errors import DomainError
from domain.vocabulary import Status
from services import audit, standing
from services.staff import StaffMember
from storage import hamlet_lists
from storage.database import Tx

__all__ = ["set_status"]

_SETTABLE = (Status.PRESENT, Status.ABSENT, Status.UNABLE)


def set_status(
    tx: Tx, member: StaffMember, person_id: int, status: str, *, now: datetime, today: date
) -> None:
    """Note that a person of the unit is present, absent or unable from today: shown beside N at
    once, never taken out of it. Raises "old_button" for another status, "not_yours" for others."""
    if status not in _SETTABLE:
        raise DomainError("old_button")
    if hamlet_lists.person_below(tx, member.unit_id, person_id, today) is None:
        raise DomainError("not_yours")
    hamlet_lists.set_status(tx, person_id, status, today)
    standing.refresh(tx, [person_id])
    audit.record(tx, now, member.id, "person.status", f"person:{person_id}", {"status": status})
