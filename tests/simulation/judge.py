"""What must never happen, judged from what arrived on the phones and from the plain rows.

Nothing here asks the rules of the program: the calendar is typed in by hand, limits are counted
from arrivals, closings are added up and counted again from the people.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, exists, func, or_, select

from domain.sending import Kind
from services import outbox
from storage import schema
from storage.database import Tx
from tests.simulation.days import HANOI, HOLIDAYS, night
from tests.simulation.people import Learner, Phone
from tests.simulation.post import Arrived

__all__ = ["Judge"]

WEEK, A_WEEK, UNANSWERED = timedelta(days=7), 3, 3
IN_A_LESSON = {Kind.REMINDER: timedelta(minutes=30), Kind.BROADCAST: timedelta(minutes=10)}
TERMS = {"new": 1, "left": -1, "moved": -1, "voided": -1, "erased": -1, "entered": 1}


@dataclass
class Judge:
    """Collects violations, and totals for the report."""

    learners: dict[int, Learner] = field(default_factory=dict)
    violations: list[str] = field(default_factory=list)
    dues: Counter[tuple[str, str]] = field(default_factory=Counter)
    arrivals: Counter[Kind] = field(default_factory=Counter)
    repeats: int = 0
    closings: int = 0
    corrected: int = 0
    weeks: Counter[str] = field(default_factory=Counter)
    _closed: dict[tuple[int, str, str], int] = field(default_factory=dict)
    _snapshot: int = 0

    def wrong(self, what: str, now: datetime, **ids: object) -> None:
        """Keep a violation, by ids."""
        told = " ".join(f"{key}={value}" for key, value in ids.items())
        self.violations.append(f"{what}: {now.astimezone(HANOI):%Y-%m-%d %H:%M} {told}")

    def arrived(self, phone: Phone | None, one: Arrived) -> None:
        """Look at a message at the moment it arrives."""
        self.arrivals[one.kind] += 1
        if night(one.at):
            self.wrong("at night", one.at, kind=one.kind, message=one.outbox_id)
        if one.at.astimezone(HANOI).date() in HOLIDAYS:
            self.wrong("on a holiday", one.at, kind=one.kind, message=one.outbox_id)
        if phone is None or one.kind not in IN_A_LESSON:
            return
        if all(learner.off or learner.erased for learner in phone.learners):
            self.wrong("after stop", one.at, kind=one.kind, message=one.outbox_id)
        if phone.seen is not None and one.at - phone.seen < IN_A_LESSON[one.kind]:
            self.wrong("in the middle of a lesson", one.at, message=one.outbox_id)

    def judge_days(
        self, tx: Tx, days: Sequence[date], arrived: Sequence[Arrived], now: datetime
    ) -> None:
        """Look at all that was due on these days, now that they are over."""
        first: dict[int, Arrived] = {}
        for one in arrived:
            self.repeats += one.outbox_id in first
            first.setdefault(one.outbox_id, one)
        for day in days:
            self._balance(tx, day, now)
            self._messages(tx, day, first, now)

    def _balance(self, tx: Tx, day: date, now: datetime) -> None:
        if not outbox.ledger(tx, day).balanced:
            self.wrong("the day does not balance", now, day=day)
        table = schema.dues
        query = (
            select(table.c.rule, table.c.state, table.c.reason, func.count())
            .where(table.c.planned_on == day)
            .group_by(table.c.rule, table.c.state, table.c.reason)
        )
        for rule, state, reason, count in tx.execute(query):
            fate = f"{state} {reason}".strip()
            self.dues[rule.partition(":")[0], fate] += count
            if state == "waiting":
                self.wrong("left waiting at the end of the day", now, rule=rule, dues=count)

    def _messages(self, tx: Tx, day: date, first: Mapping[int, Arrived], now: datetime) -> None:
        dues, box, batch = schema.dues, schema.outbox, schema.batches
        query: Any = (
            select(box.c.id, box.c.state, box.c.reason, batch.c.kind)
            .join(batch, batch.c.id == box.c.batch_id)
            .where(box.c.planned_on == day)
        )
        for row in tx.execute(query).all():
            if row.state == "sent" and row.id not in first and row.reason != "unknown":
                self.wrong("noted as sent, never arrived", now, message=row.id)
            if row.state == "skipped" and row.id in first:
                self.wrong("noted as skipped, but arrived", now, message=row.id)
        carried: Any = select(dues.c.outbox_id, dues.c.learner_id, dues.c.state).where(
            dues.c.planned_on == day, dues.c.outbox_id.is_not(None), dues.c.state == "sent"
        )
        told: dict[int, set[int]] = defaultdict(set)
        for row in tx.execute(carried):
            told[row.outbox_id].add(row.learner_id)
        known = self._known(tx)
        for message, learners in told.items():
            if message in first:
                for each in sorted(learners):
                    self._reminded(self.learners[each], known, first[message])

    def _known(self, tx: Tx) -> dict[int, list[tuple[Learner, datetime]]]:
        """Who is confirmed to be which person, and since when: somebody may have two phones."""
        match = schema.matches
        query = select(match.c.person_id, match.c.learner_id, match.c.decided_at)
        found: dict[int, list[tuple[Learner, datetime]]] = defaultdict(list)
        for person, learner, since in tx.execute(query.where(match.c.state == "confirmed")):
            if learner in self.learners:
                found[person].append((self.learners[learner], since))
        return found

    def _reminded(
        self, learner: Learner, known: Mapping[int, list[tuple[Learner, datetime]]], one: Arrived
    ) -> None:
        """A message that reminds somebody: may it?"""
        same = [each for each, since in known.get(learner.who.person_id, ()) if since < one.at]
        confirmed = learner in same
        same = same if confirmed else [learner]
        ids = {"learner": learner.id, "message": one.outbox_id}
        if any(each.off and each.off < one.at for each in same):
            self.wrong("after stop", one.at, **ids)
        if any(each.finished and each.finished < one.at for each in same):
            self.wrong("of what was done", one.at, **ids)
        if learner.erased and learner.erased < one.at:
            self.wrong("after being forgotten", one.at, **ids)
        if confirmed and learner.left and learner.left < one.at:
            self.wrong("after leaving the commune", one.at, **ids)
        times = sorted({time for each in same for time in each.reminded} | {one.at})
        learner.reminded.append(one.at)
        if len(times) > A_WEEK and times[-1] - times[-1 - A_WEEK] < WEEK:
            self.wrong("more than three a week", one.at, **ids)
        spoke = max((time for time in learner.spoke if time <= one.at), default=one.at)
        if sum(time > spoke for time in learner.reminded) > UNANSWERED:
            self.wrong("more than three without an answer", one.at, **ids)

    def closing(self, tx: Tx, now: datetime) -> None:
        """Look at the snapshots that are new: each balances, and is what the people say."""
        table = schema.snapshots
        rows = tx.execute(select(table).where(table.c.id > self._snapshot).order_by(table.c.id))
        counted: dict[date, dict[int, tuple[int, int]]] = {}
        sums: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        levels = {
            row.id: row.level for row in tx.execute(select(schema.units.c.id, schema.units.c.level))
        }
        for row in rows.all():
            self._snapshot = row.id
            self.closings += 1
            self.weeks[row.period] += 1
            self._line(row, now)
            if row.indicator_id == "T3" and levels[row.unit_id] == "hamlet":
                people = counted.get(row.as_of)
                if people is None:
                    people = counted[row.as_of] = people_of_hamlets(tx, row.as_of)
                signed = row.achieved or 0, row.headcount or 0
                if signed != people.get(row.unit_id, (0, 0)):
                    ids = {"unit": row.unit_id, "signed": signed}
                    self.wrong("a closing differs from the people", now, period=row.period, **ids)
            if row.indicator_id == "T3":
                sums[row.period, row.indicator_id][levels[row.unit_id]] += row.achieved or 0
        for (period, indicator), levels_of in sums.items():
            if levels_of["commune"] != levels_of["hamlet"]:
                self.wrong("hamlets do not add up", now, period=period, indicator=indicator)

    def _line(self, row: Any, now: datetime) -> None:
        ids = {"period": row.period, "unit": row.unit_id, "indicator": row.indicator_id}
        flows = {"n": row.movement, "N": row.movement.get("headcount") or {}}
        for figure, flow in flows.items():
            spot = (row.unit_id, row.indicator_id, figure)
            opening, closing = flow.get("opening", 0), flow.get("closing", 0)
            corrected = flow.get("corrected", 0)
            self.corrected += abs(corrected)
            terms = sum(sign * flow.get(term, 0) for term, sign in TERMS.items())
            if opening + terms + corrected != closing:
                self.wrong("a closing does not balance", now, figure=figure, **ids)
            if opening != self._closed.get(spot, 0):
                self.wrong("an opening is not the last closing", now, figure=figure, **ids)
            self._closed[spot] = closing
        signed = (row.achieved or 0, row.headcount or 0)
        if signed != tuple(flow.get("closing", 0) for flow in flows.values()):
            self.wrong("a closing is not the signed figure", now, **ids)


def people_of_hamlets(tx: Tx, day: date) -> dict[int, tuple[int, int]]:
    """How many adults of each hamlet have finished the track by a day, and how many adults there
    are, from the plain rows."""
    people, homes, done = schema.persons, schema.memberships, schema.completions
    grown = or_(
        people.c.birth_date <= day.replace(year=day.year - 18),
        and_(people.c.birth_date.is_(None), people.c.birth_year <= day.year - 18),
    )
    fact = exists().where(
        done.c.person_id == people.c.id,
        done.c.kind == "track",
        done.c.content_id == "citizens",
        done.c.happened_on <= day,
        ~exists().where(schema.voids.c.completion_id == done.c.id),
    )
    finished = case((and_(fact, people.c.erased_at.is_(None)), 1), else_=0)
    query: Any = (
        select(homes.c.unit_id, func.sum(finished), func.count())
        .join(people, people.c.id == homes.c.person_id)
        .where(homes.c.kind == "home", homes.c.valid_from <= day, homes.c.valid_to > day, grown)
        .group_by(homes.c.unit_id)
    )
    return {row[0]: (row[1], row[2]) for row in tx.execute(query)}
