"""Every line of the week's news in every case that figures can be in."""

import re
import unicodedata
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from content.render import Texts
from domain.counting import Arrival
from domain.vocabulary import IndicatorStatus, Level
from domain.way import Praise
from services.hamlet import Entry, Next
from services.way import Line
from storage.counts import UnitRow

TEXTS = Texts()
UNIT = UnitRow(1, "11443-01", "Tổ dân phố 1", Level.HAMLET, 2, date.min, date.max)
FIGURES: dict[str, Any] = {
    "counts": "person",
    "headcount": 120,
    "achieved": 84,
    "rate": 0.7,
    "gap": 12,
    "target": 0.8,
    "due": "2026-12-31",
    "forecast": "2027-01-05",
    "pace_per_week": 3.0,
    "comparator": ">=",
    "status": "behind",
}
LINE = Line(UNIT, FIGURES, {}, (1, 2, 3, 6), share=3)
NOBODY = Next([], 0, 0, 0)
ENTRY = SimpleNamespace(name="Nguyễn Văn A", birth_year=1956, left=0, why=None)
SOME = Next([ENTRY, SimpleNamespace(**(vars(ENTRY) | {"left": 2, "why": "unreachable"}))], 1, 2, 4)  # type: ignore[list-item]
MANY = tuple(f"Tổ dân phố {number}" for number in range(30))
RANGE = Arrival(date(2026, 12, 20), date(2027, 1, 20))


def line(**figures: Any) -> Line:
    return replace(LINE, figures=FIGURES | figures)


LINES = {
    "on the way": LINE,
    "stands still": replace(LINE, progress=(0, 0, 0, 0), still=True),
    "mended": replace(LINE, progress=(1, 2, 3, -6)),
    "first closing": replace(LINE, progress=(None,) * 4, share=None),
    "arrived": line(gap=0, forecast=None),
    "everybody": line(gap=0, achieved=120, forecast=None),
    "nobody counted yet": line(
        headcount=None, rate=None, gap=None, forecast=None, status="unknown"
    ),
    "nothing typed yet": line(achieved=None, rate=None, gap=None, forecast=None, status="unknown"),
    "in conflict": line(headcount=80, rate=None, gap=None, forecast=None, status="conflict"),
    "of some no N is known": line(headcount=20, rate=None, gap=None, status="unknown"),
    "no target": line(target=None, due=None, gap=None, status="no_target", forecast=None),
    "never": line(forecast=None, pace_per_week=0.0),
    "too early to say": line(forecast=None, pace_per_week=None),
    "beyond any forecast": line(forecast=None, pace_per_week=1.5),
    "far away": line(forecast="2031-01-05"),
    "an amount": line(counts="amount", headcount=None, target=200, gap=116),
    "an amount that arrived": line(counts="amount", headcount=None, target=10, gap=0),
    "nothing told of an amount": line(
        counts="amount", headcount=None, achieved=None, gap=None, status="unknown", forecast=None
    ),
    "a ceiling": line(counts="amount", headcount=None, target=100, gap=0, comparator="<="),
    "a ceiling that broke": line(counts="amount", headcount=None, target=9, comparator="<="),
    "past the due date": replace(line(status="missed"), share=None),
}


def values(one: Line, **more: Any) -> dict[str, Any]:
    return {
        "unit": "Phường Kiến An",
        "span": "16/11 – 22/11/2026",
        "what": "Người trưởng thành đã học xong",
        "of": "người",
        "line": one,
        "rate": "70%",
        "goal": "80%",
        "need": None,
        "range": RANGE,
        "praise": Praise((), ()),
        "next": NOBODY,
        "rows": [(one, "70%")],
        "more": 0,
        "still": [],
        "eased": True,
        "silent": (),
        "whole": None,
        "page": 1,
        "pages": 1,
    } | more


def check(text: str, most: int = 1024) -> None:
    """As people should find a text: no gaps, no torn signs, within one message of a picture."""
    assert unicodedata.is_normalized("NFC", text)
    assert len(re.sub(r"<[^>]+>", "", text)) <= most
    for fault in ("\n\n\n", "  ", " ,", " .", "..", "None", "[]", "• \n"):
        assert fault not in text, (fault, text)
    assert all(part.strip() == part for part in text.split("\n"))


PRAISES = [
    Praise((), ()),
    Praise(MANY, ()),
    Praise((), (("Tổ 2", 9),)),
    Praise(MANY[:2], (("Tổ 1", 1), ("Tổ 3", 1))),
]


@pytest.mark.parametrize("one", LINES.values(), ids=LINES)
def test_a_head_s_message_reads_well_in_every_case(one: Line):
    for praise in PRAISES:
        for whom in (NOBODY, SOME):
            text = TEXTS.message("notices/week_head", **values(one, praise=praise, next=whom))
            check(text)
            assert 4 <= sum(part.startswith("• ") for part in text.split("\n")) <= 5


@pytest.mark.parametrize("one", LINES.values(), ids=LINES)
def test_an_official_s_message_reads_well_in_every_case(one: Line):
    rows = [(one, "70%")] * 8
    full = values(one, need=70, rows=rows, more=52, still=list(MANY), silent=MANY)
    whole = {"all": 20, "kept": 3, "untold": 9}
    for given in (values(one), full, values(one, rows=[]), full | {"whole": whole}):
        check(TEXTS.message("notices/week_office", **given))


@pytest.mark.parametrize("one", LINES.values(), ids=LINES)
def test_the_table_reads_well_in_every_case(one: Line):
    for rows in ([], [(one, "70%")] * 8):
        check(TEXTS.message("notices/week_table", **values(one, rows=rows, pages=3)))


def test_every_status_and_every_hour_has_words():
    for status in IndicatorStatus:
        check(TEXTS.message("notices/week_goal", **values(line(gap=None, status=status.value))))
    for wanted in (True, False):
        for hour, written in ((7, True), (9, True), (19, True), (7, False)):
            given = {"wanted": wanted, "hour": hour, "hours": (7, 11, 17, 19), "written": written}
            check(TEXTS.message("notices/week_settings", **given))


def test_nobody_is_blamed():
    folder = {name for name in TEXTS.templates if name.startswith("notices/week_")}
    whole = "".join(
        TEXTS.message(name, **values(one, next=SOME, need=7))
        for name in folder - {"notices/week_alt", "notices/week_settings"}
        for one in LINES.values()
        if one.status is not IndicatorStatus.MISSED
    )
    for word in ("chậm", "kém", "yếu", "tệ", "bét", "phê bình", "không hoàn thành"):
        assert not re.search(rf"\b{word}\b", whole), word


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ("never", "Bốn tuần qua chưa thêm người nào"),
        ("too early to say", "Cần thêm vài tuần số liệu"),
        ("far away", "đích còn xa"),
        ("beyond any forecast", "đích còn xa"),
    ],
)
def test_where_no_day_of_arrival_is_told_the_reason_is(case: str, words: str):
    for name in ("notices/week_head", "notices/week_office"):
        text = TEXTS.message(name, **values(LINES[case]))
        assert words in text
        assert ("chưa thêm người nào, nên" in text) == (case == "never")


def test_an_entry_has_what_the_message_asks_of_it():
    assert {"name", "birth_year", "left", "why"} <= set(Entry.__slots__)
