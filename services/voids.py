"""Taking back what should not count: a completion, or a confirmation of VNeID. The fact stays on
record, with who and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeGuard

from domain import scope
from domain.errors import DomainError
from domain.names import clean
from domain.vocabulary import Role
from services import audit, hamlet, standing
from services.hamlet import Entry, ResultRow
from services.staff import PAGE, StaffMember
from storage import voids
from storage.database import Tx
from storage.voids import CONFIRMATION, Found

__all__ = [
    "CONFIRMATION",
    "REASONS",
    "Result",
    "look",
    "results",
    "still_done",
    "void",
    "withdraw",
]

REASON = 400
REASONS = ("void_twice", "void_wrong_person", "void_wrong_day")  # why a confirmation is withdrawn


@dataclass(frozen=True, slots=True)
class Result:
    """A fact before it is taken back: whose, of what, when and how. Of a confirmation, `kind` is
    `CONFIRMATION`."""

    person: Entry
    kind: str
    content_id: str
    happened_on: date
    way: str


def results(tx: Tx, member: StaffMember, person_id: int, *, today: date) -> Sequence[ResultRow]:
    """What of a person of the member's unit may be taken back: confirmations, then what was
    finished, as `hamlet.results` tells it."""
    done = hamlet.results(tx, member, person_id, today=today)
    found = voids.confirmed(tx, person_id, limit=PAGE)
    rows = [ResultRow(one.id, one.kind, one.content_id, one.happened_on, one.way) for one in found]
    return [*rows, *done]


def look(
    tx: Tx, fact_id: int, *, member: StaffMember, today: date, confirmation: bool = False
) -> Result:
    """What `void`, or of a confirmation `withdraw`, would take back; raises "not_yours" unless the
    person is of the member's unit."""
    find = voids.find_confirmation if confirmation else voids.find
    found = find(tx, fact_id, within=member.unit_id)
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
    _official(member)
    why = clean(reason)[:REASON]
    if not why:
        raise DomainError("void_no_reason")
    found = voids.find(tx, completion_id, within=member.unit_id if member else None)
    if not _stands(found):
        return False
    staff_id = member.id if member else None
    voids.add(tx, found.id, staff_id, why, now)
    audit.record(tx, now, staff_id, "completion.void", f"completion:{found.id}")
    if found.person_id is not None:
        standing.refresh(tx, [found.person_id])
    return True


def withdraw(
    tx: Tx, confirmation_id: int, *, member: StaffMember | None, reason: str, now: datetime
) -> bool:
    """Withdraw a confirmation of VNeID; the rest is as with `void`. The same line imported again
    adds nothing.

    `reason` is one of `REASONS`: it is kept in the audit, which holds no free text, because that
    might name somebody. Raises DomainError `not_yours` or `void_usual_reason`.
    """
    _official(member)
    if reason not in REASONS:
        raise DomainError("void_usual_reason")
    found = voids.find_confirmation(tx, confirmation_id, within=member.unit_id if member else None)
    if not _stands(found):
        return False
    staff_id = member.id if member else None
    voids.withdraw(tx, found.id, now)
    audit.record(
        tx, now, staff_id, "confirmation.void", f"confirmation:{found.id}", {"reason": reason}
    )
    if found.person_id is not None:
        standing.refresh(tx, [found.person_id])
    return True


def _official(member: StaffMember | None) -> None:
    if member is not None and scope.rank(member.role) < scope.rank(Role.OFFICIAL):
        raise DomainError("not_yours")


def _stands(found: Found | None) -> TypeGuard[Found]:
    if found is None:
        raise DomainError("not_yours")
    return not found.void


def still_done(tx: Tx, completion_id: int) -> bool:
    """Whether another source says the same of the person, so that nothing changes by the void."""
    return voids.others(tx, completion_id)
