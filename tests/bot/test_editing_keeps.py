"""Editing never takes a completion away: whatever an author changes, what was finished stays."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from content import plan_file
from content.catalog import load
from domain.changes import What
from domain.curriculum import Curriculum, Lesson, Track, whole
from domain.revision import compare
from domain.vocabulary import Level, Role
from services import completions, hamlet, plans, standing, stats
from services.staff import StaffMember
from storage import schema
from storage.database import Database, Tx
from tests.bot.talking import NOW, Citizen, build_hamlet, open_app
from tests.bot.test_quiz_talk import answer_all, finish_lessons
from tests.content.conftest import SAMPLE

OLD = load(SAMPLE)  # two lessons, one track
AN = "Nguyễn Văn An"
DAY = NOW.date()

Edit = Callable[[Curriculum], Curriculum]


def with_lesson(changed: Lesson) -> Edit:
    return lambda old: whole({**old.lessons, changed.id: changed}.values(), old.tracks.values())


def with_track(changed: Track, *more: Lesson) -> Edit:
    return lambda old: whole([*old.lessons.values(), *more], [changed])


FRAUD, TRACK = OLD.lessons["fraud"], OLD.tracks["citizens"]
QUIZ = FRAUD.questions
FIRST = QUIZ[0]
NEW_QUIZ = tuple(replace(each, id=f"new-{each.id}", lesson_id="new") for each in QUIZ)
NEW_LESSON = replace(FRAUD, id="new", title="Bài mới", questions=NEW_QUIZ)
NEW_BANK = tuple(replace(each, id=f"n-{each.id}") for each in TRACK.bank)
WRONG_BEFORE = tuple(replace(each, correct=each.id == "b") for each in FIRST.options)

EDITS: dict[str, Edit] = {
    "lesson version raised": with_lesson(replace(FRAUD, version=9)),
    "lesson written anew": with_lesson(
        replace(FRAUD, version=2, steps=tuple(replace(s, id=f"n-{s.id}") for s in FRAUD.steps))
    ),
    "question removed": with_lesson(replace(FRAUD, questions=QUIZ[1:])),
    "every question replaced": with_lesson(
        replace(FRAUD, questions=tuple(replace(each, id=f"n-{each.id}") for each in QUIZ))
    ),
    "another right answer": with_lesson(
        replace(FRAUD, questions=(replace(FIRST, version=2, options=WRONG_BEFORE), *QUIZ[1:]))
    ),
    "lesson taken from the track": with_track(replace(TRACK, lessons=("vneid",))),
    "lesson added": with_track(replace(TRACK, lessons=(*TRACK.lessons, "new")), NEW_LESSON),
    "lessons in another order": with_track(replace(TRACK, lessons=TRACK.lessons[::-1])),
    "track version raised": with_track(replace(TRACK, version=7)),
    "bank replaced": with_track(replace(TRACK, bank=NEW_BANK)),
    "longer final quiz": with_track(replace(TRACK, final_size=len(TRACK.bank))),
    "lesson gone": lambda old: whole(
        [old.lessons["vneid"]], [replace(TRACK, lessons=("vneid",), version=2)]
    ),
}


class Finished:
    """Somebody of the roster who finished both lessons and the track under the old version."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.ids = build_hamlet(database, (AN, 1958))
        loaded = plan_file.load(plan_file.PACKAGED / "kien-an-2025.yaml", {"citizens"})
        database.write(plans.load, loaded, now=NOW)
        self.citizen = Citizen(open_app(database, OLD))
        self.citizen.join()
        database.write(self._confirm)
        finish_lessons(self.citizen)
        self.citizen.act("final:citizens")
        assert "Chúc mừng" in answer_all(self.citizen, right=True)

    def _confirm(self, tx: Tx) -> None:
        tx.execute(schema.matches.update().values(state="confirmed"))
        roster = {"commune_id": self.ids["commune"], "file_hash": "x", "counts": {}}
        roster |= {"as_of": date(2026, 10, 1), "imported_at": NOW}
        tx.execute(schema.roster_imports.insert().values(roster))

    def publish(self, content: Curriculum) -> None:
        self.citizen.publish(content)
        self.database.write(standing.rebuild)

    def figures(self) -> tuple[int, int, str]:
        found = self.database.read(lambda tx: stats.unit_stats(tx, "11443", at=DAY))
        line = next(one for one in stats.as_dict(found)["indicators"] if one["id"] == "T3")
        return line["achieved"], line["headcount"], line["status"]

    def stage(self) -> int:
        head = StaffMember(1, 1, Role.HAMLET_HEAD, self.ids["hamlet"], "x", "x", Level.HAMLET)
        seen = self.database.read(
            lambda tx: hamlet.overview(
                tx, self.citizen.app.curriculum, head, self.ids["hamlet"], now=NOW, today=DAY
            )
        )
        return next(count for stage, count in seen.stages.items() if stage.value == "done")


@pytest.fixture
def finished(database: Database) -> Finished:
    return Finished(database)


def test_editing_never_takes_a_completion_away(finished: Finished) -> None:
    citizen = finished.citizen
    facts = finished.database.read(lambda tx: list(tx.execute(schema.completions.select())))
    assert (finished.figures(), len(facts)) == ((1, 1, "reached"), 3)
    for name, edit in EDITS.items():
        content = edit(OLD)
        finished.publish(content)
        assert finished.figures() == (1, 1, "reached"), name
        assert finished.stage() == 1, name
        assert "✅ Bài kiểm tra cuối" in citizen.act("progress"), name
        left = {each.id for each in OLD.lessons.values()} & {*content.tracks["citizens"].lessons}
        assert citizen.act("progress").count("✅ Bài ") == len(left) + 1, name
        assert "GIẤY GHI NHẬN" in citizen.act("certificate"), name
        assert "đã học xong chương trình" in citizen.act("menu"), name
        assert citizen.act("data").count("(tự học") == 3, name
        assert citizen.act("go"), name
    after = finished.database.read(lambda tx: list(tx.execute(schema.completions.select())))
    assert after == facts


def test_the_edits_are_all_that_the_comparison_knows_of_lessons_and_tracks() -> None:
    """Another kind of change that could touch somebody's result belongs into the list above."""
    told = {change.what for edit in EDITS.values() for change in compare(OLD, edit(OLD))}
    assert told >= {
        *(What.VERSION_RAISED, What.QUESTION_REMOVED, What.QUESTION_ADDED, What.RIGHT_ANSWER),
        *(What.LESSON_LEFT, What.LESSON_JOINED, What.LESSON_REMOVED, What.LESSONS_REORDERED),
        *(What.FINAL_SIZE, What.STEP_REMOVED, What.STEP_ADDED),
    }


def test_the_certificate_is_one_button_away_although_a_lesson_came(finished: Finished) -> None:
    finished.publish(EDITS["lesson added"](OLD))
    finished.citizen.act("progress")
    assert "GIẤY GHI NHẬN" in finished.citizen.press("giấy ghi nhận")


def test_whoever_finished_may_learn_the_new_lesson_and_loses_nothing(finished: Finished) -> None:
    finished.publish(EDITS["lesson added"](OLD))
    assert "Bài mới" in finished.citizen.act("go")
    finished.citizen.act("quiz:new")
    assert "Tốt lắm" in answer_all(finished.citizen, right=True)
    assert finished.figures() == (1, 1, "reached")


def test_failing_a_changed_lesson_takes_nothing_away(finished: Finished) -> None:
    finished.publish(EDITS["every question replaced"](OLD))
    finished.citizen.act("quiz:fraud")
    answer_all(finished.citizen, right=False)
    assert "✅ Bài 2" in finished.citizen.act("progress")
    assert finished.figures() == (1, 1, "reached")


def test_a_track_that_left_the_content_is_still_counted(finished: Finished) -> None:
    finished.publish(whole(OLD.lessons.values(), [replace(TRACK, id="others")]))
    assert finished.figures() == (1, 1, "reached")
    assert finished.citizen.act("data").count("(tự học") == 3


@pytest.mark.parametrize(
    "name", ["question removed", "another right answer", "bank replaced", "lesson gone"]
)
def test_whoever_is_in_the_middle_goes_on(sqlite_database: Database, name: str) -> None:
    build_hamlet(sqlite_database, (AN, 1958))
    citizen = Citizen(open_app(sqlite_database, OLD))
    citizen.join()
    citizen.act("quiz:fraud")
    button = citizen.right().action
    citizen.publish(EDITS[name](OLD))
    assert citizen.act(button)
    assert citizen.act("go")
    left = citizen.app.curriculum.tracks["citizens"].lessons
    finish_lessons(citizen)
    assert citizen.act("progress").count("✅") == len(left)


def test_a_final_quiz_in_the_middle_finishes_the_track_of_that_day(
    sqlite_database: Database,
) -> None:
    build_hamlet(sqlite_database, (AN, 1958))
    citizen = Citizen(open_app(sqlite_database, OLD))
    citizen.join()
    finish_lessons(citizen)
    citizen.act("final:citizens")
    citizen.publish(EDITS["lesson added"](OLD))
    assert "Chúc mừng" in answer_all(citizen, right=True)


def test_a_newer_version_is_no_second_completion(finished: Finished) -> None:
    given: dict[str, Any] = dict(
        kind="lesson", content_id="fraud", rule_version="1", happened_at=NOW, way="self"
    )
    made = finished.database.write(
        lambda tx: completions.record(
            tx, learner_id=1, version=9, now=NOW, zone=finished.citizen.app.zone, **given
        )
    )
    assert not made.new
