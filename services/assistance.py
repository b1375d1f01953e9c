"""Home visits and evening classes: where, when, who was there, and who agreed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from content import words
from domain import assistance as rules_of
from domain.curriculum import Curriculum
from domain.errors import DomainError
from domain.names import clean
from domain.vocabulary import Audience, Level
from services import audit, hamlet, programme, staff
from services.namesakes import Marks, Shown, apart
from services.staff import PAGE, StaffMember
from storage import assistances, hamlet_lists, second_checks
from storage.assistances import AssistanceRow, AttendantRow
from storage.database import Tx

__all__ = [
    "Attendant",
    "Class",
    "agree",
    "begun_visit",
    "close",
    "get",
    "open_class",
    "open_classes",
    "open_visit",
    "open_visits",
    "see_adult",
    "still_open",
    "visited_already",
]

RESUME_FOR = timedelta(days=7)
PLACE_LENGTH = 100
WITNESS_LENGTH = 200

Attendant = AttendantRow


@dataclass(frozen=True, slots=True)
class Class:
    """A visit or class as it stands."""

    id: int
    kind: str
    unit_id: int
    unit_name: str
    track_id: str
    place: str
    held_on: date
    closed: bool
    accepted: Collection[str]  # tracks that count as this one: who finished one is counted already
    people: Sequence[Attendant]
    marks: Mapping[int, Marks]  # what tells those present apart who look alike
    doubted: Collection[int]  # persons whose earlier result an official decides about

    @property
    def agreed(self) -> bool:
        """Whether everybody present has given the spoken consent."""
        return bool(self.people) and all(each.witness for each in self.people)

    @property
    def counted(self) -> bool:
        """Whether the plan counts what is asked here."""
        return self.track_id in self.accepted

    @property
    def passed(self) -> Sequence[Attendant]:
        """Those whose check was passed."""
        return [each for each in self.people if each.passed]

    @property
    def before(self) -> Sequence[Attendant]:
        """Of those who passed, whoever had finished before: they are counted already."""
        return [each for each in self.passed if each.before]

    @property
    def failed(self) -> Sequence[Attendant]:
        """Those who may try again."""
        return [each for each in self.people if each.passed is False]

    @property
    def failed_again(self) -> Sequence[Attendant]:
        """Of those who may try again, whoever was asked a second time: the result stands."""
        return [each for each in self.failed if each.person_id in self.doubted]

    @property
    def waiting(self) -> Sequence[Attendant]:
        """Those still to be asked."""
        return [each for each in self.people if each.passed is None]

    @property
    def unasked(self) -> Sequence[Attendant]:
        """Those whose check has not begun: they may still be taken off."""
        return [each for each in self.people if each.attempt_id is None]

    def shares_name(self, person: Attendant) -> bool:
        """Whether somebody else who is present bears the same name."""
        return [each.name for each in self.people].count(person.name) > 1

    def find(self, person_id: int) -> Attendant | None:
        """Somebody present."""
        return next((each for each in self.people if each.person_id == person_id), None)


def open_class(
    tx: Tx,
    curriculum: Curriculum,
    member: StaffMember,
    unit_id: int,
    *,
    place: str,
    held_on: date,
    now: datetime,
    today: date,
) -> Class:
    """Begin an evening class; raises "class_day" for a day to come or more than 60 days ago."""
    unit = staff.unit(tx, member, unit_id)
    if unit.level is not Level.HAMLET:
        raise DomainError("not_yours")
    if not today - rules_of.EARLIEST <= held_on <= today:
        raise DomainError("class_day")
    for each in open_classes(tx, member, now=now):
        if (each.unit_id, each.held_on, each.place) == (unit_id, held_on, _short(place)):
            return each  # begun before: a repeated press does not begin a second one
    return _open(tx, curriculum, member, unit_id, "class", place, held_on, now)


def open_visit(
    tx: Tx,
    curriculum: Curriculum,
    member: StaffMember,
    person_id: int,
    *,
    witness: str,
    place: str,
    now: datetime,
    today: date,
) -> Class:
    """Begin a home visit after the person said yes before a witness; see `begun_visit`.

    Raises "not_yours", "not_adult", "own_result", and "witness" when the witness is the helper, of
    the helper's household as far as known, or the person.
    """
    if (begun := begun_visit(tx, member, person_id, today=today)) is not None:
        return begun  # the yes of that time and its witness stand
    name = hamlet.to_help(tx, member, person_id, today=today)
    home = hamlet_lists.home_of(tx, person_id, today)
    if home is None:
        raise DomainError("not_yours")
    see_adult(tx, person_id, home, today)
    _see_witness(tx, member, witness, name)
    session = _open(tx, curriculum, member, home, "visit", place, today, now)
    assistances.tick(tx, session.id, [person_id], rules_of.NOTICE, clean(witness)[:WITNESS_LENGTH])
    return get(tx, member, session.id)


def begun_visit(tx: Tx, member: StaffMember, person_id: int, *, today: date) -> Class | None:
    """The unfinished visit of today to somebody: an interrupted one goes on where it stood."""
    row = assistances.open_visit(tx, member.unit_id, member.account_id, person_id, today)
    return get(tx, member, row.id) if row else None


def visited_already(tx: Tx, member: StaffMember, person_id: int, *, today: date) -> bool:
    """Whether one's own visit of today to somebody is over, and what it recorded stands."""
    return assistances.recorded_visit(tx, member.unit_id, member.account_id, person_id, today)


def open_visits(tx: Tx, member: StaffMember, *, today: date) -> list[Class]:
    """One's own visits of today that were begun and have not come to a passed check."""
    rows = assistances.open_visits(tx, member.unit_id, member.account_id, today, limit=PAGE)
    return [get(tx, member, row.id) for row in rows]


def _open(
    tx: Tx,
    curriculum: Curriculum,
    member: StaffMember,
    unit_id: int,
    kind: str,
    place: str,
    held_on: date,
    now: datetime,
) -> Class:
    made = assistances.add(
        tx,
        kind=kind,
        unit_id=unit_id,
        helper_id=member.id,
        track_id=programme.of_unit(tx, curriculum, unit_id).first.id,
        place=_short(place),
        held_on=held_on,
        created_at=now,
    )
    audit.record(tx, now, member.id, f"{kind}.open", f"assistance:{made}", {"unit": unit_id})
    return get(tx, member, made)


def get(tx: Tx, member: StaffMember, assistance_id: int) -> Class:
    """A visit or class of one's own; raises "not_yours" for any other."""
    row = _row(tx, member, assistance_id)
    accepted = programme.accepted(tx, row.unit_id, row.track_id)
    people = assistances.attendants(tx, assistance_id, accepted)
    tried = any(each.passed is False for each in people)
    return Class(
        row.id,
        row.kind,
        row.unit_id,
        staff.unit(tx, member, row.unit_id).name,
        row.track_id,
        row.place,
        row.held_on,
        row.closed_at is not None,
        accepted,
        people,
        apart(tx, [Shown(each.person_id, each.name, each.birth_year, "") for each in people]),
        second_checks.failed(tx, row.unit_id) if tried else (),
    )


def open_classes(tx: Tx, member: StaffMember, *, now: datetime) -> list[Class]:
    """One's own classes of the last seven days that were begun and not finished."""
    rows = assistances.open_classes(
        tx, member.unit_id, member.account_id, now - RESUME_FOR, limit=PAGE
    )
    return [get(tx, member, row.id) for row in rows]


def agree(tx: Tx, member: StaffMember, assistance_id: int, witness: str, *, now: datetime) -> Class:
    """Note that all present heard the notice and said yes before a witness; see `open_visit`."""
    session = still_open(tx, member, assistance_id)
    if not session.people:
        raise DomainError("class_empty")
    _see_witness(tx, member, witness)
    assistances.agree(tx, assistance_id, rules_of.NOTICE, clean(witness)[:WITNESS_LENGTH])
    audit.record(
        tx,
        now,
        member.id,
        "class.consent",
        f"assistance:{assistance_id}",
        {"people": len(session.people)},
    )
    return get(tx, member, assistance_id)


def close(tx: Tx, member: StaffMember, assistance_id: int, *, now: datetime) -> Class:
    """Finish a class or visit; names that were ticked but not checked are forgotten."""
    session = get(tx, member, assistance_id)
    if not session.closed:
        assistances.close(tx, assistance_id, now)
        audit.record(
            tx,
            now,
            member.id,
            f"{session.kind}.close",
            f"assistance:{assistance_id}",
            {"passed": len(session.passed), "failed": len(session.failed)},
        )
    return get(tx, member, assistance_id)


def _row(tx: Tx, member: StaffMember, assistance_id: int) -> AssistanceRow:
    row = assistances.find(tx, assistance_id, member.unit_id, member.account_id)
    if row is None:
        raise DomainError("not_yours")
    return row


def still_open(tx: Tx, member: StaffMember, assistance_id: int) -> Class:
    """`get` for one that is not finished; raises "class_closed"."""
    session = get(tx, member, assistance_id)
    if session.closed:
        raise DomainError("class_closed")
    return session


def _see_witness(tx: Tx, member: StaffMember, witness: str, learner: str = "") -> None:
    kin = staff.kin(tx, member)
    if not rules_of.witness_fits(witness, kin, learner, titles=words.titles()):
        raise DomainError("witness")


def see_adult(tx: Tx, person_id: int, unit_id: int, today: date) -> None:
    """A child learns with the guardian's consent and on the guardian's phone, never here."""
    if not hamlet_lists.is_counted(tx, person_id, unit_id, Audience.ADULT, today):
        raise DomainError("not_adult")


def _short(place: str) -> str:
    return clean(place)[:PLACE_LENGTH]
