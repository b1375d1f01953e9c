"""Officials who write to the people of their unit, and the people they write to."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import update

from bot.notices import broadcast as notice
from bot.notices.notice import Verdict, Wanted
from services import consent, outbox
from storage import schema
from tests.staff_world import Chatter, World

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
WORDS = "Tối thứ bảy 19 giờ, mời bà con tới nhà văn hóa học cách tránh lừa đảo."


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def learner(
    world: World,
    unit: int | None = None,
    channel: str = "telegram",
    *,
    account: int | None = None,
    person: int | None = None,
    seen: timedelta = timedelta(days=1),
) -> int:
    """Somebody who agreed to be recorded, and was last heard of a day ago; the learner's id."""
    if account is None:
        account = world.account(f"phone-{next(world.numbers)}", channel)
        _dialogue(world, account, world.now - seen)
    made = world.database.write(
        consent.agree,
        account,
        notice_version="1",
        unit_id=unit or world.one,
        now=world.now,
    )
    if person is not None:
        row = dict(learner_id=made, person_id=person, state="confirmed", created_at=world.now)
        world.add(schema.matches, **row)
    return made


def _dialogue(world: World, account: int, seen_at: datetime) -> None:
    row = dict(account_id=account, state={}, seen_at=seen_at)
    world.database.write(lambda tx: tx.execute(schema.dialogues.insert().values(row)))


def account_of(world: World, learner_id: int) -> int:
    (row,) = world.rows(schema.learners, schema.learners.c.id == learner_id)
    return int(row.account_id)


def write(official: Chatter, unit: str = "Cả Phường", words: str = WORDS) -> str:
    """As far as the preview."""
    official.do("s.bc")
    official.press(unit)
    return official.type(words).text


def send(official: Chatter, unit: str = "Cả Phường", words: str = WORDS) -> str:
    write(official, unit, words)
    official.press("Gửi cho")
    return official.press("Đúng, gửi").text


def composed(world: World, row: Any) -> Verdict:
    wanted = Wanted(row.id, row.batch_id, row.account_id, row.subject, row.expires_at)
    return world.database.write(notice.compose, world.app, wanted, now=world.now)


def change(world: World, table: Any, **values: object) -> None:
    world.database.write(lambda tx: tx.execute(update(table).values(values)))


def claim(world: World, limit: int) -> list[int]:
    found = world.database.write(outbox.claim, "telegram", owner="me", now=world.now, limit=limit)
    return [each.id for each in found]
