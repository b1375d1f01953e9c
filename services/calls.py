"""Calls for help, as the staff of a unit see them."""

from collections.abc import Sequence
from datetime import datetime

from domain.errors import DomainError
from services import audit
from services.staff import PAGE, StaffMember
from storage import match_review
from storage.database import Tx
from storage.match_review import CallRow

__all__ = ["Call", "answer", "count", "waiting"]

Call = CallRow


def waiting(tx: Tx, member: StaffMember, *, page: int) -> tuple[Sequence[Call], int]:
    """A page of calls of the member's unit that nobody answered, and how many there are."""
    found = match_review.calls(tx, member.unit_id, offset=page * PAGE, limit=PAGE)
    return found, match_review.count_calls(tx, member.unit_id)


def count(tx: Tx, member: StaffMember) -> int:
    """How many calls of the member's unit and below wait."""
    return match_review.count_calls(tx, member.unit_id)


def answer(tx: Tx, member: StaffMember, call_id: int, *, now: datetime) -> None:
    """Note that somebody was helped; raises "not_yours" for another unit's call."""
    done = match_review.answer_call(tx, member.unit_id, call_id, member.id, now)
    if done is None:
        raise DomainError("not_yours")
    if done:
        audit.record(tx, now, member.id, "call.answer", f"call:{call_id}")
