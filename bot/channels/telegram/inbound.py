"""Telegram's updates become `Incoming`.

Updates are read from their JSON, without the library's objects: building those took 115 us for a
press against 5 us here, a tenth of all the work that an answer costs (docs/bench.md). A test
holds this reading against the library's on the same updates.
"""

from collections.abc import Mapping
from typing import Any

from domain.messages import Incoming, Kind
from domain.names import clean, clean_lines

__all__ = ["ALLOWED", "CHANNEL", "Malformed", "press_id", "read"]

CHANNEL = "telegram"
ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")
GROUP = "group"
# What a message may hold instead of a text, and the word for it; a photo may come with others.
HOLDS = {
    "sticker": "sticker",
    "voice": "voice",
    "photo": "photo",
    "video": "video",
    "video_note": "video",
    "animation": "video",
    "audio": "audio",
    "document": "file",
    "location": "location",
    "venue": "location",
    "contact": "contact",
    "poll": "poll",
    "dice": "sticker",
    "story": "photo",
}
GONE, BACK = ("kicked", "left"), ("member", "administrator")

Json = Mapping[str, Any]


class Malformed(ValueError):
    """What came is not an update at all."""


def read(update: Json) -> Incoming | None:
    """The update as all channels tell it, or None when there is nothing to answer."""
    try:
        return _read(update)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Malformed(type(error).__name__) from error


def _read(update: Json) -> Incoming | None:
    number = int(update["update_id"])
    if (press := update.get("callback_query")) is not None:
        return _press(number, press)
    if (message := update.get("message")) is not None:
        return _message(number, message)
    if (edited := update.get("edited_message")) is not None:
        return _incoming(number, edited["chat"], Kind.UNSUPPORTED, "edited")
    if (member := update.get("my_chat_member")) is not None:
        return _member(number, member)
    return None


def press_id(update: Json) -> str | None:
    """The id under which a press wants to be told that it was noticed."""
    press = update.get("callback_query")
    return None if press is None else str(press["id"])


def _press(number: int, press: Json) -> Incoming | None:
    message = press.get("message")
    chat = message["chat"] if message else {"id": press["from"]["id"], "type": "private"}
    return _incoming(number, chat, Kind.ACTION, clean(press.get("data", "")))


def _message(number: int, message: Json) -> Incoming | None:
    chat = message["chat"]
    if message.get("from", {}).get("is_bot"):
        return None
    text = message.get("text")
    if text is None:
        held = next((word for name, word in HOLDS.items() if name in message), None)
        return None if held is None else _incoming(number, chat, Kind.UNSUPPORTED, held)
    name, _, payload = clean(text).partition(" ")
    if name == "/start" or name.startswith("/start@"):
        return _incoming(number, chat, Kind.START, payload)
    return _incoming(number, chat, Kind.TEXT, clean_lines(text))


def _member(number: int, change: Json) -> Incoming | None:
    chat, status = change["chat"], change["new_chat_member"]["status"]
    if chat["type"] == "private":
        return _incoming(number, chat, Kind.LEFT, "") if status in GONE else None
    return _incoming(number, chat, Kind.UNSUPPORTED, GROUP) if status in BACK else None


def _incoming(number: int, chat: Json, kind: Kind, value: str) -> Incoming | None:
    if chat["type"] == "channel":
        return None
    if chat["type"] != "private":
        kind, value = Kind.UNSUPPORTED, GROUP
    return Incoming(CHANNEL, str(chat["id"]), str(number), kind, value)
