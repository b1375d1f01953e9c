"""Takes in what was learned before the bot, and what VNeID confirmed."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
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
from storage import erasures, past_results, persons, table_file, units
from storage.database import Tx
from storage.past_results import Fact

__all__ = ["Taken", "import_completions", "import_confirmations"]

RULE = "imported"  # the version of the rule: somebody else judged
NOON = time(12)


@dataclass(frozen=True, slots=True)
class Taken:
    """How many facts were new, how many were known already, and how many were left out because
    the person asked to be forgotten."""

    added: int
    unchanged: int
    erased: int = 0


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

    What the same source told of that day before adds nothing, nor does it if it was voided. Whoever
    asked to be forgotten is left out: a file brings nothing back (rule 6). All or nothing; raises
    TableRefused with every problem.
    """
    tracks = {key: track.title for key, track in curriculum.tracks.items()}
    commune = _commune(tx, commune_code, today(now, zone))
    told = _read(tx, commune, content, file_name, COMPLETIONS, tracks, today(now, zone))
    results = _unforgotten(tx, told)
    new = _new(results, past_results.finished(tx, {result.person_id for result in results}))
    versions = {key: track.version for key, track in curriculum.tracks.items()}
    moments = {fact.on: datetime.combine(fact.on, NOON, zone) for fact in new}
    past_results.add_completions(tx, new, versions, RULE, moments, now)
    taken = Taken(len(new), len(results) - len(new), len(told) - len(results))
    return _noted(tx, "completion.import", commune, new, taken, now, staff_id)


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
    """Record VNeID confirmations with date and source; otherwise like `import_completions`. Being
    forgotten here takes no confirmation away: it is not ours, so it is not left out either."""
    commune = _commune(tx, commune_code, today(now, zone))
    results = _read(tx, commune, content, file_name, CONFIRMATIONS, None, today(now, zone))
    new = _new(results, past_results.confirmed(tx, {result.person_id for result in results}))
    past_results.add_confirmations(tx, new, staff_id, now)
    taken = Taken(len(new), len(results) - len(new))
    return _noted(tx, "confirm.import", commune, new, taken, now, staff_id)


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
    """The facts that were not told before, the earliest first. What was told on the same day by the
    same source is no news, whether it stands or was voided; another source stands for itself."""
    told = {fact[:4] for fact in known}
    new: dict[tuple[int, str, date, str], Fact] = {}
    for result in sorted(results, key=attrgetter("on", "line")):
        fact = Fact(result.person_id, result.track, result.on, result.source, True)
        if fact[:4] not in told:
            new.setdefault(fact[:4], fact)
    return list(new.values())


def _unforgotten(tx: Tx, results: Sequence[Result]) -> list[Result]:
    """The results of those who did not ask to be forgotten."""
    forgotten = erasures.among(tx, "person", {result.person_id for result in results})
    return [result for result in results if result.person_id not in forgotten]


def _noted(
    tx: Tx,
    act: str,
    commune: Unit,
    new: Sequence[Fact],
    taken: Taken,
    now: datetime,
    staff_id: int | None,
) -> Taken:
    if new:
        standing.refresh(tx, sorted({fact.person_id for fact in new}))
        audit.record(tx, now, staff_id, act, f"unit:{commune.id}", asdict(taken))
    return taken
