"""Telegram refuses, is slow or breaks off, or we are killed: nothing is lost, little repeated."""

import logging
import random
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.delivery.look import look
from bot.delivery.outcome import Again, Over, judge
from bot.notices.notice import Later, Ready, Skip, Verdict
from domain.messages import ChannelError, Outgoing
from domain.sending import Fate, Reason
from services import outbox
from services.outbox import Claimed, Finished
from storage.database import Database
from tests.bot.channels.telegram.conftest import app
from tests.bot.delivery.conftest import sending
from tests.conftest import SettableClock
from tests.outgoing import Notice, Post
from tests.standin.faults import Fault
from tests.standin.server import StandIn


@pytest.mark.parametrize("fault", [Fault.server(500), Fault.server(502)])
async def test_trouble_passes(telegram, sqlite_database, notice, post, fault: Fault):
    telegram.script("sendMessage", fault)
    post.plan([1])
    async with sending(telegram, sqlite_database, notice):
        await telegram.until(post.over)
    [row] = post.rows()
    assert (post.fates(), row.attempts, row.unknown_at) == (["sent"], 1, None)
    assert len(telegram.log) == 1


async def test_being_told_to_wait_is_obeyed_by_all_and_is_no_attempt(
    telegram, sqlite_database, notice, post
):
    telegram.script("sendMessage", Fault.flood(1), chat=1)
    post.plan([1])
    async with sending(telegram, sqlite_database, notice):
        await telegram.until(lambda: telegram.refusals)
        post.plan([2])
        await telegram.until(post.over)
    assert telegram.log[0].at - telegram.log[-1].at < 1
    assert telegram.refusals == {"scripted 429": 1}
    assert [row.attempts for row in post.rows()] == [0, 0]


@pytest.mark.parametrize("arrives", [True, False])
async def test_what_may_have_arrived_is_repeated_once(
    telegram, sqlite_database, notice, post, arrives: bool
):
    telegram.script("sendMessage", Fault.broken(delivers=arrives))
    post.plan([1])
    async with sending(telegram, sqlite_database, notice):
        await telegram.until(post.over)
    [row] = post.rows()
    assert (post.fates(), len(telegram.log)) == (["sent"], 1 + arrives)
    assert row.unknown_at is not None


async def test_what_may_have_arrived_twice_is_left_as_unknown(
    telegram, sqlite_database, notice, post
):
    telegram.script("sendMessage", Fault.timeout(0.5), times=2)
    [id_] = post.plan([1])
    post.due(id_)
    async with sending(telegram, sqlite_database, notice, patience=0.2):
        await telegram.until(post.over)
    assert (post.fates(), post.dues()) == (["sent unknown"], ["sent unknown"])
    assert telegram.calls["sendMessage"] == 2


@pytest.mark.parametrize("text", ["chat not found", "message is too long"])
async def test_a_refusal_for_good_is_not_repeated(
    telegram, sqlite_database, notice, post, text: str
):
    telegram.script("sendMessage", Fault.bad(text))
    post.plan([1])
    async with sending(telegram, sqlite_database, notice):
        await telegram.until(post.over)
    assert (post.fates(), telegram.calls["sendMessage"]) == (["skipped refused"], 1)


async def test_a_refused_bot_keeps_everything_and_says_so_once(
    telegram, sqlite_database, notice, post, caplog
):
    telegram.script("sendMessage", Fault(401, "Unauthorized"), times=99)
    post.plan(range(1, 20))
    async with sending(telegram, sqlite_database, notice):
        await telegram.until(lambda: "TELEGRAM_BOT_TOKEN" in caplog.text)
        await telegram.until(lambda: all(row.owner is None for row in post.rows()))
    assert set(post.fates()) == {"waiting"}
    assert all(row.unknown_at is None for row in post.rows())
    errors = [one for one in caplog.records if one.levelno >= logging.ERROR]
    assert len(errors) == 1
    assert telegram.token not in caplog.text


async def test_names_and_chats_are_not_logged(telegram, sqlite_database, notice, post, caplog):
    caplog.set_level(logging.DEBUG)
    telegram.script("sendMessage", Fault.server())
    post.plan([987654321])
    async with sending(telegram, sqlite_database, notice):
        await telegram.until(post.over)
    ours = [one.getMessage() for one in caplog.records if one.name.startswith("bot.")]
    assert ours
    assert not any("987654321" in line or "tin" in line for line in ours)


async def test_a_stop_gives_back_what_has_not_left(telegram, sqlite_database, notice, post):
    post.plan(range(1, 60))
    async with sending(telegram, sqlite_database, notice, rate=50):
        await telegram.until(lambda: len(telegram.log) >= 5)
    rows = post.rows()
    assert all(row.owner is None for row in rows)
    assert sum(row.state == "sent" for row in rows) == len(telegram.log)
    assert all(row.unknown_at is None for row in rows)


@pytest.mark.parametrize("crashes", [0, 1, 3])
async def test_a_crash_between_handing_over_and_noting_loses_nothing(
    telegram: StandIn, database: Database, notice: Notice, crashes: int
):
    """Each crash: claimed, looked at, perhaps sent - and then nothing was written down."""
    post = Post(database)
    [id_] = post.plan([1], due=timedelta(minutes=-10))
    made = app(telegram, database)
    for number in range(crashes):
        at = post.now - timedelta(minutes=9 - 2 * number)
        [claimed] = claim(database, f"dead-{number}", at)
        owner = f"dead-{number}"
        assert database.write(look, made, notice.notices, claimed, owner=owner, now=at)
    async with sending(telegram, database, notice):
        await telegram.until(post.over)
    [row] = post.rows()
    assert (len(telegram.log), post.fates()) == (1, ["sent"])
    assert (row.unknown_at is not None) is (crashes > 0)
    assert notice.asked == [id_] * (crashes + 1)


async def test_a_crash_in_the_repeat_of_a_time_out_repeats_nothing_more(
    telegram: StandIn, database: Database, notice: Notice
):
    post = Post(database)
    [id_] = post.plan([1], due=timedelta(minutes=-10))
    made, at = app(telegram, database), post.now - timedelta(minutes=9)
    for owner in ("slow", "dead"):
        [claimed] = claim(database, owner, at)
        assert database.write(look, made, notice.notices, claimed, owner=owner, now=at)
        if owner == "slow":
            database.write(outbox.postpone, owner, id_, until=at, attempts=1, maybe=True)
    async with sending(telegram, database, notice):
        await telegram.until(post.over)
    assert (telegram.log, post.fates()) == ([], ["sent unknown"])


async def test_what_a_dead_sender_only_claimed_is_sent_without_a_doubt(
    telegram, sqlite_database, notice, post
):
    post.plan([1], due=timedelta(minutes=-10))
    claim(sqlite_database, "dead", post.now - timedelta(minutes=5))
    async with sending(telegram, sqlite_database, notice):
        await telegram.until(post.over)
    assert post.rows()[0].unknown_at is None


def claim(database: Database, owner: str, now: datetime, limit: int = 10) -> list[Claimed]:
    return database.write(outbox.claim, "telegram", owner=owner, now=now, limit=limit)


@pytest.mark.parametrize(
    ("error", "maybe", "then"),
    [
        (ChannelError("", permanent=True), False, Over(Fate.SKIPPED, Reason.REFUSED)),
        (ChannelError("", unreachable=True), True, Over(Fate.SKIPPED, Reason.UNREACHABLE)),
        (ChannelError("", retry_after=9), True, Again(9, counts=False)),
        (ChannelError("", unknown=True), False, Again(2.0, maybe=True)),
        (ChannelError("", unknown=True), True, Over(Fate.SENT, Reason.UNKNOWN)),
        (ChannelError(""), True, Again(8.0)),
    ],
)
def test_what_a_refusal_means(error: ChannelError, maybe: bool, then: Over | Again):
    assert judge(error, attempts=3, maybe=maybe) == then


def test_the_time_between_tries_grows_and_is_bounded():
    waits = [judge(ChannelError(""), attempts=n, maybe=False).seconds for n in range(1000)]
    assert waits == sorted(waits)
    assert waits[-1] == 300


VERDICTS: list[Verdict] = [
    Ready((Outgoing("a"),)),
    Skip(Reason.STOPPED),
    Skip(Reason.FINISHED),
    Later(datetime(2026, 1, 5, 1, 30, tzinfo=UTC)),
    Later(datetime(2026, 1, 9, tzinfo=UTC)),
    Ready(()),
]
ERRORS = [
    None,
    ChannelError("", permanent=True),
    ChannelError("", permanent=True, unreachable=True),
    ChannelError("", retry_after=3),
    ChannelError("", unknown=True),
    ChannelError(""),
    "crash",
]
ACTS = ["send", "send", "send", "pause", "resume", "cancel", "expire", "later", "plan"]


@given(seed=st.integers(0, 2**32), acts=st.lists(st.sampled_from(ACTS), max_size=20))
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happens_the_balance_holds(sqlite_database: Database, seed: int, acts: list[str]):
    """Random fates, crashes and orders; every message is handed over at most twice."""
    chance, clock = random.Random(seed), SettableClock(datetime(2026, 1, 5, 1, 0, tzinfo=UTC))
    code = str(uuid4())[:8]
    post = Post(sqlite_database, clock.now(), channel=code, code=code)
    planned = post.plan(range(5), slot=code, expires=timedelta(minutes=40))
    for id_ in planned:
        post.due(id_, code, f"p{id_}")
    handed = dict.fromkeys(planned, 0)
    for act in [*acts, *["later"] * 9, "expire"]:
        if act == "plan":
            post.plan(range(5), slot=code)  # again: changes nothing
        elif act == "later":
            clock.forward(timedelta(minutes=5))
        elif act == "expire":
            sqlite_database.write(outbox.expire, now=clock.now())
        elif act == "send":
            _send_some(sqlite_database, chance, clock.now(), code, handed)
        else:
            _turn(sqlite_database, post.batch, act, clock.now())
        told = sqlite_database.read(outbox.report, post.batch).counts
        balance = sqlite_database.read(outbox.ledger, post.now.date())
        assert told.balanced
        assert told.due == 5
        assert balance.balanced
    assert told.waiting == 0
    assert max(handed.values()) <= 2


def _turn(database: Database, batch: int, act: str, now: datetime) -> None:
    state = database.read(outbox.report, batch).state
    if state != "cancelled":
        database.write(getattr(outbox, act), batch, now=now)


def _send_some(
    database: Database, chance: random.Random, now: datetime, channel: str, handed: dict[int, int]
) -> None:
    owner = str(chance.random())
    for one in database.write(outbox.claim, channel, owner=owner, now=now, limit=3):
        notice, error = Notice(lambda _: chance.choice(VERDICTS)), chance.choice(ERRORS)
        if not database.write(look, cast(Any, None), notice.notices, one, owner=owner, now=now):
            continue
        if error == "crash":
            handed[one.id] += 1
            continue
        over: Over | Again = Over(Fate.SENT)
        if isinstance(error, ChannelError):
            over = judge(error, attempts=one.attempts, maybe=one.maybe)
        handed[one.id] += error is None or error.unknown
        if isinstance(over, Over):
            done = Finished(one.id, over.fate, over.reason)
            database.write(outbox.finish, owner, [done], now=now)
        else:
            until = now + timedelta(seconds=over.seconds)
            database.write(
                outbox.postpone, owner, one.id, until=until, attempts=0, maybe=over.maybe
            )
