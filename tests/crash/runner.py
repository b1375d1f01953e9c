"""The bot as a process that a drill kills: the real adapter and database, a counting dialogue."""

import asyncio
import signal
import sys
from typing import Any, cast

from pydantic import SecretStr

from bot.channels.telegram.service import open_telegram
from domain.messages import Choice, Outgoing
from services.app import App
from services.clock import Clock
from services.settings import Settings
from storage.database import Database

ROWS = ((Choice("Tiếp", "go"),),)


class Counting:
    """Answers "number:data": a press counted twice or lost shows in every later answer."""

    def talk(self, tx, account, state, incoming, now):
        number = state.get("number", 0) + 1
        return (Outgoing(f"{number}:{incoming.value}", ROWS),), {"number": number}

    def refuse(self, error, tx, account, state, incoming, now):
        raise error


async def serve(app: App) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with open_telegram(app, Counting(), rate=None) as telegram:
        work = asyncio.create_task(telegram.run())
        await stop.wait()
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


def main() -> None:
    api, token, database_url = sys.argv[1:4]
    settings = Settings(
        _env_file=None,
        telegram_bot_token=SecretStr(token),
        telegram_api_url=api,
        database_url=database_url,
    )
    database = Database(database_url)
    unused = cast(Any, None)
    asyncio.run(serve(App(settings, database, unused, unused, Clock.system())))
    database.close()


if __name__ == "__main__":
    main()
