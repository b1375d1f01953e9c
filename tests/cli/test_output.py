"""Plain JSON for programs, tables for people."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from cli.output import print_json, print_table, waiting


@dataclass(frozen=True)
class Row:
    name: str
    day: date


def test_json_keeps_vietnamese_letters_and_dates(capsys):
    print_json([Row("Kiến An", date(2026, 1, 5)), datetime(2026, 1, 5, tzinfo=UTC), {"b", "a"}])
    out = capsys.readouterr().out
    assert "Kiến An" in out
    row, moment, letters = json.loads(out)
    assert row == {"name": "Kiến An", "day": "2026-01-05"}
    assert (moment, letters) == ("2026-01-05T00:00:00+00:00", ["a", "b"])


def test_what_has_no_form_in_json_is_refused():
    with pytest.raises(TypeError, match="object has no form"):
        print_json(object())


def test_a_table_shows_brackets_as_they_are_and_nothing_for_none(capsys):
    print_table(["Mã", "Tên"], [["01", "[bold]Thôn 1"], ["02", None]])
    out = capsys.readouterr().out
    assert "[bold]Thôn 1" in out
    assert "None" not in out


def test_waiting_says_nothing_on_stdout(capsys):
    with waiting("Reading"):
        pass
    assert capsys.readouterr().out == ""
