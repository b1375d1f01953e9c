"""`bdhvs staff invite` prints links for one person."""

import json

import pytest

from cli.__main__ import main
from domain.vocabulary import Role
from services import invitations
from storage.database import Database
from tests.conftest import SettableClock
from tests.staff_world import Chatter, World


@pytest.fixture
def world(
    sqlite_url: str,
    sqlite_database: Database,
    clock: SettableClock,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path,
) -> World:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("BDHVS_NOW", "2026-01-05T08:00")
    monkeypatch.setenv("PUBLIC_URL", "https://bdhvs.example")
    return World(sqlite_database, clock.now())


def test_the_printed_link_lets_somebody_in(world: World, capsys: pytest.CaptureFixture[str]):
    arguments = ["staff", "invite", "--role", "hamlet_head", "--unit", "11443-01"]
    assert main([*arguments, "--json", "--bot-name", "kienan_bot"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["web"] == f"https://bdhvs.example/?t={printed['payload']}"
    assert printed["telegram"] == f"https://t.me/kienan_bot?start={printed['payload']}"
    head = Chatter(world, "head")
    assert "Tổ dân phố 1" in head.start(printed["payload"]).text


def test_the_name_of_the_bot_may_be_a_setting(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("TELEGRAM_BOT_NAME", "@kienan_bot")
    assert main(["staff", "invite", "--role", "official", "--unit", "11443", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["telegram"] == f"https://t.me/kienan_bot?start={printed['payload']}"


def test_it_says_what_to_send_and_until_when(world: World, capsys: pytest.CaptureFixture[str]):
    assert main(["staff", "invite", "--role", "official", "--unit", "11443"]) == 0
    out = capsys.readouterr().out
    assert "/start staff-" in out
    assert "12/01/2026" in out


@pytest.mark.parametrize(
    ("role", "unit", "said"),
    [
        ("king", "11443", "king"),
        ("helper", "11443", "Phường Kiến An"),
        ("official", "99999", "99999"),
    ],
)
def test_a_wrong_role_or_unit_is_refused_in_words(
    world: World, capsys: pytest.CaptureFixture[str], role: str, unit: str, said: str
):
    assert main(["staff", "invite", "--role", role, "--unit", unit]) == 1
    assert said in capsys.readouterr().err


def test_a_payload_fits_behind_a_deep_link(world: World):
    made = world.database.write(invitations.invite, Role.HELPER, world.one, by=None, now=world.now)
    assert len(made.payload) <= 64
    assert made.payload.replace("-", "").replace("_", "").isalnum()
