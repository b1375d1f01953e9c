"""People who do not exist, household by household; the same seed gives the same people."""

import random
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import accumulate, count, islice
from typing import Any

from content import render
from domain.names import identity

__all__ = ["COMMUNE", "FOUNDED", "HEADINGS", "Sizes", "leaves_of", "people", "words"]

COMMUNE = "11443"
FOUNDED = date(2025, 7, 1)
HEADINGS = (
    *("name", "birth", "sex", "hamlet", "household", "phone", "audience", "organisation", "status"),
)
STAGES = ((6, 10, 0), (11, 14, 1), (15, 17, 2))  # school ages, and which kind of school
OLD = 1985  # born before: names of the elder generation


@dataclass(frozen=True, slots=True)
class Sizes:
    """How big the commune is."""

    people: int = 1_200
    hamlets: int = 6
    schools: int = 3
    agencies: int = 2
    enterprises: int = 3


def people(sizes: Sizes, seed: int = 1, on: date = FOUNDED) -> Iterator[tuple[str, ...]]:
    """The people, household by household, in the order of HEADINGS."""
    chance = random.Random(seed)
    leaves = leaves_of(sizes)
    hamlets = [name for _, name in leaves["hamlet"]]
    phones = (f"0900{number % 1_000_000:06}" for number in count(1))
    households = (
        _household(chance, number, hamlets[number % len(hamlets)], leaves, phones, on)
        for number in count(1)
    )
    return islice((person for household in households for person in household), sizes.people)


def leaves_of(sizes: Sizes) -> dict[str, list[tuple[str, str]]]:
    """Codes and names of all leaf units, by level."""
    places = words()["places"]
    wanted = {
        "hamlet": ("T", [places["hamlet"]], sizes.hamlets),
        "school": ("H", places["schools"], sizes.schools),
        "agency": ("C", places["agencies"], sizes.agencies),
        "enterprise": ("D", places["enterprises"], sizes.enterprises),
    }
    return {
        level: [
            (f"{COMMUNE}-{letter}{number:02}", _numbered(names, number))
            for number in range(1, many + 1)
        ]
        for level, (letter, names, many) in wanted.items()
    }


def _numbered(names: Sequence[str], number: int) -> str:
    name = names[(number - 1) % len(names)]
    if "{number}" in name:
        return name.format(number=number)
    return name if number <= len(names) else f"{name} {number}"


def _household(
    chance: random.Random,
    number: int,
    hamlet: str,
    leaves: dict[str, list[tuple[str, str]]],
    phones: Iterator[str],
    on: date,
) -> list[tuple[str, ...]]:
    family, other = _family(chance), _family(chance)
    grown = chance.randint(24, 62)
    members = [("male", family, grown), ("female", other, max(20, grown - chance.randint(0, 6)))]
    if chance.random() < 0.18:
        members = members[chance.randint(0, 1) :][:1]  # lives alone, or brings up children alone
    youngest = max(0, grown - chance.randint(22, 34))
    for born in range(chance.choice((0, 1, 1, 2, 2, 2, 3)) if youngest < 24 else 0):
        sex = chance.choice(("male", "female"))
        members.append((sex, family, max(0, youngest - 3 * born)))
    if chance.random() < 0.25:
        members.append((chance.choice(("male", "female")), family, grown + chance.randint(21, 30)))
    names: set[str] = set()
    made: list[tuple[str, ...]] = []
    for sex, surname, age in members:
        birth = date(on.year - age, 1, 1) + timedelta(chance.randrange(181))
        name = _name(chance, sex, surname, birth.year)
        while identity(name) in names:
            name = _name(chance, sex, surname, birth.year)
        names.add(identity(name))
        born_as = str(birth.year) if chance.random() < 0.12 else birth.strftime("%d/%m/%Y")
        phone = next(phones) if 14 < age < 80 and chance.random() < 0.75 else ""
        fixed = (name, born_as, words()["words"][sex], hamlet, f"H{number:06}", phone)
        made.append((*fixed, *_work(chance, age, leaves)))
    return made


def _work(
    chance: random.Random, age: int, leaves: dict[str, list[tuple[str, str]]]
) -> tuple[str, str, str]:
    """Audience, organisation and status of somebody of an age."""
    said = words()["words"]
    draw = chance.random()
    away = said["absent"] if draw < 0.02 else said["unable"] if draw > 0.99 else ""
    for low, high, kind in STAGES:
        schools = leaves["school"][kind::3] or leaves["school"]
        if low <= age <= high and schools:
            return said["pupil"], chance.choice(schools)[1], ""
    if 22 <= age <= 60:
        trade = chance.random()
        if trade < 0.06 and leaves["agency"]:
            return said["public_employee"], chance.choice(leaves["agency"])[1], away
        if trade < 0.30 and leaves["enterprise"]:
            return said["worker"], chance.choice(leaves["enterprise"])[1], away
    return "", "", away


def _family(chance: random.Random) -> str:
    names, weights = _families()
    return chance.choices(names, cum_weights=weights)[0]


def _name(chance: random.Random, sex: str, family: str, year: int) -> str:
    parts = words()["old" if year < OLD else "young"][sex]
    return f"{family} {chance.choice(parts['middle'])} {chance.choice(parts['given'])}"


@cache
def words() -> dict[str, Any]:
    """The names and words that people are made of."""
    path = render.ROOT / "demo" / "names.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def _families() -> tuple[list[str], list[int]]:
    family = words()["family"]
    return list(family), list(accumulate(family.values()))
