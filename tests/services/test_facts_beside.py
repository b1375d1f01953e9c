"""Facts of several sources stand beside each other: what ends one of them leaves the others."""

from typing import Any

import pytest

from domain.vocabulary import Role
from services import completions, match_decisions, mydata, past_results, voids
from services.completions import Recorded
from services.past_results import Taken
from storage import schema
from tests.bot.test_staff_class import check_next, open_class, ways
from tests.bot.test_staff_class import head as _head
from tests.bot.test_staff_class import world as _world
from tests.rosters import as_csv
from tests.staff_world import CURRICULUM, TRACK, Chatter, World

head, world = _head, _world
NAME = "Nguyễn Văn An"
FILE = ["Mã người", "Chương trình", "Ngày", "Nguồn"]


@pytest.fixture
def an(world: World) -> int:
    return world.person(NAME, code="P1")


def finish(world: World, **whose: Any) -> Recorded:
    """Finish the track now, as the services record it."""
    what: dict[str, Any] = {"kind": "track", "content_id": TRACK, "version": 1}
    when: dict[str, Any] = {"happened_at": world.now, "now": world.now, "zone": world.app.zone}
    values = {"rule_version": "1", "way": "self", **what, **when, **whose}
    return world.database.write(completions.record, **values)


def learner_of(world: World, match: int) -> int:
    (row,) = world.rows(schema.matches, schema.matches.c.id == match)
    return int(row.learner_id)


def decide(world: World, head: Chatter, work: Any, *args: Any) -> None:
    given = {"now": world.now, "today": world.today}
    world.database.write(work, world.member(head), *args, **given)


def pass_the_class(world: World, head: Chatter) -> None:
    world.person("Phạm Văn Chứng")
    world.forward(days=5)
    open_class(head, [NAME])
    check_next(head)
    assert "đạt!" in head.screen.text


def imported(world: World, day: str, source: str = "Sổ lớp") -> Taken:
    content = as_csv([FILE, ["P1", TRACK, day, source]])
    work = past_results.import_completions
    given: dict[str, Any] = {"now": world.now, "commune_code": "11443"}
    return world.database.write(work, content, "c.csv", CURRICULUM, **given)


def test_a_class_stands_when_the_earlier_match_was_wrong(world: World, head: Chatter, an: int):
    match = world.learner(NAME, an)
    finish(world, learner_id=learner_of(world, match))
    decide(world, head, match_decisions.confirm, match)
    pass_the_class(world, head)
    assert ways(world)[:3] == (1, 0, 0)
    decide(world, head, match_decisions.take_back, match)
    assert ways(world)[:3] == (0, 0, 1)


def test_a_class_stands_when_the_earlier_fact_is_voided(world: World, head: Chatter, an: int):
    match = world.learner(NAME, an, state="confirmed")
    alone = finish(world, learner_id=learner_of(world, match))
    pass_the_class(world, head)
    world.database.write(voids.void, alone.id, member=None, reason="cháu làm hộ", now=world.now)
    assert ways(world)[:3] == (0, 0, 1)


def test_a_list_stands_when_the_earlier_fact_is_voided(world: World, an: int):
    alone = finish(world, person_id=an)
    world.forward(days=3)
    day = world.today.isoformat()
    assert imported(world, day) == Taken(1, 0)
    assert imported(world, day) == Taken(0, 1)
    assert ways(world)[0] == 1
    world.database.write(voids.void, alone.id, member=None, reason="cháu làm hộ", now=world.now)
    assert ways(world)[:3] == (0, 0, 0)
    assert world.rows(schema.achievements) != []


def test_a_learner_s_own_fact_goes_along_to_the_right_person(world: World, head: Chatter, an: int):
    binh = world.person("Lê Thị Bình")
    imported(world, world.today.isoformat())
    world.forward(days=1)
    match = world.learner(NAME, an, state="confirmed")
    made = finish(world, learner_id=learner_of(world, match))
    assert made.new is False  # nobody is congratulated twice
    decide(world, head, match_decisions.take_back, match)
    decide(world, head, match_decisions.reject, match)
    decide(world, head, match_decisions.attach, learner_of(world, match), binh)
    assert {row.person_id for row in world.rows(schema.achievements)} == {an, binh}


def test_the_same_source_again_adds_nothing(world: World, an: int):
    learner = learner_of(world, world.learner(NAME, an, state="confirmed"))
    other = learner_of(world, world.learner("An máy hai", an, state="confirmed"))
    first = finish(world, learner_id=learner)
    assert first.new
    world.forward(days=1)
    assert finish(world, learner_id=learner) == Recorded(first.id, an, new=False)
    second = finish(world, learner_id=other)
    assert (second.new, second.id != first.id) == (False, True)
    assert finish(world, person_id=an, source="Sổ").id not in (first.id, second.id)
    assert len(world.rows(schema.completions)) == 3
    assert ways(world)[0] == 1


def test_taking_one_back_says_that_another_still_counts(world: World, an: int):
    finish(world, person_id=an)
    finish(world, person_id=an, source="Sổ lớp")
    official = world.hire(Role.OFFICIAL, world.commune, name="Lê Văn Minh")
    official.do("s.void")
    official.type(NAME)
    for word in (NAME, "Kỹ năng số", "Ghi trùng", "Bỏ kết quả này"):
        official.press(word)
    assert "vẫn được tính" in official.screen.text
    assert ways(world)[0] == 1


def test_a_file_does_not_bring_back_what_was_erased(world: World, an: int):
    day = world.today.isoformat()
    assert imported(world, day) == Taken(1, 0)
    learner = learner_of(world, world.learner(NAME, an, state="confirmed"))
    (row,) = world.rows(schema.learners, schema.learners.c.id == learner)
    assert world.database.write(mydata.erase, row.account_id, None, now=world.now) == 1
    assert world.rows(schema.achievements) == []
    world.forward(days=1)
    for source in ("Sổ lớp", "Sổ khác"):
        assert imported(world, day, source) == Taken(0, 0, erased=1)
    assert world.rows(schema.completions) == world.rows(schema.achievements) == []


def test_being_forgotten_here_takes_no_vneid_confirmation_away(world: World, an: int):
    content = as_csv([["Mã người", "Ngày", "Nguồn"], ["P1", world.today.isoformat(), "CA"]])
    given: dict[str, Any] = {"now": world.now, "commune_code": "11443"}
    work = past_results.import_confirmations
    assert world.database.write(work, content, "c.csv", **given) == Taken(1, 0)
    learner = learner_of(world, world.learner(NAME, an, state="confirmed"))
    (row,) = world.rows(schema.learners, schema.learners.c.id == learner)
    world.database.write(mydata.erase, row.account_id, None, now=world.now)
    assert len(world.rows(schema.achievements)) == 1
    assert world.database.write(work, content, "c.csv", **given) == Taken(0, 1)


def test_who_was_forgotten_counts_again_when_they_learn_again(world: World, head: Chatter, an: int):
    learner = learner_of(world, world.learner(NAME, an, state="confirmed"))
    (row,) = world.rows(schema.learners, schema.learners.c.id == learner)
    world.database.write(mydata.erase, row.account_id, None, now=world.now)
    pass_the_class(world, head)
    assert ways(world)[:3] == (0, 0, 1)
