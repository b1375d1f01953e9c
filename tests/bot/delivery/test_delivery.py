"""What is planned is sent, once and in time, or it is said why not."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.notices.notice import Later, Ready, Skip
from domain.messages import Choice, Outgoing
from domain.sending import Reason
from services import outbox
from storage.database import Database
from storage.schema import accounts
from tests.bot.delivery.conftest import sending
from tests.outgoing import Notice, Post
from tests.standin.faults import Fault
from tests.standin.server import StandIn

LONG_AGO = timedelta(hours=-4)


async def test_everybody_gets_their_message_once(
    telegram: StandIn, database: Database, notice: Notice
):
    post = Post(database)
    ids = post.plan(range(1, 61))
    post.due(ids[0])
    async with sending(telegram, database, notice):
        await telegram.until(post.over)
    assert sorted(message.text for message in telegram.log) == sorted(f"tin {id_}" for id_ in ids)
    assert set(post.fates()) == {"sent"}
    assert post.dues() == ["sent"]
    assert all(row.unknown_at is None and row.owner is None for row in post.rows())


async def test_a_message_planned_while_it_runs_leaves_soon(telegram, sqlite_database, notice, post):
    post.plan([1])
    async with sending(telegram, sqlite_database, notice):
        await telegram.until(post.over)
        post.plan([2])
        await telegram.until(post.over, 3)


async def test_nothing_leaves_before_it_is_due(telegram, sqlite_database, notice, post):
    post.plan([1], due=timedelta(hours=1))
    post.plan([2])
    async with sending(telegram, sqlite_database, notice):
        await telegram.until(lambda: telegram.sent[2])
    assert post.fates() == ["waiting", "sent"]


async def test_nothing_leaves_too_late(telegram, sqlite_database, notice, post):
    ids = post.plan([1], due=LONG_AGO, expires=timedelta(seconds=-1))
    post.due(ids[0])
    async with sending(telegram, sqlite_database, notice):
        await telegram.until(post.over)
    assert (post.fates(), post.dues(), telegram.log) == (["skipped late"], ["skipped late"], [])


async def test_what_is_no_longer_wanted_does_not_leave(telegram, sqlite_database, post):
    post.plan([1])
    async with sending(telegram, sqlite_database, Notice(lambda _: Skip(Reason.STOPPED))):
        await telegram.until(post.over)
    assert (post.fates(), telegram.log) == (["skipped stopped"], [])


async def test_who_is_busy_is_asked_again_until_the_hour_has_passed(
    telegram, sqlite_database, post
):
    now = datetime.now(UTC)
    post.plan([1], expires=timedelta(hours=1))
    verdicts = [Later(now), Later(now), Later(now + timedelta(hours=2))]
    notice = Notice(lambda _: verdicts[len(notice.asked) - 1])
    async with sending(telegram, sqlite_database, notice):
        await telegram.until(post.over)
    assert (len(notice.asked), post.fates()) == (3, ["skipped busy"])


async def test_a_message_with_a_drawing_and_buttons_arrives_as_one(telegram, sqlite_database, post):
    post.plan([1])
    drawn = Outgoing("<b>Tuần 47</b>", ((Choice("Tắt", "mute"),),), alt="hình", drawn=b"\x89PNG")
    async with sending(telegram, sqlite_database, Notice(lambda _: Ready((drawn,)))):
        await telegram.until(post.over)
    [message] = telegram.log
    assert (message.text, message.photo.startswith("file-")) == ("Tuần 47", True)
    assert message.rows[0][0]["callback_data"] == "mute"


async def test_two_messages_of_one_notice_come_in_order(telegram, sqlite_database, post):
    post.plan([1])
    two = Ready((Outgoing("một"), Outgoing("hai")))
    async with sending(telegram, sqlite_database, Notice(lambda _: two), rate=500):
        await telegram.until(post.over)
    assert [message.text for message in telegram.log] == ["một", "hai"]
    assert telegram.log[1].at - telegram.log[0].at > 1


async def test_one_chat_gets_one_message_a_second(telegram, sqlite_database, notice, post):
    post.plan([1], slot="a")
    post.plan([1], slot="b")
    async with sending(telegram, sqlite_database, notice, rate=500):
        await telegram.until(post.over)
    first, second = telegram.log
    assert second.at - first.at > 1


async def test_the_rate_is_kept(telegram, sqlite_database, notice, post):
    post.plan(range(1, 61))
    telegram.limits.per_second = 45
    async with sending(telegram, sqlite_database, notice, rate=40):
        await telegram.until(post.over)
    assert telegram.log[-1].at - telegram.log[0].at > 57 / 40 * 0.95
    assert not telegram.refusals


async def test_a_person_who_blocked_the_bot_is_not_written_to_again(
    telegram, sqlite_database, notice, post
):
    telegram.script("sendMessage", Fault.blocked())
    post.plan([1], slot="a")
    async with sending(telegram, sqlite_database, notice):
        await telegram.until(post.over)
        post.plan([1], slot="b")
        await telegram.until(post.over)
    assert post.fates() == ["skipped unreachable", "skipped unreachable"]
    assert telegram.calls["sendMessage"] == 1
    assert sqlite_database.read(lambda tx: tx.scalar(select(accounts.c.reachable))) is False


async def test_a_notice_that_breaks_holds_up_nobody(telegram, sqlite_database, post):
    broken, _ = post.plan([1, 2])

    def verdict(wanted):
        if wanted.id == broken:
            raise ZeroDivisionError
        return Ready((Outgoing("ok"),))

    async with sending(telegram, sqlite_database, Notice(verdict)):
        await telegram.until(lambda: telegram.sent[2])
        await telegram.until(lambda: post.fates() == ["waiting", "sent"])
    row = post.rows()[0]
    assert (row.attempts, row.owner, row.unknown_at) == (1, None, None)


@pytest.mark.parametrize("act", [outbox.pause, outbox.cancel])
async def test_a_paused_or_cancelled_batch_stops_at_once(
    telegram, sqlite_database, notice, post, act
):
    post.plan(range(1, 200))
    async with sending(telegram, sqlite_database, notice, rate=50):
        await telegram.until(lambda: len(telegram.log) >= 10)
        told = sqlite_database.write(act, post.batch, now=datetime.now(UTC))
        await telegram.until(lambda: all(row.owner is None for row in post.rows()))
        left = len(telegram.log)
        if act is outbox.cancel:
            await telegram.until(post.over)
            assert set(post.fates()) == {"sent", "skipped cancelled"}
        else:
            sqlite_database.write(outbox.resume, post.batch, now=datetime.now(UTC))
            await telegram.until(lambda: len(telegram.log) > left)
    assert 10 <= told.counts.sent + 10 <= left + 10 < 60
