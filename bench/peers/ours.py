"""Ourselves: the whole path of an answer, everything stored."""

import asyncio
import contextlib
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from pydantic import SecretStr

from bench.peers import stub
from bot.channels.telegram.service import open_telegram
from services.app import App
from services.clock import Clock
from services.settings import Settings
from storage.database import Database


async def serve(app: App, talk: Any) -> None:
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    async with open_telegram(app, talk, rate=None) as telegram:
        work = asyncio.create_task(telegram.run())
        await stop.wait()
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


def main() -> None:
    url, token, folder = sys.argv[1:4]
    settings = Settings(
        _env_file=None,
        telegram_bot_token=SecretStr(token),
        telegram_api_url=url,
        database_url=f"sqlite:///{Path(folder) / 'ours.sqlite3'}",
    )
    database = Database(settings.database_url)
    database.write(stub.prepare, datetime.now(UTC))
    unused = cast(Any, None)
    app = App(settings, database, unused, unused, Clock.system())
    if len(sys.argv) > 4:  # a file for the profile
        import cProfile  # noqa: PLC0415

        profile = cProfile.Profile()
        profile.runcall(asyncio.run, serve(app, stub.Stub()))
        profile.dump_stats(sys.argv[4])
    else:
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(serve(app, stub.Stub()))
    database.close()


if __name__ == "__main__":
    main()
