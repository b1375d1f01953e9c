"""In a ward people live in a "tổ dân phố": no text for citizens speaks of a "thôn" alone."""

import re
from pathlib import Path

import pytest

from content import notices, render

ROOT = Path(render.__file__).parent
TALKS = ("call", "check_in", "child", "family", "identify", "learn", "menu", "own", "quiz")
FOR_CITIZENS = (*TALKS, "reminders", "results", "welcome", "fallback", "notices/reminder")
FILES = [each for talk in FOR_CITIZENS for each in (ROOT / "messages/vi" / talk).glob("*.j2")]
ALONE = re.compile(r"\bthôn\b(?!,? \(?tổ)(?! (?:hoặc|và) tổ)", re.IGNORECASE)


def test_the_rule_knows_both_places_from_one():
    assert ALONE.search("Bác hỏi trưởng thôn nhé")
    assert ALONE.search("Thôn chưa xác nhận")
    assert not ALONE.search("trưởng thôn (tổ trưởng), mã thôn, tổ; thôn (tổ dân phố)")
    assert not ALONE.search("bản thông báo")


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_no_text_for_citizens_speaks_of_villages_alone(path: Path):
    assert not ALONE.search(path.read_text("utf-8"))


def test_neither_buttons_nor_the_notice_do():
    labels = (ROOT / "labels/vi/citizen.toml").read_text("utf-8")
    assert not ALONE.search(labels)
    assert not ALONE.search(" ".join(notices.consent().parts))
