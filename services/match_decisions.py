"""What staff decide about matches: confirm, refuse, name somebody, choose, take back, undo."""

from collections.abc import Sequence
from datetime import date, datetime

from domain.errors import DomainError
from domain.vocabulary import MatchState
from services import audit, matching_review, staff, standing
from services.matching_review import Claim, get
from services.staff import StaffMember
from storage import completions, match_review, matches
from storage.database import Tx

__all__ = [
    "attach",
    "choose",
    "choose_none",
    "confirm",
    "confirm_all",
    "reject",
    "take_back",
    "undo",
]


def confirm(tx: Tx, member: StaffMember, match_id: int, *, now: datetime, today: date) -> Claim:
    """Say that a learner is that person: what the learner finished counts from now on.

    Raises "match_conflict" when somebody else claims the person too. A repeat changes nothing.
    """
    found = get(tx, member, match_id, today=today)
    if found.state == MatchState.CONFIRMED:
        return found
    if found.state != MatchState.PROVISIONAL:
        raise DomainError("match_gone")
    if len(match_review.claims_of(tx, found.person_id, today)) > 1:
        raise DomainError("match_conflict", person=found.person_id)
    _accept(tx, member, [found], now)
    return get(tx, member, match_id, today=today)


def confirm_all(
    tx: Tx,
    member: StaffMember,
    unit_id: int,
    *,
    seen: tuple[int, int],
    now: datetime,
    today: date,
) -> int | None:
    """Confirm every undisputed match of a hamlet; tells how many there were.

    `seen` is how many waited, and the latest of them, when the list was shown: nobody is vouched
    for unseen. None when another list waits by now; then nothing is done.
    """
    staff.unit(tx, member, unit_id)
    if match_review.all_waiting(tx, unit_id, today) != seen:
        return None
    found = match_review.waiting(tx, unit_id, today)
    _accept(tx, member, found, now)
    return len(found)


def attach(
    tx: Tx, member: StaffMember, learner_id: int, person_id: int, *, now: datetime, today: date
) -> Claim:
    """Say who of the unit a learner is: what the learner finished counts from now on.

    Where somebody else claims the same person, the match waits to be decided like any other.
    """
    matching_review.unmatched_learner(tx, member, learner_id)
    others = matching_review.claims(tx, member, person_id, today=today)
    state, decided = MatchState.PROVISIONAL, {}
    if not others:  # undone, the learner is nobody again
        state = MatchState.CONFIRMED
        decided = dict(how="staff", decided_by=member.id, decided_at=now, was=MatchState.REJECTED)
    made = matches.add(tx, learner_id, person_id, state, now, **decided)
    claim = get(tx, member, made, today=today)
    audit.record(tx, now, member.id, "match.attach", f"match:{made}", _subject(claim))
    if not others:
        completions.link(tx, learner_id, person_id)
        standing.refresh(tx, [person_id])
    return claim


def reject(tx: Tx, member: StaffMember, match_id: int, *, now: datetime, today: date) -> Claim:
    """Say that a learner is not that person. What somebody has confirmed meanwhile stays so."""
    found = get(tx, member, match_id, today=today)
    if found.state == MatchState.PROVISIONAL:
        _drop(tx, member, [found], MatchState.REJECTED, now)
    return get(tx, member, match_id, today=today)


def take_back(tx: Tx, member: StaffMember, match_id: int, *, now: datetime, today: date) -> Claim:
    """Say that a learner may not be that person: it waits again, its facts belong to nobody.

    Raises "match_gone" when the learner has been matched to somebody else meanwhile.
    """
    found = get(tx, member, match_id, today=today)
    if found.state == MatchState.REJECTED and matches.live(tx, found.learner_id) is not None:
        raise DomainError("match_gone")
    if found.state != MatchState.PROVISIONAL:
        _drop(tx, member, [found], MatchState.PROVISIONAL, now)
    return get(tx, member, match_id, today=today)


def undo(
    tx: Tx, member: StaffMember, match_id: int, decided: datetime, *, now: datetime, today: date
) -> Claim:
    """Undo the decision made at `decided`, whole: every claim on the person that it changed is
    what it was before.

    Raises "match_gone" when something else was decided since, or a learner has been matched to
    somebody else meanwhile. A repeat changes nothing.
    """
    found = get(tx, member, match_id, today=today)
    if found.decided_at != decided:
        raise DomainError("match_gone")
    changed = matches.decided_with(tx, match_id)
    for each in changed:
        if each.state == MatchState.REJECTED and matches.live(tx, each.learner_id) is not None:
            raise DomainError("match_gone")
    for each in changed:
        before = each.was or MatchState.PROVISIONAL  # rows from before this was kept
        matches.restore(tx, each.id, before, staff_id=member.id, now=now)
        belongs = found.person_id if before == MatchState.CONFIRMED else None
        completions.link(tx, each.learner_id, belongs)
        told = {"learner": each.learner_id, "person": found.person_id}
        audit.record(tx, now, member.id, "match.undo", f"match:{each.id}", told)
    standing.refresh(tx, [found.person_id])
    return get(tx, member, match_id, today=today)


def choose(
    tx: Tx, member: StaffMember, match_id: int, *, both: bool = False, now: datetime, today: date
) -> Claim:
    """Decide who a person claimed twice is: this learner alone, or all of them (several phones)."""
    found = get(tx, member, match_id, today=today)
    if found.state not in match_review.LIVE:
        raise DomainError("match_gone")
    every = match_review.claims_of(tx, found.person_id, today)
    others = [each for each in every if each.match_id != found.match_id and not both]
    _drop(tx, member, others, MatchState.REJECTED, now)
    _accept(tx, member, every if both else [found], now)
    return get(tx, member, match_id, today=today)


def choose_none(
    tx: Tx, member: StaffMember, person_id: int, *, now: datetime, today: date
) -> Claim | None:
    """Nobody who claims a person is that person; returns one of the claims, if there was any."""
    found = matching_review.claims(tx, member, person_id, today=today)
    _drop(tx, member, found, MatchState.REJECTED, now)
    return get(tx, member, found[0].match_id, today=today) if found else None


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
