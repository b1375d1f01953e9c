"""The tiny tags of a message as HTML, and nothing else."""

import re
from html import escape
from html.parser import HTMLParser

from markupsafe import Markup

__all__ = ["paragraphs"]

KEPT = {"b", "i"}
SAFE_LINK = re.compile(r"(https?://|tel:)[^\s]+", re.IGNORECASE)
BLANK_LINE = re.compile(r"\n\s*\n")


def paragraphs(text: str) -> Markup:
    """The text of an `Outgoing` as paragraphs: b, i and a with a safe address stay, others fall."""
    parts = [_inline(part) for part in BLANK_LINE.split(text.strip())]
    return Markup("".join(f"<p>{part}</p>" for part in parts if part))


def _inline(text: str) -> str:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.result().replace("\n", "<br>")


class _Reader(HTMLParser):
    """Writes the kept tags anew and closes what was left open."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._out: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in KEPT:
            self._begin(tag, f"<{tag}>")
        elif tag == "a":
            address = dict(attrs).get("href") or ""
            if SAFE_LINK.fullmatch(address):
                self._begin(tag, f'<a href="{escape(address)}" rel="noopener noreferrer">')

    def handle_endtag(self, tag: str) -> None:
        while tag in self._open:
            closed = self._open.pop()
            self._out.append(f"</{closed}>")
            if closed == tag:
                return

    def handle_data(self, data: str) -> None:
        self._out.append(escape(data))

    def result(self) -> str:
        """Everything read, with open tags closed."""
        return "".join(self._out) + "".join(f"</{tag}>" for tag in reversed(self._open))

    def _begin(self, tag: str, written: str) -> None:
        self._open.append(tag)
        self._out.append(written)
