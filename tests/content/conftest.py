"""A small sample of content that a test may break, apart from what is shipped."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from content.check import check
from content.problems import Problem

SAMPLE = Path(__file__).parent / "sample"

Break = Callable[[str, str, str], tuple[list[Problem], int]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "content"
    shutil.copytree(SAMPLE, copy)
    return copy


@pytest.fixture
def broken(folder: Path) -> Break:
    """Replace the first `old` in a file by `new`; gives the problems and the changed line."""

    def change(file: str, old: str, new: str) -> tuple[list[Problem], int]:
        path = folder / file
        before, found, after = path.read_text(encoding="utf-8").partition(old)
        assert found, f"{old!r} is not in {file}"
        path.write_text(before + new + after, encoding="utf-8")
        return check(folder), before.count("\n") + 1

    return change
