"""Tells people of one name, year and hamlet apart on a screen; of nobody else more is shown."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from storage import namesakes
from storage.database import Tx
from storage.namesakes import Marks

__all__ = ["Marks", "Shown", "apart"]


@dataclass(frozen=True, slots=True)
class Shown:
    """A person as a screen would show them."""

    id: int
    name: str
    birth_year: int | None
    place: str


def apart(tx: Tx, people: Sequence[Shown], *, always: bool = False) -> dict[int, Marks]:
    """The marks of those who would look alike (`always`: of everybody): the day of birth where
    all of them have one of their own, else the household too."""
    alike = Counter(map(_look, people))
    unclear = [one for one in people if always or alike[_look(one)] > 1]
    found = namesakes.marks(tx, [one.id for one in unclear]) if unclear else {}
    days = {look: [found[one.id].born for one in unclear if _look(one) == look] for look in alike}
    return {
        one.id: Marks(found[one.id].born) if _tells(days[_look(one)]) else found[one.id]
        for one in unclear
    }


def _look(one: Shown) -> tuple[str, int | None, str]:
    return one.name, one.birth_year, one.place


def _tells(days: Sequence[date | None]) -> bool:
    return None not in days and len(set(days)) == len(days)
