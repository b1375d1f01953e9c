"""Who may be reminded: people with what they have done, read a portion at a time."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from functools import lru_cache
from itertools import chain

from content import plan_file
from domain.enrolment import OF_AGE
from domain.plan import Indicator, Measure, Plan
from domain.reminders import Candidate, Way, part_of
from domain.sending import Fate
from domain.vocabulary import Audience
from services.family import OFF
from storage import candidates, counts, plans
from storage.candidates import DueRow, LearnerRow
from storage.database import Tx

__all__ = ["Found", "after", "of_learners"]


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate with the plan that counts them. `who` is the person where one is confirmed, else
    the learner; `learners` are all accounts' learners of theirs, by id; each of `tracks` finishes
    something that the plan still asks of them."""

    who: str
    commune_id: int
    plan: Plan
    candidate: Candidate
    learners: Mapping[int, LearnerRow]
    tracks: tuple[str, ...]


@dataclass(slots=True)
class _Done:
    """What somebody has done, as far as it is known: moments."""

    tracks: set[str] = field(default_factory=set)
    steps: list[datetime] = field(default_factory=list)
    finals: list[tuple[datetime, str, bool | None]] = field(default_factory=list)
    dues: list[DueRow] = field(default_factory=list)


def after(
    tx: Tx, first: int, limit: int, *, day: date, zone: tzinfo
) -> tuple[list[Found], int | None]:
    """The next people by the ids of learners, and where to go on; None when these are the last.

    A person with several accounts comes once, with the first of them.
    """
    rows = candidates.learners_after(tx, first, limit)
    found = _read(tx, rows, day, zone)
    here = {row.id for row in rows}
    whole = [one for one in found if min(one.learners) in here]
    return whole, rows[-1].id if len(rows) == limit else None


def of_learners(tx: Tx, learner_ids: Iterable[int], *, day: date, zone: tzinfo) -> list[Found]:
    """The people whom these learners are."""
    return _read(tx, candidates.learners_of(tx, set(learner_ids)), day, zone)


def _read(tx: Tx, rows: Sequence[LearnerRow], day: date, zone: tzinfo) -> list[Found]:
    groups = _groups(tx, rows)
    everybody = [row for group in groups.values() for row in group]
    people = {row.person_id for row in everybody if row.person_id is not None}
    communes = {row.commune_id for row in everybody if row.commune_id is not None}
    plan_of = {commune: _plan(tx, commune) for commune in communes}
    counted, ill = candidates.audiences(tx, people, day), candidates.unable(tx, people, day)
    done = _done(tx, [row.id for row in everybody], people)
    found = []
    for who, group in groups.items():
        first = group[0]
        plan = plan_of.get(first.commune_id or 0)
        if plan is None or first.person_id in ill:
            continue
        audiences = _audiences(first, counted, day)
        indicators = _indicators(plan, audiences)
        if indicators:
            mine = [done[row.id] for row in group] + [done[-(first.person_id or 0)]]
            left = _left(indicators, mine)
            one = _candidate(group, left, mine, zone)
            learners = {row.id: row for row in group}
            tracks = tuple(track for each in left for track in each.tracks)
            found.append(Found(who, first.commune_id or 0, plan, one, learners, tracks))
    return found


def _groups(tx: Tx, rows: Sequence[LearnerRow]) -> dict[str, list[LearnerRow]]:
    """Learners by who they are; a person's learners on other accounts are fetched."""
    people = {row.person_id for row in rows if row.person_id is not None}
    several = candidates.twofold(tx, people) if people else []
    twins = candidates.persons_of(tx, several) if several else []
    found: dict[str, dict[int, LearnerRow]] = defaultdict(dict)
    for row in chain(rows, twins):
        who = f"l{row.id}" if row.person_id is None else f"p{row.person_id}"
        found[who][row.id] = row
    return {who: sorted(group.values(), key=lambda row: row.id) for who, group in found.items()}


def _plan(tx: Tx, commune_id: int) -> Plan | None:
    row = plans.active_at(tx, counts.ancestors(tx, commune_id))
    return _parsed(json.dumps(row.document)) if row else None


@lru_cache(maxsize=64)
def _parsed(document: str) -> Plan:
    return plan_file.from_document(json.loads(document))


def _audiences(row: LearnerRow, counted: Mapping[int, set[str]], day: date) -> set[str]:
    """In which headcounts somebody stands; whoever nobody has confirmed counts as an adult,
    unless they said to be younger."""
    if row.person_id is not None:
        return counted.get(row.person_id, set())
    grown = row.birth_year is None or row.birth_year + OF_AGE <= day.year
    return {Audience.ADULT} if grown else set()


def _indicators(plan: Plan, audiences: set[str]) -> list[Indicator]:
    return [
        one
        for one in plan.indicators
        if one.measure is Measure.TRACK_COMPLETED and one.audience in audiences
    ]


def _done(tx: Tx, learner_ids: Sequence[int], people: set[int]) -> dict[int, _Done]:
    """What was done, by learner; what only the person did stands under the person's id below 0."""
    done: dict[int, _Done] = defaultdict(_Done)
    for fact in candidates.facts(tx, learner_ids, people):
        one = done[fact.learner_id if fact.learner_id is not None else -(fact.person_id or 0)]
        one.steps.append(fact.last)
        one.tracks |= {fact.track} - {""}
    for run in candidates.tries(tx, learner_ids):
        done[run.learner_id].steps.append(run.last)
        if run.track:
            done[run.learner_id].finals.append((run.last, run.track, run.passed))
    for due in candidates.history(tx, learner_ids):
        done[due.learner_id].dues.append(due)
    return done


def _left(indicators: Iterable[Indicator], done: Iterable[_Done]) -> list[Indicator]:
    """Those that no finished track satisfies yet."""
    tracks = set().union(*(one.tracks for one in done))
    return [one for one in indicators if not tracks & set(one.tracks)]


def _candidate(
    group: Sequence[LearnerRow], left: Sequence[Indicator], done: list[_Done], zone: tzinfo
) -> Candidate:
    steps = [step for one in done for step in one.steps]
    joined = min(row.created_at for row in group)
    holding = [row.seen_at for row in group if row.holder == row.id and row.seen_at]
    dues = [due for one in done for due in one.dues]
    heard = max((row.seen_at for row in group if row.seen_at), default=joined)
    return Candidate(
        joined_on=_day(joined, zone),
        last_on=_day(max([joined, *steps, *holding]), zone),
        begun=bool(steps) or any(str(row.id) in (row.places or {}) for row in group),
        done=not left,
        failed_on=_failed(done, {track for one in left for track in one.tracks}, zone),
        part=part_of(_chosen(group)),
        stopped=any(row.reminders == OFF for row in group),
        deadlines=tuple(sorted({target.due for one in left for target in one.targets})),
        decided=frozenset((due.rule, due.due_on) for due in dues),
        planned=tuple(due.planned_on for due in dues if due.state != Fate.SKIPPED),
        unanswered=sum(1 for due in dues if due.sent_at is not None and due.sent_at > heard),
        ways=tuple(
            Way(row.account_id, row.id, row.channel, row.reachable, row.seen_at) for row in group
        ),
    )


def _failed(done: Iterable[_Done], tracks: set[str], zone: tzinfo) -> date | None:
    """The day of the last try at a final quiz that is still open, if it was not passed."""
    finals = [final for one in done for final in one.finals if final[1] in tracks]
    last = max(finals, key=lambda final: final[0], default=None)
    return _day(last[0], zone) if last is not None and last[2] is False else None


def _chosen(group: Sequence[LearnerRow]) -> str:
    """The part of the day chosen, where several accounts differ that of the newest learner."""
    return next((row.reminders for row in reversed(group) if row.reminders), "")


def _day(moment: datetime, zone: tzinfo) -> date:
    return moment.astimezone(zone).date()
