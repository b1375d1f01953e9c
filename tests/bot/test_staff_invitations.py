"""Staff come in by a link for one person, invite within their own unit, and can be sent away."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.conversation import routes
from bot.conversation.engine import Conversation
from domain.errors import DomainError
from domain.vocabulary import Role
from services import invitations, signin, staff
from storage import schema
from storage.database import Database
from tests.conftest import SettableClock
from tests.staff_world import Chatter, World, told


@pytest.fixture
def world(database: Database, clock: SettableClock) -> World:
    return World(database, clock.now())


def test_a_head_comes_in_and_says_a_name(world: World):
    made = world.database.write(
        invitations.invite, Role.HAMLET_HEAD, world.one, by=None, now=world.now
    )
    head = Chatter(world, "bac-hai")

    assert "Trưởng thôn" in head.start(made.payload).text
    assert "Trần Thị Hoa" in head.type("trần thị hoa".title()).text
    assert head.screen.has("Danh sách dân")
    assert world.acts() == ["staff.invite", "staff.join"]


def test_the_same_link_twice_by_the_same_account_is_harmless(world: World):
    made = world.database.write(invitations.invite, Role.HELPER, world.one, by=None, now=world.now)
    helper = Chatter(world, "a")
    helper.start(made.payload)
    assert "Chào mừng" in helper.start(made.payload).text
    assert len(world.rows(schema.staff)) == 1


@pytest.mark.parametrize("role", [Role.HELPER, Role.HAMLET_HEAD])
def test_who_tries_the_own_invitation_does_not_use_it_up(world: World, role: Role):
    head = world.hire(Role.HAMLET_HEAD, world.one, name="Trần Thị Hoa")
    made = world.database.write(invitations.invite, role, world.one, by=None, now=world.now)
    assert "invite_own" in head.start(made.payload).text
    assert len(world.rows(schema.staff)) == 1
    assert "Chào mừng" in Chatter(world, "the one meant").start(made.payload).text


def test_a_helper_may_become_head(world: World):
    helper = world.hire(Role.HELPER, world.one, name="Vũ Thị Lan")
    made = world.database.write(
        invitations.invite, Role.HAMLET_HEAD, world.one, by=None, now=world.now
    )
    assert "Trưởng thôn" in helper.start(made.payload).text


def test_work_that_waits_in_a_unit_is_counted_once_for_two_roles_there(world: World):
    helper = world.hire(Role.HELPER, world.one, name="Vũ Thị Lan")
    made = world.database.write(
        invitations.invite, Role.HAMLET_HEAD, world.one, by=None, now=world.now
    )
    helper.start(made.payload)
    world.learner("an", world.person("Nguyễn Văn An"))
    assert helper.type("menu").has("Bảng việc (1 việc chờ)")


@pytest.mark.parametrize(
    ("days", "account", "token", "code"),
    [
        (0, "b", None, "invite_used"),
        (8, "a", None, "invite_used"),
        (0, "b", "made-up", "invite_unknown"),
    ],
)
def test_a_link_for_one_is_for_nobody_else(world: World, days, account, token, code):
    made = world.database.write(invitations.invite, Role.HELPER, world.one, by=None, now=world.now)
    Chatter(world, "first").start(made.payload)
    world.forward(days=days)
    assert code in Chatter(world, account).start(f"staff-{token or made.token}").text


def test_a_link_lapses_after_a_week(world: World):
    made = world.database.write(invitations.invite, Role.HELPER, world.one, by=None, now=world.now)
    world.now += invitations.LASTS
    assert "invite_expired" in Chatter(world, "a").start(made.payload).text
    assert world.rows(schema.staff) == []


def test_only_the_digest_of_a_token_is_kept(world: World):
    made = world.database.write(invitations.invite, Role.HELPER, world.one, by=None, now=world.now)
    (row,) = world.rows(schema.invitations)
    assert made.token not in str(row)


def test_a_head_invites_a_helper_from_the_chat(world: World):
    head = world.hire(Role.HAMLET_HEAD, world.one, name="Trần Thị Hoa")
    head.press("Mời người")
    text = head.press("Tổ công nghệ số").text
    payload = text.split("t=")[1].split()[0]
    helper = Chatter(world, "helper")
    assert "Tổ dân phố 1" in helper.start(payload).text


def test_an_invitation_from_the_chat_opens_telegram_when_the_bot_has_a_name(world: World):
    head = world.hire(Role.HAMLET_HEAD, world.one)
    assert "t.me" not in head.do(f"s.ir:{world.one}:helper").text
    named = world.app.settings.model_copy(update={"telegram_bot_name": "kienan_bot"})
    world.conversation = Conversation(
        replace(world.app, settings=named), replace(routes.build(), refused=told)
    )
    assert "https://t.me/kienan_bot?start=staff-" in head.do(f"s.ir:{world.one}:helper").text


def test_nobody_invites_above_their_role_or_outside_their_unit(world: World):
    head = world.hire(Role.HAMLET_HEAD, world.one)
    assert "above_you" in head.do(f"s.ir:{world.one}:official").text
    assert "not_yours" in head.do(f"s.ir:{world.two}:helper").text
    assert "not_yours" in head.do(f"s.invite:{world.commune}").text
    assert "old_button" in head.do(f"s.ir:{world.one}:king").text


def test_a_helper_belongs_to_a_hamlet(world: World):
    with pytest.raises(DomainError, match="role_unit"):
        world.database.write(invitations.invite, Role.HELPER, world.commune, by=None, now=world.now)


def test_who_is_sent_away_loses_everything_at_once(world: World):
    official = world.hire(Role.OFFICIAL, world.commune, name="Lê Văn Minh")
    head = world.hire(Role.HAMLET_HEAD, world.one, name="Trần Thị Hoa")
    given = head.do(f"s.ir:{world.one}:helper").text.split("t=")[1].split()[0]
    account = world.member(head).account_id
    link = world.database.write(signin.create_link, account, world.now)
    session = world.database.write(signin.use, link, world.now)
    assert session

    official.do("s.team")
    official.press("Trần Thị Hoa")
    assert "Thu hồi vai trò" in official.press("Thu hồi").text
    assert world.rows(schema.staff, schema.staff.c.revoked_at.is_not(None)) == []
    assert "Đã thu hồi" in official.press("Đúng, thu hồi").text

    assert "not_staff" in head.do("s.lists").text
    assert "not_staff" in head.do(f"s.l:not_begun:0:{world.one}").text
    assert world.database.read(signin.session, session, world.now) is None
    assert "invite_unknown" in Chatter(world, "friend").start(given).text


def test_nobody_is_sent_away_by_a_neighbour_a_helper_or_oneself(world: World):
    head = world.hire(Role.HAMLET_HEAD, world.one, name="Trần Thị Hoa")
    neighbour = world.hire(Role.HAMLET_HEAD, world.two, name="Ngô Văn Bá")
    helper = world.hire(Role.HELPER, world.one, name="Vũ Thị Lan")
    target = world.member(head).id
    for chatter in (neighbour, helper, head):
        assert "not_yours" in chatter.do(f"s.t2:{target}").text
        assert "not_yours" in chatter.do(f"s.t3:{target}").text
    assert "not_yours" in neighbour.do(f"s.t1:{target}").text
    assert world.database.read(staff.of_account, world.member(head).account_id, world.now)


def test_who_has_two_roles_chooses_one(world: World):
    head = world.hire(Role.HAMLET_HEAD, world.one, name="Trần Thị Hoa")
    made = world.database.write(
        invitations.invite, Role.HAMLET_HEAD, world.two, by=None, now=world.now
    )
    head.start(made.payload)
    assert "Tổ dân phố 2" in head.do("s.menu").text
    head.press("Đổi vai trò")
    assert "Tổ dân phố 1" in head.press("Tổ dân phố 1").text


def test_the_main_menu_shows_what_waits_to_staff_only(world: World):
    person = world.person("Nguyễn Văn An")
    world.learner("nguyen van an", person)
    head = world.hire(Role.HAMLET_HEAD, world.one, name="Trần Thị Hoa")
    assert head.do("menu").has("1 việc chờ")
    assert not Chatter(world, "citizen").do("menu").has("việc chờ")


def test_a_link_to_the_web_pages_opens_once_and_soon(world: World):
    official = world.hire(Role.OFFICIAL, world.commune, name="Lê Văn Minh")
    token = official.do("s.web").text.split("/vao/")[1].split()[0]
    session = world.database.write(signin.use, token, world.now)
    assert session
    found = world.database.read(signin.session, session, world.now)
    assert found
    assert (found.role, found.unit_code) == (Role.OFFICIAL, "11443")
    assert world.database.write(signin.use, token, world.now) is None
    later = world.now + signin.SESSION_LASTS
    assert world.database.read(signin.session, session, later) is None

    late = official.do("s.web").text.split("/vao/")[1].split()[0]
    assert world.database.write(signin.use, late, world.now + timedelta(minutes=10)) is None


def test_heads_have_no_business_with_the_web_pages_of_officials(world: World):
    head = world.hire(Role.HAMLET_HEAD, world.one, name="Trần Thị Hoa")
    assert "not_yours" in head.do("s.web").text
