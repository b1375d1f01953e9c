"""A word without marks that means yes as often as stop: where something is asked, it is asked."""

import pytest

from bot.conversation import routes
from domain.vocabulary import Role
from services import family
from storage.database import Database
from tests.bot.talking import Citizen, build_hamlet, open_app
from tests.bot.test_coming_in import AN
from tests.bot.test_staff_class import TEN, open_class
from tests.bot.test_typed_words import reminders
from tests.conftest import SettableClock
from tests.staff_world import World

KINDLY = "chưa rõ"
ASKED = ["quiz:phone", "checkin:citizens", "checkin_go:citizens", "practise:phone", "call", "erase"]


@pytest.fixture
def an(sqlite_database: Database) -> Citizen:
    build_hamlet(sqlite_database, AN)
    someone = Citizen(open_app(sqlite_database))
    someone.join()
    return someone


@pytest.mark.parametrize("text", ["dung", "Dung", "dung a", "DUNG."])
@pytest.mark.parametrize("asked", ASKED)
def test_where_something_is_asked_it_stops_nothing(an: Citizen, asked: str, text: str):
    an.act(asked)
    shown, question = an.choices, an.last[-1].text
    said = an.type(text)
    assert reminders(an) == [""]
    assert KINDLY in said
    assert an.choices == shown
    assert said.endswith(question) is asked.startswith(("quiz", "checkin_go"))


@pytest.mark.parametrize("text", ["/dung", "dừng", "Dừng ạ", "dừng nhắc", "dung nhac"])
@pytest.mark.parametrize("asked", ["quiz:phone", "call", "practise:phone"])
def test_said_plainly_it_stops_everywhere(an: Citizen, asked: str, text: str):
    an.act(asked)
    assert "không nhắc" in an.type(text)
    assert reminders(an) == [family.OFF]


def test_asked_whether_to_be_recorded_nobody_stops_anything(sqlite_database: Database):
    build_hamlet(sqlite_database, AN)
    new = Citizen(open_app(sqlite_database))
    new.start()
    shown = new.choices
    assert KINDLY in new.type("dung")
    assert new.choices == shown


def test_a_name_read_out_is_right(an: Citizen):
    an.act("find")
    an.type("nguyen van an 1958")
    assert "đã ghi lại" in an.type("dung")


def test_on_a_helpers_phone_it_belongs_to_whoever_answers(database: Database, clock: SettableClock):
    world = World(database, clock.now()).with_plan()
    head = world.hire(Role.HAMLET_HEAD, world.one, name="Trần Văn Tư")
    world.people(TEN)
    open_class(head, TEN[:1])
    head.do(head.screen.buttons[0].action)
    head.press("Bắt đầu trả lời")
    asked = [button.action for button in head.screen.buttons]
    said = head.type("dung")
    assert KINDLY in said.text
    assert [button.action for button in said.buttons] == asked


def test_every_button_that_asks_is_one():
    built = routes.build()
    assert built.asking <= built.actions.keys()
