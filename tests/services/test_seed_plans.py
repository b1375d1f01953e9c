"""The five plans as campaigns: each is loaded, takes its figures, and the statistics answer."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert, select

from content import plan_file
from content.errors import sentence
from domain.enrolment import FOREVER
from domain.errors import DomainError
from domain.plan import Comparator, Counts
from services import carry, indicators, plans, stats
from services.indicators import Typed
from storage import schema

NOW = datetime(2024, 3, 1, 5, tzinfo=UTC)
AT = date(2024, 3, 1)
WARDS = ["bach-sam-2024", "hoa-thuan-2024", "kien-an-2025", "phong-doanh-2025"]
UNITS = [
    ("30", "province", None),
    ("00001", "commune", 1),
    ("khom-1", "hamlet", 2),
    ("khom-2", "hamlet", 2),
    ("so-khcn", "agency", 2),
]


@pytest.fixture
def place(database):
    """A commune with two hamlets and an agency; whatever is written is taken back."""
    dates = {"valid_from": date(2024, 1, 1), "valid_to": FOREVER}
    with database.engine.begin() as tx:
        ids: dict[int, int] = {}
        for key, (code, level, above) in enumerate(UNITS, 1):
            parent = ids[above] if above else None
            row = {"code": code, "name": code, "name_fold": code, "level": level, **dates}
            made = tx.execute(insert(schema.units).values(parent_id=parent, **row))
            ids[key] = made.inserted_primary_key[0]
        yield tx
        tx.rollback()


def load(tx, name, unit="00001"):
    loaded = plan_file.load(plan_file.PACKAGED / f"{name}.yaml", {"citizens"})
    plans.load(tx, loaded, unit_code=unit, now=NOW)
    return loaded.plan


def enter(tx, key, n, of=None, unit="00001", at=AT):
    typed = Typed(n, of, at, "a report")
    return indicators.enter(tx, key, unit, typed, today=AT, now=NOW)


def line(tx, key, unit="00001", at=AT):
    found = stats.as_dict(stats.unit_stats(tx, unit, at=at))
    return next(one for one in found["indicators"] if one["id"] == key)


def wanted(one):
    """A figure that reaches the next target of an indicator: n and N."""
    target = one.target_at(AT)
    if one.counts is Counts.AMOUNT:
        return (target.amount if target and target.amount is not None else 1), None
    return 1000, 1000


@pytest.mark.parametrize(
    ("name", "unit"), [*((name, "00001") for name in WARDS), ("khcn-bac-giang-2024", "so-khcn")]
)
def test_each_plan_takes_its_figures_and_is_judged_by_them(place, name, unit):
    plan = load(place, name, unit)
    typed = [one for one in plan.indicators if one.goal is None]
    for one in typed:
        n, of = wanted(one)
        assert enter(place, one.id, n, of, unit).new
    found = stats.as_dict(stats.unit_stats(place, unit, at=AT))
    lines = {one["id"]: one for one in found["indicators"]}
    assert list(lines) == [one.id for one in plan.indicators]
    for one in typed:
        target = one.target_at(AT)
        said = "reached" if target and target.named else "no_target"
        if target and target.comparator is Comparator.AT_MOST:
            said = "on_track"
        assert (one.id, lines[one.id]["status"]) == (one.id, said)
        assert (one.id, lines[one.id]["gap"]) == (one.id, None if said == "no_target" else 0)


@pytest.mark.parametrize("name", WARDS)
def test_without_figures_nothing_is_said_to_be_reached(place, name):
    load(place, name)
    found = stats.as_dict(stats.unit_stats(place, "00001", at=AT, children=True))
    for one in (found, *found["children"]):
        assert {line["status"] for line in one["indicators"]} <= {"unknown", "no_target"}
        assert {line["rate"] for line in one["indicators"]} == {None}


def test_an_amount_keeps_the_published_shape(place):
    load(place, "hoa-thuan-2024")
    enter(place, "M1", 4)
    one = line(place, "M1")
    assert list(one) == list(line(place, "M3"))
    assert (one["counts"], one["audience"], one["headcount"]) == ("amount", None, None)
    assert (one["achieved"], one["target"], one["gap"], one["rate"]) == (4, 10, 6, None)
    assert (one["headcount_source"], one["headcount_at"]) == ("a report", "2024-03-01")
    assert (one["status"], one["needed_per_week"], one["due"]) == ("behind", 1, "2024-12-31")


def test_a_share_of_the_whole_ward_has_its_decimal(place):
    load(place, "hoa-thuan-2024")
    enter(place, "M3", 9749, 10_000)
    assert (line(place, "M3")["target"], line(place, "M3")["gap"]) == (0.975, 1)
    enter(place, "M12", 98, 100)
    assert (line(place, "M12")["comparator"], line(place, "M12")["gap"]) == (">", 1)


def test_an_amount_has_no_total(place):
    load(place, "hoa-thuan-2024")
    with pytest.raises(DomainError, match=r"^entry_amount$"):
        enter(place, "M1", 4, 10)


def test_amounts_of_hamlets_add_up_until_the_ward_tells_its_own(place):
    load(place, "hoa-thuan-2024")
    for unit, n in (("khom-1", 3), ("khom-2", 4)):
        enter(place, "M1", n, unit=unit)
        assert (line(place, "M1", unit)["achieved"], line(place, "M1", unit)["gap"]) == (n, None)
    assert (line(place, "M1")["achieved"], line(place, "M1")["gap"]) == (7, 3)
    enter(place, "M1", 9)
    assert line(place, "M1")["achieved"] == 9
    assert line(place, "M1", "30")["achieved"] == 9


def test_a_share_that_some_hamlets_have_told_is_not_that_of_the_ward(place):
    load(place, "hoa-thuan-2024")
    enter(place, "M3", 99, 100, unit="khom-1")
    assert (line(place, "M3")["status"], line(place, "M3")["headcount"]) == ("unknown", 100)
    enter(place, "M3", 99, 100, unit="khom-2")
    assert (line(place, "M3")["status"], line(place, "M3")["headcount"]) == ("reached", 200)


def test_what_may_not_happen_is_judged_at_the_end_of_the_year(place):
    load(place, "hoa-thuan-2024")
    enter(place, "K10", 0)
    assert line(place, "K10")["status"] == "on_track"
    assert line(place, "K10", at=date(2025, 1, 10))["status"] == "reached"
    enter(place, "K10", 1)
    assert (line(place, "K10")["status"], line(place, "K10")["gap"]) == ("behind", 1)
    assert line(place, "K10", at=date(2025, 1, 10))["status"] == "missed"


def test_amounts_go_on_when_hamlets_merge(place):
    load(place, "hoa-thuan-2024")
    table = schema.units.c
    ids = dict(place.execute(select(table.code, table.id)).all())
    for unit, n in (("khom-1", 3), ("khom-2", 4)):
        enter(place, "M1", n, unit=unit, at=date(2024, 2, 1))
    parts = [ids["khom-1"], ids["khom-2"]]
    assert carry.carry(place, parts, ids["khom-2"], AT, now=NOW).count == 1
    assert line(place, "M1", "khom-2")["achieved"] == 7


def test_a_plan_of_one_unit_is_not_taken_for_another(place):
    load(place, "hoa-thuan-2024")
    load(place, "hoa-thuan-2024")  # again for its own unit: fine
    with pytest.raises(DomainError) as refused:
        load(place, "hoa-thuan-2024", unit="so-khcn")
    assert refused.value.code == "plan_of_another"
    assert "00001" in sentence(refused.value)
    assert line(place, "M1")
