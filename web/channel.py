"""The web chat as a way to reach people: a message waits in the conversation until they look."""

from domain.messages import Capability, Outgoing
from services import history
from services.app import App
from web.inbound import CHANNEL
from web.streams import Streams

__all__ = ["WebChannel"]


class WebChannel:
    """Puts messages into stored conversations, and wakes the pages that show them."""

    name = CHANNEL
    capability = Capability(
        buttons=True, text_limit=4000, picture=True, tags=frozenset({"b", "i", "a"})
    )

    def __init__(self, app: App, streams: Streams) -> None:
        self._app = app
        self._streams = streams

    async def send(self, account: str, message: Outgoing) -> None:
        """Keep one message for a visitor; an open page shows it at once."""
        await self._app.database.awrite(
            history.push, CHANNEL, account, message, now=self._app.clock.now()
        )
        self._streams.wake(account)
