"""`bdhvs outbox`: what was to be sent on a day, what became of it, and holding it back."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated

import typer

from cli.output import print_json, print_table
from cli.process import opened
from cli.tables import AsJson
from content.render import Texts
from services import outbox
from services.outbox import Counts, Ledger, Report

app = typer.Typer(
    help="What is sent without being asked for: reminders, weekly news, broadcasts.",
    invoke_without_command=True,
)

COLUMNS = ("batch", "kind", "unit", "period", "state", "due", "sent", "waiting", "skipped")
Batch = Annotated[int, typer.Argument(help="The number of the batch, as `bdhvs outbox` shows it.")]


@app.callback()
def show(
    context: typer.Context,
    day: Annotated[
        datetime | None, typer.Option("--day", help="The day; today.", formats=["%Y-%m-%d"])
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show the batches of a day, and whether every due and message is accounted for."""
    if context.invoked_subcommand is not None:
        return
    with opened() as opened_app:
        at = day.date() if day else opened_app.today()
        balance = opened_app.database.read(outbox.ledger, at)
        found = opened_app.database.read(outbox.on_day, at)
        texts = opened_app.texts
    if as_json:
        print_json({**_balance(balance), "batches": [_entry(one) for one in found]})
        return
    _print(texts, found)
    label = "outbox.balanced" if balance.balanced else "outbox.unbalanced"
    for what, counts in (("dues", balance.dues), ("messages", balance.messages)):
        name = texts.label(f"outbox.{what}")
        typer.echo(texts.label("outbox.balance", what=name, **_numbers(texts, counts)))
    typer.echo(texts.label(label))


@app.command()
def pause(batch: Batch, as_json: AsJson = False) -> None:
    """Hold a batch back; what waits may expire meanwhile."""
    _act(outbox.pause, batch, as_json)


@app.command()
def resume(batch: Batch, as_json: AsJson = False) -> None:
    """Let a paused batch go on."""
    _act(outbox.resume, batch, as_json)


@app.command()
def cancel(batch: Batch, as_json: AsJson = False) -> None:
    """End a batch for good; what has left stays sent."""
    _act(outbox.cancel, batch, as_json)


def _act(act: Callable[..., Report], batch: int, as_json: bool) -> None:
    with opened() as opened_app:
        told = opened_app.database.write(act, batch, now=opened_app.clock.now())
        texts = opened_app.texts
    if as_json:
        print_json(_entry(told))
    else:
        _print(texts, [told])


def _print(texts: Texts, found: Sequence[Report]) -> None:
    rows = [
        (
            one.batch_id,
            texts.label(f"outbox_kind.{one.kind}"),
            f"{one.unit_name} ({one.unit_code})",
            one.period,
            texts.label(f"outbox_state.{one.state}"),
            one.counts.due,
            _sent(texts, one.counts),
            one.counts.waiting,
            _skipped(texts, one.counts),
        )
        for one in found
    ]
    print_table([texts.label(f"outbox_heading.{name}") for name in COLUMNS], rows)


def _sent(texts: Texts, counts: Counts) -> str:
    if not counts.unknown:
        return str(counts.sent)
    return texts.label("outbox.sent_unknown", sent=counts.sent, unknown=counts.unknown)


def _skipped(texts: Texts, counts: Counts) -> str:
    return ", ".join(
        f"{texts.label(f'outbox_reason.{reason}')} {count}"
        for reason, count in counts.skipped.items()
    )


def _numbers(texts: Texts, counts: Counts) -> dict[str, object]:
    return {
        "due": counts.due,
        "sent": _sent(texts, counts),
        "skipped": sum(counts.skipped.values()),
        "waiting": counts.waiting,
    }


def _balance(balance: Ledger) -> dict[str, object]:
    return {
        "day": balance.day,
        "balanced": balance.balanced,
        "dues": balance.dues,
        "messages": balance.messages,
    }


def _entry(one: Report) -> dict[str, object]:
    return {
        "batch": one.batch_id,
        "kind": one.kind,
        "unit": one.unit_code,
        "period": one.period,
        "state": one.state,
        "counts": one.counts,
    }
