"""What is wrong with a content file, said so that its author can mend it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

LABELS = Path(__file__).parent / "labels" / "check.vi.yaml"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault: where (`file` below the content folder, `line` from 1), what, and the mend."""

    file: str
    line: int
    field: str
    code: str
    wrong: str
    mend: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.field}: {self.wrong} {self.mend}"


class ContentError(Exception):
    """The content cannot be used. `problems` lists every fault found, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


@cache
def labels() -> Mapping[str, Mapping[str, Any]]:
    """The wording of the checks, from a file, read once."""
    loaded: Mapping[str, Mapping[str, Any]] = yaml.safe_load(LABELS.read_text(encoding="utf-8"))
    return loaded


def problem(code: str, file: str, line: int, field: str, **values: object) -> Problem:
    """Word a fault. `code` names the entry of the label file; `values` fill its gaps."""
    words = labels()["problems"][code]
    return Problem(
        file, line, field, code, words["wrong"].format(**values), words["mend"].format(**values)
    )
