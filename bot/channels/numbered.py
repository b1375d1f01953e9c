"""Buttons for where there are none, or only short ones: choices become lines with a number.

The numbers are those that `bot.conversation.interpret` understands when they are typed.
"""

import html
import re
from collections.abc import Sequence
from dataclasses import replace

from content.render import Texts
from domain.messages import Choice, Outgoing

__all__ = ["LIMIT", "numbered", "spelled"]

LIMIT = 1900  # characters; a platform that takes 2,000 counts some of them twice
ACROSS = 5  # numbers in a row: Telegram takes eight, a thumb hits five

_LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)
_TAG = re.compile(r"</?[a-z]+[^>]*>")


def numbered(texts: Texts, message: Outgoing, limit: int = LIMIT) -> list[str]:
    """A message as plain texts of at most `limit` signs; the choices stand below the last."""
    body = plain(message.text)
    if message.alt:
        body = f"[{message.alt}]\n\n{body}"
    choices = _choices(texts, message.choices)
    whole = "\n\n".join(part for part in (body, choices) if part)
    if len(whole) <= limit:
        return [whole]
    room = limit - len(choices) - 2  # so that the choices stand below the end of the text
    if room < limit // 2:
        return [*_cut(body, limit), *_cut(choices, limit)]
    *first, last = _cut(body, room if choices else limit)
    return [*first, "\n\n".join(part for part in (last, choices) if part)]


def spelled(message: Outgoing, longest: int) -> Outgoing:
    """The same message with captions of at most `longest` signs.

    Where one answer is longer, all answers of its kind become lines of the text, numbered from 1
    as they are when typed, and their buttons carry the number alone.
    """
    kinds = {_kind(one) for one in message.choices if one.action and len(one.label) > longest}
    if not kinds:
        return message
    lines: list[str] = []
    rows = []
    number = 0
    for row in message.rows:
        short = []
        for choice in row:
            number += bool(choice.action)
            if choice.action and _kind(choice) in kinds:
                lines.append(f"<b>{number}.</b> {html.escape(choice.label, quote=False)}")
                choice = replace(choice, label=str(number))
            short.append(choice)
        rows.append(tuple(short))
    text = message.text + "\n\n" + "\n".join(lines)
    return replace(message, text=text, rows=_side_by_side(rows))


def _kind(choice: Choice) -> str:
    """What sort of thing a button does: the verb of its action."""
    return choice.action.partition(":")[0]


def _side_by_side(rows: Sequence[tuple[Choice, ...]]) -> tuple[tuple[Choice, ...], ...]:
    """Buttons that carry a number alone stand several in a row, above the others."""
    short = tuple(row[0] for row in rows if len(row) == 1 and row[0].label.isdecimal())
    others = tuple(row for row in rows if not (len(row) == 1 and row[0].label.isdecimal()))
    lines = (short[start : start + ACROSS] for start in range(0, len(short), ACROSS))
    return (*lines, *others)


def plain(text: str) -> str:
    """Text without tags; a link keeps its address."""
    return html.unescape(_TAG.sub("", _LINK.sub(r"\2 (\1)", text)))


def _choices(texts: Texts, choices: Sequence[Choice]) -> str:
    pressed = [choice for choice in choices if choice.action]
    lines = [f"{number}. {choice.label}" for number, choice in enumerate(pressed, 1)]
    links = [f"{choice.label}: {choice.url}" for choice in choices if choice.url]
    hint = texts.label("numbered.hint", last=len(pressed)) if len(pressed) > 1 else ""
    if len(pressed) == 1:
        hint = texts.label("numbered.hint_one")
    return "\n".join([*lines, *links, *([hint] if hint else [])])


def _cut(text: str, limit: int) -> list[str]:
    """Cut at an empty line, a line's end or a space, whichever comes last within the limit."""
    parts = []
    while len(text) > limit:
        at = next(
            (p for sign in ("\n\n", "\n", " ") if (p := text.rfind(sign, 1, limit)) > 0), limit
        )
        parts.append(text[:at].rstrip())
        text = text[at:].lstrip()
    return [*parts, text]
