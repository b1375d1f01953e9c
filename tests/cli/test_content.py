"""`bdhvs content`: validation and export from the command line."""

import json
import shutil
from pathlib import Path

from content.catalog import PACKAGED


def test_the_packaged_content_has_no_faults(bdhvs):
    ran = bdhvs("content", "check")
    assert (ran.code, ran.err) == (0, "")


def test_every_fault_is_named_with_its_file(bdhvs, tmp_path: Path):
    folder = tmp_path / "content"
    shutil.copytree(PACKAGED, folder)
    lesson = min((folder / "lessons").glob("*/quiz.yaml"))
    lesson.write_text("questions: 3\n", encoding="utf-8")
    ran = bdhvs("content", "check", folder)
    assert ran.code == 1
    assert f"lessons/{lesson.parent.name}/quiz.yaml:" in ran.err
    assert "Traceback" not in ran.err


def test_the_export_holds_the_right_answers(bdhvs):
    exported = json.loads(bdhvs("content", "export", "--json").out)
    assert exported["lessons"]
    for lesson in exported["lessons"]:
        for question in lesson["questions"]:
            right = [option["id"] for option in question["options"] if option["correct"]]
            assert right == [question["correct"]]
