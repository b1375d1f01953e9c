"""Who says to be whom: what waits for the staff of a hamlet, and what they decided lately."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain import tokens
from domain.errors import DomainError
from services import audit, staff
from services.namesakes import Marks, Shown, apart
from services.staff import PAGE, StaffMember
from storage import hamlet_lists, match_review, matches
from storage.database import Tx
from storage.match_review import ClaimRow, LearnerRow

__all__ = [
    "SLIP_LASTS",
    "Claim",
    "Queue",
    "Waiting",
    "claims",
    "get",
    "hamlets",
    "issue_slip",
    "queue",
    "recent",
    "told_apart",
    "unmatched",
    "unmatched_learner",
    "waiting",
]

SLIP_LASTS = timedelta(days=30)
RECENT = timedelta(days=7)

Claim = ClaimRow


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits in a hamlet: a page of undisputed matches, and persons claimed twice."""

    claims: Sequence[Claim]
    total: int
    latest: int  # the id of the newest match that waits
    disputed: Sequence[tuple[int, str, int]]
    disputes: int  # how many persons are claimed twice, those of other screens too


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits: matches to decide, and learners whom no person stands for."""

    matches: int
    strangers: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.matches + self.strangers


def queue(tx: Tx, member: StaffMember, unit_id: int, *, page: int, today: date) -> Queue:
    """The matches that wait in one hamlet of the member's; raises "not_yours" for any other."""
    staff.unit(tx, member, unit_id)
    found = match_review.waiting(tx, unit_id, today, offset=page * PAGE, limit=PAGE)
    total, latest = match_review.all_waiting(tx, unit_id, today)
    disputed = match_review.disputed(tx, unit_id, today, limit=PAGE)
    disputes = match_review.count_disputed(tx, unit_id, today)
    return Queue(found, total, latest, disputed, disputes)


def waiting(tx: Tx, member: StaffMember, *, today: date) -> Waiting:
    """What waits in the member's unit and below."""
    disputed = match_review.count_disputed(tx, member.unit_id, today)
    return Waiting(
        match_review.count_waiting(tx, member.unit_id, today) + disputed,
        match_review.count_unmatched(tx, member.unit_id),
    )


def hamlets(tx: Tx, member: StaffMember, *, today: date) -> list[tuple[int, str, int]]:
    """The hamlets below the member's unit in which matches wait: id, name, how many."""
    waiting = match_review.hamlets_waiting(tx, member.unit_id, today)
    return [(each, staff.unit(tx, member, each).name, waiting[each]) for each in waiting]


def recent(
    tx: Tx, member: StaffMember, unit_id: int, *, page: int, now: datetime, today: date
) -> tuple[Sequence[Claim], int]:
    """A page of the matches of the last seven days that can be taken back with one tap, the newest
    first, and how many there are."""
    staff.unit(tx, member, unit_id)
    since = now - RECENT
    found = match_review.recent(tx, unit_id, today, since, offset=page * PAGE, limit=PAGE)
    return found, match_review.count_recent(tx, unit_id, today, since)


def told_apart(tx: Tx, found: Sequence[Claim]) -> Mapping[int, Marks]:
    """What tells the persons of one screen apart who look alike, by person."""
    people = {one.person_id: (one.person_name, one.person_year) for one in found}
    return apart(tx, [Shown(each, *who, "") for each, who in people.items()])


def get(tx: Tx, member: StaffMember, match_id: int, *, today: date) -> Claim:
    """A match of somebody of the member's unit; raises "not_yours" for any other."""
    found = match_review.find(tx, member.unit_id, match_id, today)
    if found is None:
        raise DomainError("not_yours")
    return found


def claims(tx: Tx, member: StaffMember, person_id: int, *, today: date) -> Sequence[Claim]:
    """Everybody who says to be a person of the member's unit."""
    if hamlet_lists.person_below(tx, member.unit_id, person_id, today) is None:
        raise DomainError("not_yours")
    return match_review.claims_of(tx, person_id, today)


def unmatched(tx: Tx, member: StaffMember, *, page: int) -> tuple[Sequence[LearnerRow], int]:
    """A page of learners of the member's unit whom no person stands for, and how many there are."""
    found = match_review.unmatched(tx, member.unit_id, offset=page * PAGE, limit=PAGE)
    return found, match_review.count_unmatched(tx, member.unit_id)


def unmatched_learner(tx: Tx, member: StaffMember, learner_id: int) -> LearnerRow:
    """One of them; raises "match_gone" for anybody else."""
    found = match_review.unmatched(tx, member.unit_id, learner_id=learner_id)
    if not found:
        raise DomainError("match_gone")
    return found[0]


def issue_slip(
    tx: Tx, member: StaffMember, person_id: int, *, now: datetime, today: date
) -> tuple[str, datetime]:
    """A code for one person, shown this once: who types it within 30 days is that person.

    Codes given to the same person before lapse. Only the digest is kept.
    """
    if hamlet_lists.person_below(tx, member.unit_id, person_id, today) is None:
        raise DomainError("not_yours")
    code, until = tokens.new_slip(), now + SLIP_LASTS
    match_review.withdraw_slips(tx, person_id, now)
    matches.add_slip(tx, person_id, tokens.slip_digest(code), member.id, now, until)
    audit.record(tx, now, member.id, "slip.issue", f"person:{person_id}")
    return code, until
