"""Results from outside, line by line: courses finished before the bot, VNeID confirmations."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from domain.dates import Birth, band_of, parse_birth, parse_day, same_birth
from domain.names import fold, identity
from domain.roster_claims import several
from domain.roster_row import Known, Places
from domain.roster_words import BIRTHS, CODE, HAMLET, HOUSEHOLD, NAME
from domain.table import Cell, Column, Problem, is_formula, text_of

__all__ = ["COMPLETIONS", "CONFIRMATIONS", "Finder", "Result", "read_results"]

WHO = "who"
FACT = (
    Column("code", CODE.names | {"person code", "person"}, WHO),
    Column("name", NAME.names | {"ten"}, WHO),
    *(Column(column.key, column.names) for column in (*BIRTHS, HAMLET)),
    HOUSEHOLD,
    Column(
        "date",
        frozenset({"date", "ngay", "ngay hoan thanh", "ngay hoc xong", "ngay xac nhan"}),
        "date",
    ),
    Column(
        "source",
        frozenset({"source", "nguon", "can cu", "nguon so lieu", "ghi chu nguon"}),
        "source",
    ),
)
TRACK = Column(
    "track", frozenset({"track", "chuong trinh", "ma chuong trinh", "khoa hoc"}), "track"
)
COMPLETIONS = (*FACT, TRACK)
CONFIRMATIONS = FACT
SOURCE_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Result:
    """A fact about a person of the roster."""

    line: int
    person_id: int
    on: date
    source: str
    track: str = ""


@dataclass
class Finder:
    """Finds the one person whom a line means."""

    hamlets: Places
    today: date
    by_code: dict[str, Known] = field(default_factory=dict)
    by_name: dict[str, list[Known]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, people: Iterable[Known], hamlets: Places, today: date) -> "Finder":
        """A finder among the persons of a commune."""
        finder = cls(hamlets, today)
        for person in people:
            if person.code:
                finder.by_code[person.code] = person
            finder.by_name[identity(person.name)].append(person)
        return finder

    def find(self, line: int, texts: Mapping[str, str], birth: Birth | None) -> Known | Problem:
        """The person, by code or else by name, birth and hamlet; or why there is no one."""
        code, name = texts.get("code", ""), texts.get("name", "")
        if code:
            return self.by_code.get(code) or Problem(line, "unknown_person", {"value": code})
        if not name or birth is None or not texts.get("hamlet"):
            return Problem(line, "no_person")
        hamlet = self.hamlets.find(texts["hamlet"])
        if not hamlet:
            return self.hamlets.unknown(line, "unknown_hamlet", texts["hamlet"])
        found = [person for person in self.by_name[identity(name)] if person.hamlet == hamlet]
        found = [person for person in found if self._born(birth, person)]
        if household := texts.get("household"):
            found = [person for person in found if person.household == household]
        if len(found) == 1:
            return found[0]
        if not found:
            return Problem(line, "unknown_person", {"value": name})
        problem = several(line, "several_persons", name, found)
        return problem if problem.values["missing"] else Problem(line, "alike", {"value": name})

    def _born(self, birth: Birth, person: Known) -> bool:
        if person.birth.band and (band := band_of(birth, self.today)):
            return person.birth.band == band
        return same_birth(birth, person.birth, person.since, self.today)


def read_results(
    lines: Iterable[tuple[int, Sequence[Cell]]],
    index: Mapping[str, int],
    finder: Finder,
    tracks: Mapping[str, str] | None,
    formulas: Collection[tuple[int, int]] = (),
) -> tuple[list[Result], list[Problem]]:
    """The facts of a file and every problem in it. `tracks` is title by id, where there are any."""
    results: list[Result] = []
    problems: list[Problem] = []
    ids = {fold(name): key for key, title in (tracks or {}).items() for name in (key, title)}
    for line, cells in lines:
        texts = {key: text_of(cells[at]) if at < len(cells) else "" for key, at in index.items()}
        if not any(texts.values()):
            continue
        read = _Line(line, texts, cells, index, formulas)
        wrong = list(read.problems(finder.today))
        track = ids.get(fold(texts["track"]), "") if tracks is not None else ""
        if tracks is not None and not track:
            known = ", ".join(tracks)
            wrong.append(Problem(line, "unknown_track", {"value": texts["track"], "known": known}))
        person = finder.find(line, texts, read.birth)
        if isinstance(person, Problem):
            wrong.append(person)
        elif not wrong:
            results.append(Result(line, person.id, read.on, texts["source"], track))
        problems += wrong
    return results, problems


class _Line:
    """The parts of a line that both kinds of files have."""

    def __init__(
        self,
        line: int,
        texts: Mapping[str, str],
        cells: Sequence[Cell],
        index: Mapping[str, int],
        formulas: Collection[tuple[int, int]],
    ) -> None:
        self.line, self.texts = line, texts
        self.birth: Birth | None = None
        self.on = date.min
        self.wrong: list[Problem] = []
        for key in ("birth_day", "birth_year"):
            if texts.get(key) and self.birth is None:
                try:
                    self.birth = parse_birth(cells[index[key]])
                except ValueError:
                    self.wrong.append(Problem(line, "bad_birth", {"value": texts[key]}))
        try:
            self.on = parse_day(cells[index["date"]])
        except (ValueError, IndexError):
            self.wrong.append(Problem(line, "bad_date", {"value": texts["date"]}))
        self.wrong += [
            Problem(line, "formula", {"column": key})
            for key, place in index.items()
            if (line, place) in formulas or (texts[key] and is_formula(texts[key]))
        ]

    def problems(self, today: date) -> Iterator[Problem]:
        """What is wrong with the line by itself."""
        yield from self.wrong
        if self.on > today:
            yield Problem(self.line, "date_to_come", {"value": self.texts["date"]})
        if not self.texts["source"]:
            yield Problem(self.line, "no_source")
        elif len(self.texts["source"]) > SOURCE_LENGTH:
            yield Problem(self.line, "too_long", {"column": "source", "most": SOURCE_LENGTH})
