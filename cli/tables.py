"""What the commands that take a file in have in common."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from cli.output import complain, waiting
from cli.process import opened
from content.render import Texts
from content.table_problems import lines_of
from domain.table import Problem, TableRefused
from services.app import App

__all__ = ["AsJson", "Commune", "File", "counted", "taking_in", "tell"]

SHOWN = 200  # problems on a screen; the file is mended in rounds

File = Annotated[
    Path, typer.Argument(help="The file to take in.", exists=True, dir_okay=False, readable=True)
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Commune = Annotated[
    str, typer.Option("--commune", help="The code of the commune, where there are several.")
]


@contextmanager
def taking_in(file: Path, columns: str = "roster_column") -> Iterator[tuple[App, bytes]]:
    """The opened app and the content; when it is refused, each problem goes to stderr, by line."""
    with opened() as app:
        try:
            with waiting(file.name):
                yield app, file.read_bytes()
        except TableRefused as refused:
            tell(app.texts, refused.problems, columns)
            raise typer.Exit(1) from refused


def tell(texts: Texts, problems: Sequence[Problem], columns: str = "roster_column") -> None:
    """Each problem on a line of its own, and how many there are."""
    for line in lines_of(texts, problems[:SHOWN], columns):
        complain(line)
    complain(texts.label("table_problem.refused", count=len(problems)))


def counted(counts: Mapping[str, int]) -> str:
    """Numbers on one line."""
    return ", ".join(f"{key}: {value}" for key, value in counts.items())
