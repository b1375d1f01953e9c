"""The head's part in matching: confirm, refuse, take back, and decide between two claims."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain import tokens
from domain.errors import DomainError
from domain.vocabulary import MatchState
from services import audit, staff, standing
from services.staff import PAGE, StaffMember
from storage import completions, hamlet_lists, match_review, matches
from storage.database import Tx
from storage.match_review import ClaimRow, LearnerRow

__all__ = [
    "SLIP_LASTS",
    "Claim",
    "Queue",
    "Waiting",
    "attach",
    "choose",
    "claims",
    "confirm",
    "confirm_all",
    "get",
    "hamlets",
    "issue_slip",
    "queue",
    "recent",
    "reject",
    "take_back",
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
    disputed: Sequence[tuple[int, str, int]]


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
    total = match_review.count_waiting(tx, unit_id, today)
    return Queue(found, total, match_review.disputed(tx, unit_id, today, limit=PAGE))


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
    tx: Tx, member: StaffMember, unit_id: int, *, now: datetime, today: date
) -> Sequence[Claim]:
    """Matches of the last seven days that can still be taken back with one tap."""
    staff.unit(tx, member, unit_id)
    return match_review.recent(tx, unit_id, today, now - RECENT, limit=PAGE)


def get(tx: Tx, member: StaffMember, match_id: int, *, today: date) -> Claim:
    """A match of somebody of the member's unit; raises "not_yours" for any other."""
    return _own(tx, member, match_id, today)


def claims(tx: Tx, member: StaffMember, person_id: int, *, today: date) -> Sequence[Claim]:
    """Everybody who says to be a person of the member's unit."""
    if hamlet_lists.person_below(tx, member.unit_id, person_id, today) is None:
        raise DomainError("not_yours")
    return match_review.claims_of(tx, person_id, today)


def confirm(tx: Tx, member: StaffMember, match_id: int, *, now: datetime, today: date) -> Claim:
    """Say that a learner is that person: what the learner finished counts from now on.

    Raises "match_conflict" when somebody else claims the person too. A repeat changes nothing.
    """
    found = _own(tx, member, match_id, today)
    if found.state == MatchState.CONFIRMED:
        return found
    if found.state != MatchState.PROVISIONAL:
        raise DomainError("match_gone")
    if len(match_review.claims_of(tx, found.person_id, today)) > 1:
        raise DomainError("match_conflict", person=found.person_id)
    _accept(tx, member, [found], now)
    return found


def confirm_all(tx: Tx, member: StaffMember, unit_id: int, *, now: datetime, today: date) -> int:
    """Confirm every undisputed match of a hamlet; tells how many there were."""
    staff.unit(tx, member, unit_id)
    found = match_review.waiting(tx, unit_id, today)
    _accept(tx, member, found, now)
    return len(found)


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


def attach(
    tx: Tx, member: StaffMember, learner_id: int, person_id: int, *, now: datetime, today: date
) -> int:
    """Say who of the unit a learner is; the match waits, and its id is returned.

    `confirm` it next: that tells when somebody else claims the same person.
    """
    unmatched_learner(tx, member, learner_id)
    if hamlet_lists.person_below(tx, member.unit_id, person_id, today) is None:
        raise DomainError("not_yours")
    made = matches.add(tx, learner_id, person_id, MatchState.PROVISIONAL, now)
    detail: dict[str, object] = {"learner": learner_id, "person": person_id}
    audit.record(tx, now, member.id, "match.attach", f"match:{made}", detail)
    return made


def reject(tx: Tx, member: StaffMember, match_id: int, *, now: datetime, today: date) -> Claim:
    """Say that a learner is not that person; what already counted is taken back."""
    found = _own(tx, member, match_id, today)
    if found.state in match_review.LIVE:
        _drop(tx, member, [found], MatchState.REJECTED, now)
    return found


def take_back(tx: Tx, member: StaffMember, match_id: int, *, now: datetime, today: date) -> Claim:
    """Undo the last decision on a match: it waits again, and its facts belong to nobody.

    Raises "match_gone" when the learner has been matched to somebody else meanwhile.
    """
    found = _own(tx, member, match_id, today)
    if found.state == MatchState.REJECTED and matches.live(tx, found.learner_id) is not None:
        raise DomainError("match_gone")
    if found.state != MatchState.PROVISIONAL:
        _drop(tx, member, [found], MatchState.PROVISIONAL, now)
    return found


def choose(
    tx: Tx, member: StaffMember, match_id: int, *, both: bool = False, now: datetime, today: date
) -> Claim:
    """Decide who a person claimed twice is: this learner alone, or all of them (several phones)."""
    found = _own(tx, member, match_id, today)
    if found.state not in match_review.LIVE:
        raise DomainError("match_gone")
    every = match_review.claims_of(tx, found.person_id, today)
    others = [each for each in every if each.match_id != found.match_id and not both]
    _drop(tx, member, others, MatchState.REJECTED, now)
    _accept(tx, member, every if both else [found], now)
    return found


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


def _own(tx: Tx, member: StaffMember, match_id: int, today: date) -> Claim:
    found = match_review.find(tx, member.unit_id, match_id, today)
    if found is None:
        raise DomainError("not_yours")
    return found


def _accept(tx: Tx, member: StaffMember, found: Sequence[Claim], now: datetime) -> None:
    changed = [each for each in found if each.state != MatchState.CONFIRMED]
    for each in changed:
        matches.decide(
            tx, each.match_id, MatchState.CONFIRMED, how="staff", staff_id=member.id, now=now
        )
        completions.link(tx, each.learner_id, each.person_id)
        audit.record(tx, now, member.id, "match.confirm", f"match:{each.match_id}", _subject(each))
    standing.refresh(tx, [each.person_id for each in changed])


def _drop(
    tx: Tx, member: StaffMember, found: Sequence[Claim], state: MatchState, now: datetime
) -> None:
    for each in found:
        matches.decide(tx, each.match_id, state, how="staff", staff_id=member.id, now=now)
        if each.state == MatchState.CONFIRMED:
            completions.link(tx, each.learner_id, None)
        act = "match.reject" if state is MatchState.REJECTED else "match.undo"
        audit.record(tx, now, member.id, act, f"match:{each.match_id}", _subject(each))
    standing.refresh(tx, [each.person_id for each in found if each.state == MatchState.CONFIRMED])


def _subject(claim: Claim) -> dict[str, object]:
    return {"learner": claim.learner_id, "person": claim.person_id}
