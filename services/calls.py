"""Calls for help, as the staff of a unit see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.errors import DomainError
from services import audit
from services.staff import PAGE, StaffMember
from storage import help_calls, match_review
from storage.database import Tx
from storage.match_review import CallRow

__all__ = ["Answered", "Call", "answer", "count", "undo", "waiting"]

Call = CallRow


def waiting(tx: Tx, member: StaffMember, *, page: int) -> tuple[Sequence[Call], int]:
    """A page of calls of the member's unit that nobody answered, and how many there are."""
    found = match_review.calls(tx, member.unit_id, offset=page * PAGE, limit=PAGE)
    return found, match_review.count_calls(tx, member.unit_id)


def count(tx: Tx, member: StaffMember) -> int:
    """How many calls of the member's unit and below wait."""
    return match_review.count_calls(tx, member.unit_id)


@dataclass(frozen=True, slots=True)
class Answered:
    """An answered call: whose, and whether the member's account answered it and may undo that."""

    id: int
    name: str
    called_at: datetime
    own: bool


def answer(tx: Tx, member: StaffMember, call_id: int, *, now: datetime) -> Answered | None:
    """Note that somebody was helped; raises "not_yours" for another unit's call.

    A repeat changes nothing and tells of the first answer.
    """
    done = match_review.answer_call(tx, member.unit_id, call_id, member.id, now)
    if done is None:
        raise DomainError("not_yours")
    if done:
        audit.record(tx, now, member.id, "call.answer", f"call:{call_id}")
    found = help_calls.answered(tx, member.unit_id, call_id)
    if found is None:
        return None
    own = found.account_id == member.account_id
    return Answered(found.id, found.name, found.called_at, own)


def undo(tx: Tx, member: StaffMember, call_id: int, *, now: datetime) -> None:
    """Let a call wait again that this account marked by mistake; raises "not_yours" for a call of
    another unit. A repeat changes nothing, nor does it touch what somebody else answered."""
    if not help_calls.is_of(tx, member.unit_id, call_id):
        raise DomainError("not_yours")
    found = help_calls.answered(tx, member.unit_id, call_id)
    if found is not None and found.account_id == member.account_id:
        help_calls.reopen(tx, call_id)
        audit.record(tx, now, member.id, "call.undo", f"call:{call_id}")
