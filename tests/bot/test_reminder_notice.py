"""A reminder just before it leaves: still wanted, in words, with one button that goes on."""

import unicodedata
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import insert

from bot.notices import reminder
from bot.notices.notice import Later, Ready, Skip, Verdict, Wanted
from domain.messages import Kind, Outgoing
from domain.reminders import Rule
from domain.sending import Reason
from storage import schema
from storage.database import Database
from tests.bot.talking import Citizen
from tests.published import curriculum, texts
from tests.reminding import JOINED, Town

AN, BINH = ("Nguyễn Văn An", 1958), ("Trần Thị Bình", 1961)
PUPILS_TOO = """\
  - id: T2
    title: "Pupils"
    audience: adult
    measure: track_completed
    source: roster
    tracks: [pupils]
    targets:
      - due: 2027-06-30
        percent: 80
"""
EVENING = datetime.fromisoformat("2026-10-08T19:00:10+07:00")


@pytest.fixture
def town(sqlite_database: Database, tmp_path) -> Town:
    made = Town(sqlite_database, (AN, BINH))
    made.plan(tmp_path)
    return made


@pytest.fixture
def citizen(town: Town) -> Citizen:
    an = town.citizen()
    an.join(*AN)
    return an


def compose(town: Town, *, now: datetime = EVENING) -> Verdict:
    """What becomes of the one message that waits."""
    (row,) = town.rows(schema.outbox)
    wanted = Wanted(row.id, row.batch_id, row.account_id, row.subject, row.expires_at)
    return town.database.write(reminder.compose, town.app, wanted, now=now)


def message(verdict: Verdict) -> Outgoing:
    assert isinstance(verdict, Ready)
    (one,) = verdict.messages
    return one


def add(citizen: Citizen, name: str, year: int) -> None:
    citizen.act("add")
    citizen.press("Tôi đồng ý")
    citizen.type(str(year))
    citizen.type(name)
    citizen.press("Đúng")


def test_who_has_not_begun_is_invited_to_the_first_lesson(town: Town, citizen: Citizen):
    town.tick("2026-10-08T05:00")
    said = message(compose(town))
    assert AN[0] in said.text
    assert curriculum().lessons[curriculum().tracks["citizens"].lessons[0]].title in said.text
    go, stop = said.choices
    assert (go.label, stop.label) == ("▶ Bắt đầu học", "Không nhắc nữa")
    citizen.later(days=3, hours=12)
    assert "Bài 1" in citizen.act(go.action)
    assert "mình sẽ không nhắc" in citizen.act(stop.action)


@pytest.mark.parametrize(
    ("track", "greeting"), [("citizens", "Chào bác <b>{}</b> ạ."), ("pupils", "Chào em <b>{}</b>.")]
)
def test_a_reminder_speaks_as_the_lessons_it_is_about(
    sqlite_database: Database, tmp_path, track: str, greeting: str
):
    town = Town(sqlite_database, (AN,))
    town.plan(tmp_path, track=track)
    town.citizen().join(*AN)
    town.tick("2026-10-08T05:00")
    assert message(compose(town)).text.startswith(greeting.format(AN[0]))


@pytest.mark.parametrize(
    ("chosen", "you"), [("citizens", "bác"), ("pupils", "em"), ("workers", "bác")]
)
def test_of_several_tracks_that_count_it_is_about_the_one_being_learned(
    sqlite_database: Database, tmp_path, chosen: str, you: str
):
    town = Town(sqlite_database, (AN,))
    town.plan(tmp_path, track="citizens, pupils")
    citizen = town.citizen()
    citizen.join(*AN)
    citizen.act(f"track:{chosen}")
    town.tick("2026-10-08T05:00")
    assert message(compose(town)).text.startswith(f"Chào {you} <b>")


def test_it_is_about_what_is_left_and_not_about_what_is_finished(
    sqlite_database: Database, tmp_path
):
    town = Town(sqlite_database, (AN,))
    town.plan(tmp_path, more=PUPILS_TOO)
    town.citizen().join(*AN)
    (learner,) = town.rows(schema.learners)
    row = dict(learner_id=learner.id, kind="track", content_id="citizens", version=1, way="self")
    row |= dict(rule_version="1", happened_at=JOINED, happened_on=JOINED.date(), recorded_at=JOINED)
    town.database.write(lambda tx: tx.execute(insert(schema.completions).values(row)))
    town.tick("2026-10-08T05:00")
    said = message(compose(town)).text
    assert said.startswith("Chào em")
    assert "Chỉ còn bài kiểm tra cuối" not in said


def test_the_button_goes_on_exactly_where_they_stopped(town: Town, citizen: Citizen):
    lesson = curriculum().lessons["phone"]
    citizen.act(f"step:phone:{lesson.steps[2].id}")
    town.tick("2026-10-08T05:00")
    said = message(compose(town))
    assert f"bài 1: {lesson.title}" in said.text
    citizen.later(days=3, hours=12)
    assert lesson.steps[2].text[:30] in citizen.act(said.choices[0].action)


def test_whoever_finished_meanwhile_is_not_reminded(town: Town, citizen: Citizen):
    town.tick("2026-10-08T05:00")
    citizen.later(days=3, hours=5)
    citizen.act("lesson:phone")
    assert compose(town) == Skip(Reason.FINISHED)
    assert town.dues()[0][2:] == ("skipped", "finished")
    assert compose(town) == Skip(Reason.FINISHED)


def test_whoever_says_stop_meanwhile_is_not_reminded(town: Town, citizen: Citizen):
    town.tick("2026-10-08T05:00")
    citizen.type("/dung")
    assert compose(town) == Skip(Reason.STOPPED)


def test_whoever_took_consent_back_is_gone(town: Town, citizen: Citizen):
    town.tick("2026-10-08T05:00")
    town.set(schema.consents, withdrawn_at=JOINED)
    assert compose(town) == Skip(Reason.GONE)


def test_whoever_blocked_the_bot_is_unreachable(town: Town, citizen: Citizen):
    town.tick("2026-10-08T05:00")
    citizen.send(Kind.LEFT)
    assert compose(town) == Skip(Reason.UNREACHABLE)


def test_whoever_chose_another_part_of_the_day_is_not_written_to_in_the_old_one(
    town: Town, citizen: Citizen
):
    town.tick("2026-10-08T05:00")
    citizen.act("remind_at:morning")
    assert compose(town) == Skip(Reason.LATE)


@pytest.mark.parametrize("clock", ["2026-10-08T21:00:00", "2026-10-09T06:59:00"])
def test_nobody_is_written_to_at_night(town: Town, citizen: Citizen, clock: str):
    town.tick("2026-10-08T05:00")
    assert compose(town, now=datetime.fromisoformat(f"{clock}+07:00")) == Skip(Reason.LATE)


def test_nobody_is_disturbed_in_the_middle_of_a_lesson(town: Town, citizen: Citizen):
    town.tick("2026-10-08T05:00")
    citizen.now = EVENING - timedelta(minutes=10)
    citizen.act("help")
    assert compose(town) == Later(EVENING + timedelta(minutes=20))
    assert isinstance(compose(town, now=EVENING + timedelta(minutes=20)), Ready)


def test_a_family_hears_names_only_and_each_goes_on_alone(town: Town, citizen: Citizen):
    citizen.act("lesson:phone")
    add(citizen, *BINH)
    town.tick("2026-10-08T05:00")
    said = message(compose(town))
    assert f"<b>{AN[0]}</b> và <b>{BINH[0]}</b>" in said.text
    assert not any(word in said.text for word in ("bài", "xong", "kiểm tra"))
    assert [each.label for each in said.choices] == [f"▶ {AN[0]}", f"▶ {BINH[0]}", "Không nhắc nữa"]
    citizen.later(days=3, hours=12)
    assert "Bài 1" in citizen.act(said.choices[0].action)
    assert "Máy này có mấy người học" in citizen.act(said.choices[-1].action)


def test_of_a_family_only_those_still_wanted_are_named(town: Town, citizen: Citizen):
    add(citizen, *BINH)
    town.tick("2026-10-08T05:00")
    second = town.rows(schema.learners)[1].id
    citizen.act(f"stop_one:{second}")
    said = message(compose(town))
    assert BINH[0] not in said.text
    assert AN[0] in said.text
    assert [due[2:] for due in town.dues()] == [("waiting", ""), ("skipped", "stopped")]


def test_what_may_have_arrived_counts_as_sent_whatever_is_true_now(town: Town, citizen: Citizen):
    town.tick("2026-10-08T05:00")
    town.set(schema.outbox, unknown_at=EVENING)
    citizen.type("/dung")
    assert compose(town) == Skip(Reason.STOPPED)
    assert town.dues()[0][2:] == ("waiting", "")  # it takes the fate of its message


def test_an_old_button_of_somebody_forgotten_is_harmless(town: Town, citizen: Citizen):
    town.tick("2026-10-08T05:00")
    go = message(compose(town)).choices[0]
    citizen.act("erase")
    citizen.press("Xóa hết")
    assert citizen.act(go.action)
    assert citizen.act("resume:x")


LESSON = curriculum().lessons["phone"]
RICH = dict(
    name=AN[0],
    names=[AN[0], BINH[0]],
    days=7,
    deadline=date(2026, 12, 31),
    done=3,
    total=6,
    following=LESSON,
    number=4,
)


@pytest.mark.parametrize("rule", [*Rule, "family"])
@pytest.mark.parametrize(
    "other",
    [
        {},
        dict(name="", names=["A"]),
        dict(days=1),
        dict(days=0),
        dict(following=None, done=6),
        dict(done=0),
        dict(names=["A", "B", "C"], days=-1),
    ],
)
def test_every_reminder_renders_and_is_short(rule: str, other: dict):
    text = texts().message(f"notices/reminder/{rule}", **RICH | other)
    assert len(text) <= 300
    assert unicodedata.is_normalized("NFC", text)
    assert "\n\n" not in text
    assert "None" not in text
