"""What a dialogue is given for one turn, and how it answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from domain.curriculum import Picture, Track
from domain.errors import DomainError
from domain.messages import Choice, Incoming, Kind, Outgoing
from domain.sending import Leave, leave_to_write
from domain.vocabulary import Audience
from services.app import App
from services.turns import Account, Tx

Row = tuple[Choice, ...]


def no_rows(_: object) -> tuple[Row, ...]:
    """Nothing besides."""
    return ()


@dataclass(slots=True)
class Turn:
    """One update being answered. Dialogues read it, call one service, and return messages.

    `data` is the dialogue's own small memory, kept between turns; `prompt` names the handler that
    takes the next typed text (see `expect`). `shown` and `asked` are what the last turn left open.
    """

    tx: Tx
    app: App
    account: Account
    incoming: Incoming
    now: datetime
    data: dict[str, Any]
    prompt: str = ""
    numeric: bool = False
    shown: Sequence[tuple[str, str]] = ()  # (caption, action)
    asked: tuple[str, bool] = ("", False)  # (prompt, numeric)
    question: str = ""  # what was asked last, by a prompt or a quiz, in the words that were shown
    stayed: bool = False  # that question stays open, whatever else is said now
    menu_rows: Callable[["Turn"], tuple[Row, ...]] = no_rows  # more rows of the main menu

    @property
    def zone(self) -> ZoneInfo:
        """The time zone people live in."""
        return self.app.zone

    @property
    def today(self) -> date:
        """The day where the people live."""
        return self.now.astimezone(self.app.zone).date()

    @property
    def learner(self) -> str:
        """The name under which `data` keeps what belongs to whoever holds the phone."""
        return str(self.data.get("who") or 0)

    @property
    def track(self) -> Track | None:
        """The track that whoever holds the phone chose; None for the usual one."""
        for_all = self.data.get("track", "")  # of the version before: one for the whole phone
        chosen = self.data.get("tracks", {}).get(self.learner, for_all)
        return self.app.curriculum.tracks.get(chosen)

    @property
    def address(self) -> str:
        """How whoever learns here is spoken to: as those for whom the chosen track was written."""
        audience = self.track.audience if self.track else Audience.ADULT
        return self.app.texts.label(f"address.{audience}")

    @property
    def written(self) -> bool:
        """Whether this channel ever lets us write first."""
        return leave_to_write(self.account.channel, self.now, self.now) is not Leave.CLOSED

    def say(
        self,
        template: str,
        *rows: Row,
        picture: Picture | None = None,
        once: bool = False,
        anew: bool = False,
        **values: object,
    ) -> Outgoing:
        """One message from `content/messages/vi/<template>.j2` with rows of buttons below.

        `once` for a text with a secret: it is not kept after it has left. Every text may ask for
        `you` and `written`, too.
        """
        known = {"you": self.address, "written": self.written}
        text = self.app.texts.message(template, **known | values)
        if picture is None:
            return Outgoing(text, rows, once=once, anew=anew)
        return Outgoing(text, rows, picture.file, picture.alt, once, anew=anew)

    def button(self, label: str, verb: str, *args: object, **values: object) -> Choice:
        """A button: caption from `content/labels/vi/*.toml`, action `verb:arg:arg`."""
        return Choice(self.app.texts.label(label, **values), action(verb, *args))

    def named(self, caption: str, verb: str, *args: object) -> Choice:
        """A button whose caption is data, such as a name or an answer."""
        return Choice(caption, action(verb, *args))

    def integer(self, argument: str) -> int:
        """A number from a button's action; raises DomainError("old_button") for anything else."""
        if not argument.isdecimal():
            raise DomainError("old_button")
        return int(argument)

    def expect(self, prompt: str, *, numeric: bool = False, **data: object) -> None:
        """Take the next typed text as the answer to `prompt`.

        With `numeric` a bare number is the answer and never the number of a button.
        """
        self.prompt, self.numeric, self.stayed = prompt, numeric, False
        self.data.update(data)

    def ask_again(self, *rows: Row) -> Outgoing | None:
        """The open question once more, `rows` and its own buttons below, each once; None when none
        is open."""
        if self.incoming.kind is not Kind.TEXT or not (self.asked[0] and self.question):
            return None
        own = self.stay()
        return Outgoing(self.question, (*(row for row in rows if row not in own), *own))

    def pressed_twice(self) -> list[Outgoing]:
        """The open question once more for a second press of what led to it; nothing when none is
        open."""
        open_ = self.asked[0] and self.question
        return [Outgoing(self.question, self.stay())] if open_ else []

    def stay(self) -> tuple[Row, ...]:
        """Ask the same again: the open prompt stays, and the same buttons stand below."""
        self.prompt, self.numeric = self.asked
        self.stayed = True
        return tuple((Choice(caption, data),) for caption, data in self.shown)


def action(verb: str, *args: object) -> str:
    """The data behind a button. Ids only: at most 64 ASCII bytes."""
    return ":".join([verb, *(str(arg) for arg in args)])


def parse(data: str) -> tuple[str, list[str]]:
    """Undo `action`."""
    verb, *args = data.split(":")
    return verb, args
