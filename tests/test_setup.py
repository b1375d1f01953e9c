"""The lock agrees with pyproject.toml, and the set-up files with each other."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


def declared(*parts: str) -> dict[str, Requirement]:
    groups = {
        "dependencies": PROJECT["project"]["dependencies"],
        "dev": PROJECT["dependency-groups"]["dev"],
    }
    found = [Requirement(line) for part in parts or groups for line in groups[part]]
    return {canonicalize_name(one.name): one for one in found}


def entries() -> list[str]:
    """The lock in pieces: each is a pinned name, its hashes, and who asked for it."""
    return re.split(r"^(?=[a-z0-9])", LOCK, flags=re.MULTILINE)[1:]


def name_of(entry: str) -> str:
    return re.split(r"==|\[", entry)[0]


def locked() -> dict[str, str]:
    return {name_of(one): one.split()[0].split("==")[1] for one in entries()}


@pytest.mark.parametrize("name", sorted(declared()))
def test_the_lock_satisfies_every_declared_dependency(name: str):
    assert declared()[name].specifier.contains(locked()[name], prereleases=True)


def test_the_lock_was_written_for_exactly_these_dependencies():
    ours = re.compile(r"^    #\s+(?:via )?bdhvs$", re.MULTILINE)
    for_the_service = {name_of(one) for one in entries() if ours.search(one)}
    for_nobody_else = {
        name_of(one) for one in entries() if "# via" not in one and "#   " not in one
    }
    assert for_the_service == set(declared("dependencies")), "run `make lock`"
    assert for_nobody_else <= set(declared()), "run `make lock`"


def test_every_line_of_the_lock_carries_hashes():
    assert all("--hash=sha256:" in one for one in entries())


def test_the_lock_names_no_package_index():
    assert not re.search(r"https?://|^-", LOCK, re.MULTILINE)


def test_every_goal_of_the_makefile_is_phony():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    goals = set(re.findall(r"^([a-z.]+):(?!=)", makefile, re.MULTILINE))
    phony = set(" ".join(re.findall(r"^\.PHONY:(.*)$", makefile, re.MULTILINE)).split())
    assert goals == phony


def test_the_program_for_ci_can_be_started():
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111
