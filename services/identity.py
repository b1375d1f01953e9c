"""Who a learner is on the roster: looked for in silence, confirmed by staff or by a slip."""

from datetime import datetime, time, tzinfo
from enum import StrEnum

from domain import matching
from domain.errors import DomainError
from domain.names import fold
from domain.vocabulary import MatchState
from services import standing
from storage import completions, hamlets, learners, matches, roster_people
from storage.database import Tx
from storage.matches import Match

__all__ = ["SlipUse", "find_me", "tries_left", "use_slip"]


class SlipUse(StrEnum):
    """What became of a typed slip code."""

    CONFIRMED = "confirmed"
    UNKNOWN = "unknown"  # wrong, used or expired: which of them is not told
    NO_TRIES = "no_tries"
    SOMEBODY_ELSE = "somebody_else"  # the learner is confirmed as another person
    CHILD = "child"  # guardian and child have to agree first


def tries_left(tx: Tx, account_id: int, *, now: datetime, zone: tzinfo) -> int:
    """How many more searches an account has today."""
    midnight = datetime.combine(now.astimezone(zone).date(), time.min, zone)
    return max(0, matching.TRIES_A_DAY - learners.searches_since(tx, account_id, midnight))


def find_me(
    tx: Tx, learner_id: int, name: str, birth_year: int, *, child: bool, now: datetime, zone: tzinfo
) -> None:
    """Keep how a learner is called and look for them on the hamlet's roster.

    Tells nobody whether there is such a name. Exactly one person of that name and year makes a
    provisional match; otherwise the hamlet head sees a learner without one. Of a child no year is
    kept. Raises DomainError: "search_limit" after three tries a day, "already_confirmed".
    """
    learner = _learner(tx, learner_id)
    live = matches.live(tx, learner_id)
    if live is not None and live.state == MatchState.CONFIRMED:
        raise DomainError("already_confirmed")
    if not tries_left(tx, learner.account_id, now=now, zone=zone):
        raise DomainError("search_limit")
    learners.add_search(tx, learner.account_id, now)
    learners.rename(tx, learner_id, name, None if child else birth_year)
    if live is not None:
        _decide(tx, live, MatchState.REJECTED, "", now)
    if learner.unit_id is None:
        return
    day = now.astimezone(zone).date()
    unit_id = hamlets.living(tx, learner.unit_id, day)
    found = matches.candidates(tx, unit_id, fold(name), birth_year, child=child, on=day)
    if len(found) == 1 and not matches.refused_by_staff(tx, learner_id, found[0]):
        matches.add(tx, learner_id, found[0], MatchState.PROVISIONAL, now)


def use_slip(
    tx: Tx, account_id: int, learner_id: int, code_hash: str, *, now: datetime, zone: tzinfo
) -> SlipUse:
    """Confirm a learner at once by a paper slip, named by `tokens.slip_digest` of its code.

    Opens once; a wrong code is a try.
    """
    if not tries_left(tx, account_id, now=now, zone=zone):
        return SlipUse.NO_TRIES
    learners.add_search(tx, account_id, now)
    slip = matches.slip(tx, code_hash)
    if slip is None or slip.used_at is not None or slip.expires_at <= now:
        return SlipUse.UNKNOWN
    learner, live = _learner(tx, learner_id), matches.live(tx, learner_id)
    if live and live.state == MatchState.CONFIRMED and live.person_id != slip.person_id:
        return SlipUse.SOMEBODY_ELSE
    person = roster_people.get(tx, slip.person_id)
    if person is None:
        return SlipUse.UNKNOWN
    if person.child and not roster_people.guardian_agreed(tx, learner_id):
        return SlipUse.CHILD
    matches.use_slip(tx, slip.id, now)
    if not learner.name:
        learners.rename(tx, learner_id, person.name, person.birth_year)
    _become(tx, learner_id, slip.person_id, live, now)
    return SlipUse.CONFIRMED


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


def _learner(tx: Tx, learner_id: int) -> learners.Learner:
    learner = learners.get(tx, learner_id)
    if learner is None:
        raise DomainError("learner_gone")
    return learner
