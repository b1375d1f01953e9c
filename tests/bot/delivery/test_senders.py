"""Several senders on one database, and a process that answers and sends."""

import asyncio
import time
from contextlib import AsyncExitStack
from datetime import timedelta
from threading import Barrier, Thread

from bot.channels.telegram.service import open_telegram
from bot.delivery import Delivery
from domain.sending import Fate
from services import outbox
from services.outbox import Seat
from storage.database import Database
from storage.schema import updates
from tests.bot.channels.telegram.conftest import Echo, app
from tests.bot.delivery.conftest import sending
from tests.outgoing import Notice, Post
from tests.standin.server import StandIn


def test_two_who_claim_at_once_never_get_the_same(database: Database):
    Post(database).plan(range(100))
    post = Post(database)
    taken: dict[str, list[int]] = {"a": [], "b": []}
    together = Barrier(2)

    def sender(owner: str) -> None:
        together.wait()
        while True:
            got = database.write(outbox.claim, "telegram", owner=owner, now=post.now, limit=7)
            if not got:
                return
            taken[owner] += [one.id for one in got]

    threads = [Thread(target=sender, args=(owner,)) for owner in taken]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken["a"] + taken["b"]) == [row.id for row in post.rows()]


def test_the_oldest_come_first_and_a_lease_ends(database: Database):
    post = Post(database)
    later = post.plan([1], due=timedelta(minutes=-1))
    sooner = post.plan([2], due=timedelta(minutes=-2))

    def claim(owner: str, **later: int) -> list[int]:
        now = post.now + timedelta(**later)
        got = database.write(outbox.claim, "telegram", owner=owner, now=now, limit=9)
        return [one.id for one in got]

    assert claim("a") == sooner + later
    assert claim("b", seconds=59) == []
    assert claim("b", seconds=60) == sooner + later
    assert not database.write(outbox.mine, sooner[0], "a")
    database.write(outbox.finish, "a", [outbox.Finished(sooner[0], Fate.SENT)], now=post.now)
    assert post.fates() == ["waiting", "waiting"]


async def test_two_senders_share_the_rate_and_send_everything_once(
    telegram: StandIn, postgresql_url: str, notice: Notice
):
    first, second = Database(postgresql_url), Database(postgresql_url)
    post = Post(first)
    post.plan(range(1, 121))
    async with AsyncExitStack() as opened:
        opened.callback(second.close)
        opened.callback(first.close)
        one, other = Seat(first), Seat(second)
        one.hold(), other.hold()
        await opened.enter_async_context(sending(telegram, first, notice, rate=60))
        await opened.enter_async_context(sending(telegram, second, notice, rate=60))
        for seat in (one, other):
            seat.release()
        await telegram.until(post.over)
        assert set(post.fates()) == {"sent"}
    assert len(telegram.log) == len({message.chat for message in telegram.log}) == 120


def test_the_rate_is_divided_among_the_living(postgresql_url: str):
    database = Database(postgresql_url)
    now = Post(database).now

    def share() -> float:
        return database.read(outbox.share, "telegram", 24.0, now=now)

    seats = [Seat(database), Seat(database), Seat(database)]
    shares = []
    for seat in seats:
        seat.hold()
        shares.append(share())
    for seat in seats[1:]:
        seat.release()
    until = time.monotonic() + 10
    while share() != 24 and time.monotonic() < until:  # the server notices a moment later
        time.sleep(0.05)
    assert (shares, share()) == ([24, 12, 8], 24)
    seats[0].release()
    database.close()


async def test_replies_go_before_a_mass_of_messages(
    telegram: StandIn, sqlite_database: Database, notice: Notice, post: Post
):
    post.plan(range(100, 200))
    made = app(telegram, sqlite_database)
    async with open_telegram(made, Echo(), rate=20) as opened:
        tasks = [
            asyncio.create_task(opened.run()),
            asyncio.create_task(Delivery(made, [opened.line], notice.notices).run()),
        ]
        await telegram.until(lambda: len(telegram.log) > 5)
        before = len(telegram.log)
        await telegram.person(7).say("a")
        await telegram.person(7).read()
        assert len(telegram.log) - before < 20
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_reply_keeps_its_distance_from_a_mass_message_to_the_same_chat(
    telegram: StandIn, sqlite_database: Database, notice: Notice, post: Post
):
    telegram.limits.set(per_second=30, per_chat=1, burst=1)
    post.plan([7])
    made = app(telegram, sqlite_database)
    async with open_telegram(made, Echo(), rate=20) as opened:
        tasks = [
            asyncio.create_task(opened.run()),
            asyncio.create_task(Delivery(made, [opened.line], notice.notices).run()),
        ]
        await telegram.until(lambda: telegram.sent[7])
        await telegram.person(7).say("a")
        await telegram.until(lambda: len(telegram.sent[7]) == 2)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    assert not telegram.refusals["sendMessage 429"]


def test_the_replies_of_other_processes_are_taken_off_the_rate(database: Database):
    post = Post(database)
    post.plan([7])
    account, now = post.rows()[0].account_id, post.now
    answered = {"account_id": account, "received_at": now, "answer": [], "sent_at": now}
    rows = [{"update_id": f"u{number}", **answered} for number in range(40)]
    database.write(lambda tx: tx.execute(updates.insert(), rows))

    def share(**more: bool) -> float:
        return database.read(outbox.share, "telegram", 24.0, now=now, **more)

    assert (share(), share(answers=True)) == (20, 24)
