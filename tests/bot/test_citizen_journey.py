"""From the poster to the certificate: by buttons alone, and by typing alone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from domain.messages import Choice
from domain.tokens import slip_digest
from storage.database import Database
from storage.schema import achievements, completions, consents, learners, matches, slips
from tests.bot.talking import NOW, Citizen, RecordingChannel, build_hamlet, open_app

Way = Callable[[Citizen, Choice], str]


def by_button(citizen: Citizen, choice: Choice) -> str:
    return citizen.act(choice.action)


def by_number(citizen: Citizen, choice: Choice) -> str:
    return citizen.type(str(citizen.choices.index(choice) + 1))


def by_words(citizen: Citizen, choice: Choice) -> str:
    return citizen.type(choice.label)


@pytest.mark.parametrize("way", [by_button, by_number, by_words])
def test_a_citizen_finishes_the_track(database: Database, way: Way):
    ids = build_hamlet(database, ("Nguyễn Văn An", 1958), ("Trần Thị Bình", 1961))
    citizen = Citizen(open_app(database), channel=RecordingChannel("zalo", buttons=False))
    came_in(citizen, way)
    finished_all(citizen, way)
    assert "Chúc mừng" in citizen.last[-1].text

    tracks = rows(database, completions.c.learner_id, completions.c.person_id, kind="track")
    assert len(tracks) == 1
    assert tracks[0].person_id is None  # nobody has confirmed yet
    found = database.read(lambda tx: tx.execute(select(matches)).one())
    assert (found.state, found.person_id) == ("provisional", ids["Nguyễn Văn An"])


def came_in(citizen: Citizen, way: Way) -> None:
    if way is by_button:
        citizen.start()
    else:
        citizen.type("xin chào")
        citizen.type("kd12")
    way(citizen, citizen.button("Tôi đồng ý"))
    citizen.type("1958")
    assert "Nguyen Van An" in citizen.type("nguyen van an")
    assert "Mình đã ghi lại" in way(citizen, citizen.button("Đúng"))


def finished_all(citizen: Citizen, way: Way) -> None:
    way(citizen, citizen.button("Học tiếp bài 1"))
    for _ in citizen.app.curriculum.tracks["citizens"].lessons:
        finished_lesson(citizen, way)
    way(citizen, citizen.button("kiểm tra cuối"))
    answered_all(citizen, way)


def finished_lesson(citizen: Citizen, way: Way) -> None:
    """From the lesson's first message to the offer of what comes next."""
    way(citizen, citizen.button("Bắt đầu học"))
    while not any(choice.label == "Làm câu hỏi" for choice in citizen.choices):
        way(citizen, citizen.button("Tiếp"))
    way(citizen, citizen.button("Làm câu hỏi"))
    answered_all(citizen, way)
    if any("Học bài" in choice.label for choice in citizen.choices):
        way(citizen, citizen.button("Học bài"))


def answered_all(citizen: Citizen, way: Way) -> None:
    while "Câu" in citizen.last[-1].text and citizen.choices[0].action.startswith("a:"):
        way(citizen, citizen.right())
        if citizen.choices[0].action.startswith("ask:"):
            way(citizen, citizen.choices[0])


def rows(database: Database, *columns, **where):
    query = select(*columns)
    for name, value in where.items():
        query = query.where(columns[0].table.c[name] == value)
    return database.read(lambda tx: tx.execute(query).all())


def test_a_slip_code_counts_what_was_learned_before(database: Database):
    ids = build_hamlet(database, ("Nguyễn Văn An", 1958))
    citizen = Citizen(open_app(database))
    citizen.join()
    finished_all(citizen, by_button)
    database.write(slip, ids["Nguyễn Văn An"])
    assert "Đúng mã rồi" in citizen.type("ab2c3d")
    assert rows(database, completions.c.person_id, kind="track") == [(ids["Nguyễn Văn An"],)]
    assert "đã được xác nhận rồi" in citizen.type("AB-2C3D")
    another = Citizen(citizen.app, "binh")
    another.join("Trần Thị Bình", 1961)
    assert "chưa dùng được" in another.type("AB2C3D")  # opens once


def slip(tx, person_id: int) -> None:
    row = dict(person_id=person_id, code_hash=slip_digest("AB2C3D"), created_at=NOW)
    tx.execute(slips.insert().values(row | dict(expires_at=NOW + timedelta(days=30))))


def test_whoever_says_no_learns_everything_and_leaves_no_trace(database: Database):
    build_hamlet(database, ("Nguyễn Văn An", 1958))
    citizen = Citizen(open_app(database))
    citizen.start()
    citizen.press("Không đồng ý")
    finished_all(citizen, by_button)
    assert "mình không lưu lại" in citizen.last[-1].text
    for table in (learners, consents, completions, matches, achievements):
        assert rows(database, *table.c) == []
