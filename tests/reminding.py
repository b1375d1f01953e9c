"""A commune whose people are to be reminded: real dialogues, a plan, and a clock that is moved."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from content import plan_file
from domain.sending import Fate
from services import plans, reminders
from services.app import App
from storage import schema
from storage.database import Database, Tx
from tests.bot.talking import Citizen, RecordingChannel, build_hamlet, open_app

JOINED = datetime.fromisoformat("2026-10-05T08:00:00+07:00")  # a Monday, far from any deadline
PLAN = """\
id: test
unit: "11443"
title: "A plan of tests"
indicators:
  - id: T3
    title: "Adults"
    audience: adult
    measure: track_completed
    source: roster
    tracks: [{track}]
    targets:
      - due: {due}
        percent: 80
{more}
"""


@dataclass
class Town:
    """One hamlet, its plan, and whoever came with a phone."""

    database: Database
    people: tuple[tuple[str, int], ...] = ()
    app: App = field(init=False)
    ids: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.app = open_app(self.database)
        self.ids = build_hamlet(self.database, *self.people)

    def plan(
        self, folder: Any, *, due: str = "2027-06-30", more: str = "", track: str = "citizens"
    ) -> None:
        file = folder / "test.yaml"
        file.write_text(PLAN.format(due=due, more=more, track=track), encoding="utf-8")
        loaded = plan_file.load(file, self.app.curriculum.tracks)
        self.database.write(plans.load, loaded, now=JOINED)

    def citizen(self, account: str = "an", channel: str = "telegram") -> Citizen:
        return Citizen(self.app, account, RecordingChannel(channel), now=JOINED)

    def tick(self, at: str | datetime) -> None:
        """Plan as the clock does: portion after portion."""
        now = datetime.fromisoformat(f"{at}+07:00") if isinstance(at, str) else at
        after: int | None = 0
        while after is not None:
            after = self.database.write(reminders.tick, self.app, now=now, after=after)

    def rows(self, table: Any, *conditions: Any) -> list[Any]:
        query = select(table).where(*conditions).order_by(*table.primary_key.columns)
        return list(self.database.read(lambda tx: tx.execute(query).all()))

    def dues(self) -> list[tuple[str, date, str, str]]:
        return [(due.rule, due.due_on, due.state, due.reason) for due in self.rows(schema.dues)]

    def messages(self) -> list[tuple[str, datetime, datetime]]:
        return [(row.slot, row.due_at, row.expires_at) for row in self.rows(schema.outbox)]

    def sent(self, at: datetime) -> None:
        """Everything that waits has left."""

        def work(tx: Tx) -> None:
            new = dict(state=Fate.SENT)
            tx.execute(update(schema.outbox).values(**new, finished_at=at))
            waits = schema.dues.c.state == Fate.WAITING
            tx.execute(update(schema.dues).where(waits).values(new))

        self.database.write(work)

    def set(self, table: Any, **values: Any) -> None:
        self.database.write(lambda tx: tx.execute(update(table).values(values)))


def days(number: int) -> timedelta:
    return timedelta(days=number)
