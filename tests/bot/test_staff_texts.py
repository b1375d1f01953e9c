"""Every text for staff is shown by some dialogue, and every label is used."""

import re
from pathlib import Path

from content.render import ROOT, Texts

BASE = Path(__file__).parents[2]
DIALOGUES = BASE / "bot" / "conversation"
FILES = (*DIALOGUES.glob("staff_*.py"), BASE / "services" / "voids.py")
CODE = "\n".join(file.read_text(encoding="utf-8") for file in FILES)
TEMPLATES = {
    file.stem: file.read_text(encoding="utf-8")
    for file in (ROOT / "messages" / "vi" / "staff").glob("*.j2")
}
WORDS = "\n".join([CODE, *TEMPLATES.values()])


def test_every_template_is_said_and_every_said_template_exists():
    said = set(re.findall(r'"staff/(\w+)"', CODE))
    assert said == TEMPLATES.keys()


def test_every_label_is_used():
    texts = Texts()
    unused = [key for key in texts.labels("staff") if f"staff.{key}" not in WORDS]
    # The reasons of a void are named in a tuple, without their section.
    assert [key for key in unused if f'"{key}"' not in CODE] == []


def test_every_label_that_is_named_exists():
    known = Texts().labels("staff")
    named = set(re.findall(r'"staff\.(\w+)"', CODE))
    assert named <= known.keys()


def test_lists_of_names_say_every_word_of_the_vocabulary():
    texts = Texts()
    for section in (
        "staff_role",
        "staff_list",
        "staff_status",
        "staff_stage",
        "staff_way",
        "staff_why",
    ):
        assert texts.labels(section)
