"""A copy of what is kept, and forgetting it (facts.md section 6.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.errors import DomainError
from domain.vocabulary import MatchState, Way
from services import family, standing
from storage import consents, erasures, learners, matches, movement, own_data, practices
from storage.consents import Consent
from storage.database import Tx
from storage.learners import Learner
from storage.matches import Match
from storage.own_data import Fact, Reminded

__all__ = [
    "COPY_DAYS",
    "ERASE_DAYS",
    "FIRST_ANSWER_DAYS",
    "Copy",
    "Part",
    "copy",
    "erase",
    "erase_guest",
    "finds",
    "finished_elsewhere",
    "others_stay",
]

FIRST_ANSWER_DAYS = 2  # working days
COPY_DAYS = 10
ERASE_DAYS = 20
BY_SLIP = "slip"


@dataclass(frozen=True, slots=True)
class Part:
    """What is kept of one learner."""

    learner: Learner
    facts: tuple[Fact, ...]
    tries: int
    practised: int  # tasks that the learner says to have tried, done or not yet
    consents: tuple[Consent, ...]
    reminded: Reminded


@dataclass(frozen=True, slots=True)
class Copy:
    """Everything kept for an account, whole."""

    channel: str
    since: datetime
    calls: int
    parts: tuple[Part, ...]
    news: int  # messages sent without being asked for, reminders apart


def copy(tx: Tx, account_id: int, channel: str) -> Copy:
    """What is kept of everybody who learns on an account."""
    agreed = consents.of_account(tx, account_id)
    parts = tuple(_part(tx, learner, agreed) for learner in family.members(tx, account_id))
    since, calls = own_data.opened(tx, account_id), own_data.calls(tx, account_id)
    return Copy(channel, since, calls, parts, own_data.news(tx, account_id))


def _part(tx: Tx, learner: Learner, agreed: Sequence[Consent]) -> Part:
    person_id = matches.confirmed_person(tx, learner.id)
    own = tuple(each for each in agreed if each.learner_id == learner.id)
    facts = tuple(own_data.facts(tx, learner.id, person_id))
    tries, reminded = own_data.tries(tx, learner.id), own_data.reminded(tx, learner.id)
    practised = len(practices.of_learner(tx, learner.id))
    return Part(learner, facts, tries, practised, own, reminded)


def finds(tx: Tx, learner_id: int) -> bool:
    """Whether anything is kept of a learner: a name, lessons, tries, tasks."""
    learner = learners.get(tx, learner_id)
    if learner is None:
        return False
    part = _part(tx, learner, ())
    return bool(learner.name or part.facts or part.tries or part.practised)


def finished_elsewhere(tx: Tx, learner_id: int, track_id: str) -> str:
    """How a track was finished without this learner's own answers: the way, or ""."""
    person_id = matches.confirmed_person(tx, learner_id)
    facts = own_data.facts(tx, learner_id, person_id)
    ways = [each.way for each in facts if (each.kind, each.content_id) == ("track", track_id)]
    return "" if Way.SELF in ways or not ways else ways[0]


def erase(tx: Tx, account_id: int, learner_ids: Sequence[int] | None, *, now: datetime) -> int:
    """Forget these learners of an account, or all of them; returns how many were forgotten.

    Names, matches, attempts, answers, facts and reminders, sent or waiting, go; consents are
    withdrawn and stay as proof, as does the ledger of ids. Of whom staff confirmed, what was
    recorded in a class, on a visit or by a list goes as well (see `others_stay`). The numbers
    follow at once. Repeating it forgets nobody twice.
    """
    members, chosen = _chosen(tx, account_id, learner_ids)
    for learner_id in sorted(chosen):
        _forget(tx, learner_id, now)
    if chosen:
        erasures.forget_answers_sent(tx, account_id)
    if chosen == members:
        erasures.forget_calls(tx, account_id)
    return len(chosen)


def others_stay(tx: Tx, account_id: int, learner_ids: Sequence[int] | None) -> bool:
    """Whether erasing these leaves what others recorded: a slip alone says who they are.

    Whoever holds a paper may not be the person on it, so nobody wipes by a paper what was learned
    without this phone. Officials take that back on request.
    """
    _, chosen = _chosen(tx, account_id, learner_ids)
    confirmed = [_confirmed(tx, each) for each in chosen]
    by_slip = [match.person_id for match in confirmed if match and match.how == BY_SLIP]
    return erasures.helped(tx, by_slip)


def _chosen(
    tx: Tx, account_id: int, learner_ids: Sequence[int] | None
) -> tuple[set[int], set[int]]:
    members = {learner.id for learner in family.members(tx, account_id)}
    return members, members if learner_ids is None else members & set(learner_ids)


def erase_guest(tx: Tx, account_id: int) -> int:
    """Forget the calls for help of somebody who is not recorded, and what was sent to them;
    returns how many calls there were."""
    erasures.forget_answers_sent(tx, account_id)
    erasures.forget_messages(tx, account_id)
    return erasures.forget_calls(tx, account_id)


def erase_again(tx: Tx, learner_id: int, *, now: datetime) -> bool:
    """Forget a learner of the ledger whom a restored backup brought back; False when the backup is
    from before there was any. The ledger names by itself whose class results go, too."""
    if not erasures.noted(tx, "learner", learner_id):
        raise DomainError("not_erased")
    if not learners.known(tx, learner_id):
        return False
    match = _confirmed(tx, learner_id)
    _remove(tx, learner_id, [], [match.person_id] if match else [], now)
    return True


def erase_person_again(tx: Tx, person_id: int) -> None:
    """Forget what others had recorded of a person of the ledger, in a restored backup."""
    if not erasures.noted(tx, "person", person_id):
        raise DomainError("not_erased")
    erasures.forget_helped(tx, [person_id])
    standing.refresh(tx, [person_id])
    movement.forget(tx, [person_id])


def _forget(tx: Tx, learner_id: int, now: datetime) -> None:
    match = _confirmed(tx, learner_id)
    persons = [] if match is None else [match.person_id]
    whole = [] if match is None or match.how == BY_SLIP else persons
    counted = bool(erasures.counted_persons(tx, learner_id, whole))
    erasures.note(tx, "learner", learner_id, counted, now)
    for person in whole:
        erasures.note(tx, "person", person, counted, now)
    _remove(tx, learner_id, whole, persons, now)


def _remove(
    tx: Tx, learner_id: int, whole: Sequence[int], persons: Sequence[int], now: datetime
) -> None:
    """Take out what a learner did and what others recorded of those who are forgotten `whole`; the
    numbers of `persons` follow."""
    erasures.forget(tx, learner_id, whole, now)
    erasures.forget_messages(tx, learners.account_of(tx, learner_id))
    consents.withdraw(tx, learner_id, now)
    standing.refresh(tx, persons)
    movement.forget(tx, persons)


def _confirmed(tx: Tx, learner_id: int) -> Match | None:
    match = matches.live(tx, learner_id)
    return match if match and match.state == MatchState.CONFIRMED else None
