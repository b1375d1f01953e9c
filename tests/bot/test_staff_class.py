"""Home visits and classes: ten people in an evening, each with their own answers."""

from pathlib import Path

import pytest

from content import plan_file
from domain.vocabulary import Role
from services import plans, stats
from storage import schema
from storage.database import Database
from tests.conftest import SettableClock
from tests.staff_world import TRACK, Chatter, World

PLAN = Path(plan_file.PACKAGED) / "kien-an-2025.yaml"
TEN = [
    *("Nguyễn Văn An", "Trần Thị Ánh", "Lê Văn Bình", "Phạm Thị Cúc", "Đỗ Văn Dũng"),
    *("Bùi Thị Hà", "Vũ Văn Khánh", "Hoàng Thị Lan", "Ngô Văn Minh", "Đặng Thị Nga"),
]


@pytest.fixture
def world(database: Database, clock: SettableClock) -> World:
    return World(database, clock.now()).with_plan()


@pytest.fixture
def head(world: World) -> Chatter:
    return world.hire(Role.HAMLET_HEAD, world.one, name="Trần Văn Tư")


def ways(world: World, unit: str = "11443") -> tuple[int, int, int, int | None]:
    """(alone, assisted, in class, N) of the indicator for adults."""
    found = world.database.read(stats.unit_stats, unit, at=world.today)
    (line,) = [one for one in found.indicators if one.indicator.goal == f"track:{TRACK}"]
    counted = line.tally.ways
    assert counted is not None
    return counted.alone, counted.assisted, counted.in_class, line.tally.headcount


def open_class(head: Chatter, names: list[str]) -> None:
    head.do("s.menu")
    head.press("Ghi lớp học")
    if head.screen.has("Ghi lớp mới"):
        head.press("Ghi lớp mới")
    head.press("Nhà văn hóa")
    head.press("Hôm qua")
    head.type(", ".join(names))
    head.press("Đủ rồi")
    head.press("Bà con đồng ý")
    head.type("Phạm Văn Chứng")


def check_next(head: Chatter, *, right: bool = True) -> None:
    """Hand the phone to the next person, who answers everything."""
    if head.screen.has("Bắt đầu trả lời"):
        head.press("Bắt đầu trả lời")
    else:
        head.do(head.screen.buttons[0].action)
        head.press("Bắt đầu trả lời")
    head.answer_all(right=right)


def test_a_class_of_ten_moves_the_numbers_by_ten(world: World, head: Chatter):
    world.people([*TEN, "Phạm Văn Chứng", "Cao Thị Sen"])
    assert ways(world) == (0, 0, 0, 12)

    open_class(head, [name.lower() for name in TEN])
    assert "Chưa trả lời: 10" in head.screen.text
    for _ in TEN:
        check_next(head)
        assert "đạt!" in head.screen.text
    assert "Đạt: 10 người" in head.press("Kết thúc lớp").text

    assert ways(world) == (0, 0, 10, 12)
    assert ways(world, "11443-01") == (0, 0, 10, 12)
    facts = world.rows(schema.completions)
    assert {fact.way for fact in facts} == {"class"}
    assert {str(fact.happened_on) for fact in facts} == {"2026-01-04"}
    assert {row.witness for row in world.rows(schema.assistance_people)} == {"Phạm Văn Chứng"}
    assert len(world.rows(schema.consents, schema.consents.c.kind == "spoken")) == 10
    assert world.acts().count("class.pass") == 10


def test_ten_people_need_few_presses(world: World, head: Chatter):
    """Four taps and three typed lines for the class, then seven taps a person."""
    world.people(TEN)
    before = next(world.numbers)
    open_class(head, TEN)
    for _ in TEN:
        check_next(head)
    head.press("Kết thúc lớp")
    assert next(world.numbers) - before <= 10 + 7 * len(TEN)


def test_nobody_is_counted_twice(world: World, head: Chatter):
    person, *_ = world.people(TEN)
    world.finish("track", TRACK, person_id=person)
    for _ in range(2):
        open_class(head, TEN[:2])
        check_next(head)
        check_next(head)
        head.press("Kết thúc lớp")
    assert ways(world)[:3] in {(1, 0, 1), (0, 0, 2)}
    assert sum(ways(world)[:3]) == 2


def test_a_repeated_last_answer_changes_nothing(world: World, head: Chatter):
    world.people(TEN[:1])
    open_class(head, TEN[:1])
    head.do(head.screen.buttons[0].action)
    head.press("Bắt đầu trả lời")
    while len(head.screen.buttons) and head.screen.buttons[0].action.startswith("s.a:"):
        last = head._option(right=True)
        head.do(last)
    text = head.screen.text
    assert text.endswith(head.do(last).messages[-1].text)
    assert len(world.rows(schema.completions)) == 1
    assert world.acts().count("class.pass") == 1


def test_whoever_holds_the_phone_is_asked_again_in_full(world: World, head: Chatter):
    world.people(TEN[:1])
    open_class(head, TEN[:1])
    head.do(head.screen.buttons[0].action)
    asked = head.press("Bắt đầu trả lời")
    again = head.type("bà chưa nghe rõ")
    assert "chưa hiểu" in again.messages[0].text
    assert again.messages[-1].text == asked.messages[-1].text
    assert [each.action for each in again.buttons] == [each.action for each in asked.buttons]


def test_a_class_is_paused_and_resumed_and_somebody_skipped(world: World, head: Chatter):
    world.people(TEN[:3])
    open_class(head, TEN[:3])
    check_next(head)
    head.press("Tạm dừng")
    world.forward(hours=20)
    head.do("s.menu")
    head.press("Ghi lớp học")
    assert "Chưa trả lời: 2" in head.press("Học tiếp").text
    head.do(head.screen.buttons[0].action)
    head.press("Bắt đầu trả lời")
    head.do(head.screen.buttons[0].action)
    answered = head.screen.buttons[0].action.split(":")[2]
    world.forward(hours=1)
    head.do("s.class")
    head.press("Học tiếp")
    head.do(head.screen.buttons[0].action)
    head.press("Bắt đầu trả lời")
    assert head.screen.buttons[0].action.split(":")[2] == answered == "1"
    head.do("s.class")
    head.press("Học tiếp")
    head.press("Kết thúc lớp")
    assert "Còn 2 người" in head.screen.text
    assert "Đạt: 1 người" in head.press("Vẫn kết thúc").text
    assert ways(world)[2] == 1


def test_who_fails_may_try_again(world: World, head: Chatter):
    world.people(TEN[:1])
    open_class(head, TEN[:1])
    check_next(head, right=False)
    assert "lần này chưa đủ" in head.screen.text
    assert ways(world)[2] == 0
    head.press("Thử lại")
    head.answer_all()
    assert "đạt!" in head.screen.text
    assert ways(world)[2] == 1


def test_names_are_ticked_and_unticked_by_tap_or_number(world: World, head: Chatter):
    world.people(TEN)
    head.do("s.cn")
    head.type("Sân đình")
    head.press("Hôm nay")
    head.press("☐ Nguyễn Văn An")
    assert "Có mặt: 1" in head.screen.text
    old = head.screen.find("☑ Nguyễn Văn An").action
    head.type("2")
    assert "Có mặt: 2" in head.screen.text
    head.do(old)
    head.do(old)
    assert "Có mặt: 1" in head.screen.text
    (row,) = world.rows(schema.assistances)
    assert (row.place, row.held_on) == ("Sân đình", world.today)


def test_a_day_pressed_twice_or_late_opens_no_other_class(world: World, head: Chatter):
    world.people(TEN)
    head.do("s.cn")
    head.type("Sân đình")
    assert "chưa hiểu ngày" in head.type("thứ bảy").text
    head.press("Hôm nay")
    assert head.do("s.cd:0").has("Học tiếp ngày 05/01: Sân đình")
    assert [row.place for row in world.rows(schema.assistances)] == ["Sân đình"]


def test_a_finished_class_is_not_told_to_be_paused(world: World, head: Chatter):
    world.people(TEN)
    open_class(head, TEN[:1])
    pause = head.screen.find("Tạm dừng").action
    head.press("Kết thúc lớp")
    head.press("Vẫn kết thúc")
    assert "Không ghi kết quả nào" in head.do(pause).text


@pytest.mark.parametrize("typed", ["6/1", "1/11/2025", "5/1/2027"])
def test_a_class_is_neither_to_come_nor_long_ago(world: World, head: Chatter, typed: str):
    head.do("s.cn")
    head.press("Nhà văn hóa")
    assert "60 ngày" in head.type(typed).text
    assert world.rows(schema.assistances) == []
    head.type("20/12")
    assert str(world.rows(schema.assistances)[0].held_on) == "2025-12-20"


@pytest.mark.parametrize(
    ("typed", "told"),
    [("31/02", "Không có ngày này"), ("thứ bảy tuần trước", "chưa hiểu ngày")],
)
def test_a_day_that_is_none_is_told_as_such(world: World, head: Chatter, typed: str, told: str):
    head.do("s.cn")
    head.press("Nhà văn hóa")
    text = head.type(typed).text
    assert told in text
    assert "60 ngày" not in text
    assert "Lớp học ngày nào" in text
    head.type("04/01/26")
    assert str(world.rows(schema.assistances)[0].held_on) == "2026-01-04"


def test_open_classes_are_told_apart_by_their_day(world: World, head: Chatter):
    for day in ("Hôm nay", "Hôm qua"):
        head.do("s.cn")
        head.press("Nhà văn hóa")
        head.press(day)
    head.do("s.class")
    assert head.screen.has("ngày 05/01")
    head.press("ngày 04/01")
    assert "04/01/2026" in head.screen.text


def test_a_class_without_consent_goes_on_with_its_names(world: World, head: Chatter):
    world.people(TEN)
    for name in ("", TEN[0]):
        head.do("s.cn")
        head.press("Nhà văn hóa")
        head.press("Hôm nay")
        head.type(name)
        head.do("s.class")
        text = head.press("Học tiếp").text
        assert "trả lời xong" not in text
        assert "Bấm tên" in text or "bấm tên" in text
    assert head.screen.has("Đủ rồi: 1 người")


def test_opening_the_same_class_twice_opens_one(world: World, head: Chatter):
    head.do("s.cn")
    head.press("Nhà văn hóa")
    action = head.screen.find("Hôm nay").action
    head.do(action)
    head.do(action)
    assert len(world.rows(schema.assistances)) == 1


def test_nobody_else_answers_or_changes_a_class(world: World, head: Chatter):
    world.people(TEN[:2])
    stranger = world.person("Hoàng Văn Lạ", world.two)
    neighbour = world.hire(Role.HAMLET_HEAD, world.two, name="Ngô Văn Bá")
    open_class(head, TEN[:2])
    (row,) = world.rows(schema.assistances)
    head.do(head.screen.buttons[0].action)
    head.press("Bắt đầu trả lời")
    answer = head.screen.buttons[0].action
    person = world.rows(schema.assistance_people)[0].person_id
    for act in (
        answer,
        f"s.hand:{row.id}:{person}",
        f"s.ask:{row.id}:{person}",
        f"s.again:{row.id}:{person}",
        f"s.cx:{row.id}:{stranger}:1:0",
        f"s.ct:{row.id}:0",
        f"s.cw:{row.id}",
        f"s.cy:{row.id}",
        f"s.cq:{row.id}:0",
        f"s.cr:{row.id}",
        f"s.ce2:{row.id}",
    ):
        assert "not_yours" in neighbour.do(act).text, act
    assert "not_yours" in head.do(f"s.cx:{row.id}:{stranger}:1:0").text
    assert len(world.rows(schema.assistance_people)) == 2


def test_nobody_is_asked_before_the_spoken_consent(world: World, head: Chatter):
    (person,) = world.people(TEN[:1])
    head.do("s.cn")
    head.press("Nhà văn hóa")
    head.press("Hôm nay")
    head.type(TEN[0])
    (row,) = world.rows(schema.assistances)
    assert "no_consent" in head.do(f"s.ask:{row.id}:{person}").text


def test_a_late_answer_to_a_closed_class_counts_nothing(world: World, head: Chatter):
    world.people(TEN[:2])
    open_class(head, TEN[:2])
    (row,) = world.rows(schema.assistances)
    people = [each.person_id for each in world.rows(schema.assistance_people)]
    head.do(f"s.ce2:{row.id}")
    assert "class_closed" in head.do(f"s.ask:{row.id}:{people[0]}").text
    assert "Không ghi kết quả nào" in head.do(f"s.cq:{row.id}:0").text
    assert world.rows(schema.assistance_people) == []


def test_own_numbers_stand_in_a_few_lines(world: World, head: Chatter):
    world.people(TEN)
    text = head.do("s.stats").text
    assert "0/10" in text
    assert len(text.splitlines()) <= 14


def test_a_sample_is_checked_again_by_somebody_else(world: World, head: Chatter):
    (person,) = world.people(TEN[:1])
    open_class(head, TEN[:1])
    check_next(head)
    table = schema.assistance_people
    world.database.write(lambda tx: tx.execute(table.update().values(second_check=True)))
    head.do("s.lists")
    head.press("Cần kiểm tra lại: 1")
    assert "người giúp khác" in head.press(TEN[0]).text

    world.forward(hours=1)
    helper = world.hire(Role.HELPER, world.one, name="Vũ Thị Lan")
    helper.do(f"s.p:{person}")
    helper.press("Kiểm tra lại")
    helper.press("Bác ấy đồng ý")
    helper.type("Lê Thị Hoa")
    helper.press("Bắt đầu trả lời")
    helper.answer_all()
    world.database.write(
        lambda tx: tx.execute(
            table.update().where(table.c.assistance_id == 2).values(second_check=False)
        )
    )
    assert not helper.do("s.lists").has("Cần kiểm tra lại")
    assert ways(world)[2] == 1


def test_children_are_neither_visited_nor_ticked(world: World, head: Chatter):
    child = world.person("Nguyễn Bé Tí", year=2012)
    head.do(f"s.vy:{child}")
    assert "not_adult" in head.type("Lê Thị Hoa").text
    head.do("s.cn")
    head.press("Nhà văn hóa")
    head.press("Hôm nay")
    assert not head.screen.has("Bé Tí")
    assert "Chưa thấy" in head.type("Nguyễn Bé Tí").text
    (row,) = world.rows(schema.assistances)
    assert "not_adult" in head.do(f"s.cx:{row.id}:{child}:1:0").text


def test_the_plan_says_what_passes_a_check_on_a_helpers_phone(
    world: World, head: Chatter, tmp_path: Path
):
    strict = tmp_path / "strict.yaml"
    text = PLAN.read_text(encoding="utf-8").split("\nassessment:")[0]
    text += '\nassessment:\n  version: "2"\n  short_check_pass_percent: 100\n'
    strict.write_text(text, encoding="utf-8")
    loaded = plan_file.load(strict, [TRACK])
    world.database.write(plans.load, loaded, unit_code="11443", now=world.now)
    world.people(TEN[:2])

    open_class(head, [name.lower() for name in TEN[:2]])
    head.do(head.screen.buttons[0].action)
    head.press("Bắt đầu trả lời")
    head.do(head._option(False))
    head.answer_all()
    assert "4/5" in head.screen.text
    assert "đạt!" not in head.screen.text
    assert ways(world) == (0, 0, 0, 2)
