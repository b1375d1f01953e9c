"""Messages planned for accounts of a small commune, and what became of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from bot.notices.notice import Ready, Verdict, Wanted
from domain.messages import Outgoing
from domain.sending import Draft, Fate, Kind
from services import outbox
from services.app import App
from storage import schema
from storage.accounts import lock
from storage.database import Database, Tx

LATER = timedelta(hours=3)


def unit(tx: Tx, code: str = "11443") -> int:
    """A commune."""
    row = tx.execute(
        schema.units.insert()
        .values(
            code=code,
            name="Kiến An",
            name_fold="kien an",
            level="commune",
            valid_from=date(2025, 7, 1),
            valid_to=schema.FOREVER,
        )
        .returning(schema.units.c.id)
    )
    return int(row.scalar_one())


@dataclass
class Post:
    """A batch of messages, planned at once; the chats are numbered from `first`."""

    database: Database
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    channel: str = "telegram"
    code: str = "11443"
    batch: int = 0

    def plan(
        self,
        chats: Sequence[int] = (7,),
        *,
        slot: str = "s",
        due: timedelta = timedelta(0),
        expires: timedelta = LATER,
    ) -> list[int]:
        """Ids of the new messages, at most one for each chat."""
        return self.database.write(self._plan, chats, slot, self.now + due, self.now + expires)

    def _plan(
        self, tx: Tx, chats: Sequence[int], slot: str, due: datetime, expires: datetime
    ) -> list[int]:
        if not self.batch:
            here = unit(tx, self.code)
            self.batch = outbox.batch(tx, Kind.BROADCAST, here, "b1", now=self.now)
        accounts = [lock(tx, self.channel, str(chat), self.now)[0].id for chat in chats]
        drafts = [
            Draft(account, self.channel, slot, {"of": n}, self.now.date(), due, expires)
            for n, account in enumerate(accounts)
        ]
        put = outbox.put(tx, self.batch, drafts)
        return list(put.values())

    def rows(self) -> list[Any]:
        query = select(schema.outbox).order_by(schema.outbox.c.id)
        return list(self.database.read(lambda tx: tx.execute(query).all()))

    def fates(self) -> list[str]:
        """State and reason of every message."""
        return [f"{row.state} {row.reason}".strip() for row in self.rows()]

    def over(self) -> bool:
        return all(row.state != Fate.WAITING for row in self.rows())

    def due(self, message: int, rule: str = "r", person: str = "p1") -> None:
        """Something that a message carries."""
        self.database.write(self._due, message, rule, person)

    def _due(self, tx: Tx, message: int, rule: str, person: str) -> None:
        row = tx.execute(select(schema.outbox).where(schema.outbox.c.id == message)).one()
        here = tx.scalar(select(schema.units.c.id).limit(1))
        learner = tx.scalar(select(schema.learners.c.id).limit(1)) or _learner(tx, row.account_id)
        tx.execute(
            schema.dues.insert().values(
                who=person,
                rule=rule,
                due_on=self.now.date(),
                learner_id=learner,
                unit_id=here,
                planned_on=row.planned_on,
                state=Fate.WAITING,
                outbox_id=message,
                decided_at=self.now,
            )
        )

    def dues(self) -> list[str]:
        query = select(schema.dues).order_by(schema.dues.c.id)
        rows = self.database.read(lambda tx: tx.execute(query).all())
        return [f"{row.state} {row.reason}".strip() for row in rows]

    def change(self, message: int, **values: Any) -> None:
        changed = update(schema.outbox).where(schema.outbox.c.id == message).values(values)
        self.database.write(lambda tx: tx.execute(changed))


def _learner(tx: Tx, account_id: int) -> int:
    row = {
        "account_id": account_id,
        "name": "An",
        "name_fold": "an",
        "created_at": datetime.now(UTC),
    }
    made = schema.learners.insert().values(row).returning(schema.learners.c.id)
    return int(tx.execute(made).scalar_one())


@dataclass
class Notice:
    """A notice that says the number of the message, unless told otherwise; keeps who asked."""

    verdict: Callable[[Wanted], Verdict] = lambda wanted: Ready((Outgoing(f"tin {wanted.id}"),))
    asked: list[int] = field(default_factory=list)

    def __call__(self, tx: Tx, app: App, wanted: Wanted, *, now: datetime) -> Verdict:
        self.asked.append(wanted.id)
        return self.verdict(wanted)

    @property
    def notices(self) -> Mapping[Kind, "Notice"]:
        return {Kind.BROADCAST: self}
