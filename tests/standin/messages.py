"""What was sent, and the refusals for what Telegram does not take."""

import html
import re
import time
from dataclasses import dataclass, field
from typing import Any

TAG = re.compile(r"<(/?)([^\s>]*)[^>]*>")
TAGS = {"b", "strong", "i", "em", "u", "s", "a", "code", "pre", "blockquote", "tg-spoiler", "span"}
TEXT, CAPTION, DATA, BUTTONS = 4096, 1024, 64, 100


class Refused(Exception):
    """A call was refused, with its real status."""

    def __init__(self, status: int, text: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(text)
        self.status = status
        self.body: dict[str, Any] = {"ok": False, "error_code": status, "description": text}
        if parameters:
            self.body["parameters"] = parameters


@dataclass
class Sent:
    """A message as its reader sees it."""

    number: int
    chat: int
    text: str
    rows: list[list[dict[str, str]]] = field(default_factory=list)
    photo: str = ""
    raw: str = ""
    at: float = field(default_factory=time.monotonic)

    @property
    def captions(self) -> list[str]:
        return [button["text"] for row in self.rows for button in row]

    def data(self, caption: str) -> str | None:
        """What a button stands for; its caption may be shortened to its beginning."""
        for row in self.rows:
            for button in row:
                if button["text"].startswith(caption):
                    return button.get("callback_data")
        return None


def bad(text: str) -> Refused:
    return Refused(400, f"Bad Request: {text}")


def parsed(text: str, mode: str | None, limit: int) -> str:
    """The text without tags; raises Refused as Telegram would."""
    if mode == "HTML":
        opened: list[str] = []
        for tag in TAG.finditer(text):
            closing, name = tag.groups()
            if name not in TAGS:
                raise bad(f'can\'t parse entities: Unsupported start tag "{name}"')
            if not closing:
                opened.append(name)
            elif not opened or opened.pop() != name:
                raise bad("can't parse entities: Unexpected end tag")
        if opened or "<" in TAG.sub("", text):
            raise bad("can't parse entities: Can't find end tag")
        text = html.unescape(TAG.sub("", text))
    if len(text.encode("utf-16-le")) // 2 > limit:
        raise bad("message is too long" if limit == TEXT else "message caption is too long")
    return text


def keyboard(markup: dict[str, Any] | None) -> list[list[dict[str, str]]]:
    """The rows of an inline keyboard."""
    rows: list[list[dict[str, str]]] = (markup or {}).get("inline_keyboard", [])
    buttons = [button for row in rows for button in row]
    if len(buttons) > BUTTONS or any(len(row) > 8 for row in rows):
        raise bad("reply markup is too long")
    for button in buttons:
        if not button["text"]:
            raise bad("inline keyboard button text is empty")
        data = button.get("callback_data")
        if "url" not in button and not 1 <= len((data or "").encode()) <= DATA:
            raise bad("BUTTON_DATA_INVALID")
    return rows
