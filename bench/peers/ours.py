"""Ourselves: the whole path of an answer, the real dialogue, everything stored."""

import asyncio
import cProfile
import signal
import sys
from pathlib import Path

from pydantic import SecretStr

from bot.channels.telegram.service import open_telegram
from bot.conversation import routes
from bot.conversation.engine import Conversation
from services.app import App, open_app
from services.settings import Settings


async def serve(app: App) -> None:
    """Until SIGTERM, without a budget: the stand-in takes any rate."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    talk = Conversation(app, routes.build())
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
    with open_app(settings) as app:
        app.lessons()  # as the service does at its start
        if len(sys.argv) == 4:
            asyncio.run(serve(app))
            return
        profile = cProfile.Profile()  # a fifth argument names the file for a profile
        profile.runcall(asyncio.run, serve(app))
        profile.dump_stats(sys.argv[4])


if __name__ == "__main__":
    main()
