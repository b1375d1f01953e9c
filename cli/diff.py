"""`bdhvs content diff`: what a new version of the lessons changes, and for whom."""

from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer

from cli.output import complain, print_json
from cli.revision_words import Words, gathered
from cli.tables import AsJson
from content import versions
from content.problems import ContentError
from content.render import Texts
from domain.changes import Change, Weight
from domain.consequences import consequences
from domain.curriculum import Curriculum
from domain.revision import compare

__all__ = ["diff"]

MARKS = {Weight.PLAIN: "  ", Weight.LOOK: "? ", Weight.DANGER: "! "}

Version = typer.Argument(help="A content folder, or a file written by `content export --json`.")


def diff(
    old: Annotated[Path, Version],
    new: Annotated[
        Path | None,
        typer.Argument(help="Likewise; by default the packaged content.", show_default=False),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say what a new version changes, and for whom; exit 1 when something is dangerous."""
    texts = Texts()
    before, after = _read(texts, old), _read(texts, new)
    planned = versions.planned(new)
    changes = compare(before, after, planned)
    words = Words(texts, before, after, planned)
    if as_json:
        print_json(_data(words, changes))
    else:
        _show(words, changes)
    if any(change.weight is Weight.DANGER for change in changes):
        raise typer.Exit(1)


def _read(texts: Texts, path: Path | None) -> Curriculum:
    try:
        return versions.read(path)
    except ContentError as error:
        complain(texts.label("diff.faulty", path=path or versions.PACKAGED))
        for problem in error.problems:
            complain(str(problem))
        raise typer.Exit(1) from None


def _data(words: Words, changes: Sequence[Change]) -> dict[str, object]:
    """The same for programs, texts whole."""
    return {
        "dangerous": sum(change.weight is Weight.DANGER for change in changes),
        "changes": [asdict(change) | {"said": words.change([change])} for change in changes],
        "consequences": [
            asdict(one) | {"said": words.consequence(one)} for one in consequences(changes)
        ],
        "mend": [words.mend(change) for change in changes if change.weight is Weight.DANGER],
    }


def _show(words: Words, changes: Sequence[Change]) -> None:
    if not changes:
        typer.echo(words.texts.label("diff.nothing"))
        return
    for (kind, owner), own in groupby(changes, key=lambda change: (change.kind, change.id)):
        typer.echo(words.owner(kind, owner))
        for group in gathered(own):
            typer.echo(f"  {MARKS[group[0].weight]}{words.change(group)}")
        typer.echo()
    typer.echo(words.texts.label("diff.meaning"))
    for one in consequences(changes):
        typer.echo(f"  - {words.consequence(one)}")
    typer.echo()
    if _show_mends(words, changes, Weight.LOOK):
        typer.echo()
    if not _show_mends(words, changes, Weight.DANGER):
        typer.echo(words.texts.label("diff.harmless"))


def _show_mends(words: Words, changes: Sequence[Change], weight: Weight) -> bool:
    """What of this weight should be mended; whether there was any."""
    found = [change for change in changes if change.weight is weight]
    if found:
        typer.echo(words.texts.label(f"diff.{weight}", count=len(found)))
        for what in dict.fromkeys(change.what for change in found):
            for line in words.mends([change for change in found if change.what is what]):
                typer.echo(f"  {MARKS[weight]}{line}")
    return bool(found)
