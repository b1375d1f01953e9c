"""`bdhvs backup` and `bdhvs restore`."""

from pathlib import Path
from typing import Annotated

import typer

from cli.output import complain, waiting
from services import backup as service
from services.clock import Clock
from services.settings import read_settings

File = Annotated[Path, typer.Argument(help="The file of the copy.", show_default=False)]


def backup(file: File) -> None:
    """Copy everything into one new file while the service runs."""
    with waiting("Copying"):
        service.backup(read_settings(), file)
    typer.echo(f"Copied into {file} ({file.stat().st_size:,} bytes).")


def restore(
    file: File,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before replacing.")] = False,
) -> None:
    """Put a copy back: it replaces all present content, which is kept in a file."""
    settings = read_settings()
    if not yes:
        typer.confirm("Stop the service first. Replace all present content?", abort=True, err=True)
    with waiting("Restoring"):
        done = service.restore(settings, file, now=Clock.from_settings(settings).now())
    typer.echo(f"Restored from {file}. Forgotten again: {done.forgotten}.")
    if done.former:
        complain(f"The former content is in {done.former}: delete it when all is well.")
