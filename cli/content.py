"""`bdhvs content …`: for those who write lessons."""

from pathlib import Path
from typing import Annotated

import typer

from cli.output import complain, print_json
from content import catalog
from content.problems import ContentError

app = typer.Typer(help="Lessons, questions and texts.", no_args_is_help=True)

Folder = Annotated[
    Path | None,
    typer.Argument(help="A content folder; by default the packaged one.", show_default=False),
]


@app.command()
def check(folder: Folder = None) -> None:
    """Validate all content; each fault is named with file, line and mend."""
    try:
        found = catalog.load(folder)
    except ContentError as error:
        for problem in error.problems:
            complain(str(problem))
        raise typer.Exit(1) from None
    typer.echo(f"{len(found.lessons)} lessons, {len(found.questions)} questions: no faults.")


@app.command()
def export(
    folder: Folder = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, the only form so far.")] = True,
) -> None:
    """Print the whole curriculum with the right answers."""
    print_json(catalog.load(folder))
