"""Officials write to the people of their unit: seen first, sent once, watched, ended."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.notices.notice import Ready
from domain.errors import DomainError
from domain.sending import Fate, Reason
from domain.vocabulary import Role
from services import broadcast, consent, family, outbox
from services.staff import StaffMember
from storage import schema
from storage.database import Database, Tx
from tests.bot.broadcasting import WORDS, account_of, at, claim, composed, learner, send, write
from tests.staff_world import TEXTS, Chatter, World


@pytest.fixture
def world(database: Database) -> World:
    return World(database, at("2026-11-21T08:00"))


@pytest.fixture
def small(sqlite_database: Database) -> World:
    return World(sqlite_database, at("2026-11-21T08:00"))


@pytest.fixture
def official(world: World) -> Chatter:
    return world.hire(Role.OFFICIAL, world.commune, name="Lê Văn Minh")


def test_from_the_menu_to_the_phones_of_the_people(world: World, official: Chatter):
    first, second = learner(world), learner(world, world.two)
    learner(world, world.other)
    world.hire(Role.HAMLET_HEAD, world.one, channel="telegram")  # works there, learns nowhere
    official.do("s.menu")
    official.press("Gửi tin cho bà con")
    official.press("Cả Phường Kiến An")
    text = official.type(WORDS).text
    assert "<b>UBND phường Kiến An</b> gửi bác:" in text
    assert WORDS in text
    assert "Lê Văn Minh" not in text
    assert "<b>2 người</b>" in text
    assert world.rows(schema.outbox) == []
    assert "Gửi cho <b>2 người</b>" in official.press("Gửi cho 2 người").text
    assert "<b>2 người</b>" in official.press("Đúng, gửi cho 2 người").text
    rows = world.rows(schema.outbox)
    assert {row.account_id for row in rows} == {account_of(world, each) for each in (first, second)}
    verdict = composed(world, rows[0])
    assert isinstance(verdict, Ready)
    assert verdict.messages[0].text in text
    assert "broadcast.send" in world.acts()


def test_pressing_twice_or_an_old_button_sends_once(world: World, official: Chatter):
    learner(world)
    write(official)
    old = official.screen.find("Gửi cho").action
    official.press("Gửi cho")
    sure = official.screen.find("Đúng, gửi").action
    official.do(sure, "same")
    official.do(sure, "same")
    assert "Các tin gần đây" in official.do(sure).text
    assert "old_button" in official.do(old).text
    assert len(world.rows(schema.outbox)) == 1
    assert world.acts().count("broadcast.send") == 1


def test_the_second_press_counts_for_ten_minutes(small: World):
    official = small.hire(Role.OFFICIAL, small.commune)
    learner(small)
    write(official)
    official.press("Gửi cho")
    small.forward(minutes=11)
    assert "đúng như bà con sẽ thấy" in official.press("Đúng, gửi").text
    assert small.rows(schema.outbox) == []


def test_another_number_than_was_said_is_asked_anew(small: World):
    official = small.hire(Role.OFFICIAL, small.commune)
    learner(small)
    write(official)
    official.press("Gửi cho")
    learner(small)
    assert "Gửi cho <b>2 người</b>" in official.press("Đúng, gửi cho 1").text
    assert small.rows(schema.outbox) == []
    official.press("Đúng, gửi cho 2")
    assert len(small.rows(schema.outbox)) == 2


def test_whom_it_cannot_reach_is_said_by_reason(world: World, official: Chatter):
    family_phone = account_of(world, learner(world))
    learner(world, account=family_phone)
    off = learner(world)
    world.database.write(family.remind, account_of(world, off), off, "off", now=world.now)
    blocked = account_of(world, learner(world))
    change_account = schema.accounts.c.id == blocked
    world.database.write(
        lambda tx: tx.execute(update(schema.accounts).where(change_account).values(reachable=False))
    )
    learner(world, channel="web")
    learner(world, channel="zalo", seen=timedelta(days=3))
    known = world.person("Nguyễn Văn An")
    learner(world, person=known, unit=world.two)
    world.person("Lê Thị Hoa")
    text = write(official)
    assert "<b>3 người</b>, trên 2 máy" in text
    assert "1 người đã bảo dừng" in text
    assert "1 người đã chặn" in text
    assert "1 người chỉ học trên trang web" in text
    assert "1 người lâu chưa nhắn lại" in text
    assert "1 người trong danh sách chưa có máy" in text


def test_it_goes_to_where_people_are_counted_not_to_where_they_once_said(
    world: World, official: Chatter
):
    moved = world.person("Nguyễn Văn An", world.two)
    here = learner(world, unit=world.one, person=moved)
    learner(world)
    assert "<b>1 người</b>" in write(official, "Tổ dân phố 2")
    assert "và bà con Tổ dân phố 2" in official.screen.text
    official.press("Gửi cho")
    official.press("Đúng, gửi")
    (row,) = world.rows(schema.outbox)
    assert row.account_id == account_of(world, here)


def test_nobody_else_writes_to_these_people(world: World, official: Chatter):
    learner(world)
    stranger = world.hire(Role.OFFICIAL, world.other)
    head = world.hire(Role.HAMLET_HEAD, world.one)
    send(official)
    (batch,) = world.rows(schema.batches)
    for act in (f"s.bu:{world.one}", f"s.bc:{world.commune}", f"s.br:{batch.id}"):
        assert "not_yours" in stranger.do(act).text
    for act in (f"s.bp:{batch.id}", f"s.bx:{batch.id}", f"s.bz:{batch.id}"):
        assert "not_yours" in stranger.do(act).text
    assert "chưa gửi tin nào" in stranger.do("s.bl").text
    for act in ("s.bc", f"s.bu:{world.one}", "s.bl", f"s.br:{batch.id}", "s.by:1"):
        assert "not_yours" in head.do(act).text
    learner_alone = Chatter(world, "an")
    assert "not_staff" in learner_alone.do("s.bc").text
    assert [row.state for row in world.rows(schema.batches)] == ["running"]


def test_from_above_a_commune_is_chosen_first(small: World):
    province = small.unit("31", "Hải Phòng", "province")
    under = schema.units.c.id == small.commune
    small.database.write(
        lambda tx: tx.execute(update(schema.units).where(under).values(parent_id=province))
    )
    admin = small.hire(Role.ADMIN, province)
    learner(small)
    assert not admin.do("s.bc").has("Cả")
    assert "broadcast_unit" in admin.do(f"s.bu:{province}").text
    admin.do("s.bc")
    admin.press("Phường Kiến An")
    admin.press("Cả Phường Kiến An")
    assert "<b>UBND Hải Phòng</b> gửi bác và bà con Phường Kiến An" in admin.type(WORDS).text


def test_one_a_day_but_an_admin_may_and_a_cancelled_one_does_not_count(
    world: World, official: Chatter
):
    learner(world)
    send(official)
    assert "broadcast_twice" in send(official)
    assert "1 người" in send(official, "Tổ dân phố 1")
    (first, _) = world.rows(schema.batches)
    official.do(f"s.bz:{first.id}")
    assert "broadcast_twice" not in send(official)
    admin = world.hire(Role.ADMIN, world.commune)
    assert "<b>1 người</b>" in send(admin)
    world.forward(days=1)
    assert "<b>1 người</b>" in send(official)


def test_at_night_it_waits_for_the_morning_and_the_official_is_told(small: World):
    official = small.hire(Role.OFFICIAL, small.commune)
    learner(small)
    small.now = at("2026-11-23T21:40")  # and the 24th is a day of rest
    assert "07:00, 25/11/2026" in write(official)
    official.press("Gửi cho")
    assert "07:00, 25/11/2026" in official.press("Đúng, gửi").text
    (row,) = small.rows(schema.outbox)
    assert row.due_at == at("2026-11-25T07:00")
    assert row.planned_on.day == 25


def test_while_it_runs_it_is_paused_resumed_and_cancelled(world: World, official: Chatter):
    learner(world)
    learner(world)
    send(official)
    assert "đang gửi" in official.press("Xem tin").text
    assert "Chưa đi: 2 máy" in official.screen.text
    assert "đang tạm dừng" in official.press("Tạm dừng").text
    assert claim(world, 5) == []
    assert "đang gửi" in official.press("Gửi tiếp").text
    (one,) = claim(world, 1)
    done = outbox.Finished(one, Fate.SENT)
    world.database.write(outbox.finish, "me", [done], now=world.now)
    assert "Đã tới: <b>1</b>/2 máy" in official.press("Xem lại").text
    assert "1 máy chưa nhận" in official.press("Hủy phần").text
    assert "đã hủy" in official.press("Đúng, hủy").text
    assert "Không gửi 1 máy: đã hủy" in official.screen.text
    acts = world.acts()
    assert [each for each in acts if each.startswith("outbox.")] == [
        "outbox.pause",
        "outbox.resume",
        "outbox.cancel",
    ]
    official.press("Các tin đã gửi")
    assert WORDS in official.press("Phường Kiến An").text


def test_two_officials_at_once_send_one(world: World):
    learner(world)
    members = [world.member(world.hire(Role.OFFICIAL, world.commune)) for _ in range(2)]

    def press(member: StaffMember) -> str:
        try:
            world.database.write(
                broadcast.send,
                world.app,
                member,
                world.commune,
                WORDS,
                promised=1,
                now=world.now,
            )
        except DomainError as error:
            return error.code
        return "sent"

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(press, members)) == ["broadcast_twice", "sent"]
    assert len(world.rows(schema.outbox)) == 1


def test_words_that_cannot_be_sent_are_refused_and_asked_again(small: World):
    official = small.hire(Role.OFFICIAL, small.commune)
    learner(small)
    assert "ít nhất 10 ký tự" in write(official, words="Chào")
    assert "1.200 ký tự, nhiều nhất là 1.000" in official.type("a" * 1200).text
    assert "https://" in official.type("Bà con xem http://la.vn nhé").text
    text = official.type("Bà con xem https://vneid.gov.vn & <b>đừng</b> đưa mã OTP cho ai.").text
    assert "&amp; &lt;b&gt;đừng&lt;/b&gt;" in text
    assert "mở trang <b>vneid.gov.vn</b>" in text


def test_lines_are_kept_in_a_message_and_nowhere_else(small: World):
    official = small.hire(Role.OFFICIAL, small.commune)
    learner(small)
    assert "Kính gửi bà con.\n\nTối nay họp." in write(
        official, words="Kính gửi bà con.\n\nTối nay họp."
    )
    official.press("Viết lại")
    assert "Bảng việc" not in official.type("bảng\nviệc").text
    assert "Gửi tin cho bà con" in [each.label for each in official.screen.buttons]


def test_without_anybody_to_reach_there_is_nothing_to_press(small: World):
    official = small.hire(Role.OFFICIAL, small.commune)
    assert "chưa có ai" in write(official)
    assert not official.screen.has("Gửi cho")
    assert "chưa có ai" in official.do("s.bs").text


def test_a_thousand_people_are_planned_in_one_go(small: World):
    member = small.member(small.hire(Role.OFFICIAL, small.commune))
    accounts = [
        dict(channel="telegram", external_id=f"t{n}", created_at=small.now) for n in range(1500)
    ]

    def fill(tx: Tx) -> None:
        tx.execute(schema.accounts.insert(), accounts)
        ids = [row.id for row in tx.execute(schema.accounts.select()) if row.channel == "telegram"]
        for each in ids:
            consent.agree(tx, each, notice_version="1", unit_id=small.one, now=small.now)

    small.database.write(fill)
    sent = small.database.write(
        broadcast.send, small.app, member, small.commune, WORDS, promised=1500, now=small.now
    )
    assert sent.phones == len(small.rows(schema.outbox)) == 1500


def test_every_reason_and_state_has_a_word():
    reasons = TEXTS.labels("broadcast_reason")
    assert {Reason.STOPPED, Reason.UNREACHABLE, Reason.CLOSED, Reason.BUDGET} <= reasons.keys()
    assert set(reasons) <= {*Reason}
