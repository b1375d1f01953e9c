"""`bdhvs content items`: which questions need a look, from how people answered them."""

from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from cli.output import print_json, print_table
from cli.process import opened
from cli.tables import AsJson
from content import numbers
from content.measures import visible
from content.render import Texts
from domain.quiz import find_option
from domain.verdicts import LEAST, Verdict
from services import items as service
from services.items import Item

__all__ = ["items"]

COLUMNS = ("question", "answers", "right", "r", "index", "verdict")
URGENCY = list(Verdict)
SILENT = {Verdict.FINE, Verdict.TOO_FEW}


def items(
    track: Annotated[str | None, typer.Option(help="The id of a track.")] = None,
    lesson: Annotated[str | None, typer.Option(help="The id of a lesson.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Also those without a fault.")] = False,
    as_json: AsJson = False,
) -> None:
    """Tell which questions need a look: too easy, misunderstood, perhaps with a wrong key."""
    with opened() as app:
        found = app.database.read(service.analyse, app.curriculum, track=track, lesson=lesson)
        chosen = found if every else _worst_first(found)
        if as_json:
            print_json([_plain(item) for item in chosen])
        else:
            _show(chosen, found, app.texts)


def _worst_first(found: Sequence[Item]) -> list[Item]:
    return sorted((item for item in found if item.judged.verdict not in SILENT), key=_urgency)


def _urgency(item: Item) -> tuple[int, float]:
    """By verdict, then by how little the question tells good learners from weak ones."""
    return URGENCY.index(item.judged.verdict), item.figures.discrimination or 0.0


def _plain(item: Item) -> dict[str, Any]:
    figures, question = item.figures, item.question
    return {
        "question": question.id,
        "version": question.version,
        "lesson": question.lesson_id,
        "verdict": item.judged.verdict,
        "option": item.judged.option_id,
        "answers": figures.answers,
        "older_answers": item.older,
        "difficulty": figures.difficulty,
        "discrimination": figures.discrimination,
        "upper_lower": figures.index,
        "key": figures.key,
        "options": figures.options,
    }


def _show(chosen: Sequence[Item], found: Sequence[Item], texts: Texts) -> None:
    """The table, or kind words instead of an empty one, and how many there are of each sort."""
    if not any(item.figures.answers for item in found):
        typer.echo(texts.label("items.nobody"))
    if chosen:
        headings = [texts.label(f"items_heading.{key}") for key in COLUMNS]
        print_table(headings, [_row(item, texts) for item in chosen])
    verdicts = Counter(item.judged.verdict for item in found)
    counts = {
        "count": len(found),
        "few": verdicts[Verdict.TOO_FEW],
        "least": LEAST,
        "fine": verdicts[Verdict.FINE],
        "loud": len(_worst_first(found)),
    }
    shown = {name: numbers.number(count) for name, count in counts.items()}
    typer.echo(texts.label("items.summary", **shown))


def _row(item: Item, texts: Texts) -> tuple[object, ...]:
    figures = item.figures
    return (
        item.question.id,
        numbers.number(figures.answers),
        numbers.percent(figures.right.times, figures.answers) if figures.answers else None,
        _two_decimals(figures.discrimination),
        _two_decimals(figures.index),
        _said(item, texts),
    )


def _two_decimals(value: float | None) -> str | None:
    return None if value is None else numbers.hundredths(value)


def _said(item: Item, texts: Texts) -> str:
    """The verdict in words, with the wrong option it speaks of and how many chose that."""
    figures, option_id = item.figures, item.judged.option_id
    values: dict[str, object] = {"answers": figures.answers, "least": LEAST}
    if option_id is not None and (option := find_option(item.question, option_id)):
        times = next(each.times for each in figures.options if each.option_id == option_id)
        share = numbers.percent(times, figures.answers)
        values |= {"option": visible(option.text), "share": share}
    said = texts.label(f"items_verdict.{item.judged.verdict}", **values)
    if item.older:
        said += texts.label("items.older", count=numbers.number(item.older))
    return said
