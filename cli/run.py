"""`bdhvs run`: the whole service, or some parts of it, in one process and one loop."""

import asyncio
import logging
import signal
import socket
from collections.abc import Callable
from contextlib import AsyncExitStack, ExitStack, closing, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import Annotated

import typer

from bot import notices
from bot.channels.telegram.service import open_sender, open_telegram
from bot.channels.telegram.webhook import PATH as WEBHOOK
from bot.conversation import routes
from bot.conversation.engine import Conversation
from bot.delivery import Delivery, Line
from cli import demo
from cli.output import complain
from scheduler.running import open_clock
from services import log as logs
from services.app import App, open_app
from services.settings import Settings, SettingsError, read_settings
from services.upkeep import make_ready
from web.connections import Limits, most_connections
from web.server import Server, bind
from web.site import Receive, Trouble, open_site

__all__ = ["Part", "run"]

log = logging.getLogger(__name__)

WRONG_USAGE = 2


class Part(StrEnum):
    """What a process may do; several processes can share the work."""

    WEB = "web"
    TELEGRAM = "telegram"
    SENDER = "sender"
    CLOCK = "clock"


def run(
    only: Annotated[
        str, typer.Option(help="Some parts: web,telegram,sender,clock. Default: all.")
    ] = "",
    with_demo: Annotated[
        bool, typer.Option("--demo", help="On a sample commune, in a fresh embedded database.")
    ] = False,
) -> None:
    """Run the service until it is told to stop."""
    parts = _parts(only)
    settings = read_settings()
    logs.set_up(settings.log_format)
    _check_webhooks(settings, parts)
    with ExitStack() as opened:
        port = None
        if Part.WEB in parts:  # first of all: a second start must not touch the first one's data
            port = opened.enter_context(closing(bind(settings.host, settings.port)))
            settings = settings.model_copy(update={"port": port.getsockname()[1]})
        if with_demo:
            settings = demo.fresh(settings)
        make_ready(settings)
        app = opened.enter_context(open_app(settings))
        app.lessons()  # a broken one must show now, not to the first learner
        told = demo.fill(app) if with_demo else None
        asyncio.run(_serve(app, parts, port, partial(_ready, settings, port, told)))


def _parts(only: str) -> frozenset[Part]:
    names = [name for name in only.replace(" ", "").split(",") if name]
    unknown = [name for name in names if name not in {*Part}]
    if unknown:
        complain(f"--only: no part is called {', '.join(unknown)}. Parts: {', '.join(Part)}.")
        raise typer.Exit(WRONG_USAGE)
    return frozenset(map(Part, names)) or frozenset(Part)


def _check_webhooks(settings: Settings, parts: frozenset[Part]) -> None:
    """Telegram pushes to the web, so one process must have both; raises SettingsError."""
    if settings.telegram_mode != "webhook":
        return
    if Part.TELEGRAM in parts:
        settings.check_webhooks()
        if Part.WEB not in parts:
            problem = "webhooks come in by the web: run --only web,telegram as one process"
            raise SettingsError([f"TELEGRAM_MODE: {problem}"])
    elif Part.WEB in parts:
        log.warning(
            "Telegram's webhooks are not received here, only by the process that runs both web "
            "and telegram: send %s there",
            WEBHOOK,
        )


def _ready(settings: Settings, port: socket.socket | None, told: demo.Demo | None) -> None:
    typer.echo(f"Ready: {settings.address}" if port else "Ready.")
    if told is not None:
        demo.show(told)


@dataclass(slots=True)
class Service:
    """What runs: each coroutine until it ends, and what asks it to end."""

    tasks: list["asyncio.Task[None]"] = field(default_factory=list)
    stops: list[Callable[[], None]] = field(default_factory=list)

    def start(self, task: "asyncio.Task[None]", stop: Callable[[], None] | None = None) -> None:
        """Watch a task; without `stop` it is cancelled at the end."""
        self.tasks.append(task)
        self.stops.append(stop or partial(_cancel, task))

    async def until(self, end: asyncio.Event) -> None:
        """Wait for the end, or for the first task that fails; then let all of them finish."""
        waiting = asyncio.create_task(end.wait())
        await asyncio.wait([waiting, *self.tasks], return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        for stop in self.stops:
            stop()
        results = await asyncio.gather(*self.tasks, return_exceptions=True)
        failed = [one for one in results if isinstance(one, Exception)]
        if failed:
            raise failed[0]


async def _serve(
    app: App, parts: frozenset[Part], port: socket.socket | None, ready: Callable[[], None]
) -> None:
    """Open the parts, run them until a signal comes, and close them in the opposite order."""
    end = asyncio.Event()
    _on_signals(end.set)
    talk = Conversation(app, routes.build())
    service, webhooks, troubles = Service(), dict[str, Receive](), dict[str, Trouble]()
    async with AsyncExitStack() as opened:
        token, rate = app.settings.telegram_bot_token, app.settings.telegram_rate
        lines: list[Line] = []
        if Part.TELEGRAM in parts and token:
            telegram = await opened.enter_async_context(open_telegram(app, talk, rate=rate))
            webhooks["telegram"] = telegram.receive
            troubles["telegram"] = telegram.trouble
            lines.append(telegram.line)
            service.start(asyncio.create_task(telegram.run()))
        elif Part.SENDER in parts and token:
            lines.append(await opened.enter_async_context(open_sender(app, rate=rate)))
        if Part.SENDER in parts:
            delivery = Delivery(app, lines, notices.load())
            service.start(asyncio.create_task(delivery.run()))
        if port is not None:
            site = open_site(app, talk, webhooks, troubles)
            limits = Limits(most_connections(), page=site.crowded())
            server = Server(site.starlette(), site.streams.close, limits)
            service.start(asyncio.create_task(server.serve([port])), server.stop)
            await server.up()
        if Part.CLOCK in parts:
            await opened.enter_async_context(open_clock(app))
        ready()
        await service.until(end)


def _cancel(task: "asyncio.Task[None]") -> None:
    task.cancel()


def _on_signals(stop: Callable[[], None]) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):  # Windows: Ctrl+C ends the loop by itself
            loop.add_signal_handler(number, stop)
            continue
        signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop))
