"""Who a learner is on the roster: looked for in silence, confirmed by staff or by a slip."""

from dataclasses import dataclass, replace
from datetime import datetime, time, tzinfo
from enum import StrEnum

from domain import matching
from domain.errors import DomainError
from domain.names import fold
from domain.vocabulary import MatchState
from services import standing
from storage import completions, hamlets, learners, matches, roster_people
from storage.database import Tx
from storage.learners import Learner
from storage.matches import Match, Slip
from storage.roster_people import RosterPerson

__all__ = ["SlipAnswer", "SlipUse", "as_listed", "find_me", "tries_left", "use_slip"]


class SlipUse(StrEnum):
    """What became of a typed slip code."""

    CONFIRMED = "confirmed"
    ALREADY = "already"  # the learner is confirmed as that person since before
    ASK = "ask"  # of another name or year than the learner gave: nothing was done yet
    UNKNOWN = "unknown"  # wrong, used or expired: which of them is not told
    NO_TRIES = "no_tries"
    SOMEBODY_ELSE = "somebody_else"  # the learner is confirmed as another person
    CHILD = "child"  # guardian and child have to agree first


@dataclass(frozen=True, slots=True)
class SlipAnswer:
    """What became of a code, and whose slip it is; of a code that opens nothing, nobody's."""

    use: SlipUse
    name: str = ""
    child: bool = False


def tries_left(tx: Tx, account_id: int, *, tried: int, now: datetime, zone: tzinfo) -> int:
    """How many more searches a learner has today who was looked for `tried` times: three for each,
    nine on one phone."""
    on_phone = matching.TRIES_ON_A_PHONE - _tries(tx, account_id, now, zone)
    return max(0, min(matching.TRIES_A_DAY - tried, on_phone))


def _codes_open(tx: Tx, account_id: int, wrong: int, now: datetime, zone: tzinfo) -> bool:
    """Three wrong codes close a phone for a day; names looked for leave it open."""
    most = matching.TRIES_ON_A_PHONE + matching.TRIES_A_DAY
    return wrong < matching.TRIES_A_DAY and _tries(tx, account_id, now, zone) < most


def _tries(tx: Tx, account_id: int, now: datetime, zone: tzinfo) -> int:
    midnight = datetime.combine(now.astimezone(zone).date(), time.min, zone)
    return learners.searches_since(tx, account_id, midnight)


def find_me(
    tx: Tx,
    learner_id: int,
    name: str,
    birth_year: int,
    *,
    child: bool,
    tried: int = 0,
    now: datetime,
    zone: tzinfo,
) -> bool:
    """Keep how a learner is called and look for them on the hamlet's roster.

    Tells nobody whether there is such a name. Exactly one person of that name and year makes a
    provisional match; otherwise the hamlet head sees a learner without one. Of a child no year is
    kept. `tried` times it was done today; without a try left (see `tries_left`) the name is kept
    and nothing looked for: False. Raises DomainError("already_confirmed").
    """
    learner = _learner(tx, learner_id)
    live = matches.live(tx, learner_id)
    if live is not None and live.state == MatchState.CONFIRMED:
        raise DomainError("already_confirmed")
    left = tries_left(tx, learner.account_id, tried=tried, now=now, zone=zone)
    same = matching.is_as_given(learner.name, learner.birth_year, name, birth_year)
    learners.rename(tx, learner_id, name, None if child else birth_year)
    if live is not None and (left or not same):
        _decide(tx, live, MatchState.REJECTED, "", now)
    if not left:
        return False
    learners.add_search(tx, learner.account_id, now)
    if learner.unit_id is not None:
        _look(tx, learner, fold(name), birth_year, child=child, now=now, zone=zone)
    return True


def _look(
    tx: Tx,
    learner: Learner,
    name: str,
    birth_year: int,
    *,
    child: bool,
    now: datetime,
    zone: tzinfo,
) -> None:
    assert learner.unit_id is not None
    day = now.astimezone(zone).date()
    unit_id = hamlets.living(tx, learner.unit_id, day)
    found = matches.candidates(tx, unit_id, name, birth_year, child=child, on=day)
    if len(found) == 1 and not matches.refused_by_staff(tx, learner.id, found[0]):
        matches.add(tx, learner.id, found[0], MatchState.PROVISIONAL, now)


def use_slip(
    tx: Tx,
    account_id: int,
    learner_id: int,
    code_hash: str,
    *,
    sure: bool = False,
    wrong: int = 0,
    now: datetime,
    zone: tzinfo,
) -> SlipAnswer:
    """Confirm a learner at once by a paper slip, named by `tokens.slip_digest` of its code.

    A slip of another name or year than the learner gave is only told whose it is, until they are
    `sure`. It opens once; whom it confirmed is told so again. Only a wrong code is a try; after
    three of a day (`wrong`) none is looked at.
    """
    slip, learner = matches.slip(tx, code_hash), _learner(tx, learner_id)
    live = matches.live(tx, learner_id)
    confirmed = live.person_id if live and live.state == MatchState.CONFIRMED else None
    if slip is not None and slip.person_id == confirmed:
        matches.use_slip(tx, slip.id, now)
        return SlipAnswer(SlipUse.ALREADY, as_listed(tx, learner).name)
    if not _codes_open(tx, account_id, wrong, now, zone):
        return SlipAnswer(SlipUse.NO_TRIES)
    person = roster_people.get(tx, slip.person_id) if slip and _opens(slip, now) else None
    if slip is None or person is None:
        learners.add_search(tx, account_id, now)
        return SlipAnswer(SlipUse.UNKNOWN)
    use = _what_to_do(tx, learner, person, confirmed, sure=sure)
    if use is SlipUse.CONFIRMED:
        matches.use_slip(tx, slip.id, now)
        if not learner.name:
            learners.rename(tx, learner_id, person.name, person.birth_year)
        _become(tx, learner_id, person.id, live, now)
    return SlipAnswer(use, person.name, person.child)


def _opens(slip: Slip, now: datetime) -> bool:
    return slip.used_at is None and slip.expires_at > now


def _what_to_do(
    tx: Tx, learner: Learner, person: RosterPerson, confirmed: int | None, *, sure: bool
) -> SlipUse:
    if confirmed is not None:
        return SlipUse.SOMEBODY_ELSE
    if person.child and not roster_people.guardian_agreed(tx, learner.id):
        return SlipUse.CHILD
    as_given = matching.is_as_given(
        learner.name, learner.birth_year, person.name, person.birth_year
    )
    return SlipUse.CONFIRMED if sure or as_given else SlipUse.ASK


def as_listed(tx: Tx, learner: Learner) -> Learner:
    """The learner under the name that stands on the list, once it is confirmed who they are."""
    person_id = matches.confirmed_person(tx, learner.id)
    person = None if person_id is None else roster_people.get(tx, person_id)
    return learner if person is None else replace(learner, name=person.name)


def _become(tx: Tx, learner_id: int, person_id: int, live: Match | None, now: datetime) -> None:
    if live is not None and live.person_id != person_id:
        _decide(tx, live, MatchState.REJECTED, "slip", now)
        live = None
    if live is None:
        match_id = matches.add(tx, learner_id, person_id, MatchState.PROVISIONAL, now)
        live = Match(match_id, learner_id, person_id, MatchState.PROVISIONAL, "")
    _decide(tx, live, MatchState.CONFIRMED, "slip", now)


def _decide(tx: Tx, match: Match, state: MatchState, how: str, now: datetime) -> None:
    """Change a match, and let the learner's facts follow."""
    matches.decide(tx, match.id, state, how=how, staff_id=None, now=now)
    if MatchState.CONFIRMED in (match.state, state):
        belongs = match.person_id if state is MatchState.CONFIRMED else None
        completions.link(tx, match.learner_id, belongs)
        standing.refresh(tx, [match.person_id])


def _learner(tx: Tx, learner_id: int) -> Learner:
    learner = learners.get(tx, learner_id)
    if learner is None:
        raise DomainError("learner_gone")
    return learner
