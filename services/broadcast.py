"""A message of an official to the people of a unit: looked at, sent off once, watched, ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from domain import broadcast
from domain.broadcast import BUSY, LONGEST, Listener, Reach, Words, words
from domain.errors import DomainError
from domain.quiet import next_allowed
from domain.sending import Kind, Reason, Run
from domain.vocabulary import LEAVES, Level, Role
from domain.weeks import local_day
from services import audit, outbox, plans, staff
from services.app import App
from services.staff import PAGE, StaffMember, Unit
from storage import broadcasts
from storage.broadcasts import BatchRow
from storage.database import Tx

__all__ = [
    "LONGEST",
    "BatchRow",
    "Sent",
    "Survey",
    "Watched",
    "Words",
    "audible",
    "cancel",
    "get",
    "look_again",
    "pause",
    "recent",
    "resume",
    "send",
    "survey",
    "words",
]


@dataclass(frozen=True, slots=True)
class Survey:
    """Whom a message to a unit would reach now, and from when on: how many people on how many
    phones, how many not for which reason, and how many of the roster without any chat."""

    unit: Unit
    people: int
    phones: int
    missed: Mapping[Reason, int]
    unheard: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that was sent off."""

    batch_id: int
    people: int
    phones: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Watched:
    """A message, and who got it so far, in numbers."""

    row: BatchRow
    report: outbox.Report


def audible(unit: Unit) -> bool:
    """Whether one message may go to a whole unit: a commune or what lies below it. Further up, a
    commune is chosen first, so that nobody writes to a whole province by a slip of the finger."""
    return unit.level is Level.COMMUNE or unit.level in LEAVES


def survey(tx: Tx, app: App, member: StaffMember, unit_id: int, *, now: datetime) -> Survey:
    """Whom a message to a unit of the member's would reach; raises "not_yours" for any other unit
    and for roles of a hamlet, "broadcast_unit" above a commune."""
    unit = _unit(tx, member, unit_id)
    today = local_day(now, app.zone)
    found = _reach(tx, unit_id, today, now)
    return Survey(
        unit,
        found.people,
        len(found.accounts),
        found.missed,
        broadcasts.unheard(tx, unit_id, today),
        _span(tx, app, unit_id, now)[0],
    )


def _unit(tx: Tx, member: StaffMember, unit_id: int) -> Unit:
    _official(member)
    unit = staff.unit(tx, member, unit_id)
    if not audible(unit):
        raise DomainError("broadcast_unit")
    return unit


def _official(member: StaffMember) -> None:
    if member.role not in (Role.OFFICIAL, Role.ADMIN):
        raise DomainError("not_yours")


def _reach(tx: Tx, unit_id: int, today: date, now: datetime) -> Reach:
    return broadcast.reach(broadcasts.listeners(tx, unit_id, today), now)


def _span(tx: Tx, app: App, unit_id: int, now: datetime) -> tuple[datetime, datetime]:
    plan = plans.at_unit(tx, unit_id)
    return broadcast.span(now, app.zone, plan.reminders.quiet_days if plan else ())


def send(
    tx: Tx,
    app: App,
    member: StaffMember,
    unit_id: int,
    text: str,
    *,
    promised: int,
    now: datetime,
) -> Sent:
    """Send a text off to the people of a unit: one message for each phone, from the next moment
    on that is neither night nor a day of rest, for a day at most.

    Raises as `survey` and `words` do, "broadcast_changed" when it is no longer `promised` people
    it would reach, and "broadcast_twice" for the second message of a day to the same unit:
    people stop reading those who write often. One that reached nobody before it was cancelled
    does not count, and an admin may always send one more.
    """
    unit, said, today = _unit(tx, member, unit_id), words(text), local_day(now, app.zone)
    broadcasts.lock(tx, unit_id)
    earlier = broadcasts.of_day(tx, unit_id, today)
    if member.role is not Role.ADMIN and any(_counts(tx, each) for each in earlier):
        raise DomainError("broadcast_twice", unit=unit.name)
    found = _reach(tx, unit_id, today, now)
    if found.people != promised or not found.accounts:
        raise DomainError("broadcast_changed")
    period = f"{today}/{len(earlier) + 1}"
    batch = outbox.batch(
        tx, Kind.BROADCAST, unit_id, period, now=now, words=said.text, staff_id=member.id
    )
    due_at = _put(tx, app, batch, unit_id, found, now)
    numbers = {"unit": unit_id, "people": found.people, "phones": len(found.accounts)}
    audit.record(tx, now, member.id, "broadcast.send", f"batch:{batch}", numbers)
    return Sent(batch, found.people, len(found.accounts), due_at)


def _counts(tx: Tx, row: BatchRow) -> bool:
    return row.state is not Run.CANCELLED or outbox.report(tx, row.id).counts.sent > 0


def _put(tx: Tx, app: App, batch: int, unit_id: int, found: Reach, now: datetime) -> datetime:
    due_at, until = _span(tx, app, unit_id, now)
    broadcasts.plan(
        tx,
        batch,
        found.accounts,
        slot=f"broadcast:{batch}",
        day=local_day(due_at, app.zone),
        due_at=due_at,
        expires_at=until,
    )
    return due_at


def recent(tx: Tx, member: StaffMember) -> list[BatchRow]:
    """The last messages to the member's unit and below, the newest first; raises "not_yours" for
    roles of a hamlet."""
    _official(member)
    return broadcasts.recent(tx, member.unit_id, limit=PAGE)


def get(tx: Tx, member: StaffMember, batch_id: int) -> Watched:
    """One of them, and who got it; raises "not_yours" also for a message to any other unit."""
    _official(member)
    row = broadcasts.get_below(tx, batch_id, member.unit_id)
    if row is None:
        raise DomainError("not_yours")
    return Watched(row, outbox.report(tx, batch_id))


def pause(tx: Tx, member: StaffMember, batch_id: int, *, now: datetime) -> Watched:
    """Hold back what has not left; raises as `get` and `outbox.pause` do."""
    get(tx, member, batch_id)
    outbox.pause(tx, batch_id, now=now, staff_id=member.id)
    return get(tx, member, batch_id)


def resume(tx: Tx, member: StaffMember, batch_id: int, *, now: datetime) -> Watched:
    """Let it go on; raises as `get` and `outbox.resume` do."""
    get(tx, member, batch_id)
    outbox.resume(tx, batch_id, now=now, staff_id=member.id)
    return get(tx, member, batch_id)


def cancel(tx: Tx, member: StaffMember, batch_id: int, *, now: datetime) -> Watched:
    """End it for good; what has left has left. Raises as `get` and `outbox.cancel` do."""
    get(tx, member, batch_id)
    outbox.cancel(tx, batch_id, now=now, staff_id=member.id)
    return get(tx, member, batch_id)


def look_again(
    tx: Tx, app: App, batch_id: int, account_id: int, *, now: datetime
) -> BatchRow | Reason | datetime:
    """The message for an account just before it leaves; or why it is not wanted any more (those
    who learn there said stop, moved away, took back their consent); or until when to wait, because
    it has become night or somebody is learning on the phone."""
    row = broadcasts.get(tx, batch_id)
    if row is None or row.state is Run.CANCELLED:
        return Reason.CANCELLED
    found = broadcasts.listeners(tx, row.unit_id, local_day(now, app.zone), account_id=account_id)
    if (reason := _unwanted(found, now)) is not None:
        return reason
    seen = found[0].seen_at
    wait = next_allowed(now if seen is None else max(now, seen + BUSY), app.zone)
    return wait if wait > now else row


def _unwanted(found: list[Listener], now: datetime) -> Reason | None:
    """Why nobody on a phone is to get it; None when somebody is."""
    if not found:
        return Reason.GONE
    reasons = [broadcast.missed([one], now) for one in found]
    return None if None in reasons else reasons[0]
