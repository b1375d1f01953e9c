"""Telegram as a whole: opened once by the process, then run until it is stopped."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress

from telegram.error import TelegramError

from bot.channels.telegram import errors, inbound, webhook
from bot.channels.telegram.channel import LeanBot, TelegramChannel, make_bot
from bot.channels.telegram.outbound import parts
from bot.channels.telegram.polling import USUAL, Pace, Polling
from bot.channels.telegram.transport import READ
from bot.channels.telegram.webhook import Webhook
from bot.delivery.line import Line
from bot.pipeline.budget import Budget
from bot.pipeline.errors import ChannelStopped
from bot.pipeline.pipeline import Pipeline, open_pipeline
from services.app import App
from services.outage import pause
from services.turns import Talk

__all__ = ["BUDGET", "Telegram", "open_sender", "open_telegram"]

log = logging.getLogger(__name__)

BUDGET = 25.0  # messages a second for the whole bot, replies included
FIRST_DELAY, LONGEST_DELAY = 1.0, 30.0


class Telegram:
    """The open adapter. What was not asked for goes out by `line`, within the same budget."""

    def __init__(
        self,
        app: App,
        bot: LeanBot,
        channel: TelegramChannel,
        pipeline: Pipeline,
        budget: Budget,
        pace: Pace,
    ) -> None:
        self._app = app
        self._bot = bot
        self._pace = pace
        self._polling: Polling | None = None
        self.channel = channel
        self.pipeline = pipeline
        self.budget = budget
        self.line = Line(channel, budget, parts, answers=True)
        secret = app.settings.telegram_webhook_secret
        self._webhook = Webhook(secret.get_secret_value(), channel, pipeline) if secret else None

    def trouble(self) -> str:
        """Why nothing comes in, in one word for the health page; empty when all is well."""
        if self.pipeline.stopped.done():
            return "refused"
        return "second_reader" if self._polling and self._polling.contested else ""

    async def run(self) -> None:
        """Serve until cancelled. When Telegram refuses us, says so once and rests until then."""
        work = asyncio.create_task(self._serve())
        self.pipeline.stopped.add_done_callback(lambda _: work.cancel())
        try:
            with suppress(asyncio.CancelledError):
                await work
            if not self.pipeline.stopped.done():
                raise asyncio.CancelledError
            raise self.pipeline.stopped.result()
        except ChannelStopped as stop:
            if not self.pipeline.stopped.done():
                self.pipeline.stopped.set_result(stop)
            log.error("Telegram is off: %s", stop.reason)
            await asyncio.Event().wait()  # the other channels go on
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)

    async def receive(self, headers: Mapping[str, str], body: bytes) -> int:
        """The status for one push of Telegram (see webhook.py); 404 where none is expected."""
        if self._webhook is None:
            return 404
        return await self._webhook.receive(headers, body)

    async def _serve(self) -> None:
        await self._persist(self._bot.initialize)
        if self._app.settings.telegram_mode == "webhook":
            await self._persist(self._set_webhook)
            await asyncio.Event().wait()
        await self._persist(self._bot.delete_webhook)
        self._polling = Polling(self._bot, self.channel, self.pipeline, self._pace)
        try:
            await self._polling.run()
        finally:
            await self.pipeline.commits.close()
            await self._polling.acknowledge()

    async def _set_webhook(self) -> None:
        settings = self._app.settings
        assert settings.telegram_webhook_secret is not None
        await self._bot.set_webhook(
            settings.public_url + webhook.PATH,
            secret_token=settings.telegram_webhook_secret.get_secret_value(),
            allowed_updates=list(inbound.ALLOWED),
        )

    async def _persist(self, call: Callable[[], Awaitable[object]]) -> None:
        """Repeat a call of the start until Telegram can be reached."""
        failures = 0
        while True:
            try:
                await call()
                return
            except TelegramError as error:
                told = errors.translate(error)
                if told.permanent:
                    raise ChannelStopped(told.reason) from None
                delay = told.retry_after or pause(failures, FIRST_DELAY, LONGEST_DELAY)
                log.warning("Telegram does not answer: %s, again in %.0f s", told.reason, delay)
                failures += 1
                await asyncio.sleep(delay)


@asynccontextmanager
async def open_telegram(
    app: App,
    talk: Talk,
    *,
    rate: float | None = BUDGET,
    patience: float = READ,
    pace: Pace = USUAL,
) -> AsyncIterator[Telegram]:
    """Open the bot and the pipeline.

    `rate` is in messages a second (the setting TELEGRAM_RATE); None sends as fast as Telegram
    takes it.

    After `patience` seconds without an answer of Telegram the outcome of a call is unknown. `pace`
    says how soon updates are asked for again after a failure.
    """
    async with _connected(app, patience) as bot:
        channel, budget = TelegramChannel(bot), Budget(rate)
        try:
            async with open_pipeline(app, channel, talk, parts=parts, budget=budget) as pipeline:
                yield Telegram(app, bot, channel, pipeline, budget, pace)
        finally:
            await channel.close()


@asynccontextmanager
async def open_sender(
    app: App, *, rate: float | None = BUDGET, patience: float = READ
) -> AsyncIterator[Line]:
    """Open the bot for sending alone: updates are read, and answered, by another process."""
    async with _connected(app, patience) as bot:
        yield Line(TelegramChannel(bot), Budget(rate), parts)


@asynccontextmanager
async def _connected(app: App, patience: float) -> AsyncIterator[LeanBot]:
    bot = make_bot(app.settings, patience)
    await bot.connect()
    try:
        yield bot
    finally:
        await bot.disconnect()
