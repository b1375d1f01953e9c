"""Taking back a completion that should not count. The fact stays on record, with who and why."""

from dataclasses import dataclass
from datetime import date, datetime

from domain import scope
from domain.errors import DomainError
from domain.names import clean
from domain.vocabulary import Role
from services import audit, hamlet, standing
from services.hamlet import Entry
from services.staff import StaffMember
from storage import voids
from storage.database import Tx

__all__ = ["Result", "look", "still_done", "void"]

REASON = 400


@dataclass(frozen=True, slots=True)
class Result:
    """A completion before it is taken back: whose, of what, when and how."""

    person: Entry
    kind: str
    content_id: str
    happened_on: date
    way: str


def look(tx: Tx, completion_id: int, *, member: StaffMember, today: date) -> Result:
    """What `void` would take back; raises "not_yours" unless the person is of the member's unit."""
    found = voids.find(tx, completion_id, within=member.unit_id)
    if found is None or found.person_id is None:
        raise DomainError("not_yours")
    person = hamlet.one(tx, member, found.person_id, today=today)
    return Result(person, found.kind, found.content_id, found.happened_on, found.way)


def void(
    tx: Tx, completion_id: int, *, member: StaffMember | None, reason: str, now: datetime
) -> bool:
    """Void a completion; the numbers follow at once. False when it was void already.

    Only an official whose unit holds the person's commune may do it, and must say why; `member`
    is empty on the command line. Raises DomainError `not_yours` or `void_no_reason`.
    """
    if member is not None and scope.rank(member.role) < scope.rank(Role.OFFICIAL):
        raise DomainError("not_yours")
    why = clean(reason)[:REASON]
    if not why:
        raise DomainError("void_no_reason")
    found = voids.find(tx, completion_id, within=member.unit_id if member else None)
    if found is None:
        raise DomainError("not_yours")
    if found.void:
        return False
    staff_id = member.id if member else None
    voids.add(tx, found.id, staff_id, why, now)
    audit.record(tx, now, staff_id, "completion.void", f"completion:{found.id}")
    if found.person_id is not None:
        standing.refresh(tx, [found.person_id])
    return True


def still_done(tx: Tx, completion_id: int) -> bool:
    """Whether another source says the same of the person, so that nothing changes by the void."""
    return voids.others(tx, completion_id)
