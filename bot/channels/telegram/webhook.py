"""Receives updates that Telegram pushes: 200 only after the transaction committed."""

import asyncio
import hmac
import json
import logging
from collections.abc import Mapping

from bot.channels.telegram import inbound
from bot.channels.telegram.channel import TelegramChannel
from bot.pipeline.pipeline import Pipeline
from domain.messages import Incoming

__all__ = ["LARGEST", "PATH", "Webhook"]

log = logging.getLogger(__name__)

PATH = "/telegram/webhook"
SECRET_HEADER = "x-telegram-bot-api-secret-token"
LARGEST = 1_000_000  # bytes
PATIENCE = 50.0  # seconds; Telegram gives up after a minute, and pushes again


class Webhook:
    """Answers one push with a status; a web server hands it the headers and the body."""

    def __init__(self, secret: str, channel: TelegramChannel, pipeline: Pipeline) -> None:
        self._secret = secret.encode()
        self._channel = channel
        self._pipeline = pipeline

    async def receive(self, headers: Mapping[str, str], body: bytes) -> int:
        """401 or 403 for a missing or wrong secret, 413 and 400 for a bad body, 503 to try again.

        `headers` has small-letter names, or finds names in any case.
        """
        given = headers.get(SECRET_HEADER)
        if given is None:
            return 401
        if not hmac.compare_digest(given.encode(), self._secret):
            return 403
        if len(body) > LARGEST:
            return 413
        try:
            update = json.loads(body)
            incoming = inbound.read(update)
            press = inbound.press_id(update)
        except (ValueError, RecursionError):
            log.warning("a push was malformed")
            return 400
        if incoming is None:
            return 200
        if not await self._commit(incoming):
            return 503
        if press is not None:
            self._channel.notice(press)
        return 200

    async def _commit(self, incoming: Incoming) -> bool:
        """Whether the update is committed; never cancels it, as a second push may wait too."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self._pipeline.room()
                done = self._pipeline.take(incoming)
                await asyncio.wait((done,))
        except TimeoutError:
            return False
        return not done.cancelled()
