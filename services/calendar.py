"""The days of a plan on which something is handed in, and who is told of them beforehand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from itertools import groupby
from operator import attrgetter

from content import plan_file
from domain import reporting
from domain.plan import Plan, Report
from domain.quiet import next_allowed
from domain.reporting import Missing, Telling
from domain.sending import Draft, Kind, Leave, Reason, leave_to_write
from domain.weeks import local_day
from services import outbox, plans
from services.app import App
from services.missing import missing
from services.staff import StaffMember
from storage import counts, news, units
from storage.database import Tx
from storage.news import Reader

__all__ = ["Coming", "ahead", "look_again", "tick"]

AHEAD = 4  # days of the calendar on one screen


@dataclass(frozen=True, slots=True)
class Coming:
    """Something that is to be handed in, in how many days, and what is still missing for it."""

    unit: str
    report: Report
    days: int
    missing: Missing


@dataclass(frozen=True, slots=True)
class _Day:
    """A day of the calendar of one plan, as the outbox names it."""

    plan_id: int
    unit_id: int
    plan: Plan
    report: Report

    def telling(self, hour: int, now: datetime, zone: tzinfo) -> Telling | None:
        return reporting.telling(self.report, hour, now, zone, self.plan.reminders.quiet_days)

    def slot(self, days: int) -> str:
        return f"calendar:{self.plan_id}:{reporting.key(self.report)}:{days}"

    def subject(self, days: int) -> dict[str, object]:
        key = reporting.key(self.report)
        return {"plan": self.plan.id, "unit": self.unit_id, "report": key, "days": days}


def tick(tx: Tx, app: App, *, now: datetime, after: int = 0) -> int | None:
    """Tell the officials of one plan (the next after the id `after`) what will be handed in soon.

    One message for each account, day of the calendar and threshold (`remind_days`), at the hour
    that the official chose, never at night or on a day of rest. Returns the id of the plan that
    was looked at, or None after the last. On repeat nothing changes.
    """
    found = news.next_plan(tx, after)
    if found is None:
        return None
    id_, row = found
    plan = plan_file.from_document(row.document)
    for day in (_Day(id_, row.unit_id, plan, report) for report in plan.reports):
        if day.telling(0, now, app.zone) is not None:
            _put(tx, app, day, now)
    return id_


def _put(tx: Tx, app: App, day: _Day, now: datetime) -> None:
    drafts = list(_drafts(tx, app, day, now))
    if drafts:
        period = f"{day.report.due}:{drafts[0].subject['days']}"
        batch = outbox.batch(tx, Kind.CALENDAR, day.unit_id, period, now=now)
        outbox.put(tx, batch, drafts)


def _drafts(tx: Tx, app: App, day: _Day, now: datetime) -> Iterator[Draft]:
    readers = _readers(tx, day.unit_id)
    for account_id, roles in groupby(readers, attrgetter("account_id")):
        mine = [each for each in roles if each.notices]
        if not mine or not _reachable(mine[0], now):
            continue  # they see it on their screen of the calendar
        told = day.telling(min(each.hour for each in mine), now, app.zone)
        if told is not None:
            yield Draft(
                account_id,
                mine[0].channel,
                day.slot(told.days),
                day.subject(told.days),
                local_day(told.at, app.zone),
                told.at,
                told.until,
            )


def _readers(tx: Tx, unit_id: int) -> list[Reader]:
    """The officials of the unit; where there are none, those of the nearest unit above."""
    for each in counts.ancestors(tx, unit_id):
        if found := news.readers(tx, each):
            return found
    return []


def _reachable(reader: Reader, now: datetime) -> bool:
    leave = leave_to_write(reader.channel, reader.seen_at, now)
    return reader.reachable and leave is Leave.FREE


def look_again(
    tx: Tx, app: App, account_id: int, subject: Mapping[str, object], *, now: datetime
) -> Coming | Reason | datetime:
    """What to tell an official of a planned message; or why it is not wanted any more (the role
    or the plan is gone, the day was struck or has passed, no news is wanted); or until when to
    wait, because it has become night or a day of rest."""
    unit_id, today = int(str(subject["unit"])), local_day(now, app.zone)
    if (refused := _unwanted(_roles(tx, account_id, unit_id), now)) is not None:
        return refused
    unit, plan = units.by_id(tx, unit_id), plans.at_unit(tx, unit_id)
    if unit is None or unit.valid_to <= today or plan is None or plan.id != subject["plan"]:
        return Reason.GONE
    named = [one for one in plan.reports if reporting.key(one) == subject["report"]]
    if not named:
        return Reason.GONE
    if named[0].due < today:
        return Reason.LATE
    allowed = next_allowed(now, app.zone, plan.reminders.quiet_days)
    if allowed > now:
        return allowed
    return _coming(tx, unit.code, unit.name, plan, named[0], today)


def _unwanted(roles: list[Reader], now: datetime) -> Reason | None:
    if not roles:
        return Reason.GONE
    if not any(each.notices for each in roles):
        return Reason.STOPPED
    return None if _reachable(roles[0], now) else Reason.UNREACHABLE


def _roles(tx: Tx, account_id: int, unit_id: int) -> list[Reader]:
    found: list[Reader] = []
    for each in counts.ancestors(tx, unit_id):
        found += news.readers(tx, each, account_id=account_id)
    return found


def ahead(tx: Tx, member: StaffMember, *, today: date) -> list[Coming]:
    """What the member's unit has to hand in next, the next first; what is missing is looked up
    for that one alone. Nothing where no plan holds for the unit."""
    plan = plans.at_unit(tx, member.unit_id)
    if plan is None:
        return []
    found = reporting.coming(plan.reports, today)[:AHEAD]
    nearest = [
        _coming(tx, member.unit_code, member.unit_name, plan, one, today) for one in found[:1]
    ]
    later = [Coming(member.unit_name, one, (one.due - today).days, Missing()) for one in found[1:]]
    return nearest + later


def _coming(tx: Tx, code: str, name: str, plan: Plan, report: Report, today: date) -> Coming:
    found = missing(tx, code, plan, report, today=today)
    return Coming(name, report, (report.due - today).days, found)
