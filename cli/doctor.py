"""`bdhvs doctor`."""

from typing import Annotated

import typer

from cli.output import print_json, waiting
from content.advice import advice
from services.doctor import Finding, examine
from services.settings import read_settings


def doctor(as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False) -> None:
    """Say what is wrong with this installation, and how to mend it."""
    with waiting("Looking"):
        found = examine(read_settings())
    if as_json:
        print_json([_entry(one) for one in found])
    else:
        for one in found:
            wrong, mend = advice(one.code, one.values)
            typer.echo(f"[{'!' if one.serious else ' '}] {wrong}\n    {mend}")
        typer.echo(f"{sum(one.serious for one in found)} to mend, {len(found)} findings.")
    if any(one.serious for one in found):
        raise typer.Exit(1)


def _entry(one: Finding) -> dict[str, object]:
    wrong, mend = advice(one.code, one.values)
    return {"code": one.code, "serious": one.serious, "wrong": wrong, "mend": mend}
