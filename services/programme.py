"""What the adults of a hamlet are asked to learn, and how far each of them has come with it."""

from domain import hamlet as rules_of
from domain.curriculum import Curriculum
from domain.hamlet import FAILED_TRIES, Learning, Programme
from services import plans
from storage import hamlet_lists
from storage.database import Tx

__all__ = ["accepted", "counts", "learning", "of_unit"]


def of_unit(tx: Tx, curriculum: Curriculum, unit_id: int) -> Programme:
    """The tracks of which one brings an adult of a unit into the count of its plan."""
    return rules_of.programme(curriculum, plans.at_unit(tx, unit_id))


def accepted(tx: Tx, unit_id: int, track_id: str) -> frozenset[str]:
    """The tracks that count as this one does: whoever finished any of them is counted already."""
    return rules_of.accepted(plans.at_unit(tx, unit_id), track_id)


def counts(tx: Tx, curriculum: Curriculum, unit_id: int) -> bool:
    """Whether the plan of a unit counts what its classes and visits ask about: not where it names
    only tracks that the content does not have."""
    asked = of_unit(tx, curriculum, unit_id)
    return asked.first.id in asked.accepted


def learning(tx: Tx, asked: Programme, whom: hamlet_lists.Whom) -> dict[int, Learning]:
    """What is known of everybody who has begun or has an account: an account is no beginning."""
    own = {row.person_id: row for row in hamlet_lists.progress(tx, whom, asked)}
    pending = {row.person_id: row for row in hamlet_lists.pending(tx, whom, asked)}
    since = hamlet_lists.accounts(tx, whom)
    visited = hamlet_lists.visited(tx, whom)
    hard = hamlet_lists.hard(tx, whom, FAILED_TRIES)
    begun = {*own, *pending, *visited, *hamlet_lists.opened(tx, whom)}
    found = {}
    for person_id in {*own, *since, *visited}:
        rows = [row for row in (own.get(person_id), pending.get(person_id)) if row is not None]
        moments = [since.get(person_id), visited.get(person_id), *(row.last for row in rows)]
        known = [moment for moment in moments if moment is not None]
        each = [max(counts) for counts in zip(*(row.lessons for row in rows), strict=True)]
        lessons, of = asked.furthest(each or [0] * len(asked.tracks))
        found[person_id] = Learning(
            lessons=lessons,
            of=of,
            done=person_id in own and own[person_id].done,
            done_pending=person_id in pending and pending[person_id].done,
            last=max(known) if person_id in begun else None,
            hard=person_id in hard,
            account=person_id in since,
        )
    return found
