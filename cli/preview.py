"""`bdhvs content preview`: a lesson as a citizen walks through it on one channel."""

import html
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from functools import cache, partial
from pathlib import Path
from typing import Annotated

import typer

from bot.channels.numbered import numbered
from bot.channels.telegram import outbound
from bot.conversation import place, routes
from bot.conversation.engine import Conversation
from content import catalog
from content.render import Texts
from domain.errors import DomainError
from domain.messages import Incoming, Kind, Outgoing
from services.app import App, open_app
from services.settings import Settings
from services.turns import Account, State, Tx
from services.upkeep import make_ready

__all__ = ["Channel", "preview"]

LINE = "-" * 40
ENOUGH = 60  # presses; no lesson has as many
QUIZ = {"a", "ask"}  # the verbs of an answer and of the next question


class Channel(StrEnum):
    """Whose way of showing messages to follow."""

    ZALO = "zalo"
    TELEGRAM = "telegram"
    WEB = "web"


def preview(
    lesson: Annotated[str, typer.Argument(help="The id of a lesson.")],
    channel: Annotated[Channel, typer.Option(help="As this channel shows it.")] = Channel.TELEGRAM,
    content: Annotated[
        Path | None,
        typer.Option(help="A content folder; by default the packaged one.", show_default=False),
    ] = None,
) -> None:
    """Show a lesson and its quiz, answered by the first option, as a channel shows them."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(database_url=f"sqlite:///{Path(folder).as_posix()}/preview.sqlite3")
        make_ready(settings)
        with open_app(settings) as opened:
            given = cache(partial(catalog.load, content))
            app = replace(opened, lessons=given) if content else opened
            if lesson not in app.curriculum.lessons:
                known = ", ".join(sorted(app.curriculum.lessons))
                raise DomainError("unknown_lesson", lesson=lesson, known=known)
            walked = app.database.write(_walk, app, lesson, app.clock.now())
            for message in walked:
                for part in shown(app.texts, message, channel):
                    typer.echo(f"{LINE}\n{part}")


def _walk(tx: Tx, app: App, lesson: str, now: datetime) -> list[Outgoing]:
    """What is said when somebody who is not recorded takes the lesson from end to end."""
    talk = Conversation(app, routes.build())
    account = Account(0, "preview", "preview", True)
    state: State = {"data": {"who": place.GUEST}}
    said: list[Outgoing] = []
    for number, action in enumerate(_presses(app, lesson, said)):
        incoming = Incoming("preview", "preview", str(number), Kind.ACTION, action)
        messages, state = talk.talk(tx, account, state, incoming, now)
        said.extend(messages)
    return said


def _presses(app: App, lesson: str, said: list[Outgoing]) -> Iterator[str]:
    """The buttons to press: every step, the exercise, then the first answer of each question."""
    yield f"lesson:{lesson}"
    yield from (f"step:{lesson}:{step.id}" for step in app.curriculum.lessons[lesson].steps)
    yield f"practise:{lesson}"
    yield f"quiz:{lesson}"
    for _ in range(ENOUGH):
        following = said[-1].choices[0].action
        if following.partition(":")[0] not in QUIZ:
            return
        yield following


def shown(texts: Texts, message: Outgoing, channel: Channel) -> list[str]:
    """One message as the texts a channel makes of it, buttons in brackets."""
    if channel is Channel.ZALO:
        return numbered(texts, message)
    parts = outbound.parts(message) if channel is Channel.TELEGRAM else (message,)
    return [_drawn(part) for part in parts]


def _drawn(message: Outgoing) -> str:
    picture = f"[{message.picture}: {message.alt}]" if message.picture else ""
    rows = ["  ".join(f"[{choice.label}]" for choice in row) for row in message.rows]
    text = html.unescape(message.text)
    return "\n\n".join(part for part in (picture, text, "\n".join(rows)) if part)
