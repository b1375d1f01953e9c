"""Pass marks and tries are settings of the plan, where there is one."""

from pathlib import Path

import pytest

from content import plan_file
from domain.assessment import Assessment
from services import plans, rules
from storage.database import Database
from tests.bot.talking import NOW, Citizen, build_hamlet, open_app
from tests.bot.test_quiz_talk import answer_all, finish_lessons

OWN = """
assessment:
  version: "2"
  lesson_pass_percent: 20
  final_pass_percent: 100
  final_attempts_a_day: 1
"""


@pytest.fixture
def ids(sqlite_database: Database) -> dict[str, int]:
    return build_hamlet(sqlite_database, ("Nguyễn Văn An", 1958))


def test_without_a_plan_the_usual_marks_hold(sqlite_database: Database, ids: dict[str, int]):
    assert sqlite_database.read(rules.assessment, ids["hamlet"]) == Assessment()
    assert sqlite_database.read(rules.assessment, None) == Assessment()


def test_the_plan_of_the_commune_says_what_passes(
    sqlite_database: Database, ids: dict[str, int], tmp_path: Path
):
    file = tmp_path / "own.yaml"
    packaged = plan_file.PACKAGED / "kien-an-2025.yaml"
    text = packaged.read_text(encoding="utf-8").split("\nassessment:")[0]
    file.write_text(text.replace("id: kien-an-2025", "id: own", 1) + OWN, encoding="utf-8")
    loaded = plan_file.load(file, ["citizens"])
    sqlite_database.write(plans.load, loaded, unit_code="11443", now=NOW)

    citizen = Citizen(open_app(sqlite_database))
    citizen.join()
    citizen.act("quiz:phone")
    citizen.act(citizen.right().action)
    citizen.press("tiếp")
    assert "Tốt lắm" in answer_all(citizen, right=False)
    finish_lessons(citizen)
    citizen.act("final:citizens")
    citizen.act(citizen.wrong().action)
    citizen.press("tiếp")
    assert "Bác xem lại" in answer_all(citizen, right=True)
    assert "1 lần" in citizen.act("final:citizens")
