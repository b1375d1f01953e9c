"""Who is counted in the headcount of which leaf unit, and when. Intervals are [start, end)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from domain.vocabulary import Audience, Level

__all__ = ["FOREVER", "WORKPLACE", "Enrolment", "Place", "Span", "adult_from", "enrol"]

FOREVER = date(9999, 12, 31)
OF_AGE = 18

# Where an audience is counted before it falls back to the home hamlet.
WORKPLACE = {
    Audience.PUPIL: Level.SCHOOL,
    Audience.PUBLIC_EMPLOYEE: Level.AGENCY,
    Audience.WORKER: Level.ENTERPRISE,
}


Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Place:
    """A dated membership in a leaf unit; `level` is None for a home."""

    unit: int
    level: Level | None
    start: date
    end: date


@dataclass(frozen=True, slots=True, order=True)
class Enrolment:
    """A person is in the headcount of `audience` in `unit` from `start` to the day before `end`.
    Those not `present` are away or unable: they stay in the headcount and are told beside it."""

    audience: Audience
    start: date
    end: date
    unit: int
    present: bool = True


def adult_from(birth_date: date | None, birth_year: int | None) -> date | None:
    """The first day as an adult: the 18th birthday (1 March for 29 February); with only the year
    known, 1 January of the year of turning 18; None when nothing is known."""
    if birth_date is not None:
        try:
            return birth_date.replace(year=birth_date.year + OF_AGE)
        except ValueError:
            return date(birth_date.year + OF_AGE, 3, 1)
    return date(birth_year + OF_AGE, 1, 1) if birth_year is not None else None


def enrol(
    of_age: date | None,
    places: Sequence[Place],
    spells: Iterable[tuple[Audience, date, date]],
    absences: Sequence[Span] = (),
) -> list[Enrolment]:
    """All enrolments of one person, at most one unit per audience and day.

    Adults are counted at home from the day `of_age`; where that is unknown, in their spells of
    the audience `adult`. The others are counted, during their spell, in the organisation of the
    matching level that began earliest, and in the home hamlet on days without one. An interval is
    cut where an absence begins or ends.
    """
    wanted: dict[Audience, list[Span]] = {}
    for audience, start, end in spells:
        if audience is not Audience.ADULT or of_age is None:
            wanted.setdefault(audience, []).append((start, end))
    if of_age is not None:
        wanted[Audience.ADULT] = [(of_age, FOREVER)]
    if not wanted:
        return []
    homes = _ranked(place for place in places if place.level is None)
    found: list[Enrolment] = []
    for audience, spans in wanted.items():
        level = WORKPLACE.get(audience)
        works = _ranked(place for place in places if place.level is level) if level else []
        found += _assign(audience, spans, [*works, *homes])
    return [part for one in found for part in _presence(one, absences)] if absences else found


def _ranked(places: Iterable[Place]) -> list[Place]:
    return sorted(places, key=lambda place: (place.start, place.unit))


def _assign(audience: Audience, spans: list[Span], places: list[Place]) -> list[Enrolment]:
    """Give each day of the spans to the first of the places that covers it."""
    if len(spans) == 1 and len(places) == 1:  # nearly everybody
        start, end = max(spans[0][0], places[0].start), min(spans[0][1], places[0].end)
        return [Enrolment(audience, start, end, places[0].unit)] if start < end else []
    days = sorted(
        {day for span in spans for day in span} | {day for p in places for day in (p.start, p.end)}
    )
    found: list[Enrolment] = []
    for start, end in pairwise(days):
        if not any(begin <= start < stop for begin, stop in spans):
            continue
        unit = next((place.unit for place in places if place.start <= start < place.end), None)
        if unit is None:
            continue
        if found and found[-1].end == start and found[-1].unit == unit:
            found[-1] = Enrolment(audience, found[-1].start, end, unit)
        else:
            found.append(Enrolment(audience, start, end, unit))
    return found


def _presence(one: Enrolment, absences: Sequence[Span]) -> list[Enrolment]:
    """Cut an interval into parts present and not present."""
    inside = {day for span in absences for day in span if one.start < day < one.end}
    parts: list[Enrolment] = []
    for start, end in pairwise([one.start, *sorted(inside), one.end]):
        present = not any(begin <= start < stop for begin, stop in absences)
        if parts and parts[-1].present == present:
            parts[-1] = replace(parts[-1], end=end)
        else:
            parts.append(replace(one, start=start, end=end, present=present))
    return parts
