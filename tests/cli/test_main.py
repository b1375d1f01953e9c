"""The command line: what each way to end looks like."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from cli.__main__ import VERSION, app
from cli.process import refusals_told
from domain.errors import DomainError

ROOT = Path(__file__).parents[2]


def test_the_version_is_that_of_the_project(bdhvs):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    ran = bdhvs("--version")
    assert (ran.code, ran.out) == (0, f"bdhvs {project['version']}\n")
    assert project["version"] == VERSION


def test_help_explains_every_command_in_one_line(bdhvs):
    out = bdhvs("--help").out
    for command in app.registered_commands:
        explanation = command.callback.__doc__ if command.callback else None
        assert explanation
        assert explanation.splitlines()[0] in out
    for group in app.registered_groups:
        assert f"{group.name} " in out


@pytest.mark.parametrize("arguments", [["dance"], ["migrate", "--dance"], ["content", "dance"]])
def test_wrong_usage_gives_2(bdhvs, arguments):
    ran = bdhvs(*arguments)
    assert ran.code == 2
    assert "dance" in ran.err
    assert ran.out == ""


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (DomainError("no_such_code"), "no_such_code"),
        (FileNotFoundError(2, "No such file", "roster.xlsx"), "roster.xlsx: No such file"),
        (OSError("the disk is full"), "the disk is full"),
    ],
)
def test_a_refusal_gives_1_and_its_reason(error, words, capsys):
    def refuse() -> None:
        raise error

    assert refusals_told(refuse) == 1
    assert words in capsys.readouterr().err


def test_a_fault_of_our_own_is_not_hidden():
    def fail() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        refusals_told(fail)


def test_a_wrong_setting_is_named_without_a_traceback(bdhvs, monkeypatch):
    monkeypatch.setenv("PORT", "http")
    ran = bdhvs("migrate")
    assert ran.code == 1
    assert ran.err.startswith("PORT: ")
    assert ran.err.count("\n") == 1


def test_the_program_runs_as_a_module():
    done = subprocess.run(
        [sys.executable, "-m", "cli", "--version"], cwd=ROOT, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, f"bdhvs {VERSION}\n")
