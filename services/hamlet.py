"""The people of a hamlet as its head and helpers see them: numbers first, then a few names."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from domain.curriculum import Curriculum
from domain.errors import DomainError
from domain.hamlet import NEARLY_LEFT, Learning, Stage, stage, stuck
from domain.names import fold
from domain.sending import Reason
from domain.vocabulary import Audience, Level, Status
from services import practice, programme, staff, visits
from services.namesakes import Marks, Shown, apart
from services.staff import PAGE, StaffMember
from storage import assistances, hamlet_lists, matches, second_checks
from storage.database import Tx
from storage.hamlet_lists import PersonRow, ResultRow
from storage.second_checks import DrawnRow

__all__ = [
    "AGAIN",
    "FOUND",
    "LISTS",
    "NO_PHONE",
    "VISIT",
    "Card",
    "Entry",
    "Next",
    "Overview",
    "ResultRow",
    "card",
    "entries",
    "find",
    "finished",
    "listing",
    "name_of",
    "one",
    "overview",
    "results",
    "to_help",
    "to_visit_first",
]

FOUND = 5  # names a search shows at most
VISIT = "visit"  # reminders do not reach them
NO_PHONE = "no_phone"
AGAIN = "again"  # drawn for a second check by somebody else
LISTS = (*(each.value for each in Stage), VISIT, NO_PHONE, AGAIN)


@dataclass(frozen=True, slots=True)
class Overview:
    """How many stand where; the stages add up to the total, the other lists do not."""

    unit_name: str
    total: int
    stages: Mapping[Stage, int]
    besides: Mapping[str, int]
    practised: practice.Practised

    def count(self, which: str) -> int:
        """The length of a list by its name."""
        return self.besides[which] if which in self.besides else self.stages[Stage(which)]


@dataclass(frozen=True, slots=True)
class Entry:
    """A name on a screen. `status` is how the person stands to the commune."""

    id: int
    name: str
    birth_year: int | None
    status: Status
    stage: Stage | None = None
    place: str = ""  # the hamlet, for those whose unit holds several
    why: Reason | None = None  # on the list of visits: what keeps reminders away
    left: int | None = None  # on the list of visits: lessons to go; 0 when the final quiz is left
    failed: bool = False  # on the list of second checks: asked by somebody else and not passed
    marks: Marks | None = None  # what tells them apart from others of the same name and year


@dataclass(frozen=True, slots=True)
class Card:
    """What a helper needs to know before knocking."""

    entry: Entry
    unit_id: int | None
    phone: bool
    lessons: int
    of: int
    done_on: date | None
    way: str
    pending: bool  # finished, but the match waits for confirmation
    last: datetime | None
    stuck: bool
    match_id: int | None
    match_state: str
    claims: int
    again: bool  # waits for a second check by somebody else
    own: bool  # and the result is one that the reader's account recorded
    failed: bool  # and somebody else has asked, and it was not passed: an official decides
    why: Reason | None = None  # what keeps reminders away


def overview(
    tx: Tx, curriculum: Curriculum, member: StaffMember, unit_id: int, *, now: datetime, today: date
) -> Overview:
    """The numbers of a hamlet of the member's; raises "not_yours" for any other."""
    name = _hamlet(tx, member, unit_id)
    lists = _lists(tx, curriculum, unit_id, now, today).ids
    stages = {each: len(lists[each.value]) for each in Stage}
    besides = {which: len(lists[which]) for which in (VISIT, NO_PHONE, AGAIN)}
    return Overview(
        name, sum(stages.values()), stages, besides, practice.in_unit(tx, curriculum, unit_id)
    )


def listing(
    tx: Tx,
    curriculum: Curriculum,
    member: StaffMember,
    unit_id: int,
    which: str,
    *,
    page: int,
    now: datetime,
    today: date,
) -> tuple[list[Entry], int]:
    """A page of one list, and its length: in Vietnamese order, visits nearest to done first."""
    _hamlet(tx, member, unit_id)
    if which not in LISTS:
        raise DomainError("old_button")
    lists = _lists(tx, curriculum, unit_id, now, today)
    ids = lists.ids[which]
    shown = ids[page * PAGE : (page + 1) * PAGE]
    found = entries(tx, shown, today, among=_adults(unit_id, today))
    if which == VISIT:
        found = [lists.explained(each) for each in found]
    if which == AGAIN:
        found = [replace(each, failed=each.id in lists.failed) for each in found]
    return found, len(ids)


@dataclass(frozen=True, slots=True)
class Next:
    """Whom a hamlet should visit first (at most so many as were asked for), and the whole picture:
    how many have only the final quiz left, how many are nearly done, whom no reminder reaches."""

    first: Sequence[Entry]
    only_final: int
    nearly: int
    unreached: int


def to_visit_first(
    tx: Tx, curriculum: Curriculum, unit_id: int, *, now: datetime, today: date, limit: int
) -> Next:
    """Those of a hamlet to visit first: nearest to done, and of equals whom reminders do not reach.

    Who is away or ill, who waits for a confirmation only, and who has not begun and is reached by
    reminders is not named. The caller has seen to it that the hamlet is the reader's.
    """
    asked = programme.of_unit(tx, curriculum, unit_id)
    learned = programme.learning(tx, asked, _adults(unit_id, today))
    nothing = Learning(of=len(asked.first.lessons))
    why = visits.wanted(tx, unit_id, now=now, today=today)
    left: dict[int, int] = {}
    for person_id, _ in hamlet_lists.people(tx, unit_id, Audience.ADULT, today):
        learning = learned.get(person_id, nothing)
        begun = learning.last is not None or person_id in why
        if begun and not (learning.done or learning.done_pending):
            left[person_id] = learning.left
    away = hamlet_lists.statuses(tx, list(left), today) if left else {}
    at_home = [person_id for person_id in left if person_id not in away]
    at_home.sort(key=lambda each: (left[each], each not in why))
    first = [
        replace(each, left=left[each.id], why=why.get(each.id))
        for each in entries(tx, at_home[:limit], today)
    ]
    near = [each for each in left.values() if each <= NEARLY_LEFT]
    return Next(first, near.count(0), len(near), sum(each in why for each in left))


def entries(
    tx: Tx, ids: Sequence[int], today: date, *, among: hamlet_lists.Whom | None = None
) -> list[Entry]:
    """The names of one screen, in the order of the ids, with who is away; told apart from each
    other and from those of the hamlet who are `among` the same people, but not on this screen."""
    if not ids:
        return []
    away = hamlet_lists.statuses(tx, ids, today)
    rows = {row.id: row for row in hamlet_lists.named(tx, ids)}
    return _apart(tx, [_entry(rows[each], away) for each in ids if each in rows], among=among)


def find(
    tx: Tx, member: StaffMember, text: str, *, today: date, adults: bool = True
) -> tuple[list[Entry], bool]:
    """At most five persons of the member's unit by part of a name; tells whether there are more.

    A hamlet's staff look among those counted there; officials among everybody of their unit.
    """
    words = fold(text).split(" ")
    if not words or not words[0]:
        return [], False
    hamlet = member.unit_level is Level.HAMLET and adults
    rows = hamlet_lists.search(
        tx,
        member.unit_id,
        words[:8],
        today,
        adults_of=Audience.ADULT if hamlet else "",
        limit=FOUND + 1,
    )
    return _placed(tx, member, rows[:FOUND], today), len(rows) > FOUND


def finished(
    tx: Tx, curriculum: Curriculum, member: StaffMember, people: Sequence[int]
) -> Collection[int]:
    """Who of some people of the member's unit is done, and needs nobody's help to be counted."""
    asked = programme.of_unit(tx, curriculum, member.unit_id)
    return assistances.finished_already(tx, people, asked.accepted)


def card(
    tx: Tx,
    curriculum: Curriculum,
    member: StaffMember,
    person_id: int,
    *,
    now: datetime,
    today: date,
) -> Card:
    """Where one person of the member's unit stands; raises "not_yours" for anybody else."""
    row = hamlet_lists.person_below(tx, member.unit_id, person_id, today)
    if row is None:
        raise DomainError("not_yours")
    home = hamlet_lists.home_of(tx, person_id, today)
    asked = programme.of_unit(tx, curriculum, home or member.unit_id)
    learned = programme.learning(tx, asked, hamlet_lists.only(person_id))
    learning = learned.get(person_id, Learning(of=len(asked.first.lessons)))
    finished = hamlet_lists.finished(tx, person_id, asked.accepted)
    claims = matches.claims(tx, person_id)
    drawn = _drawn(tx, person_id, today)
    at = stage(learning, now)
    failing = visits.wanted(tx, home, now=now, today=today) if home is not None else {}
    return Card(
        entry=replace(_placed(tx, member, [row], today)[0], stage=at),
        unit_id=home,
        phone=bool(row.phone) or learning.account,
        lessons=learning.lessons,
        of=learning.of,
        done_on=finished[0] if finished else None,
        way=finished[1] if finished else "",
        pending=learning.done_pending and not learning.done,
        last=learning.last,
        stuck=stuck(learning, now),
        match_id=claims[0].id if claims else None,
        match_state=claims[0].state if claims else "",
        claims=len(claims),
        again=bool(drawn),
        own=any(each.account_id == member.account_id for each in drawn),
        failed=any(each.failed for each in drawn),
        why=None if learning.done or learning.done_pending else failing.get(person_id),
    )


def name_of(tx: Tx, member: StaffMember, person_id: int, *, today: date) -> str:
    """How a person of the member's unit is called; raises "not_yours" for anybody else."""
    row = hamlet_lists.person_below(tx, member.unit_id, person_id, today)
    if row is None:
        raise DomainError("not_yours")
    return row.name


def to_help(tx: Tx, member: StaffMember, person_id: int, *, today: date) -> str:
    """`name_of` for a visit; raises "own_result" where somebody else has to ask a second time."""
    name = name_of(tx, member, person_id, today=today)
    drawn = _drawn(tx, person_id, today)
    if any(each.account_id == member.account_id for each in drawn):
        raise DomainError("own_result")
    return name


def one(tx: Tx, member: StaffMember, person_id: int, *, today: date) -> Entry:
    """A person of the member's unit, named so that nobody can be meant by mistake; raises
    "not_yours" for others."""
    row = hamlet_lists.person_below(tx, member.unit_id, person_id, today)
    if row is None:
        raise DomainError("not_yours")
    return _apart(tx, _placed(tx, member, [row], today), always=True)[0]


def results(tx: Tx, member: StaffMember, person_id: int, *, today: date) -> Sequence[ResultRow]:
    """What a person of the member's unit has finished, the weightiest first, at most a screen."""
    name_of(tx, member, person_id, today=today)
    return hamlet_lists.results(tx, person_id, limit=PAGE)


def _hamlet(tx: Tx, member: StaffMember, unit_id: int) -> str:
    unit = staff.unit(tx, member, unit_id)
    if unit.level is not Level.HAMLET:
        raise DomainError("not_yours")  # names are shown hamlet by hamlet only
    return unit.name


@dataclass(frozen=True, slots=True)
class _Lists:
    """The lists of a hamlet as ids, what keeps reminders away, and who failed a second check."""

    ids: Mapping[str, Sequence[int]]
    why: Mapping[int, Reason]
    left: Mapping[int, int]
    failed: Collection[int]

    def explained(self, entry: Entry) -> Entry:
        return replace(entry, why=self.why[entry.id], left=self.left[entry.id])


def _lists(tx: Tx, curriculum: Curriculum, unit_id: int, now: datetime, today: date) -> _Lists:
    """Every list of a hamlet: in Vietnamese order, and those to visit nearest to done first."""
    asked = programme.of_unit(tx, curriculum, unit_id)
    learned = programme.learning(tx, asked, _adults(unit_id, today))
    found: dict[str, list[int]] = {which: [] for which in LISTS}
    again = {each.person_id: each.failed for each in second_checks.waiting(tx, unit_id)}
    why = visits.wanted(tx, unit_id, now=now, today=today)
    left: dict[int, int] = {}
    nothing = Learning(of=len(asked.first.lessons))
    for person_id, phone in hamlet_lists.people(tx, unit_id, Audience.ADULT, today):
        learning = learned.get(person_id, nothing)
        found[stage(learning, now)].append(person_id)
        if person_id in why and not (learning.done or learning.done_pending):
            left[person_id] = learning.left
        if not (phone or learning.account or learning.done):
            found[NO_PHONE].append(person_id)
        if person_id in again:
            found[AGAIN].append(person_id)
    found[VISIT] = sorted(left, key=lambda each: left[each])
    return _Lists(found, why, left, {each for each, failed in again.items() if failed})


def _adults(unit_id: int, today: date) -> hamlet_lists.Whom:
    return hamlet_lists.counted_in(unit_id, Audience.ADULT, today)


def _drawn(tx: Tx, person_id: int, today: date) -> list[DrawnRow]:
    """The results of one person that wait for a second check."""
    home = hamlet_lists.home_of(tx, person_id, today)
    if home is None:
        return []
    return [each for each in second_checks.waiting(tx, home) if each.person_id == person_id]


def _placed(tx: Tx, member: StaffMember, rows: Sequence[PersonRow], today: date) -> list[Entry]:
    """With the hamlet, unless it is the member's own: two may have one name and one year."""
    ids = [row.id for row in rows]
    near = member.unit_level is Level.HAMLET
    places = {} if near else hamlet_lists.places(tx, ids, today)
    away = hamlet_lists.statuses(tx, ids, today)
    found = [replace(_entry(row, away), place=places.get(row.id, "")) for row in rows]
    return _apart(tx, found)


def _apart(
    tx: Tx,
    found: Sequence[Entry],
    *,
    among: hamlet_lists.Whom | None = None,
    always: bool = False,
) -> list[Entry]:
    people = [Shown(one.id, one.name, one.birth_year, one.place) for one in found]
    marks = apart(tx, people, among=among, always=always)
    return [replace(one, marks=marks.get(one.id, one.marks)) for one in found]


def _entry(row: PersonRow, away: Mapping[int, str]) -> Entry:
    return Entry(row.id, row.name, row.birth_year, Status(away.get(row.id, Status.PRESENT)))
