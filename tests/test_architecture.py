"""The structure that the linters do not see."""

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from content.errors import sentences
from services.settings import Settings

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
PACKAGES = PROJECT["importlinter"]["root_packages"]
NOT_OURS = {"bench", "tests"}  # code, but no part of the product
LINES = 400


@cache
def modules(*packages: str) -> tuple[Path, ...]:
    return tuple(sorted(file for name in packages for file in (ROOT / name).rglob("*.py")))


@cache
def parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), str(file))


def where(file: Path, node: ast.AST) -> str:
    return f"{file.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"


def lines(found: Iterable[str]) -> str:
    return "\n".join(["", *found])


def test_the_linter_sees_every_package():
    on_disk = {entry.parent.name for entry in ROOT.glob("*/__init__.py")} - NOT_OURS
    assert on_disk == set(PACKAGES)


def test_the_wheel_holds_every_package():
    assert PROJECT["hatch"]["build"]["targets"]["wheel"]["packages"] == sorted(PACKAGES)


def test_words_for_people_live_in_content_alone():
    """Literals and docstrings are ASCII elsewhere; one letter is no word, nor is a code point."""
    found = [
        where(file, node)
        for file in modules(*(name for name in PACKAGES if name != "content"))
        for node in ast.walk(parsed(file))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if not node.value.isascii() and len(node.value) > 1
        if not (ast.get_source_segment(file.read_text(encoding="utf-8"), node) or "").isascii()
    ]
    assert not found, lines(found)


def public(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    for node in tree.body:
        if isinstance(node, definitions) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                inside = [one for one in node.body if isinstance(one, definitions)]
                yield from (one for one in inside if not one.name.startswith("_"))


def test_every_public_function_of_domain_and_services_says_what_it_promises():
    found = [
        f"{where(file, node)} {node.name}"
        for file in modules("domain", "services")
        for node in public(parsed(file))
        if not ast.get_docstring(node)
    ]
    assert not found, lines(found)


def test_every_module_says_what_it_is_for():
    found = [where(file, tree) for file in modules(*PACKAGES) if not (tree := parsed(file)).body]
    found += [
        str(file.relative_to(ROOT))
        for file in modules(*PACKAGES)
        if not ast.get_docstring(parsed(file))
        if "versions" not in file.parts
    ]
    assert not found, lines(found)


def test_no_module_is_longer_than_a_reader_can_hold():
    long = [
        f"{file.relative_to(ROOT)}: {count}"
        for file in modules(*PACKAGES, "tests")
        if "versions" not in file.parts  # written by a program, one for each release
        if (count := len(file.read_text(encoding="utf-8").splitlines())) > LINES
    ]
    assert not long, lines(long)


def test_every_refusal_has_a_sentence():
    """Codes are written where they are raised; their words stand in content."""
    codes = {
        str(argument.value): where(file, node)
        for file in modules(*PACKAGES)
        for node in ast.walk(parsed(file))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("DomainError")
        for argument in node.args[:1]
        if isinstance(argument, ast.Constant)
    }
    silent = [f"{code}  {place}" for code, place in codes.items() if code not in sentences()]
    assert not silent, lines(silent)


def test_the_readme_lists_every_setting_and_no_other():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| *`([A-Z_]+)`", readme, re.MULTILINE))
    # The page says once that each secret may also come from a file.
    known = {name.upper() for name in Settings.model_fields if not name.endswith("_file")}
    assert listed == known


def test_every_record_of_a_decision_names_what_was_rejected():
    records = list((ROOT / "docs" / "adr").glob("[0-9]*.md"))
    parts = re.compile("^## (.+)$", re.MULTILINE)
    wanted = {"Context", "Decision", "Rejected"}
    incomplete = {
        file.name: missing
        for file in records
        if (missing := wanted - set(parts.findall(file.read_text(encoding="utf-8"))))
    }
    assert records
    assert incomplete == {}
