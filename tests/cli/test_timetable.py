"""What will run when, and what the plans ask of the coming days."""

import json
from datetime import date

import pytest

from content.plan_file import PACKAGED
from content.render import Texts
from domain.agenda import Matter, rests
from scheduler.timetable import LINES
from storage.database import Database
from tests.bot.talking import build_hamlet


@pytest.fixture
def ward(bdhvs, tmp_path, monkeypatch):
    """The ward and its plan, six weeks before the end of the year."""
    monkeypatch.setenv("BDHVS_NOW", "2026-11-21")
    assert bdhvs("migrate").code == 0
    database = Database(f"sqlite:///{next(tmp_path.glob('data/*.sqlite3'))}")
    build_hamlet(database)
    database.close()
    assert bdhvs("plan", "load", PACKAGED / "kien-an-2025.yaml").code == 0
    return bdhvs


def test_the_coming_days_are_shown_in_words(ward):
    shown = ward("timetable", "--days", 60).out
    assert "12:00 ngày 21/11/2026" in shown
    assert "03:10 22/11" in shown
    assert "Hạn của chỉ tiêu T1, T2, T3, T4, T5, T6" in shown
    assert "Nhắc bà con trước hạn 30 ngày: T3" in shown
    assert "Báo cán bộ trước 30 ngày: Báo cáo kết quả triển khai" in shown
    assert "01/01/2027  Tết Dương lịch" in shown


def test_programs_get_the_same_as_json(ward):
    found = json.loads(ward("timetable", "--days", 60, "--json").out)
    assert {line["name"] for line in found["lines"]} == {line.name for line in LINES}
    assert all(len(line["next"]) == 3 for line in found["lines"])
    (plan,) = found["plans"]
    due = [note for note in plan["notes"] if note["matter"] == "deadline"]
    assert [note["day"] for note in due] == ["2026-12-31"]
    assert {"day": "2027-01-01", "why": "new_year"} in plan["rests"]


def test_without_a_plan_the_lines_are_shown(bdhvs):
    ran = bdhvs("timetable")
    assert ran.code == 0
    assert "Chưa có kế hoạch" in ran.out


def test_no_days_are_wrong_usage(bdhvs):
    assert bdhvs("timetable", "--days", 0).code == 2


def test_every_line_matter_and_day_of_rest_has_its_words():
    texts = Texts()
    assert {line.name for line in LINES} <= texts.labels("timetable_line").keys()
    assert {str(one) for one in Matter} <= texts.labels("timetable_matter").keys()
    days = rests(date(2025, 1, 1), date(2030, 12, 31), [date(2025, 6, 2)])
    assert {rest.why for rest in days} == texts.labels("timetable_rest").keys()
