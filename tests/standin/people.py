"""People who chat with the bot: they write, read the last messages and press their buttons."""

import asyncio
import time
from typing import TYPE_CHECKING, Any

from tests.standin.messages import Sent

if TYPE_CHECKING:
    from tests.standin.server import StandIn

SETTLED = 0.06  # seconds without a new message, after which an answer is whole
HELD: dict[str, Any] = {
    "sticker": {
        "file_id": "s", "file_unique_id": "s", "type": "regular", "width": 1, "height": 1,
        "is_animated": False, "is_video": False,
    },
    "voice": {"file_id": "v", "file_unique_id": "v", "duration": 3},
    "photo": [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}],
    "document": {"file_id": "d", "file_unique_id": "d"},
    "location": {"longitude": 106.6, "latitude": 20.8},
    "contact": {"phone_number": "+84900000000", "first_name": "A"},
}  # fmt: skip


class Person:
    """Somebody in a private chat; `number` is the id of the chat."""

    def __init__(self, server: "StandIn", number: int) -> None:
        self.server = server
        self.number = number
        self.blocked = False
        self._read = 0
        self._messages = 0

    @property
    def who(self) -> dict[str, Any]:
        return {"id": self.number, "is_bot": False, "first_name": "Người", "language_code": "vi"}

    @property
    def chat(self) -> dict[str, Any]:
        return {"id": self.number, "type": "private", "first_name": "Người"}

    def message(self, **content: Any) -> int:
        """Send any message; returns the update's id."""
        return self.server.update("message", self._message(**content))

    def _message(self, **content: Any) -> dict[str, Any]:
        self.server.chats.add(self.number)
        self._messages += 1
        head = {"message_id": 500_000 + self._messages, "date": int(time.time())}
        return head | {"chat": self.chat, "from": self.who} | content

    async def say(self, text: str) -> int:
        return self.message(text=text)

    async def start(self, payload: str = "") -> int:
        return await self.say(f"/start {payload}".strip())

    async def send(self, kind: str) -> int:
        """A sticker, voice, photo, document, location or contact."""
        return self.message(**{kind: HELD[kind]})

    async def edit(self, text: str) -> int:
        edited = self._message(text=text, edit_date=int(time.time()))
        return self.server.update("edited_message", edited)

    async def block(self, blocked: bool = True) -> int:
        """Block the bot, or let it in again."""
        self.blocked = blocked
        bot = {"id": 123456, "is_bot": True, "first_name": "Stand-in"}
        status = {"status": "kicked", "until_date": 0} if blocked else {"status": "member"}
        old = {"status": "member"} if blocked else {"status": "kicked", "until_date": 0}
        change = {
            "chat": self.chat,
            "from": self.who,
            "date": int(time.time()),
            "old_chat_member": {"user": bot} | old,
            "new_chat_member": {"user": bot} | status,
        }
        return self.server.update("my_chat_member", change)

    async def press(self, caption: str) -> int:
        """Press a button of the newest message that has it."""
        for message in reversed(self.server.sent[self.number]):
            if (data := message.data(caption)) is not None:
                return self.press_data(data, message)
        seen = [m.captions for m in self.server.sent[self.number][-3:]]
        raise AssertionError(f"no button {caption!r}; the last messages have {seen}")

    def press_data(self, data: str, message: Sent | None = None) -> int:
        """Press a button by what it stands for, however old it is."""
        self.server.chats.add(self.number)
        press = f"{self.number}-{len(self.server.presses)}"
        self.server.presses[press] = False
        content: dict[str, Any] = {
            "id": press,
            "from": self.who,
            "chat_instance": str(self.number),
            "data": data,
        }
        content["message"] = {
            "message_id": message.number if message else 1,
            "date": int(time.time()) if message else 0,
            "chat": self.chat,
        }
        if message:
            content["message"] |= {
                "text": message.text,
                "reply_markup": {"inline_keyboard": message.rows},
            }
        return self.server.update("callback_query", content)

    async def read(self, seconds: float = 30.0) -> list[Sent]:
        """The messages since the last reading; waits for the first, and until no more come."""
        inbox = self.server.sent[self.number]
        await self.server.until(lambda: len(inbox) > self._read, seconds)
        count = -1
        while count != len(inbox):
            count = len(inbox)
            await asyncio.sleep(SETTLED)
        fresh = inbox[self._read :]
        self._read = len(inbox)
        return fresh

    async def answer(self, seconds: float = 30.0) -> list[Sent]:
        """The messages since the last reading, up to one with buttons: with it an answer is whole.

        Quicker than `read`, which also waits whether more is to come.
        """
        inbox = self.server.sent[self.number]
        await self.server.until(lambda: any(one.rows for one in inbox[self._read :]), seconds)
        fresh = inbox[self._read :]
        self._read = len(inbox)
        return fresh

    async def silence(self, seconds: float = 0.3) -> None:
        """Nothing comes."""
        await asyncio.sleep(seconds)
        assert len(self.server.sent[self.number]) == self._read
