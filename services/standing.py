"""Keeps the two projections true: who is counted where, and who has reached which goal."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from domain.enrolment import Enrolment, adult_from, enrol
from domain.plan import VNEID, goal_tracks
from domain.vocabulary import Audience, Level
from storage import projections
from storage.database import Tx
from storage.projections import Achievement, Fact, Truth, Which

__all__ = ["Differences", "check", "rebuild", "refresh"]

CHUNK = 2000  # persons read, computed and written at a time: some megabytes

Goals = Mapping[Audience, Sequence[tuple[int, frozenset[str]]]]  # no tracks: the VNeID confirmation


@dataclass(frozen=True, slots=True)
class Differences:
    """How many persons' rows did not agree with the truth (`wrong`), out of how many (`seen`)."""

    seen: int
    wrong: int


def refresh(tx: Tx, person_ids: Iterable[int]) -> Differences:
    """Rewrite the projections of these persons from the truth. Call it after any change of theirs:
    membership, audience, birth, absence, completion, void, match confirmed or undone,
    confirmation, erasure.
    Only rows that differ are written; repeating it changes nothing."""
    ids = sorted(set(person_ids))
    chunks = (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))
    return _each(tx, (projections.one_of(tx, chunk) for chunk in chunks), write=True)


def rebuild(tx: Tx) -> Differences:
    """Rewrite the projections of everybody, as after a change of plans."""
    return _each(tx, _everybody(tx), write=True)


def check(tx: Tx) -> Differences:
    """Compare the projections of everybody with the truth and change nothing."""
    return _each(tx, _everybody(tx), write=False)


def _everybody(tx: Tx) -> Iterator[Which]:
    for first in range(1, projections.last_person(tx) + 1, CHUNK):
        yield projections.between(first, first + CHUNK - 1)


def _each(tx: Tx, parts: Iterable[Which], *, write: bool) -> Differences:
    level_of, goals = projections.levels(tx), _goals(tx)
    seen = wrong = 0
    for which in parts:
        here = _compare(tx, which, level_of, goals, write=write)
        seen, wrong = seen + here.seen, wrong + here.wrong
    return Differences(seen, wrong)


def _goals(tx: Tx) -> Goals:
    found: dict[Audience, list[tuple[int, frozenset[str]]]] = {}
    for goal in projections.goals_known(tx):
        found.setdefault(goal.audience, []).append((goal.id, goal_tracks(goal.goal)))
        assert goal.goal == VNEID or goal_tracks(goal.goal)
    return found


def _compare(
    tx: Tx, which: Which, level_of: dict[int, Level], goals: Goals, *, write: bool
) -> Differences:
    """Compute the rows these persons should have, and with `write` put them in place of others."""
    people = projections.truth(tx, which, level_of)
    counted, reached = projections.projected(tx, which)
    should_count = {person: sorted(_enrolments(one)) for person, one in people.items()}
    should_reach = {
        person: sorted(_achievements(one, should_count[person], goals))
        for person, one in people.items()
        if one.tracks or one.vneid
    }
    miscounted = _different(counted, should_count)
    misjudged = _different(reached, should_reach)
    if write:
        stale = [person for person in miscounted if person in counted]
        fresh = {person: should_count.get(person, []) for person in miscounted}
        projections.replace_enrolments(tx, stale, fresh)
        stale = [person for person in misjudged if person in reached]
        results = {person: should_reach.get(person, []) for person in misjudged}
        projections.replace_achievements(tx, stale, results)
    return Differences(len(people), len({*miscounted, *misjudged}))


def _different(
    stands: Mapping[int, Sequence[object]], should: Mapping[int, Sequence[object]]
) -> list[int]:
    persons = stands.keys() | should.keys()
    return sorted(person for person in persons if stands.get(person, []) != should.get(person, []))


def _enrolments(one: Truth) -> list[Enrolment]:
    of_age = adult_from(one.birth_date, one.birth_year)
    return enrol(of_age, one.places, one.spells, one.absences)


def _achievements(one: Truth, counted: Sequence[Enrolment], goals: Goals) -> Iterator[Achievement]:
    """The enrolments, whether present or not, from the day of the earliest fact on."""
    for row in _joined(counted):
        for goal, tracks in goals.get(row.audience, ()):
            fact = _earliest(one, tracks)
            if fact is not None and fact[0] < row.end:
                start = max(row.start, fact[0])
                yield Achievement(goal, row.unit, start, row.end, fact[0], fact[2])


def _joined(counted: Sequence[Enrolment]) -> list[Enrolment]:
    """Enrolments without the cuts that absences made."""
    whole: list[Enrolment] = []
    for row in counted:
        last = whole[-1] if whole else None
        if last and (last.audience, last.unit, last.end) == (row.audience, row.unit, row.start):
            whole[-1] = replace(last, end=row.end)
        else:
            whole.append(row)
    return whole


def _earliest(one: Truth, tracks: frozenset[str]) -> Fact | None:
    if not tracks:
        return one.vneid
    return min((one.tracks[track] for track in tracks if track in one.tracks), default=None)
