"""Tells people of one name, year and hamlet apart on a screen; of nobody else more is shown."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from storage import namesakes
from storage.database import Tx
from storage.hamlet_lists import Whom
from storage.namesakes import Marks

__all__ = ["Marks", "Shown", "apart"]


@dataclass(frozen=True, slots=True)
class Shown:
    """A person as a screen would show them."""

    id: int
    name: str
    birth_year: int | None
    place: str


def apart(
    tx: Tx, people: Sequence[Shown], *, among: Whom | None = None, always: bool = False
) -> dict[int, Marks]:
    """The marks of those who would look alike (`always`: of everybody): the day of birth where
    all of them have one of their own, else the household too. `among`: nor may they look like
    anybody of these, who stand on other pages of the same list."""
    if among is not None and people:
        people = [*people, *_beside(tx, people, among)]
    alike = Counter(map(_look, people))
    unclear = [one for one in people if always or alike[_look(one)] > 1]
    found = namesakes.marks(tx, [one.id for one in unclear]) if unclear else {}
    days = {look: [found[one.id].born for one in unclear if _look(one) == look] for look in alike}
    return {
        one.id: Marks(found[one.id].born) if _tells(days[_look(one)]) else found[one.id]
        for one in unclear
    }


def _beside(tx: Tx, people: Sequence[Shown], among: Whom) -> list[Shown]:
    """The namesakes who are not shown: in the list of one hamlet, where nobody's place is told."""
    shown = {one.id for one in people}
    names = sorted({one.name for one in people})
    rows = namesakes.bearing(tx, names, among)
    return [Shown(*row, "") for row in rows if row[0] not in shown]


def _look(one: Shown) -> tuple[str, int | None, str]:
    return one.name, one.birth_year, one.place


def _tells(days: Sequence[date | None]) -> bool:
    return None not in days and len(set(days)) == len(days)
