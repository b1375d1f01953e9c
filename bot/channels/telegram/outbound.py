"""`Outgoing` becomes what Telegram takes: lengths, keyboards, tags."""

import html
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import dropwhile

from bot.channels.numbered import spelled
from domain.messages import Capability, Choice, Outgoing, Rows

__all__ = ["CAPABILITY", "keyboard", "parts", "plain", "size"]

TEXT, CAPTION = 4096, 1024  # characters as Telegram counts them: after parsing, in UTF-16 units
BUTTON = 34  # signs of a caption that a small phone shows whole; Telegram cuts the rest off
CAPABILITY = Capability(
    buttons=True, text_limit=TEXT, picture=True, tags=frozenset({"b", "i", "a"})
)

_TAG = re.compile(r"<(/?)(\w+)[^>]*>")
_PIECE = re.compile(r"<[^>]*>|&#?\w+;|\n+|[^\S\n]+|[^\s<&]+|[<&]")


def parts(message: Outgoing) -> Sequence[Outgoing]:
    """The messages that one message needs; buttons stay below the last, a picture comes first."""
    message = spelled(message, BUTTON)
    pictured = bool(message.picture or message.drawn)
    limit = CAPTION if pictured else TEXT
    if len(message.text) <= limit // 2 or size(message.text) <= limit:
        return (message,)
    *first, last = split(message.text, TEXT)
    texts = [*(Outgoing(text) for text in first), Outgoing(last, message.rows)]
    if pictured:
        return (replace(message, text="", rows=()), *texts)
    return texts


def split(text: str, limit: int) -> list[str]:
    """Cut between words, and between lines where one is near; open tags go on in the next part."""
    done: list[str] = []
    current: list[str] = []
    used = 0
    for piece in _pieces(text, limit):
        length = size(piece)
        while used + length > limit:
            cut = _line_break(current)
            head = "".join(current[:cut])
            done.append(_closed(head))
            current = [*_open_tags(head), *_without_space(current[cut:])]
            used = sum(map(size, current))
        if used or not piece.isspace():
            current.append(piece)
            used += length
    return [*done, _closed("".join(current))]


def _without_space(pieces: Sequence[str]) -> Iterator[str]:
    return dropwhile(str.isspace, pieces)


def _pieces(text: str, limit: int) -> Iterator[str]:
    """Tags, words and spaces; a word longer than a whole message is cut."""
    for piece in _PIECE.findall(text):
        half = limit // 2  # a character may count twice
        for start in range(0, len(piece), half if size(piece) > limit else len(piece)):
            yield piece[start : start + half] if size(piece) > limit else piece


def _line_break(pieces: Sequence[str]) -> int:
    """Where to cut: at the last line's end if it lies in the second half, else at the end."""
    for index in range(len(pieces) - 1, len(pieces) // 2, -1):
        if "\n" in pieces[index]:
            return index
    return len(pieces)


def _open_tags(text: str) -> list[str]:
    opened: list[str] = []
    for tag in _TAG.finditer(text):
        if tag.group(1):
            opened = opened[:-1]
        else:
            opened.append(tag.group())
    return opened


def _closed(text: str) -> str:
    names = [match.group(2) for tag in _open_tags(text) if (match := _TAG.match(tag))]
    return text.rstrip() + "".join(f"</{name}>" for name in reversed(names))


def plain(text: str) -> str:
    """The text without tags, for when Telegram cannot read them."""
    return html.unescape(_TAG.sub("", text))


def size(text: str) -> int:
    """The length as Telegram counts it."""
    shown = plain(text)
    return len(shown) + sum(1 for char in shown if ord(char) > 0xFFFF)


@lru_cache(maxsize=512)
def keyboard(rows: Rows) -> str | None:
    """The inline keyboard as JSON. The same few keyboards are sent again and again."""
    if not rows:
        return None
    return json.dumps(
        {"inline_keyboard": [[_button(choice) for choice in row] for row in rows]},
        ensure_ascii=False,
    )


def _button(choice: Choice) -> dict[str, str]:
    if choice.url:
        return {"text": choice.label, "url": choice.url}
    return {"text": choice.label, "callback_data": choice.action}
