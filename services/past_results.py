"""Takes in what was learned before the bot, and what VNeID confirmed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from operator import attrgetter

from domain.curriculum import Curriculum
from domain.errors import DomainError
from domain.past_results import (
    COMPLETIONS,
    CONFIRMATIONS,
    Finder,
    Result,
    read_results,
)
from domain.table import Column, Problem, TableRefused
from domain.units import Unit
from domain.vocabulary import Level
from services import audit, standing
from services.clock import HOME
from services.places import places_of
from services.units import today
from storage import past_results, persons, table_file, units
from storage.database import Tx
from storage.past_results import Fact

__all__ = ["Taken", "import_completions", "import_confirmations"]

RULE = "imported"  # the version of the rule: somebody else judged
NOON = time(12)


@dataclass(frozen=True, slots=True)
class Taken:
    """How many facts were new, and how many were known already."""

    added: int
    unchanged: int


def import_completions(
    tx: Tx,
    content: bytes,
    file_name: str,
    curriculum: Curriculum,
    *,
    commune_code: str = "",
    now: datetime,
    zone: tzinfo = HOME,
    staff_id: int | None = None,
) -> Taken:
    """Record tracks finished before the bot, with date and source, as `imported`.

    A fact that stands already on that day or earlier adds nothing, nor does one that was voided.
    All or nothing; raises TableRefused with every problem.
    """
    tracks = {key: track.title for key, track in curriculum.tracks.items()}
    commune = _commune(tx, commune_code, today(now, zone))
    results = _read(tx, commune, content, file_name, COMPLETIONS, tracks, today(now, zone))
    new = _new(results, past_results.finished(tx, {result.person_id for result in results}))
    versions = {key: track.version for key, track in curriculum.tracks.items()}
    moments = {fact.on: datetime.combine(fact.on, NOON, zone) for fact in new}
    past_results.add_completions(tx, new, versions, RULE, moments, now)
    return _taken(tx, "completion.import", commune, new, results, now, staff_id)


def import_confirmations(
    tx: Tx,
    content: bytes,
    file_name: str,
    *,
    commune_code: str = "",
    now: datetime,
    zone: tzinfo = HOME,
    staff_id: int | None = None,
) -> Taken:
    """Record VNeID confirmations with date and source; otherwise like `import_completions`."""
    commune = _commune(tx, commune_code, today(now, zone))
    results = _read(tx, commune, content, file_name, CONFIRMATIONS, None, today(now, zone))
    new = _new(results, past_results.confirmed(tx, {result.person_id for result in results}))
    past_results.add_confirmations(tx, new, staff_id, now)
    return _taken(tx, "confirm.import", commune, new, results, now, staff_id)


def _commune(tx: Tx, code: str, on: date) -> Unit:
    """The commune that was named, or the only one there is."""
    if not code:
        known = units.communes(tx, on)
        if not known:
            raise DomainError("no_commune")
        if len(known) > 1:
            raise DomainError("commune_needed")
        return known[0]
    commune = units.by_code(tx, code.strip())
    if commune is None or commune.level is not Level.COMMUNE:
        raise DomainError("unknown_commune", commune=code)
    return commune


def _read(
    tx: Tx,
    commune: Unit,
    content: bytes,
    file_name: str,
    columns: Sequence[Column],
    tracks: dict[str, str] | None,
    on: date,
) -> list[Result]:
    table = table_file.read(content, file_name, columns)
    hamlets, _ = places_of(tx, commune.id, on)
    finder = Finder.of(persons.known(tx, commune.id, on), hamlets, on)
    index = table.header.index
    results, problems = read_results(table.lines, index, finder, tracks, table.formulas)
    if not results and not problems:
        problems = [Problem(0, "no_rows")]
    if problems:
        raise TableRefused(problems)
    return results


def _new(results: Sequence[Result], known: Sequence[Fact]) -> list[Fact]:
    """The facts that say more than what is known, the earliest first."""
    voided = {fact[:4] for fact in known if not fact.stands}
    earliest: dict[tuple[int, str], date] = {}
    for fact in known:
        if fact.stands:
            key = (fact.person_id, fact.track)
            earliest[key] = min(earliest.get(key, fact.on), fact.on)
    new: list[Fact] = []
    for result in sorted(results, key=attrgetter("on", "line")):
        key = (result.person_id, result.track)
        told = Fact(result.person_id, result.track, result.on, result.source, True)
        if told[:4] in voided or (key in earliest and earliest[key] <= result.on):
            continue
        earliest[key] = result.on
        new.append(told)
    return new


def _taken(
    tx: Tx,
    act: str,
    commune: Unit,
    new: Sequence[Fact],
    results: Sequence[Result],
    now: datetime,
    staff_id: int | None,
) -> Taken:
    taken = Taken(len(new), len(results) - len(new))
    if new:
        standing.refresh(tx, sorted({fact.person_id for fact in new}))
        counts = {"added": taken.added, "unchanged": taken.unchanged}
        audit.record(tx, now, staff_id, act, f"unit:{commune.id}", counts)
    return taken
