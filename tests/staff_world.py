"""A small commune for the tests of staff: two hamlets, a school, people, and a way to talk."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, Self

from sqlalchemy import insert, select

from bot.conversation import routes
from bot.conversation.engine import Conversation
from bot.conversation.turn import Turn
from content import plan_file
from content.errors import sentence
from content.render import Texts
from domain.curriculum import Curriculum, Lesson, Option, Question, Track
from domain.errors import DomainError
from domain.messages import Choice, Incoming, Kind, Outgoing
from domain.names import fold, sort_key
from domain.vocabulary import Audience, Role
from services import invitations, plans, staff, standing, turns
from services.app import App
from services.settings import Settings
from storage import schema
from storage.database import Database, Tx

BORN = date(2025, 1, 1)
TEXTS = Texts()
TRACK = "citizens"
PLAN = Path(plan_file.PACKAGED) / "kien-an-2025.yaml"
LESSONS = tuple(f"lesson-{number}" for number in range(1, 7))


def question(lesson: str, number: int) -> Question:
    options = tuple(
        Option(id_, f"Câu trả lời {id_}", id_ == "a", "Vì như vậy an toàn.") for id_ in "abc"
    )
    return Question(f"{lesson}-q{number}", 1, lesson, f"Câu hỏi {number}?", options)


def curriculum() -> Curriculum:
    """Six short lessons and a bank of twelve questions."""
    lessons = {
        id_: Lesson(id_, 1, id_, "", 5, (), (question(id_, 1),), "", (), ()) for id_ in LESSONS
    }
    bank = tuple(question(id_, number) for id_ in LESSONS for number in (2, 3))
    track = Track(TRACK, 1, "Kỹ năng số", Audience.ADULT, LESSONS, bank, 10)
    every = [*bank, *(each.questions[0] for each in lessons.values())]
    return Curriculum(lessons, {TRACK: track}, {each.id: each for each in every})


CURRICULUM = curriculum()


def told(turn: Turn, error: DomainError) -> list[Outgoing]:
    """A refusal as people see it, with its code for the tests."""
    return [Outgoing(f"! {error.code}: {sentence(error)}", turn.stay())]


@dataclass
class Screen:
    """What one turn showed."""

    messages: tuple[Outgoing, ...]

    @property
    def text(self) -> str:
        return "\n\n".join(message.text for message in self.messages)

    @property
    def buttons(self) -> list[Choice]:
        return [choice for message in self.messages for choice in message.choices]

    def find(self, part: str) -> Choice:
        found = [choice for choice in self.buttons if part in choice.label]
        assert found, f"no button {part!r} among {[choice.label for choice in self.buttons]}"
        return found[0]

    def has(self, part: str) -> bool:
        return any(part in choice.label for choice in self.buttons)


@dataclass
class Chatter:
    """Somebody with a phone: types, presses, and keeps what was shown."""

    world: "World"
    account: str
    channel: str = "web"
    screen: Screen = field(default_factory=lambda: Screen(()))

    def _take(self, kind: Kind, value: str, update: str | None = None) -> Screen:
        update = update or f"u{next(self.world.numbers)}"
        incoming = Incoming(self.channel, self.account, update, kind, value)
        owed = turns.take(
            self.world.database, incoming, self.world.conversation, now=self.world.now
        )
        self.screen = Screen(owed.messages)
        return self.screen

    def start(self, payload: str) -> Screen:
        return self._take(Kind.START, payload)

    def type(self, text: str) -> Screen:
        return self._take(Kind.TEXT, text)

    def do(self, action: str, update: str | None = None) -> Screen:
        return self._take(Kind.ACTION, action, update)

    def press(self, part: str) -> Screen:
        return self.do(self.screen.find(part).action)

    def answer_all(self, *, right: bool = True) -> Screen:
        """Answer question after question until something else is shown."""
        while self.screen.buttons and self.screen.buttons[0].action.startswith("s.a:"):
            self.do(self._option(right))
        return self.screen

    def _option(self, right: bool) -> str:
        for choice in self.screen.buttons:
            attempt, position, option = choice.action.split(":")[1:]
            card = self.world.attempt(int(attempt))[int(position)]
            question = CURRICULUM.questions[card[0]]
            if (question.correct.id == option) is right:
                return choice.action
        raise AssertionError("no such option")


class World:
    """A migrated database with units and people, a clock, and the dialogue of staff."""

    def __init__(self, database: Database, now: datetime) -> None:
        self.database, self.now = database, now
        settings = Settings(_env_file=None, public_url="https://bdhvs.example")
        self.app = App(settings, database, lambda: CURRICULUM, TEXTS, None)  # type: ignore[arg-type]
        self.conversation = Conversation(self.app, replace(routes.build(), refused=told))
        self.numbers = count(1)
        self.commune = self.unit("11443", "Phường Kiến An", "commune")
        self.one = self.unit("11443-01", "Tổ dân phố 1", "hamlet", self.commune)
        self.two = self.unit("11443-02", "Tổ dân phố 2", "hamlet", self.commune)
        self.school = self.unit("11443-S1", "Trường THCS Bắc Hà", "school", self.commune)
        self.add(
            schema.roster_imports,
            commune_id=self.commune,
            file_hash="0",
            as_of=BORN,
            imported_at=now,
            counts={},
        )
        self.other = self.unit("11446", "Phường khác", "commune")

    @property
    def today(self) -> date:
        return self.now.astimezone(self.app.zone).date()

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)

    def unit(self, code: str, name: str, level: str, parent: int | None = None) -> int:
        return self.add(
            schema.units,
            code=code,
            name=name,
            name_fold=fold(name),
            level=level,
            parent_id=parent,
            valid_from=BORN,
            valid_to=schema.FOREVER,
        )

    def add(self, table: Any, **row: Any) -> int:
        def work(tx: Tx) -> int:
            return int(tx.execute(insert(table).values(row).returning(table.c.id)).scalar_one())

        return self.database.write(work)

    def add_row(self, table: Any, **row: Any) -> None:
        """Into a table without a number of its own."""
        self.database.write(lambda tx: tx.execute(insert(table).values(row)))

    def with_plan(self) -> Self:
        """Load the packaged plan of the commune."""
        loaded = plan_file.load(PLAN, [TRACK])
        self.database.write(plans.load, loaded, unit_code="11443", now=self.now)
        return self

    def person(self, name: str, unit: int | None = None, *, year: int = 1960, **more: Any) -> int:
        person = self.add(
            schema.persons,
            commune_id=self.commune,
            name=name,
            name_fold=fold(name),
            sort_key=sort_key(name),
            birth_year=year,
            **{"phone": "0912345678"} | more,
        )
        self.add(
            schema.memberships,
            person_id=person,
            unit_id=unit or self.one,
            kind="home",
            valid_from=BORN,
            valid_to=schema.FOREVER,
        )
        self.database.write(standing.refresh, [person])
        return person

    def people(self, names: list[str], unit: int | None = None) -> list[int]:
        return [self.person(name, unit, year=1950 + i) for i, name in enumerate(names)]

    def account(self, name: str, channel: str = "zalo") -> int:
        return self.add(
            schema.accounts, channel=channel, external_id=name, created_at=self.now, reachable=True
        )

    def learner(
        self, name: str, person: int, *, state: str = "provisional", finished: bool = False
    ) -> int:
        """Somebody who learns on a phone of their own and says to be a person; the match's id."""
        account = self.account(f"{name}-{next(self.numbers)}")
        learner = self.add(
            schema.learners,
            account_id=account,
            name=name,
            name_fold=fold(name),
            unit_id=self.one,
            created_at=self.now,
        )
        match = self.add(
            schema.matches,
            learner_id=learner,
            person_id=person,
            state=state,
            created_at=self.now,
        )
        if finished:
            self.finish("track", TRACK, learner_id=learner)
        return match

    def finish(self, kind: str, content: str, *, way: str = "self", **whose: int) -> int:
        return self.add(
            schema.completions,
            kind=kind,
            content_id=content,
            version=1,
            rule_version="1",
            happened_at=self.now,
            happened_on=self.today,
            recorded_at=self.now,
            way=way,
            **whose,
        )

    def hire(self, role: Role, unit: int, *, name: str = "", channel: str = "web") -> Chatter:
        """Somebody who came in by an invitation."""
        made = self.database.write(invitations.invite, role, unit, by=None, now=self.now)
        chatter = Chatter(self, f"{role}-{next(self.numbers)}", channel)
        chatter.start(made.payload)
        if name:
            chatter.type(name)
        return chatter

    def member(self, chatter: Chatter) -> staff.StaffMember:
        accounts = schema.accounts
        query = select(accounts.c.id).where(accounts.c.external_id == chatter.account)

        def work(tx: Tx) -> staff.StaffMember:
            return staff.of_account(tx, tx.execute(query).scalar_one(), self.now)[0]

        return self.database.read(work)

    def attempt(self, attempt_id: int) -> list[list[Any]]:
        table = schema.attempts
        query = select(table.c.questions).where(table.c.id == attempt_id)
        return self.database.read(lambda tx: tx.execute(query).scalar_one())

    def rows(self, table: Any, *conditions: Any) -> list[Any]:
        query = select(table).where(*conditions).order_by(*table.primary_key.columns)
        return list(self.database.read(lambda tx: tx.execute(query).all()))

    def acts(self) -> list[str]:
        return [row.act for row in self.rows(schema.audit)]


def open_class(head: Chatter, names: list[str]) -> None:
    """A class of today at the usual place, with these names typed."""
    head.do("s.cn")
    head.press("Nhà văn hóa")
    head.press("Hôm nay")
    head.type(", ".join(names))


def agreed(head: Chatter) -> None:
    """All are there, agree, and somebody has witnessed it."""
    head.press("Đủ rồi")
    head.press("Bà con đồng ý")
    head.type("Phạm Văn Chứng")
