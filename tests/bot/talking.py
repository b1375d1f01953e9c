"""One citizen in front of one channel: presses and types, and keeps everything that was said."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import insert

from bot.channels.numbered import numbered
from bot.conversation import routes
from bot.conversation.engine import Conversation
from domain.curriculum import Curriculum
from domain.messages import Capability, Choice, Incoming, Kind, Outgoing
from domain.names import fold, sort_key
from services import standing, turns
from services.app import App
from services.clock import Clock
from services.settings import Settings
from storage import schema
from storage.database import Database, Tx
from tests.published import curriculum, texts

NOW = datetime.fromisoformat("2026-11-21T08:00:00+07:00")
CODE = "KD12"
FROM = date(2025, 1, 1)


def open_app(database: Database, content: Curriculum | None = None) -> App:
    clock = Clock.fixed(NOW)
    lessons = curriculum if content is None else lambda: content
    return App(Settings(), database, lessons, texts(), clock)


class RecordingChannel:
    """A channel that keeps what was sent; without buttons it numbers the choices."""

    def __init__(self, name: str = "web", *, buttons: bool = True) -> None:
        self.name = name
        self.capability = Capability(buttons=buttons, text_limit=1900, picture=buttons)
        self.sent: list[Outgoing] = []
        self.lines: list[str] = []

    async def send(self, account: str, message: Outgoing) -> None:
        self.keep([message])

    def keep(self, messages: Sequence[Outgoing]) -> None:
        self.sent += messages
        for message in messages:
            self.lines += numbered(texts(), message)
        assert all(len(line) <= 1900 for line in self.lines)


@dataclass
class Citizen:
    """Somebody with a phone. `press` and `type` return what was said."""

    app: App
    account: str = "an"
    channel: RecordingChannel = field(default_factory=RecordingChannel)
    now: datetime = NOW
    last: Sequence[Outgoing] = ()
    updates: Any = field(default_factory=count)
    talk: Conversation = field(init=False)

    def __post_init__(self) -> None:
        self.talk = Conversation(self.app, routes.build())

    def publish(self, content: Curriculum) -> None:
        """The service begins anew with other lessons."""
        self.app = replace(self.app, lessons=lambda: content)
        self.talk = Conversation(self.app, routes.build())

    def send(self, kind: Kind, value: str = "", update_id: str = "") -> str:
        number = update_id or f"u{next(self.updates)}"
        incoming = Incoming(self.channel.name, self.account, number, kind, value)
        owed = turns.take(self.app.database, incoming, self.talk, now=self.now)
        if not owed.sent:
            self.channel.keep(owed.messages)
        self.last = owed.messages or self.last
        return "\n\n".join(message.text for message in owed.messages)

    def start(self, payload: str = CODE) -> str:
        return self.send(Kind.START, payload)

    def type(self, text: str) -> str:
        return self.send(Kind.TEXT, text)

    def act(self, action: str) -> str:
        return self.send(Kind.ACTION, action)

    def press(self, caption: str) -> str:
        """Press the button shown last whose caption holds these words."""
        return self.act(self.button(caption).action)

    def button(self, caption: str) -> Choice:
        found = [choice for choice in self.choices if caption in choice.label]
        assert found, f"{caption!r} is not among {[each.label for each in self.choices]}"
        return found[0]

    @property
    def choices(self) -> tuple[Choice, ...]:
        shown = [message for message in self.last if message.rows]
        return shown[-1].choices if shown else ()

    def number_of(self, caption: str) -> str:
        """What to type instead of pressing."""
        return str(self.choices.index(self.button(caption)) + 1)

    def later(self, **by: float) -> None:
        self.now += timedelta(**by)

    def join(self, name: str = "Nguyễn Văn An", year: int = 1958) -> None:
        """Come in by the poster, agree, and say who one is."""
        self.start()
        self.press("Tôi đồng ý")
        self.type(str(year))
        self.type(name)
        self.press("Đúng")

    def right(self) -> Choice:
        """The right answer of the question shown."""
        return self._answer(correct=True)

    def wrong(self) -> Choice:
        return self._answer(correct=False)

    def _answer(self, *, correct: bool) -> Choice:
        options = {
            (option.text, question.text): option.correct
            for question in self.app.curriculum.questions.values()
            for option in question.options
        }
        asked = next(message.text for message in reversed(self.last) if message.rows)
        asked = asked.replace("&#34;", '"').replace("&#39;", "'").replace("&amp;", "&")
        for choice in self.choices:
            for (text, question), right in options.items():
                if text == choice.label and question in asked and right is correct:
                    return choice
        raise AssertionError(f"no question is open: {asked}")


def build_hamlet(database: Database, *people: tuple[str, int]) -> dict[str, int]:
    """A commune with one hamlet and these people; ids by name."""
    return database.write(_build, people)


def _build(tx: Tx, people: Sequence[tuple[str, int]]) -> dict[str, int]:
    commune = _unit(tx, "11443", "Phường Kiến An", "commune", None, None)
    hamlet = _unit(tx, "11443-01", "Tổ dân phố Cây Đa", "hamlet", commune, CODE)
    ids = {"commune": commune, "hamlet": hamlet}
    for name, year in people:
        ids[name] = person(tx, commune, hamlet, name, year)
    return ids


def _unit(tx: Tx, code: str, name: str, level: str, parent: int | None, join: str | None) -> int:
    row: dict[str, Any] = dict(
        code=code, name=name, name_fold=fold(name), level=level, parent_id=parent
    )
    row |= dict(valid_from=FROM, valid_to=schema.FOREVER, join_code=join)
    return tx.execute(insert(schema.units).values(row).returning(schema.units.c.id)).scalar_one()


def person(tx: Tx, commune: int, hamlet: int, name: str, year: int, band: str = "") -> int:
    row: dict[str, Any] = dict(
        commune_id=commune, name=name, name_fold=fold(name), sort_key=sort_key(name)
    )
    row |= dict(birth_year=None if band else year, age_band=band)
    made = tx.execute(
        insert(schema.persons).values(row).returning(schema.persons.c.id)
    ).scalar_one()
    home: dict[str, Any] = dict(person_id=made, unit_id=hamlet, kind="home", valid_from=FROM)
    tx.execute(insert(schema.memberships).values(home | dict(valid_to=schema.FOREVER)))
    standing.refresh(tx, [made])
    return made


def words(text: str) -> str:
    """What was said without its tags."""
    return re.sub(r"<[^>]+>", "", text)
