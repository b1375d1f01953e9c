"""A roster on its way in through the web: kept, shown, confirmed, thrown away."""

from datetime import date, datetime, tzinfo

from domain.errors import DomainError
from domain.roster_answers import Answers
from domain.vocabulary import Level, Role
from services import roster, roster_template
from services.clock import HOME
from services.roster import Preview
from services.staff import StaffMember
from storage import uploads
from storage.database import Tx

__all__ = ["Gone", "confirm", "drop", "hamlet_names", "keep", "look", "may_import"]

IMPORTERS = frozenset({Role.OFFICIAL, Role.ADMIN})
NAME = 200


class Gone(LookupError):
    """The file is not kept any more: confirmed, thrown away, or too old."""


def may_import(member: StaffMember) -> bool:
    """Whether the member brings in the roster: officials, for their own commune."""
    return member.role in IMPORTERS and member.unit_level is Level.COMMUNE


def keep(tx: Tx, member: StaffMember, file_name: str, content: bytes, *, now: datetime) -> int:
    """Keep a file until it is confirmed, at most for a day; the member's earlier one is dropped.

    Raises "not_yours" for anybody but an official of a commune.
    """
    _check(member)
    uploads.drop_all(tx, member.id)
    return uploads.add(tx, member.id, member.unit_id, file_name[-NAME:], content, now)


def look(
    tx: Tx,
    member: StaffMember,
    upload_id: int,
    *,
    complete: bool,
    answers: Answers,
    now: datetime,
    zone: tzinfo = HOME,
) -> Preview:
    """What the file would change; raises Gone when it is not kept any more."""
    file = _file(tx, member, upload_id)
    return roster.preview(
        tx,
        member.unit_code,
        file.content,
        file.file_name,
        complete=complete,
        answers=answers,
        now=now,
        zone=zone,
    )


def confirm(
    tx: Tx,
    member: StaffMember,
    upload_id: int,
    *,
    complete: bool,
    answers: Answers,
    expected_hash: str,
    many_left: bool = False,
    now: datetime,
    zone: tzinfo = HOME,
) -> Preview:
    """Write what was shown; raises "roster_plan_changed" when it would now be something else, and
    `Preview.doubt` unless `many_left`."""
    file = _file(tx, member, upload_id)
    written = roster.apply(
        tx,
        member.unit_code,
        file.content,
        file.file_name,
        complete=complete,
        answers=answers,
        expected_hash=expected_hash,
        many_left=many_left,
        staff_id=member.id,
        now=now,
        zone=zone,
    )
    uploads.drop_all(tx, member.id)
    return written


def drop(tx: Tx, member: StaffMember) -> None:
    """Throw away the member's file; repeating it changes nothing."""
    uploads.drop_all(tx, member.id)


def hamlet_names(tx: Tx, member: StaffMember, on: date) -> list[str]:
    """The hamlets to choose from in an empty list of the member's commune."""
    _check(member)
    return list(roster_template.hamlet_names(tx, member.unit_code, on))


def _file(tx: Tx, member: StaffMember, upload_id: int) -> uploads.Upload:
    _check(member)
    found = uploads.get(tx, member.id, member.unit_id, upload_id)
    if found is None:
        raise Gone
    return found


def _check(member: StaffMember) -> None:
    if not may_import(member):
        raise DomainError("not_yours")
