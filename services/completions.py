"""The facts that every number is counted from."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from domain.vocabulary import Way
from services import standing
from storage import completions, matches
from storage.database import Tx

__all__ = ["Recorded", "record"]


@dataclass(frozen=True, slots=True)
class Recorded:
    """A completion; `new` is False when an earlier fact already said the same, be it from another
    source, so that nobody is congratulated twice."""

    id: int
    person_id: int | None
    new: bool


def record(
    tx: Tx,
    *,
    learner_id: int | None = None,
    person_id: int | None = None,
    kind: str,
    content_id: str,
    version: int,
    rule_version: str,
    happened_at: datetime,
    way: Way | str,
    source: str = "",
    attempt_id: int | None = None,
    assistance_id: int | None = None,
    now: datetime,
    zone: tzinfo,
) -> Recorded:
    """Note that a lesson or track (`kind`) was finished; the day is the day in `zone`.

    Belongs to the person as soon as the learner's match is confirmed. Each source (a learner, a
    class or visit, else `source`) stands for itself, so that the void of one, or a match undone,
    takes no other away; the earliest day counts. What the same source says again, of that moment
    or later, adds nothing. Numbers follow at once.
    """
    if person_id is None and learner_id is not None:
        person_id = matches.confirmed_person(tx, learner_id)
    told = completions.told(
        tx, kind, content_id, happened_at, learner_id=learner_id, person_id=person_id
    )
    origin = (learner_id, assistance_id, source)
    same = next((fact.id for fact in told if fact[1:] == origin), None)
    if same is not None:
        return Recorded(same, person_id, new=False)
    made = completions.add(
        tx,
        learner_id=learner_id,
        person_id=person_id,
        kind=kind,
        content_id=content_id,
        version=version,
        rule_version=rule_version,
        happened_at=happened_at,
        happened_on=happened_at.astimezone(zone).date(),
        recorded_at=now,
        way=str(way),
        source=source,
        attempt_id=attempt_id,
        assistance_id=assistance_id,
    )
    if kind == "track" and person_id is not None:
        standing.refresh(tx, [person_id])
    return Recorded(made, person_id, new=not told)
