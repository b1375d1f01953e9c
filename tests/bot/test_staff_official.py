"""Officials: numbers down to the hamlet, typed figures, and results taken back."""

import re
from datetime import date
from typing import Any

import pytest

from domain.errors import DomainError
from domain.vocabulary import Role
from services import indicators, standing, stats, voids
from services.indicators import Typed
from storage import schema
from storage.database import Database
from tests.conftest import SettableClock
from tests.staff_world import TRACK, Chatter, World


@pytest.fixture
def world(database: Database, clock: SettableClock) -> World:
    return World(database, clock.now()).with_plan()


@pytest.fixture
def official(world: World) -> Chatter:
    return world.hire(Role.OFFICIAL, world.commune, name="Lê Văn Minh")


def fill(official: Chatter, *typed: str) -> None:
    """Choose the school's pupils, then type number, total, day and source."""
    official.do("s.menu")
    official.press("Nhập số liệu")
    official.press("Trường THCS Bắc Hà")
    official.press("T2")
    for text in typed:
        official.type(text)


def test_numbers_go_from_the_commune_to_a_hamlet(world: World, official: Chatter):
    person = world.person("Nguyễn Văn An")
    world.person("Lê Thị Hoa", world.two)
    world.finish("track", TRACK, person_id=person)
    world.database.write(standing.refresh, [person])
    assert "1/2" in official.do("s.stats").text
    official.press("Từng đơn vị")
    assert "1/1" in official.press("Tổ dân phố 1").text
    assert "1/2" in official.press("đơn vị này").text


def test_where_the_figures_contradict_each_other_no_share_is_said(world: World, official: Chatter):
    people = world.people(["Nguyễn Văn An", "Trần Thị Bình"])
    for person in people:
        world.finish("track", TRACK, person_id=person)
    world.database.write(standing.refresh, people)
    typed = Typed(None, 1, world.today, "Sổ hộ khẩu")
    given: dict[str, Any] = {"today": world.today, "now": world.now}
    world.database.write(indicators.enter, "T3", "11443-01", typed, **given)
    text = official.do("s.stats").text
    assert "<b>đạt 2, tổng số 1</b> (số liệu vênh, cần xem lại)" in text
    assert "2/1" not in text
    assert "200 %" not in text


def test_a_school_s_report_is_typed_seen_once_more_and_saved(world: World, official: Chatter):
    fill(official, "310", "1.200", "20/12", "Báo cáo của trường")
    assert "Đã đạt: 310" in official.screen.text
    assert "Tổng số: 1.200" in official.screen.text
    assert "20/12/2025" in official.screen.text
    assert world.rows(schema.entries) == []
    save = official.screen.find("Lưu").action
    assert "Đã lưu T2" in official.press("Lưu").text
    official.do(save)
    (row,) = world.rows(schema.entries)
    assert (row.achieved, row.total, row.unit_id) == (310, 1200, world.school)
    assert world.acts().count("indicator.enter") == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["ba trăm"], "con số"),
        (["310", "300"], "310"),
        (["310", "1200", "6/1/2026"], "ngày"),
        (["310", "1200", "hôm kia"], "ngày"),
    ],
)
def test_a_slip_of_the_finger_is_said_kindly_and_asked_again(
    world: World, official: Chatter, typed: list[str], said: str
):
    fill(official, *typed)
    assert said in official.screen.text
    right = {1: ["310", "1200", "20/12", "Trường"], 2: ["1200", "20/12", "Trường"]}
    for text in right.get(len(typed), ["20/12", "Trường"]):
        official.type(text)
    assert "Đã lưu" in official.press("Lưu").text


def test_a_number_is_never_taken_for_a_button(world: World, official: Chatter):
    fill(official, "1", "2", "20/12", "Trường")
    assert "Đã đạt: 1\nTổng số: 2" in official.screen.text


def test_what_is_not_known_is_left_open_and_not_zero(world: World, official: Chatter):
    fill(official)
    official.press("Chưa có số này")
    for text in ("1200", "20/12", "Trường"):
        official.type(text)
    official.press("Lưu")
    assert world.rows(schema.entries)[0].achieved is None


def test_where_n_is_above_the_total_both_may_be_typed_anew(world: World, official: Chatter):
    fill(official, "1.200", "100")
    for total in ("100", "99"):  # and asked a second time no button stands twice
        text = official.type(total).text
        assert f"Số đã đạt (1.200) lớn hơn tổng số ({total})" in text
        assert "Tổng số là bao nhiêu" in text
        labels = [button.label for button in official.screen.buttons]
        assert labels.count("Nhập lại từ đầu") == 1
    assert "đã đạt? Gõ một con số" in official.press("Nhập lại từ đầu").text
    for text in ("80", "100", "20/12", "Báo cáo của trường"):
        official.type(text)
    official.press("Lưu")
    (row,) = world.rows(schema.entries)
    assert (row.achieved, row.total) == (80, 100)


def test_people_counted_one_by_one_have_only_a_typed_total(world: World, official: Chatter):
    official.do(f"s.en:{world.one}:T3")
    assert "Tổng số" in official.screen.text
    for text in ("900", "20/12", "Công an phường"):
        official.type(text)
    official.press("Lưu")
    found = world.database.read(stats.unit_stats, "11443-01", at=world.today)
    (line,) = [one for one in found.indicators if one.indicator.id == "T3"]
    assert line.tally.headcount == 900


def test_a_unit_is_asked_only_for_what_it_may_tell(world: World, official: Chatter):
    labels = [button.label for button in official.do(f"s.ei:{world.school}").buttons]
    assert [one for one in labels if re.match(r"T\d", one)] == ["T2", "T6"]
    assert "T3" in official.do(f"s.ei:{world.commune}").text
    for unit, key in ((world.school, "T3"), (world.one, "T2")):
        assert "old_button" in official.do(f"s.en:{unit}:{key}").text
    assert world.rows(schema.entries) == []


def test_nobody_types_figures_for_another_commune_or_as_a_head(world: World, official: Chatter):
    assert "not_yours" in official.do(f"s.ei:{world.other}").text
    assert "not_yours" in official.do(f"s.en:{world.other}:T2").text
    head = world.hire(Role.HAMLET_HEAD, world.one, name="Trần Văn Tư")
    for act in ("s.entry", f"s.ei:{world.one}", f"s.en:{world.one}:T2", "s.void"):
        assert "not_yours" in head.do(act).text


def test_a_result_is_taken_back_with_a_reason(world: World, official: Chatter):
    person = world.person("Nguyễn Văn An")
    completion = world.finish("track", TRACK, person_id=person)
    official.do("s.menu")
    official.press("Bỏ một kết quả")
    official.type("nguyen van an")
    official.press("Nguyễn Văn An")
    official.press("Kỹ năng số")
    official.type("Ghi nhầm sang người cùng tên")
    assert "cùng tên" in official.screen.text
    assert world.rows(schema.voids) == []
    assert "Đã bỏ kết quả" in official.press("Bỏ kết quả này").text
    (row,) = world.rows(schema.voids)
    assert (row.completion_id, row.reason) == (completion, "Ghi nhầm sang người cùng tên")
    assert "chưa có kết quả" in official.do(f"s.vp:{person}").text


def test_taking_back_needs_a_reason_and_the_right_unit(world: World, official: Chatter):
    person = world.person("Nguyễn Văn An")
    completion = world.finish("track", TRACK, person_id=person)
    assert "Vì sao" in official.do(f"s.vs:{completion}").text
    stranger = world.hire(Role.OFFICIAL, world.other, name="Ngô Văn Bá")
    assert "not_yours" in stranger.do(f"s.vp:{person}").text
    stranger.do(f"s.vr:{completion}:void_twice")
    assert "not_yours" in stranger.do(f"s.vs:{completion}").text
    assert world.rows(schema.voids) == []


def lans(world: World, *marks: tuple[date | None, str]) -> list[int]:
    """People of one name and year, each with a day of birth and a household."""
    found = []
    for born, code in marks:
        home = world.add(schema.households, commune_id=world.commune, code=code) if code else None
        more: Any = {"birth_date": born, "household_id": home}
        found.append(world.person("Nguyễn Thị Lan", year=1956, **more))
    return found


def captions(official: Chatter) -> list[str]:
    official.do("s.void")
    shown = official.type("nguyễn thị lan").buttons
    return [button.label.removeprefix("Nguyễn Thị Lan (1956)") for button in shown[:-1]]


HOME = " · Tổ dân phố 1"


@pytest.mark.parametrize(
    ("marks", "told"),
    [
        ([(date(1956, 3, 2), "H1")], [""]),
        (
            [(date(1956, 3, 2), "H1"), (date(1956, 12, 8), "H2")],
            [" · sinh 02/03", " · sinh 08/12"],
        ),
        ([(None, "H1"), (None, "H2")], [" · hộ H1", " · hộ H2"]),
        (
            [(date(1956, 3, 2), "H1"), (date(1956, 3, 2), "H2")],
            [" · sinh 02/03 · hộ H1", " · sinh 02/03 · hộ H2"],
        ),
    ],
)
def test_two_people_of_one_name_and_year_are_told_apart(
    world: World, official: Chatter, marks: list, told: list[str]
):
    lans(world, *marks)
    assert captions(official) == [f"{each}{HOME}" for each in told]


def test_before_a_result_is_taken_back_the_day_of_birth_is_shown(world: World, official: Chatter):
    (one,) = lans(world, (date(1956, 3, 2), ""))
    completion = world.finish("track", TRACK, person_id=one)
    assert "sinh 02/03" in official.do(f"s.vp:{one}").text
    assert "sinh 02/03" in official.do(f"s.vr:{completion}:void_twice").text


def confirmed(world: World, person: int) -> int:
    row = {"kind": "vneid", "confirmed_on": world.today, "source": "x", "recorded_at": world.now}
    found = world.add(schema.confirmations, person_id=person, **row)
    world.database.write(standing.refresh, [person])
    return found


def counted(world: World) -> int | None:
    found = world.database.read(stats.unit_stats, "11443", at=world.today)
    (line,) = [one for one in found.indicators if one.indicator.id == "T4"]
    return line.tally.achieved


def test_a_vneid_confirmation_of_the_wrong_person_is_withdrawn(world: World, official: Chatter):
    person = world.person("Nguyễn Văn An")
    key = confirmed(world, person)
    completion = world.finish("track", TRACK, person_id=person)
    assert counted(world) == 1
    official.do(f"s.vp:{person}")
    official.press("Xác nhận VNeID")
    assert "gõ lý do" not in official.screen.text
    assert "ở nút" in official.type("Nhầm sang bác Lan").text
    assert "Ghi nhầm người" in official.press("Ghi nhầm người").text
    assert counted(world) == 1
    assert "Đã bỏ" in official.press("Bỏ kết quả này").text
    assert counted(world) == 0
    assert world.acts().count("confirmation.void") == 1
    (row,) = world.rows(schema.confirmations)
    assert row.voided_at is not None
    assert world.rows(schema.voids) == []
    assert not official.do(f"s.vp:{person}").has("VNeID")
    assert official.screen.find("Kỹ năng số").action == f"s.vc:{completion}"
    official.do(f"s.vr:v{key}:void_twice")
    assert "từ trước" in official.do(f"s.vs:v{key}").text


def test_only_officials_of_the_place_withdraw_and_say_why(world: World, official: Chatter):
    key = confirmed(world, world.person("Nguyễn Văn An"))
    stranger = world.member(world.hire(Role.OFFICIAL, world.other, name="Ngô Văn Bá"))
    head = world.member(world.hire(Role.HAMLET_HEAD, world.one, name="Trần Văn Tư"))
    mine = world.member(official)
    for member, reason, code in (
        (stranger, "void_twice", "not_yours"),
        (head, "void_twice", "not_yours"),
        (mine, "Lan", "void_usual_reason"),
    ):
        with pytest.raises(DomainError, match=f"^{code}$"):
            world.database.write(voids.withdraw, key, member=member, reason=reason, now=world.now)
    assert counted(world) == 1


def test_an_admin_of_a_province_chooses_the_commune_first(world: World):
    province = world.unit("31", "Hải Phòng", "province")
    table = schema.units
    world.database.write(
        lambda tx: tx.execute(
            table.update().where(table.c.id == world.commune).values(parent_id=province)
        )
    )
    admin = world.hire(Role.ADMIN, province, name="Vũ Thị Lan")
    admin.do("s.entry")
    admin.press("Phường Kiến An")
    admin.press("Trường THCS Bắc Hà")
    assert admin.screen.has("T2")
    assert "not_yours" in admin.do(f"s.ei:{world.other}").text
