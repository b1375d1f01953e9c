"""A sender as a process that a drill kills: the real adapter, database and delivery.

With `--plan` it is a scheduler as well: it plans the day's reminders while it sends, from the
moment on when a line is written to it.
"""

import argparse
import asyncio
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, cast

from pydantic import SecretStr

from bot import notices
from bot.channels.telegram.service import open_sender
from bot.delivery import Delivery
from bot.notices.notice import Ready, Wanted
from domain.messages import Outgoing
from domain.sending import Kind
from services import reminders
from services.app import App, open_app
from services.clock import Clock
from services.settings import Settings
from storage.database import Database


def number_of(tx: Any, app: App, wanted: Wanted, *, now: datetime) -> Ready:
    """A notice whose words are the number of the message."""
    return Ready((Outgoing(str(wanted.id)),))


async def serve(app: App, rate: float, plans: bool) -> None:
    """Send until SIGTERM."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with open_sender(app, rate=rate) as line:
        delivery = Delivery(app, [line], notices.load() if plans else {Kind.BROADCAST: number_of})
        tell("ready")
        if plans:
            await asyncio.to_thread(sys.stdin.readline)
        work = [asyncio.create_task(delivery.run())]
        if plans:
            work.append(asyncio.create_task(plan(app)))
        await stop.wait()
        for each in work:
            each.cancel()
        await asyncio.gather(*work, return_exceptions=True)


async def plan(app: App) -> None:
    """What the clock does when it strikes."""
    after: int | None = 0
    while after is not None:
        after = await app.database.awrite(reminders.tick, app, now=app.clock.now(), after=after)
    tell("planned")


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("api")
    options.add_argument("token")
    options.add_argument("database")
    options.add_argument("--now", type=datetime.fromisoformat, required=True)
    options.add_argument("--rate", type=float, required=True)
    options.add_argument("--plan", action="store_true")
    given = options.parse_args()
    settings = Settings(
        _env_file=None,
        telegram_bot_token=SecretStr(given.token),
        telegram_api_url=given.api,
        database_url=given.database,
    )
    clock = Clock.starting(given.now)
    with open_app(settings, clock) if given.plan else bare(settings, clock) as app:
        asyncio.run(serve(app, given.rate, given.plan))


@contextmanager
def bare(settings: Settings, clock: Clock) -> Iterator[App]:
    """Without lessons and words, which take a third of a short life to read."""
    database, unused = Database(settings.database_url), cast(Any, None)
    yield App(settings, database, unused, unused, clock)
    database.close()


if __name__ == "__main__":
    main()
