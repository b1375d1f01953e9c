"""What an official wrote is looked at once more just before it leaves."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot import notices
from bot.conversation import routes
from bot.conversation.engine import Conversation
from bot.delivery.look import look
from bot.notices.notice import Later, Ready, Skip
from domain.sending import Reason
from domain.vocabulary import Role
from services import family, outbox, succession
from storage import schema
from storage.database import Database
from tests.bot.broadcasting import WORDS, account_of, at, change, composed, learner, send, write
from tests.published import curriculum
from tests.staff_world import World


@pytest.fixture
def small(sqlite_database: Database) -> World:
    return World(sqlite_database, at("2026-11-21T08:00"))


def stopped(world: World, who: int) -> None:
    world.database.write(family.remind_all, account_of(world, who), "off", now=world.now)


def blocked(world: World, who: int) -> None:
    change(world, schema.accounts, reachable=False)


def withdrawn(world: World, who: int) -> None:
    change(world, schema.consents, withdrawn_at=world.now)


def moved_away(world: World, who: int) -> None:
    change(world, schema.learners, unit_id=world.other)


def cancelled(world: World, who: int) -> None:
    change(world, schema.batches, state="cancelled")


@pytest.mark.parametrize(
    ("meanwhile", "reason"),
    [
        (stopped, Reason.STOPPED),
        (blocked, Reason.UNREACHABLE),
        (withdrawn, Reason.GONE),
        (moved_away, Reason.GONE),
        (cancelled, Reason.CANCELLED),
    ],
)
def test_what_changed_between_plan_and_send_is_seen(
    small: World, meanwhile: Callable[[World, int], None], reason: Reason
):
    official = small.hire(Role.OFFICIAL, small.commune)
    who = learner(small)
    send(official)
    meanwhile(small, who)
    (row,) = small.rows(schema.outbox)
    assert composed(small, row) == Skip(reason)


def test_a_merge_overnight_loses_nobody(small: World):
    official = small.hire(Role.OFFICIAL, small.commune)
    learner(small)
    send(official, "Tổ dân phố 1")
    file = (
        "predecessor,successor,successor_name,date\n"
        f"11443-01,11443-09,To dan pho 9,{small.today}\n"
        f"11443-02,11443-09,To dan pho 9,{small.today}\n"
    )
    small.database.write(succession.merge, file.encode(), "merge.csv", now=small.now)
    (row,) = small.rows(schema.outbox)
    assert isinstance(composed(small, row), Ready)


def test_the_sender_finds_the_words_of_every_kind(small: World):
    official = small.hire(Role.OFFICIAL, small.commune)
    learner(small)
    send(official)
    (one,) = small.database.write(outbox.claim, "telegram", owner="me", now=small.now, limit=9)
    found = small.database.write(look, small.app, notices.load(), one, owner="me", now=small.now)
    assert WORDS in found[0].text


@pytest.mark.parametrize(
    ("tracks", "you"),
    [
        ([""], "bác"),
        (["citizens"], "bác"),
        (["pupils"], "em"),
        (["employees"], "anh/chị"),
        (["pupils", "pupils"], "em"),
        (["pupils", ""], "bác"),
        (["gone"], "bác"),
    ],
)
def test_it_speaks_to_the_reader_as_the_lessons_do(small: World, tracks: list[str], you: str):
    official = small.hire(Role.OFFICIAL, small.commune)
    who = learner(small)
    more = [learner(small, account=account_of(small, who)) for _ in tracks[1:]]
    chosen = {str(each): track for each, track in zip([who, *more], tracks, strict=True) if track}
    change(small, schema.dialogues, state={"data": {"tracks": chosen} if chosen else {}})
    send(official)
    (row,) = small.rows(schema.outbox)
    small.app = replace(small.app, lessons=curriculum)
    verdict = composed(small, row)
    assert isinstance(verdict, Ready)
    said = verdict.messages[0].text
    assert f"gửi {you}:" in said
    assert f"{you} gõ <b>dừng</b>" in said


def test_the_preview_says_that_the_address_follows_the_reader(small: World):
    official = small.hire(Role.OFFICIAL, small.commune)
    learner(small)
    assert "tự đổi" not in write(official)  # where only adults have lessons nobody reads another
    small.app = replace(small.app, lessons=curriculum)
    small.conversation = Conversation(small.app, routes.build())
    assert "Riêng chữ “bác” ở dòng đầu và dòng cuối tự đổi cho hợp người đọc" in write(official)
    assert "học sinh thì đọc “em”." in official.screen.text


def test_it_disturbs_nobody_who_is_learning_nor_at_night(small: World):
    official = small.hire(Role.OFFICIAL, small.commune)
    learner(small)
    send(official)
    (row,) = small.rows(schema.outbox)
    change(small, schema.dialogues, seen_at=small.now)
    assert composed(small, row) == Later(small.now + timedelta(minutes=10))
    small.now = at("2026-11-21T20:59")
    change(small, schema.dialogues, seen_at=small.now)
    assert composed(small, row) == Later(at("2026-11-22T07:00"))
    small.now = row.expires_at - timedelta(minutes=1)
    change(small, schema.dialogues, seen_at=small.now)
    assert composed(small, row) == Skip(Reason.LATE)
