"""The methods of the Bot API that a bot like ours calls."""

import asyncio
import time
from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from tests.standin.messages import CAPTION, TEXT, Refused, Sent, bad, keyboard, parsed

if TYPE_CHECKING:
    from tests.standin.server import StandIn

Given = dict[str, Any]
BOT = {"id": 123456, "is_bot": True, "first_name": "Stand-in", "username": "standin_bot"}
KNOWN = frozenset(
    [
        "getMe",
        "getUpdates",
        "sendMessage",
        "sendPhoto",
        "sendDocument",
        "sendChatAction",
        "editMessageText",
        "deleteMessage",
        "answerCallbackQuery",
        "setWebhook",
        "deleteWebhook",
        "getWebhookInfo",
        "setMyCommands",
        "leaveChat",
    ]
)
LONGEST_POLL = 50


class Methods:
    """Answers calls; raises Refused."""

    def __init__(self, server: "StandIn") -> None:
        self.server = server
        self.files: set[str] = set()
        self._polling = 0
        self._offset: int | None = None
        self._polled_at = 0.0
        self._numbers = 0

    async def call(self, method: str, given: Given) -> Any:
        if method not in KNOWN:
            raise Refused(404, "Not Found: method not found")
        return await getattr(self, method)(given)

    async def getMe(self, given: Given) -> Any:
        extra = {"can_join_groups": True, "can_read_all_group_messages": False}
        return BOT | extra | {"supports_inline_queries": False}

    async def getUpdates(self, given: Given) -> Any:
        server = self.server
        if server.pushes.url:
            raise Refused(409, "Conflict: can't use getUpdates method while webhook is active")
        self._polling += 1
        mine = self._polling
        server.wake()  # an older poll ends
        offset, limit = given.get("offset"), min(given.get("limit") or 100, 100)
        for number in [number for number in server.pending if number < (offset or 0)]:
            del server.pending[number]
        until = time.monotonic() + min(given.get("timeout") or 0, LONGEST_POLL)
        if offset is not None and offset == self._offset and server.stretch:
            await asyncio.sleep(max(0.0, self._polled_at + server.stretch - time.monotonic()))
        self._offset, self._polled_at = offset, time.monotonic()
        await self._something(mine, until)
        forced, server.forced = server.forced, []
        updates = forced + [server.pending[number] for number in sorted(server.pending)[:limit]]
        now = time.monotonic()
        for update in updates:
            server.handed.setdefault(update["update_id"], now)
        if updates and not server.first_delivery:
            server.first_delivery = now
        return updates

    async def _something(self, mine: int, until: float) -> None:
        """Hold a poll open until there are updates, or its time is over."""
        server = self.server
        while not server.pending and not server.forced and time.monotonic() < until:
            with suppress(TimeoutError):
                await asyncio.wait_for(server.changed.wait(), until - time.monotonic())
            if mine != self._polling:
                raise Refused(409, "Conflict: terminated by other getUpdates request")

    async def sendMessage(self, given: Given) -> Any:
        chat = self._chat(given)
        raw = str(given.get("text") or "")
        text = parsed(raw, given.get("parse_mode"), TEXT).strip()
        if not text:
            raise bad("message text is empty")
        rows = keyboard(given.get("reply_markup"))
        self.server.limits.count(chat)
        return self._deliver(Sent(self._number(), chat, text, rows, raw=raw))

    async def sendPhoto(self, given: Given) -> Any:
        chat = self._chat(given)
        raw = str(given.get("caption") or "")
        caption = parsed(raw, given.get("parse_mode"), CAPTION)
        rows = keyboard(given.get("reply_markup"))
        photo = self._file(given.get("photo"))
        self.server.limits.count(chat)
        return self._deliver(Sent(self._number(), chat, caption, rows, photo, raw=raw))

    async def sendDocument(self, given: Given) -> Any:
        return await self.sendPhoto(given | {"photo": given.get("document")})

    async def sendChatAction(self, given: Given) -> Any:
        self._chat(given)
        return True

    async def editMessageText(self, given: Given) -> Any:
        chat = self._chat(given)
        for message in self.server.sent[chat]:
            if message.number == given.get("message_id"):
                break
        else:
            raise bad("message to edit not found")
        text = parsed(str(given.get("text") or ""), given.get("parse_mode"), TEXT)
        rows = keyboard(given.get("reply_markup"))
        if (text, rows) == (message.text, message.rows):
            raise bad("message is not modified: specified new message content and reply markup")
        message.text, message.rows = text, rows
        return _message(message)

    async def deleteMessage(self, given: Given) -> Any:
        chat, number = self._chat(given), given.get("message_id")
        left = [message for message in self.server.sent[chat] if message.number != number]
        if len(left) == len(self.server.sent[chat]):
            raise bad("message to delete not found")
        self.server.sent[chat][:] = left
        return True

    async def answerCallbackQuery(self, given: Given) -> Any:
        press = str(given.get("callback_query_id"))
        if len(str(given.get("text") or "")) > 200:
            raise bad("MESSAGE_TOO_LONG")
        if self.server.presses.get(press, True):
            raise bad("query is too old and response timeout expired or query ID is invalid")
        self.server.presses[press] = True
        return True

    async def setWebhook(self, given: Given) -> Any:
        self.server.pushes.set(given.get("url") or "", given.get("secret_token") or "")
        for number in sorted(self.server.pending) if self.server.pushes.url else ():
            self.server.pushes.put(self.server.pending.pop(number))
        return True

    async def deleteWebhook(self, given: Given) -> Any:
        self.server.pushes.set("", "")
        return True

    async def getWebhookInfo(self, given: Given) -> Any:
        waiting = len(self.server.pending)
        url = self.server.pushes.url
        return {"url": url, "has_custom_certificate": False, "pending_update_count": waiting}

    async def setMyCommands(self, given: Given) -> Any:
        return True

    async def leaveChat(self, given: Given) -> Any:
        return True

    def _chat(self, given: Given) -> int:
        chat = given.get("chat_id")
        if not isinstance(chat, int) or (
            self.server.strict_chats and chat not in self.server.chats
        ):
            raise bad("chat not found")
        person = self.server.people.get(chat)
        if person is not None and person.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        return chat

    def _file(self, given: Any) -> str:
        if isinstance(given, bytes):
            name = f"file-{sha256(given).hexdigest()[:16]}"
            self.files.add(name)
            return name
        if given not in self.files:
            raise bad("wrong file identifier/HTTP URL specified")
        return str(given)

    def _number(self) -> int:
        self._numbers += 1
        return self._numbers

    def _deliver(self, message: Sent) -> Given:
        self.server.arrived(message)
        return _message(message)


def _message(message: Sent) -> Given:
    told: Given = {
        "message_id": message.number,
        "date": int(time.time()),
        "chat": {"id": message.chat, "type": "private", "first_name": "P"},
        "from": BOT,
    }
    if message.rows:
        told["reply_markup"] = {"inline_keyboard": message.rows}
    if not message.photo:
        return told | {"text": message.text}
    size = {"file_id": message.photo, "file_unique_id": message.photo, "width": 1, "height": 1}
    return told | {"photo": [size], "caption": message.text}
