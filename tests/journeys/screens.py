"""What somebody sees of a chat, and what they can do with it, whatever the channel."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Message:
    """One message as it is read: words without tags, captions, whether a picture came."""

    text: str
    captions: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()  # what is typed for each caption; "" where none can be told
    picture: str = ""


@dataclass(frozen=True)
class Screen:
    """The messages of one answer."""

    messages: Sequence[Message]

    @property
    def text(self) -> str:
        return "\n".join(message.text for message in self.messages)

    @property
    def captions(self) -> tuple[str, ...]:
        """The buttons of the newest message: no others are looked at."""
        return self.messages[-1].captions

    def number(self, caption: str) -> str:
        newest = self.messages[-1]
        return newest.numbers[newest.captions.index(caption)]


class Phone(Protocol):
    """A way into the conversation. Everything returns what came back."""

    async def open(self, code: str = "") -> Screen:
        """Follow the link of a poster, or come without one."""
        ...

    async def press(self, caption: str) -> Screen:
        """Press a button of the newest message."""
        ...

    async def type(self, text: str) -> Screen: ...


def words(text: str) -> str:
    """A text with single spaces, so that line breaks of a channel do not matter."""
    return " ".join(text.split())


def place(captions: Sequence[str]) -> tuple[str, ...]:
    """The numbers by which buttons are named when they stand in order."""
    return tuple(str(number) for number, _ in enumerate(captions, 1))
