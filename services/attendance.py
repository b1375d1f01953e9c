"""Who is at a class: names to tick, by tap or typed, and to take off again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.errors import DomainError
from domain.names import fold
from domain.vocabulary import Audience
from services import hamlet
from services.assistance import Attendant, Class, get, see_adult, still_open
from services.staff import PAGE, StaffMember
from storage import assistances, hamlet_lists
from storage.database import Tx

__all__ = [
    "Choice",
    "TakenOff",
    "Typed",
    "candidates",
    "still_unclear",
    "take_off",
    "take_off_names",
    "tick",
    "tick_names",
]


@dataclass(frozen=True, slots=True)
class Choice:
    """A name to tick, told apart from everybody of the hamlet who looks alike."""

    entry: hamlet.Entry
    ticked: bool
    done: bool


@dataclass(frozen=True, slots=True)
class TakenOff:
    """What became of names to take off: taken off, several of that name, nobody of it."""

    names: Sequence[str]
    several: bool = False
    unknown: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Typed:
    """What became of typed names: ticked, ticked before, nobody of that name; and the names that
    several bear, with those of them to choose from on this screen."""

    ticked: Sequence[Attendant] = ()
    already: Sequence[str] = ()
    unknown: Sequence[str] = ()
    unclear: Sequence[str] = ()
    several: Sequence[Choice] = ()


def candidates(
    tx: Tx, member: StaffMember, session: Class, *, page: int, today: date
) -> tuple[list[Choice], int]:
    """A page of the people of the hamlet to tick, in Vietnamese order, and how many there are."""
    every = [each for each, _ in hamlet_lists.people(tx, session.unit_id, Audience.ADULT, today)]
    return _choices(tx, session, every[page * PAGE : (page + 1) * PAGE], today), len(every)


def tick(
    tx: Tx, member: StaffMember, assistance_id: int, person_id: int, *, on: bool, today: date
) -> Class:
    """Note that somebody of the hamlet is present, or not after all. A repeat changes nothing.

    Who was checked stays. Raises "not_yours" for somebody of another hamlet.
    """
    session = still_open(tx, member, assistance_id)
    if hamlet_lists.person_below(tx, session.unit_id, person_id, today) is None:
        raise DomainError("not_yours")
    see_adult(tx, person_id, session.unit_id, today)
    present = session.find(person_id) is not None
    if on and not present:
        _tick(tx, session, [person_id])
    elif present and not on:
        assistances.untick(tx, assistance_id, person_id)
    return get(tx, member, assistance_id)


def tick_names(
    tx: Tx,
    member: StaffMember,
    assistance_id: int,
    names: Sequence[str],
    *,
    unclear: Sequence[str] = (),
    today: date,
) -> tuple[Class, Typed]:
    """Tick typed names: a name that one person of the hamlet bears is ticked at once.

    Who is ticked already stays so. `unclear` are names typed before that several bear.
    """
    session = still_open(tx, member, assistance_id)
    ticked: list[int] = []
    already: list[str] = []
    several: list[str] = []
    unknown: list[str] = []
    for name in names:
        found = _named(tx, session.unit_id, name, today)
        if not found:
            unknown.append(name)
        elif len(found) > 1:
            several.append(name)
        elif session.find(found[0].id) is not None:
            already.append(found[0].name)
            unclear = _without(unclear, found[0].name)
        else:
            session = tick(tx, member, assistance_id, found[0].id, on=True, today=today)
            ticked.append(found[0].id)
            unclear = _without(unclear, found[0].name)
    new = [each for each in session.people if each.person_id in ticked]
    left = [*unclear, *several]
    return session, Typed(new, already, unknown, left, _bearers(tx, session, left, today))


def still_unclear(
    tx: Tx, session: Class, names: Sequence[str], person_id: int, *, today: date
) -> Typed:
    """Of typed names that several bear, those left when one of the bearers was pressed."""
    person = session.find(person_id)
    left = names if person is None else _without(names, person.name)
    return Typed(unclear=left, several=_bearers(tx, session, left, today))


def take_off(
    tx: Tx, member: StaffMember, assistance_id: int, person_id: int
) -> tuple[Class, TakenOff]:
    """Take somebody off who does not agree. A repeat changes nothing; who was asked stays."""
    session = still_open(tx, member, assistance_id)
    gone = [each.name for each in session.unasked if each.person_id == person_id]
    assistances.untick(tx, assistance_id, person_id)
    return get(tx, member, assistance_id), TakenOff(gone)


def take_off_names(
    tx: Tx, member: StaffMember, assistance_id: int, names: Sequence[str]
) -> tuple[Class, TakenOff]:
    """`take_off` by typed names: a name that one of those present bears is taken off at once."""
    session = still_open(tx, member, assistance_id)
    gone: list[str] = []
    unknown: list[str] = []
    several = False
    for name in names:
        found = _alike(session.unasked, name)
        if len(found) == 1:
            assistances.untick(tx, assistance_id, found[0].person_id)
            gone.append(found[0].name)
        elif found:
            several = True
        elif not _alike(session.people, name):
            unknown.append(name)
    return get(tx, member, assistance_id), TakenOff(gone, several, unknown)


def _without(names: Sequence[str], chosen: str) -> Sequence[str]:
    """The names but the first that somebody of this full name bears."""
    words = {*fold(chosen).split(" ")}
    meant = next((each for each in names if {*fold(each).split(" ")} <= words), None)
    rest = list(names)
    if meant is not None:
        rest.remove(meant)
    return rest


def _bearers(tx: Tx, session: Class, names: Sequence[str], today: date) -> Sequence[Choice]:
    """Whom the names may mean: all of the first, and of the next as long as a screen holds them."""
    ids: dict[int, None] = {}
    for name in names:
        found = _named(tx, session.unit_id, name, today)[: hamlet.FOUND]
        more = ids | {each.id: None for each in found}
        if len(more) > PAGE:
            break
        ids = more
    return _choices(tx, session, list(ids), today)


def _choices(tx: Tx, session: Class, ids: Sequence[int], today: date) -> list[Choice]:
    done = assistances.finished_already(tx, ids, session.accepted)
    ticked = {each.person_id for each in session.people}
    return [
        Choice(each, each.id in ticked, each.id in done)
        for each in hamlet.entries(tx, ids, today, among=_adults(session, today))
    ]


def _adults(session: Class, today: date) -> hamlet_lists.Whom:
    return hamlet_lists.counted_in(session.unit_id, Audience.ADULT, today)


def _alike(people: Sequence[Attendant], name: str) -> Sequence[Attendant]:
    """Those of that very name; for want of one, those whose names hold all its words."""
    words = fold(name).split(" ")
    exact = [each for each in people if fold(each.name).split(" ") == words]
    return exact or [each for each in people if {*words} <= {*fold(each.name).split(" ")}]


def _tick(tx: Tx, session: Class, person_ids: Sequence[int]) -> None:
    """Who comes in later agrees with the others: the same notice, the same witness."""
    agreed = next((each for each in session.people if each.witness), None)
    version, witness = (agreed.notice_version, agreed.witness) if agreed else ("", "")
    assistances.tick(tx, session.id, person_ids, version, witness)


def _named(tx: Tx, unit_id: int, name: str, today: date) -> Sequence[hamlet_lists.PersonRow]:
    folded = fold(name)
    if not folded:
        return []
    found = hamlet_lists.search(
        tx, unit_id, folded.split(" ")[:8], today, adults_of=Audience.ADULT, limit=hamlet.FOUND + 1
    )
    exact = [each for each in found if fold(each.name) == folded]
    return exact or found
