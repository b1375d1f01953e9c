"""The short check on the helper's phone: a person answers, and what they passed is recorded."""

from dataclasses import dataclass
from datetime import datetime, time, tzinfo

from domain import assistance as rules_of
from domain.assessment import Assessment
from domain.curriculum import Curriculum
from domain.errors import DomainError
from domain.quiz import QuizKind
from domain.vocabulary import Way
from services import assistance, audit, completions, quiz, rules
from services.assistance import Attendant, Class
from services.quiz import Answered, Asked, Result
from services.staff import StaffMember
from storage import assistances, attempts
from storage.database import Tx

__all__ = ["Checked", "answer", "ask"]


@dataclass(frozen=True, slots=True)
class Checked:
    """An answer at a class or visit; `person` is who answered."""

    session: Class
    person: Attendant
    answered: Answered


def ask(
    tx: Tx,
    curriculum: Curriculum,
    member: StaffMember,
    assistance_id: int,
    person_id: int,
    *,
    again: bool = False,
    now: datetime,
    zone: tzinfo,
) -> Asked | Result:
    """Begin a person's short check, or go on with it; with `again` a failed one begins anew.

    Raises "no_consent" before the spoken consent, "ceiling" when the helper has recorded as many
    people today as the plan allows, "class_closed" after the end.
    """
    session = assistance.still_open(tx, member, assistance_id)
    person = session.find(person_id)
    if person is None:
        raise DomainError("not_yours")
    if not person.witness:
        raise DomainError("no_consent")
    if person.attempt_id is not None and not (again and person.passed is False):
        return quiz.current(tx, curriculum, person.attempt_id, now=now)
    settings = rules.assessment(tx, session.unit_id)
    if person.attempt_id is None:
        _see_ceiling(tx, member, settings, now, zone)
        assistances.add_consent(tx, person_id, person.notice_version, person.witness, now)
    asked = quiz.begin(
        tx,
        curriculum,
        kind=QuizKind.CHECK,
        content_id=session.track_id,
        way=_way(session),
        person_id=person_id,
        assistance_id=assistance_id,
        size=settings.short_check_size,
        now=now,
    )
    assistances.begin_check(tx, assistance_id, person_id, asked.attempt_id)
    return asked


def answer(
    tx: Tx,
    curriculum: Curriculum,
    member: StaffMember,
    attempt_id: int,
    position: int,
    option_id: str,
    *,
    now: datetime,
    zone: tzinfo,
) -> Checked:
    """Mark an answer; the last one of a passed check completes the programme for that person.

    It counts for the day of the class, as `class`, or of the visit, as `assisted`; never twice.
    """
    attempt = attempts.get(tx, attempt_id)
    person_id = attempt.person_id if attempt else None
    if attempt is None or attempt.assistance_id is None or person_id is None:
        raise DomainError("not_yours")
    session = assistance.get(tx, member, attempt.assistance_id)
    answered = quiz.answer(tx, curriculum, attempt_id, position, option_id, now=now)
    if answered.result is not None:
        _finish(tx, curriculum, member, session, person_id, answered.result, now, zone)
        session = assistance.get(tx, member, session.id)
    person = session.find(person_id)
    if person is None:
        raise DomainError("class_closed")
    return Checked(session, person, answered)


def _finish(
    tx: Tx,
    curriculum: Curriculum,
    member: StaffMember,
    session: Class,
    person_id: int,
    result: Result,
    now: datetime,
    zone: tzinfo,
) -> None:
    settings = rules.assessment(tx, session.unit_id)
    person = session.find(person_id)
    counts = result.passed and not (person and person.before)
    again = counts and rules_of.second_check(session.id, person_id, settings.second_check_percent)
    noted = assistances.finish_check(
        tx, session.id, result.attempt_id, passed=result.passed, again=again, now=now
    )
    if not noted or not result.passed:
        return
    recorded = completions.record(
        tx,
        person_id=person_id,
        kind="track",
        content_id=result.content_id,
        version=curriculum.tracks[result.content_id].version,
        rule_version=settings.version,
        happened_at=rules_of.happened_at(session.held_on, now, zone),
        way=_way(session),
        attempt_id=result.attempt_id,
        assistance_id=session.id,
        now=now,
        zone=zone,
    )
    audit.record(
        tx,
        now,
        member.id,
        f"{session.kind}.pass",
        f"completion:{recorded.id}",
        {"person": person_id, "assistance": session.id, "new": recorded.new},
    )


def _way(session: Class) -> Way:
    return Way.CLASS if session.kind == "class" else Way.ASSISTED


def _see_ceiling(
    tx: Tx, member: StaffMember, settings: Assessment, now: datetime, zone: tzinfo
) -> None:
    midnight = datetime.combine(now.astimezone(zone).date(), time(), zone)
    if assistances.checked_since(tx, member.account_id, midnight) >= settings.helper_daily_ceiling:
        raise DomainError("ceiling", limit=settings.helper_daily_ceiling)
