"""Reminders of citizens: planned once a day, and looked at once more just before they leave."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from domain.quiet import holiday, quiet
from domain.reminders import Decision, Occasion, decide, occasions
from domain.sending import Draft, Fate, Kind, Leave, Reason, leave_to_write
from services import candidates, outbox
from services.app import App
from services.candidates import Found
from storage import dues, periods
from storage.database import Tx
from storage.dues import NewDue, Waiting

__all__ = ["BUSY", "Again", "Told", "look_again", "tick"]

TASK = "reminders"
FROM = time(5)  # the day is planned in the small hours, after the night's other work
PORTION = 500  # learners in one transaction: presses wait for it on SQLite
BUSY = timedelta(minutes=30)  # so long after a press somebody may be in the middle of a lesson


def tick(tx: Tx, app: App, *, now: datetime, after: int = 0) -> int | None:
    """Plan the reminders of the day at `now` for the next portion of learners after an id.

    Returns the id to go on after, or None when the day is planned. Planning again, in two
    processes, after a crash or late changes nothing: each due is decided once, each account gets
    one message for a part of the day. Parts of the day that are over are left for tomorrow.
    """
    day = now.astimezone(app.zone).date()
    if now.astimezone(app.zone).time() < FROM or periods.done(tx, TASK, day.isoformat()):
        return None
    onward = None
    if holiday(day) is None:
        dues.one_planner(tx)
        found, onward = candidates.after(tx, after, PORTION, day=day, zone=app.zone)
        _plan(tx, app, found, day, now)
    if onward is None:
        periods.end(tx, TASK, day.isoformat(), now)
    return onward


Decided = tuple[Found, Decision]
Key = tuple[int, str]  # account and slot


def _plan(tx: Tx, app: App, found: Sequence[Found], day: date, now: datetime) -> None:
    decided = _decide(tx, app, found, day, now)
    messages = _messages(tx, decided, day, now)
    new = [due for one, decision in decided for due in _dues(one, decision, messages)]
    dues.add(tx, new, planned_on=day, now=now)


def _decide(tx: Tx, app: App, found: Sequence[Found], day: date, now: datetime) -> list[Decided]:
    """The decisions that there are, with what they cost taken off each commune's budget."""
    left: dict[int, int] = {}
    decided = []
    for one in found:
        policy = one.plan.reminders
        if one.commune_id not in left:
            spent = policy.paid_a_month and dues.paid_since(tx, one.commune_id, day.replace(day=1))
            left[one.commune_id] = policy.paid_a_month - spent
        budget = left[one.commune_id]
        decision = decide(one.candidate, policy, now, app.zone, budget=budget)
        left[one.commune_id] -= decision.paid
        if decision.dues:
            decided.append((one, decision))
    return decided


def _messages(tx: Tx, decided: Sequence[Decided], day: date, now: datetime) -> dict[Key, int]:
    """The message of each account and slot: a new one, or the one that waits there already."""
    drafts: dict[int, dict[Key, Draft]] = defaultdict(dict)
    for one, decision in decided:
        if decision.slot is not None and decision.way is not None:
            draft = _draft(decision, day)
            drafts[one.commune_id].setdefault((draft.account_id, draft.slot), draft)
    found: dict[Key, int] = {}
    for commune, each in sorted(drafts.items()):
        batch = outbox.batch(tx, Kind.REMINDER, commune, day.isoformat(), now=now)
        found |= outbox.put(tx, batch, list(each.values()))
    missing = {key for each in drafts.values() for key in each} - found.keys()
    if missing:
        ids, slots = {key[0] for key in missing}, {key[1] for key in missing}
        found |= dues.attachable(tx, ids, slots)
    return found


def _draft(decision: Decision, day: date) -> Draft:
    slot, way = decision.slot, decision.way
    assert slot is not None
    assert way is not None
    subject: dict[str, object] = {"part": slot.part.value, "paid": decision.paid}
    return Draft(way.account_id, way.channel, slot.name, subject, day, slot.due_at, slot.expires_at)


def _dues(one: Found, decision: Decision, messages: dict[Key, int]) -> list[NewDue]:
    """The rows of a decision; none when its message has just left: tomorrow is soon enough."""
    learner, message = min(one.learners), None
    if decision.slot is not None and decision.way is not None:
        learner = decision.way.learner_id
        message = messages.get((decision.way.account_id, decision.slot.name))
        if message is None:
            return []
    return [
        NewDue(
            one.who,
            each.name,
            each.due_on,
            learner,
            one.commune_id,
            reason,
            None if reason else message,
        )
        for each, reason in decision.dues
    ]


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody who is still to be reminded, by the name they chose, and of what."""

    learner_id: int
    name: str
    occasion: Occasion
    tracks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Again:
    """What a second look found: who is still to be told, or why nobody is (`reason`), or until
    when they are busy."""

    told: tuple[Told, ...] = ()
    reason: Reason | None = None
    busy_until: datetime | None = None


def look_again(
    tx: Tx, app: App, outbox_id: int, account_id: int, *, part: str, paid: bool, now: datetime
) -> Again:
    """Whether a reminder is still wanted, just before it leaves.

    Those of a family who are done, said stop or are gone meanwhile are noted as skipped, each for
    a reason of their own; looking again changes nothing more. A message that may have arrived
    before keeps all its dues: they count as sent with it.
    """
    carried = dues.of_message(tx, outbox_id)
    waiting = [due for due in carried if due.state == Fate.WAITING]
    day = now.astimezone(app.zone).date()
    learners = {due.learner_id for due in waiting}
    found = {
        learner: one
        for one in candidates.of_learners(tx, learners, day=day, zone=app.zone)
        for learner in one.learners
    }
    closed = _closed(found.values(), account_id, paid, now)
    told: list[Told] = []
    reasons: dict[int, Reason] = {}
    for due in waiting:
        one = found.get(due.learner_id)
        occasion, reason = _still(due, one, part, app, now)
        if occasion is None or one is None or closed is not None:
            reasons[due.id] = reason or closed or Reason.GONE
        else:
            told.append(_told(due, one, occasion))
    if not dues.may_have_arrived(tx, outbox_id):
        dues.skip(tx, reasons, now=now)
    if not told:
        known = [*reasons.values(), *(Reason(due.reason) for due in carried if due.reason)]
        return Again(reason=known[0] if known else Reason.GONE)
    people = [found[each.learner_id] for each in told]
    return Again(tuple(told), busy_until=_busy_until(people, now))


def _still(
    due: Waiting, one: Found | None, part: str, app: App, now: datetime
) -> tuple[Occasion | None, Reason | None]:
    """The occasion of a due, if it still stands; else why not."""
    if one is None:
        return None, Reason.GONE
    if one.candidate.stopped:
        return None, Reason.STOPPED
    policy = one.plan.reminders
    for each in occasions(one.candidate, policy):
        if (each.name, each.due_on) == (due.rule, due.due_on):
            late = one.candidate.part != part or quiet(now, app.zone, policy.quiet_days)
            return (None, Reason.LATE) if late else (each, None)
    return None, Reason.FINISHED


def _closed(people: Iterable[Found], account_id: int, paid: bool, now: datetime) -> Reason | None:
    """Why an account cannot be written to at this moment, if it cannot."""
    ways = (way for one in people for way in one.candidate.ways if way.account_id == account_id)
    way = next(ways, None)
    if way is None or not way.reachable:
        return Reason.UNREACHABLE
    leave = leave_to_write(way.channel, way.seen_at, now)
    if leave is Leave.PAID:
        return None if paid else Reason.BUDGET
    return Reason.CLOSED if leave is Leave.CLOSED else None


def _busy_until(people: Sequence[Found], now: datetime) -> datetime | None:
    """When those who are told have been still for long enough, if they are not."""
    seen = [way.seen_at for one in people for way in one.candidate.ways if way.seen_at]
    until = max(seen, default=now) + BUSY
    return until if seen and until > now else None


def _told(due: Waiting, one: Found, occasion: Occasion) -> Told:
    return Told(due.learner_id, one.learners[due.learner_id].name, occasion, one.tracks)
