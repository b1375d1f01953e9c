"""One visitor's conversation: takes events in order, and draws answers as HTML."""

import asyncio
import logging
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from content.web import Pages
from domain.messages import Incoming, Outgoing
from services import history, turns
from services.app import App
from services.history import Said
from services.turns import Owed, Talk
from web.inbound import CHANNEL
from web.markup import paragraphs
from web.pictures import Pictures

__all__ = ["Drawing", "Takes", "new_event"]

log = logging.getLogger(__name__)


class Takes:
    """Hands events to the dialogue, one at a time for each visitor."""

    def __init__(self, app: App, talk: Talk) -> None:
        self._app = app
        self._talk = talk

    async def take(self, incoming: Incoming) -> Owed:
        """Process one event; a repeated one gives its first answer again.

        A fault in the dialogue is logged and answered with an apology, so that the visitor is not
        stuck; a database that is unavailable raises, and the browser sends the event again.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Owed] = loop.create_future()

        def work() -> None:
            try:
                owed = self._taken(incoming)
            except Exception as error:  # noqa: BLE001  (carried over to the one who waits)
                tell = partial(_fail, future, error)
            else:
                tell = partial(_succeed, future, owed)
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(tell)

        self._app.database.in_order(incoming.account, work)
        return await future

    def _taken(self, incoming: Incoming) -> Owed:
        now = self._app.clock.now()
        try:
            return turns.take(self._app.database, incoming, self._talk, now=now)
        except turns.UNAVAILABLE:
            raise
        except Exception:
            log.exception("an event of the web chat failed")
            return turns.stumble(self._app.database, incoming, self._talk, now=now)

    async def after(self, visitor: str, id_: int = 0) -> Sequence[Said]:
        """The stored answers behind an id, oldest first."""
        return await self._app.database.aread(
            history.after, CHANNEL, visitor, now=self._app.clock.now(), id_=id_
        )


@dataclass(frozen=True, slots=True)
class Drawing:
    """Draws answers the same way for a whole page, for a reply and for the live connection."""

    pages: Pages
    pictures: Pictures

    def turn(self, id_: int, update_id: str, messages: Sequence[Outgoing]) -> str:
        """The HTML of one answer."""
        drawn = [self._message(message) for message in messages]
        event = update_id.partition(".")[0]
        anew = any(message.anew for message in messages)
        return self.pages.page("turn", id=id_, event=event, messages=drawn, anew=anew)

    def _message(self, message: Outgoing) -> dict[str, object]:
        return {
            "text": paragraphs(message.text),
            "rows": message.rows,
            "picture": self.pictures.find(message.picture) if message.picture else None,
            "alt": message.alt,
            "event": new_event(),
        }


def new_event() -> str:
    """An id for a plain form, so that pressing its button twice counts once."""
    return secrets.token_urlsafe(12)


def _succeed(future: asyncio.Future[Owed], owed: Owed) -> None:
    if not future.cancelled():
        future.set_result(owed)


def _fail(future: asyncio.Future[Owed], error: Exception) -> None:
    if not future.cancelled():
        future.set_exception(error)
