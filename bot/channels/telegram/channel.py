"""Sends through the library's `Bot`, and tells its refusals in the words of all channels."""

import asyncio
import logging
from collections import deque
from importlib import resources
from typing import Any

from telegram import Bot, InputFile
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from bot.channels.telegram import errors, outbound
from bot.channels.telegram.inbound import CHANNEL
from bot.channels.telegram.transport import CONNECTIONS, READ, AiohttpRequest
from domain.messages import Outgoing
from services.settings import Settings

__all__ = ["LeanBot", "TelegramChannel", "make_bot"]

log = logging.getLogger(__name__)

PRESSES_AT_ONCE = 16
MOST_PRESSES = 1000  # Telegram forgets a press by itself; the oldest are not worth a queue
LONG_POLL = 25  # seconds
DRAWN = "picture.png"  # the name of a picture made for one message


class LeanBot(Bot):
    """The library's bot, which also takes and gives things as Telegram writes them.

    Building the library's objects only to drop them took a fifth of all the work that an answer
    costs (docs/bench.md). Requests, files, errors and time-outs are the library's as ever.
    """

    async def connect(self) -> None:
        """Open the transport alone: what is owed is sent before Telegram is asked who we are."""
        for request in self._request:
            await request.initialize()

    async def disconnect(self) -> None:
        """Close the transport, however far the start came."""
        for request in self._request:
            await request.shutdown()

    async def raw_message(self, chat: int, text: str, mode: str | None, markup: str | None) -> None:
        """`send_message` without building the sent message."""
        data = {"chat_id": chat, "text": text, "parse_mode": mode, "reply_markup": markup}
        await self._post("sendMessage", data)

    async def raw_updates(self, offset: int | None, seconds: int, limit: int = 100) -> list[Any]:
        """`get_updates` without building objects (see inbound.py for the measurement)."""
        data = {"offset": offset, "timeout": seconds, "limit": limit}
        updates: list[Any] = await self._post("getUpdates", data, read_timeout=seconds + 10)
        return updates


def make_bot(settings: Settings, patience: float = READ) -> LeanBot:
    """A bot on our transport, not yet opened; `patience` is how long to wait for an answer."""
    assert settings.telegram_bot_token is not None
    return LeanBot(
        settings.telegram_bot_token.get_secret_value(),
        base_url=f"{settings.telegram_api_url}/bot",
        base_file_url=f"{settings.telegram_api_url}/file/bot",
        request=AiohttpRequest(CONNECTIONS, patience),
        get_updates_request=AiohttpRequest(2),
    )


class TelegramChannel:
    """The channel `telegram`: see `domain.messages.Channel`."""

    name = CHANNEL
    capability = outbound.CAPABILITY

    def __init__(self, bot: LeanBot) -> None:
        self._bot = bot
        self._uploaded: dict[str, str] = {}
        self._presses: deque[str] = deque(maxlen=MOST_PRESSES)
        self._noticing: set[asyncio.Task[None]] = set()

    async def send(self, account: str, message: Outgoing) -> None:
        """Deliver one message, in several parts if it is long; raises ChannelError."""
        for part in outbound.parts(message):
            try:
                await self._send(int(account), part)
            except TelegramError as error:
                if not errors.harmless(error):
                    raise errors.translate(error) from None

    async def _send(self, chat: int, part: Outgoing) -> None:
        try:
            await self._post(chat, part, part.text, ParseMode.HTML)
        except BadRequest as error:
            if not errors.bad_markup(error):
                raise
            log.error("Telegram cannot read the tags of a text; sent without them")
            await self._post(chat, part, outbound.plain(part.text), None)

    async def _post(self, chat: int, part: Outgoing, text: str, mode: str | None) -> None:
        markup = outbound.keyboard(part.rows)
        photo = InputFile(part.drawn, DRAWN) if part.drawn else self._photo(part.picture)
        if photo is None:
            await self._bot.raw_message(chat, text or outbound.plain(part.alt), mode, markup)
            return
        extra = {"reply_markup": markup} if markup else None
        try:
            sent = await self._bot.send_photo(
                chat, photo, caption=text or None, parse_mode=mode, api_kwargs=extra
            )
        except BadRequest as error:
            if "file" not in error.message.lower() or not self._uploaded.pop(part.picture, None):
                raise
            await self._post(chat, part, text, mode)  # Telegram forgot it: upload it again
        else:
            if part.picture:
                self._uploaded[part.picture] = sent.photo[-1].file_id

    def _photo(self, picture: str) -> str | InputFile | None:
        """The id that Telegram gave a picture, or its bytes; None without one."""
        if not picture or picture in self._uploaded:
            return self._uploaded.get(picture)
        try:
            content = (resources.files("content") / picture).read_bytes()
        except OSError:
            log.error("the picture %s is missing; its words are sent alone", picture)
            return None
        return InputFile(content, filename=picture.rpartition("/")[2])

    def notice(self, press: str) -> None:
        """Tell Telegram that a press arrived, so that the button stops turning. May fail."""
        self._presses.append(press)
        if len(self._noticing) < PRESSES_AT_ONCE:
            task = asyncio.get_running_loop().create_task(self._notice_all())
            self._noticing.add(task)
            task.add_done_callback(self._noticing.discard)

    async def _notice_all(self) -> None:
        while self._presses:
            try:
                await self._bot.answer_callback_query(self._presses.popleft())
            except TelegramError as error:
                log.debug("a press was not noticed: %s", type(error).__name__)

    async def close(self) -> None:
        """Give up what is only polite."""
        for task in self._noticing:
            task.cancel()
        await asyncio.gather(*self._noticing, return_exceptions=True)
