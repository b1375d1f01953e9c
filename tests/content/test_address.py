"""Texts are written to an elder and said to whoever reads them, in that reader's own words."""

import re

import pytest

from content import address, errors, notices
from content.render import ROOT, Texts
from domain.errors import DomainError

TEXTS = Texts()
# Whoever is spoken of: the word of address would be changed here, too, and mean somebody else.
OTHERS = re.compile(r"\b(các|hai|cả|mấy|những) bác\b|\bbác (ấy|nào|ta)\b", re.IGNORECASE)
SPOKEN_OF = ("staff/", "notices/", "roster/")


@pytest.mark.parametrize(
    ("you", "said"),
    [
        ("bác", "Bác muốn làm gì ạ? Mời bác."),
        ("anh/chị", "Anh/chị muốn làm gì ạ? Mời anh/chị."),
        ("em", "Em muốn làm gì? Mời em."),
    ],
)
def test_a_text_is_said_to_its_reader(you: str, said: str):
    assert address.said("Bác muốn làm gì ạ? Mời bác.", you) == said


def test_a_doctor_and_longer_words_are_left_alone():
    assert address.said("Bác sĩ hỏi bác sĩ, lạ thật.", "em") == "Bác sĩ hỏi bác sĩ, lạ thật."


def test_a_template_changes_its_words_and_never_its_code():
    source = '{% if who == "bác" %}Bác{{ " ạ" }} ạ{% endif %}'
    changed = '{% if who == "bác" %}{{ you | capitalized }}{{ " ạ" }}{{ you | polite }}{% endif %}'
    assert address.in_template(source) == changed


def test_pupils_are_those_to_whom_nobody_says_the_word_of_respect():
    assert TEXTS.label("address.pupil") == address.YOUNGER
    assert TEXTS.label("address.adult") == address.OLDER


def test_a_refusal_is_said_to_its_reader_and_what_it_names_is_left_alone():
    error = DomainError("lessons_left", left="bác")
    assert errors.sentence(error, you="em").startswith("Em còn bác bài")
    assert errors.sentence(error).startswith("Bác còn bác bài")


@pytest.mark.parametrize("rule", ["before", "failed_final", "not_started", "overdue", "unfinished"])
def test_a_reminder_is_said_to_its_reader(rule: str):
    template = (ROOT / "messages" / "vi" / "notices" / "reminder" / f"{rule}.j2").read_text("utf-8")
    changed = address.in_template(template)
    assert "{{ you }}" in changed
    assert not re.search(r"\bbác\b", changed, re.IGNORECASE)


def test_the_word_of_address_is_never_of_somebody_else():
    folder = ROOT / "messages" / "vi"
    names = {file: str(file.relative_to(folder)) for file in folder.rglob("*.j2")}
    sources = {
        name: file.read_text(encoding="utf-8")
        for file, name in names.items()
        if name.startswith("notices/reminder/") or not name.startswith(SPOKEN_OF)
    }
    assert sources
    sources["notice"] = " ".join(notices.consent().parts)
    assert {
        name: found[0] for name, text in sources.items() if (found := OTHERS.search(text))
    } == {}
