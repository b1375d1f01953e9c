"""A simulated year of one commune: the real services, dialogues, notices and outbox, a clock that
is moved, platforms with faults, and people who learn, answer, keep silent, block, or say stop."""

import heapq
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from itertools import count

from sqlalchemy import insert, select

from bot import notices
from bot.conversation import routes
from bot.conversation.engine import Conversation
from domain.messages import Kind, Outgoing
from domain.quiz import QuizKind
from domain.sending import Kind as Sending
from domain.vocabulary import Way
from scheduler.timetable import LINES
from services import broadcast, completions
from services.app import App
from services.clock import Clock
from services.settings import Settings
from storage import schema
from storage.database import Database, Tx
from tests.published import curriculum, texts
from tests.simulation import commune as world
from tests.simulation.days import HANOI, OFTEN, at, daytime, moments
from tests.simulation.judge import Judge
from tests.simulation.people import Learner, Phone, families, later, residents
from tests.simulation.post import Arrived, Post

__all__ = ["Scale", "Year"]

TRACK = "citizens"
STOPS, ANSWERS = 0.03, 0.6  # of those who get a reminder; the last by diligence


@dataclass(frozen=True, slots=True)
class Scale:
    """How big, how long, and what happens to all."""

    adults: int = 23_000
    hamlets: int = 27
    seed: int = 1
    first: date = date(2025, 10, 1)
    last: date = date(2026, 9, 30)
    joining: float = 0.25  # of the adults
    joining_days: int = 300
    blocks: float = 0.01  # of those who get a reminder
    merge_on: date = date(2026, 6, 1)
    times: tuple[tuple[int, int], ...] = OFTEN
    broadcasts: tuple[datetime, ...] = (  # at moments when nothing may leave at once
        at(date(2026, 2, 16), 10),
        at(date(2026, 5, 31), 21, 30),
        at(date(2026, 8, 31), 20, 59),
    )
    off: tuple[tuple[datetime, datetime], ...] = ()  # when the program does not run


@dataclass(order=True)
class Event:
    """Something that somebody does."""

    at: datetime
    number: int
    act: Callable[[datetime], None] = field(compare=False)


class Year:
    """Builds the commune, then plays day after day. `judge` says what went wrong."""

    def __init__(
        self, database: Database, scale: Scale, *, every: timedelta = timedelta(0)
    ) -> None:
        self.database, self.scale = database, scale
        self.chance = random.Random(scale.seed)
        self.clock_at = at(scale.first, 0)
        clock = Clock(lambda: self.clock_at)
        self.app = App(Settings(_env_file=None), database, curriculum, texts(), clock)
        self.talk = Conversation(self.app, routes.build())
        self.judge = Judge()
        self.events: list[Event] = []
        self.numbers = count()
        start = at(scale.first - timedelta(days=3), 9)
        sizes = {"adults": scale.adults, "hamlets": scale.hamlets, "seed": scale.seed}
        self.commune = database.write(world.build, **sizes, now=start)
        self.people = database.read(residents, scale.first.year - 18)
        self.phones = families(self.people, scale.joining, self.chance)
        book = {(phone.channel, phone.external): phone for phone in self.phones}
        self.post = Post(self.app, notices.load(), self.chance, book, self._received)
        self.gone: set[int] = set()
        self.days: list[date] = []  # not judged yet
        self.judged = 0  # messages
        self._invite()

    # The clock

    def run(self, tell: Callable[[str], None] = lambda _: None) -> Judge:
        """Play from the first day to the last; tell each month, and each violation."""
        told = 0
        for moment in moments(self.scale.first, self.scale.last, self.scale.times):
            self._happen(moment)
            self.clock_at = moment
            if not self._off(moment):
                self._tick(moment)
                self.post.deliver(moment)
            if moment.hour == 23:
                self._end_of_day(moment)
                for violation in self.judge.violations[told:]:
                    tell(violation)
                told = len(self.judge.violations)
                if moment.day == 1:
                    tell(f"{moment:%Y-%m-%d}: {len(self.post.arrived)} messages")
        return self.judge

    def _end_of_day(self, moment: datetime) -> None:
        """Judge the day; while the program is off, on the first day on which it runs again."""
        self.days.append(moment.date())
        if self._off(moment):
            return
        arrived = self.post.arrived[self.judged :]
        self.judged = len(self.post.arrived)
        self.database.read(self.judge.judge_days, self.days, arrived, moment)
        self.days = []

    def _off(self, moment: datetime) -> bool:
        return any(first <= moment < last for first, last in self.scale.off)

    def _tick(self, now: datetime) -> None:
        """What the clock of the program does; now and then a second one does it as well."""
        for line in LINES * (1 + (self.chance.random() < 0.02)):
            after: int | None = 0
            while after is not None:
                after = self.database.write(line.tick, self.app, now=now, after=after)
        self.database.read(self.judge.closing, now)

    def _happen(self, until: datetime) -> None:
        """Everything that people did meanwhile; while the program is off, they try again later."""
        while self.events and self.events[0].at <= until:
            event = heapq.heappop(self.events)
            if self._off(event.at):
                self._later(event.at + timedelta(hours=9), event.act)
                continue
            self.clock_at = event.at
            event.act(event.at)

    def _later(self, moment: datetime, act: Callable[[datetime], None]) -> None:
        heapq.heappush(self.events, Event(daytime(moment), next(self.numbers), act))

    # What is arranged from the first day

    def _invite(self) -> None:
        scale = self.scale
        for phone in self.phones:
            days = int(scale.joining_days * self.chance.random() ** 2)  # most of them early
            day = scale.first + timedelta(days=days)
            moment = at(day, self.chance.randrange(7, 21), self.chance.randrange(60))
            self._later(moment, partial(self._join, phone))
        for number in range((scale.last - scale.first).days):
            day = scale.first + timedelta(days=number)
            if day.isoweekday() == 7:
                self._later(at(day, 20, 10), self._heads)
            if day.day == 15:
                self._later(at(day, 9, 10), self._month)
            if day == scale.merge_on:
                self._later(at(day, 9, 20), self._merge)

        for moment in scale.broadcasts:
            if scale.first <= moment.date() <= scale.last:
                heapq.heappush(self.events, Event(moment, next(self.numbers), self._broadcast))

    def _broadcast(self, now: datetime) -> None:
        """The official writes to the whole commune."""
        self.database.write(self._announce, now)

    def _announce(self, tx: Tx, now: datetime) -> None:
        official, unit = self.commune.official, self.commune.id
        reach = broadcast.survey(tx, self.app, official, unit, now=now)
        words = "Ngày mai xã mở lớp học buổi tối."
        broadcast.send(tx, self.app, official, unit, words, promised=reach.people, now=now)

    def _heads(self, now: datetime) -> None:
        self.database.write(world.confirm_matches, self.commune, now)

    def _month(self, now: datetime) -> None:
        """Once a month: a class, the police's list, news of the roster, voids."""
        day, living = now.date(), [one for one in self.people if one.person_id not in self.gone]
        some = max(5, len(living) // 40)
        self.database.write(world.teach_class, self.chance.sample(living, some), now)
        self.database.write(
            world.confirm_vneid, self.chance.sample(living, some), day - timedelta(days=2), now
        )
        units = schema.units
        open_ = (units.c.level == "hamlet") & (units.c.valid_to > day)
        hamlets = self.database.read(lambda tx: tx.scalars(select(units.c.id).where(open_)).all())
        gone = self.database.write(world.change_people, living, hamlets, self.chance, day)
        self.gone |= gone
        for phone in self.phones:
            for learner in phone.learners:
                if learner.who.person_id in gone and learner.id:
                    learner.left = now
        for voided in self.database.write(world.void_some, 2, self.chance, now):
            if voided in self.judge.learners:
                self.judge.learners[voided].finished = None

    def _merge(self, now: datetime) -> None:
        codes = self.database.read(
            lambda tx: tx.scalars(
                select(schema.units.c.code)
                .where(schema.units.c.level == "hamlet")
                .order_by(schema.units.c.id)
            ).all()
        )
        self.database.write(world.merge, codes[:2], codes[0], now.date(), now)
        if len(codes) > 5:
            self.database.write(world.merge, codes[3:5], "11443-M1", now.date(), now)

    # What people do

    def _say(self, phone: Phone, kind: Kind, value: str, now: datetime) -> None:
        phone.send(self.database, self.talk, kind, value, now)

    def _join(self, phone: Phone, now: datetime) -> None:
        """Come in by the poster, agree, say who one is; then the others of the family."""
        self._say(phone, Kind.START, self.commune.codes[phone.learners[0].who.hamlet], now)
        for number, learner in enumerate(phone.learners):
            if number:
                self._say(phone, Kind.ACTION, "add", now)
            self._say(phone, Kind.ACTION, phone.button("Tôi đồng ý"), now)
            self._say(phone, Kind.TEXT, str(learner.who.year), now)
            self._say(phone, Kind.TEXT, learner.who.name, now)
            self._say(phone, Kind.ACTION, phone.button("Đúng rồi"), now)
        if self.chance.random() < 0.5:
            part = self.chance.choice(("morning", "noon", "evening"))
            self._say(phone, Kind.ACTION, f"remind_at:{part}", now)
        rows = self.database.read(_learners_of, phone)
        assert len(rows) == len(phone.learners), "somebody did not get in"
        for learner, (account, key) in zip(phone.learners, rows, strict=True):
            phone.account_id, learner.id, learner.joined = account, key, now
            self.judge.learners[key] = learner
            if self.chance.random() < 0.7:
                self._later(now + later(self.chance, 3), partial(self._visit, phone, learner))
        if self.chance.random() < 0.01:
            moment = now + timedelta(days=self.chance.randrange(1, 120))
            self._later(moment, partial(self._forget, phone))

    def _visit(self, phone: Phone, learner: Learner, now: datetime) -> None:
        """Go on by oneself; perhaps again some day."""
        if learner.finished or learner.erased or learner.left:
            return
        self._say(phone, Kind.TEXT, "/tieptuc", now)
        self._learn(learner, now)
        if self.chance.random() < 0.35 + learner.diligence / 2:
            self._later(now + later(self.chance, 60), partial(self._visit, phone, learner))

    def _learn(self, learner: Learner, now: datetime) -> None:
        for _ in range(self.chance.choice((1, 1, 1, 2))):
            self.database.write(self._step, learner, now)

    def _step(self, tx: Tx, learner: Learner, now: datetime) -> None:
        """A lesson, or when all are done the final quiz."""
        lessons = self.app.curriculum.tracks[TRACK].lessons
        if learner.finished:
            return
        final = learner.lessons >= len(lessons)
        passed = not final or self.chance.random() < 0.65
        content = TRACK if final else lessons[learner.lessons]
        row = dict(content_id=content, version=1, way=Way.SELF, questions=[], position=0, score=0)
        row |= dict(kind=QuizKind.FINAL if final else QuizKind.LESSON, learner_id=learner.id)
        times = dict(started_at=now, finished_at=now)
        tx.execute(insert(schema.attempts).values(passed=passed, **row, **times))
        if not passed:
            return
        learner.lessons += not final
        learner.finished = now if final else None
        completions.record(
            tx,
            learner_id=learner.id,
            kind="track" if final else "lesson",
            content_id=content,
            version=1,
            rule_version="1",
            happened_at=now,
            way=Way.SELF,
            now=now,
            zone=HANOI,
        )

    def _received(self, phone: Phone | None, one: Arrived, words: Sequence[Outgoing]) -> None:
        """A message arrived: only what comes of it is decided here."""
        self.judge.arrived(phone, one)
        if phone is None or one.kind is not Sending.REMINDER:
            return
        phone.last = words
        draw, eager = self.chance.random(), max(each.diligence for each in phone.learners)
        soon = one.at + later(self.chance, 4)
        blocks = self.scale.blocks
        if draw < blocks:
            phone.blocked = True
            if self.chance.random() < 0.4:
                moment = one.at + timedelta(days=self.chance.randrange(5, 60))
                self._later(moment, partial(self._say, phone, Kind.START, ""))
        elif draw < blocks + STOPS:
            self._later(soon, partial(self._stop, phone))
        elif draw < blocks + STOPS + eager * ANSWERS:
            pressed = phone.choices[0].action
            self._later(soon, partial(self._answer, phone, pressed))

    def _answer(self, phone: Phone, pressed: str, now: datetime) -> None:
        """Press the button of the reminder, and learn something."""
        if any(each.erased for each in phone.learners):
            return
        self._say(phone, Kind.ACTION, pressed, now)
        open_ = [each for each in phone.learners if not (each.finished or each.left)]
        if open_ and self.chance.random() < 0.85:
            learner = self.chance.choice(open_)
            self._learn(learner, now)
            if self.chance.random() < learner.diligence:
                self._later(now + later(self.chance, 40), partial(self._visit, phone, learner))

    def _stop(self, phone: Phone, now: datetime) -> None:
        """/dung for everybody on the phone; some ask to be reminded again, weeks later."""
        if any(each.erased for each in phone.learners):
            return
        self._say(phone, Kind.TEXT, "/dung", now)
        if len(phone.learners) > 1:
            self._say(phone, Kind.ACTION, "stop_all", now)
        for learner in phone.learners:
            learner.off = learner.off or now
        if self.chance.random() < 0.2 and len(phone.learners) == 1:
            moment = now + timedelta(days=self.chance.randrange(10, 50))
            self._later(moment, partial(self._again, phone))

    def _again(self, phone: Phone, now: datetime) -> None:
        self._say(phone, Kind.ACTION, "remind_at:morning", now)
        phone.learners[0].off = None

    def _forget(self, phone: Phone, now: datetime) -> None:
        """/xoa, for everybody on the phone."""
        self._say(phone, Kind.TEXT, "/xoa", now)
        for start in ("erase_sure", "erase_yes"):
            found = [each.action for each in phone.choices if each.action.startswith(start)]
            if found:
                self._say(phone, Kind.ACTION, found[-1], now)
        for learner in phone.learners:
            learner.erased = now


def _learners_of(tx: Tx, phone: Phone) -> list[tuple[int, int]]:
    accounts, learners = schema.accounts, schema.learners
    query = (
        select(accounts.c.id, learners.c.id)
        .join(learners, learners.c.account_id == accounts.c.id)
        .where(accounts.c.channel == phone.channel, accounts.c.external_id == phone.external)
        .where(learners.c.erased_at.is_(None))
        .order_by(learners.c.id)
    )
    return [(row[0], row[1]) for row in tx.execute(query)]
