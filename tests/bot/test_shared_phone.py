"""One phone, several learners: each has a programme, a place and a form of address of their own."""

import json
from typing import Any

import pytest
from sqlalchemy import select, update

from domain.curriculum import Track
from domain.vocabulary import Audience
from storage import schema
from storage.database import Database
from tests.bot.talking import Citizen, build_hamlet, open_app

GRANDMOTHER, GRANDSON = "Nguyễn Thị Lan", "Nguyễn Văn Minh"


@pytest.fixture
def phone(database: Database) -> Citizen:
    build_hamlet(database, (GRANDMOTHER, 1955))
    citizen = Citizen(open_app(database))
    citizen.join(GRANDMOTHER, 1955)
    return citizen


def step_into(phone: Citizen, track: Track, lesson: int, step: int) -> str:
    """Stop in the middle of a lesson; returns the lesson's title."""
    found = phone.app.curriculum.lessons[track.lessons[lesson]]
    phone.act(f"step:{found.id}:{found.steps[step].id}")
    return found.title


def add_grandson(phone: Citizen) -> None:
    phone.act("family")
    phone.press("Thêm người học")
    phone.press("chưa đủ 16 tuổi")
    phone.type("2014")
    phone.press("giám hộ")
    phone.press("Cháu đồng ý")
    phone.type(GRANDSON)


def hand_to(phone: Citizen, name: str) -> str:
    phone.act("family")
    return phone.press(name)


def for_(phone: Citizen, audience: Audience) -> Track:
    tracks = phone.app.curriculum.tracks.values()
    return next(track for track in tracks if track.audience is audience)


def remembered(phone: Citizen) -> dict[str, Any]:
    state = phone.app.database.read(
        lambda tx: tx.execute(select(schema.dialogues.c.state)).scalar_one()
    )
    return dict(json.loads(state) if isinstance(state, str) else state)


def remember(phone: Citizen, **data: Any) -> None:
    """As the version before kept it."""
    state = remembered(phone)
    state["data"] = data
    phone.app.database.write(lambda tx: tx.execute(update(schema.dialogues).values(state=state)))


def test_a_programme_belongs_to_the_learner_and_not_to_the_phone(phone: Citizen) -> None:
    adults = for_(phone, Audience.ADULT)
    title = step_into(phone, adults, 3, 2)
    add_grandson(phone)
    phone.act("tracks")
    phone.press(for_(phone, Audience.PUPIL).title)
    phone.act("go")
    greeted = hand_to(phone, GRANDMOTHER)
    assert f"bài 4: {title}" in greeted
    assert f"/{len(adults.lessons)} bài" in greeted
    assert "Bác muốn làm gì" in phone.act("menu")
    assert "· 3/" in phone.act("go")


def test_a_child_starts_in_the_programme_of_pupils_and_is_spoken_to_as_one(phone: Citizen) -> None:
    add_grandson(phone)
    pupils = for_(phone, Audience.PUPIL)
    assert "Em muốn làm gì" in phone.act("menu")
    assert pupils.title in phone.act("lessons")
    assert "Bác muốn làm gì" in hand_to(phone, GRANDMOTHER) + phone.act("menu")


def test_a_child_who_is_not_recorded_starts_there_as_well(phone: Citizen) -> None:
    phone.act("family")
    phone.press("Thêm người học")
    phone.press("chưa đủ 16 tuổi")
    assert "Em muốn làm gì" in phone.press("Không ghi")
    assert "Bác muốn làm gì" in hand_to(phone, GRANDMOTHER) + phone.act("menu")


def test_a_guest_who_has_begun_is_not_moved_by_a_child_who_also_learns_as_a_guest(
    phone: Citizen,
) -> None:
    phone.act("family")
    phone.press("Học không ghi kết quả")
    title = step_into(phone, for_(phone, Audience.ADULT), 1, 1)
    phone.act("child")
    phone.press("Không ghi")
    assert title in phone.act("menu")


def test_without_lessons_for_pupils_a_child_starts_as_everybody(phone: Citizen) -> None:
    content = phone.app.curriculum
    adults = {each.id: each for each in content.tracks.values() if each.audience is Audience.ADULT}
    phone.publish(type(content)(**{**_fields(content), "tracks": adults}))
    add_grandson(phone)
    assert for_(phone, Audience.ADULT).title in phone.act("lessons")


def _fields(content: Any) -> dict[str, Any]:
    return {name: getattr(content, name) for name in content.__dataclass_fields__}


def test_a_programme_that_the_version_before_kept_for_the_phone_goes_on(phone: Citizen) -> None:
    workers = for_(phone, Audience.WORKER)
    title = step_into(phone, workers, 1, 1)
    remember(phone, **{**remembered(phone)["data"], "track": workers.id})
    assert title in phone.act("menu")
    add_grandson(phone)
    assert for_(phone, Audience.PUPIL).title in phone.act("lessons")
    assert title in hand_to(phone, GRANDMOTHER)


def test_whoever_joins_later_does_not_get_the_programme_kept_for_the_phone(phone: Citizen) -> None:
    remember(phone, who=1, track=for_(phone, Audience.PUPIL).id)
    phone.act("family")
    phone.press("Thêm người học")
    phone.press("Tôi đồng ý")
    phone.act("skip_find")
    assert for_(phone, Audience.ADULT).title in phone.act("lessons")
    assert for_(phone, Audience.PUPIL).title in hand_to(phone, GRANDMOTHER) + phone.act("lessons")


def erase(phone: Citizen, name: str) -> str:
    phone.type("xóa")
    phone.press(name)
    return phone.press("Xóa hết")


def captions(phone: Citizen) -> list[str]:
    return [choice.label for choice in phone.choices]


def test_forgetting_one_of_the_family_leaves_the_place_of_the_others(phone: Citizen) -> None:
    title = step_into(phone, for_(phone, Audience.ADULT), 4, 2)
    add_grandson(phone)
    hand_to(phone, GRANDMOTHER)
    said = erase(phone, GRANDSON)
    assert "Đã xóa xong" in said
    assert "Ai đang cầm máy" in said
    assert captions(phone) == [GRANDMOTHER, "Người khác"]
    assert f"bài 5: {title}" in phone.press(GRANDMOTHER)
    assert "· 3/" in phone.act("go")
    assert GRANDSON not in str(remembered(phone))
    assert set(remembered(phone)["data"]["at"]) == {"1"}
    assert (
        "tracks" not in remembered(phone)["data"] or "2" not in remembered(phone)["data"]["tracks"]
    )


def test_whoever_was_forgotten_is_not_seated_under_the_name_of_the_one_who_is_left(
    phone: Citizen,
) -> None:
    add_grandson(phone)
    hand_to(phone, GRANDMOTHER)
    erase(phone, GRANDMOTHER)
    for ask in (lambda: phone.act("menu"), lambda: phone.start(""), lambda: phone.type("kết quả")):
        assert "Ai đang cầm máy" in ask()
        assert captions(phone) == [GRANDSON, "Người khác"]
    phone.press("Người khác")
    assert "Mình có được" in phone.last[-1].text
    phone.press("Tôi đồng ý")
    phone.type("1955")
    phone.type(GRANDMOTHER)
    assert GRANDMOTHER in phone.type("kết quả")
    assert "Bác muốn làm gì" in phone.act("menu")


def test_the_one_who_is_left_goes_on_after_saying_so(phone: Citizen) -> None:
    add_grandson(phone)
    title = step_into(phone, for_(phone, Audience.PUPIL), 1, 1)
    hand_to(phone, GRANDMOTHER)
    erase(phone, GRANDMOTHER)
    assert title in phone.press(GRANDSON)
    assert "Em muốn làm gì" in phone.act("menu")
    assert "Em muốn làm gì" in phone.act("menu")


def test_the_only_name_left_is_told_before_it_is_forgotten(phone: Citizen) -> None:
    add_grandson(phone)
    hand_to(phone, GRANDMOTHER)
    erase(phone, GRANDMOTHER)
    assert GRANDSON in phone.type("xóa")


def test_after_all_are_forgotten_nothing_but_the_hamlet_is_remembered(phone: Citizen) -> None:
    step_into(phone, for_(phone, Audience.ADULT), 1, 1)
    add_grandson(phone)
    erase(phone, "Xóa của cả máy")
    assert set(remembered(phone)["data"]) == {"unit"}
    assert captions(phone) == ["Bắt đầu lại từ đầu"]


def test_a_learner_forgotten_while_another_holds_the_phone_loses_nobody_the_chair(
    phone: Citizen,
) -> None:
    add_grandson(phone)
    erase(phone, GRANDSON)  # by the grandson himself, who holds the phone
    assert "Ai đang cầm máy" in phone.act("go")
