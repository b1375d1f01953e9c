"""What crosses the line between a chat platform and the dialogue."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

ACTION_BYTES = 64  # Telegram's limit for the data behind a button (platforms.md section 2)


class Kind(StrEnum):
    """What sort of thing a person sent."""

    TEXT = "text"
    ACTION = "action"  # a press on a button; `Incoming.value` is its action
    START = "start"  # opened the bot; `Incoming.value` is the payload of the link, or ""
    UNSUPPORTED = "unsupported"  # sticker, voice, photo, file, edited message; `value` names which
    LEFT = "left"  # the person blocked or removed the bot


@dataclass(frozen=True, slots=True)
class Incoming:
    """One update of a chat platform, in the platform's own order.

    `account` is the platform's id of the chat partner, `update_id` is unique per channel and
    account, so that a repeat can be told. `value` is NFC text without control characters; a TEXT
    keeps its lines.
    """

    channel: str
    account: str
    update_id: str
    kind: Kind
    value: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: what it says, and what it means when pressed (ASCII, at most 64 bytes)."""

    label: str
    action: str = ""
    url: str = ""  # a link opened outside the chat instead of an action

    def __post_init__(self) -> None:
        if len(self.action.encode()) > ACTION_BYTES or not self.action.isascii():
            raise ValueError(f"action does not fit behind a button: {self.action!r}")


Rows = tuple[tuple[Choice, ...], ...]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to a person: text with the tiny tags b, i, a, and rows of buttons.

    `picture` is the path of a file below `content/`; `alt` says in words what it shows.
    `once` marks a message with a secret, such as a one-time link: forgotten when it has left.
    `drawn` is a picture made for this message alone (PNG), which is never kept.
    `anew` marks a message after which nothing said before is shown any more.
    """

    text: str
    rows: Rows = ()
    picture: str = ""
    alt: str = ""
    once: bool = False
    drawn: bytes = b""
    anew: bool = False

    @property
    def choices(self) -> tuple[Choice, ...]:
        """All buttons in reading order, as a channel without buttons numbers them."""
        return tuple(choice for row in self.rows for choice in row)


class ChannelError(Exception):
    """A platform refused or failed. `permanent` means a retry cannot help."""

    def __init__(
        self,
        reason: str,
        *,
        permanent: bool = False,
        unreachable: bool = False,
        retry_after: float | None = None,
        unknown: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.unreachable = unreachable  # the person blocked us or is gone
        self.retry_after = retry_after  # seconds, as told by the platform
        self.unknown = unknown  # a time-out: it may have been delivered


@dataclass(frozen=True, slots=True)
class Capability:
    """What a channel can do; `html` names the tags it keeps."""

    buttons: bool
    text_limit: int
    picture: bool
    tags: frozenset[str] = field(default_factory=frozenset)


class Channel(Protocol):
    """A way to reach people. Implemented by Telegram, by the web chat and by the test channel."""

    name: str
    capability: Capability

    async def send(self, account: str, message: Outgoing) -> None:
        """Deliver one message; raises ChannelError. Delivery is at most once per call."""
        ...


Values = Mapping[str, object]
