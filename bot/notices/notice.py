"""The form of every notice: looked at once more just before it leaves, then put into words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.messages import Outgoing
from domain.sending import Reason
from services.app import App
from services.turns import Tx

__all__ = ["Compose", "Later", "Ready", "Skip", "Verdict", "Wanted"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A claimed message of the outbox, as its notice sees it."""

    id: int
    batch_id: int
    account_id: int
    subject: Mapping[str, object]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Ready:
    """It is still wanted: these are its words."""

    messages: tuple[Outgoing, ...]


@dataclass(frozen=True, slots=True)
class Skip:
    """It is not wanted any more."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Later:
    """Not now: the person is in the middle of a lesson. Tried again at `at`, if not expired."""

    at: datetime


Verdict = Ready | Skip | Later


class Compose(Protocol):
    """Looks again and makes the words, in a transaction that may write what it decides."""

    def __call__(self, tx: Tx, app: App, wanted: Wanted, *, now: datetime) -> Verdict:
        """The verdict at `now` (aware)."""
        ...
