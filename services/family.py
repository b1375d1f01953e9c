"""Those who learn on one phone, and when each wants to be reminded."""

from datetime import date, datetime

from domain.errors import DomainError
from domain.vocabulary import Level
from storage import accounts, hamlets, learners, matches, units
from storage.database import Tx
from storage.hamlets import Hamlet
from storage.learners import Learner

__all__ = [
    "OFF",
    "WHEN",
    "Hamlet",
    "Learner",
    "hamlet",
    "hamlet_of_code",
    "members",
    "mine",
    "move_to",
    "remind",
    "remind_all",
    "tracks",
]

OFF = "off"
WHEN = ("morning", "noon", "evening", OFF)


def members(tx: Tx, account_id: int) -> list[Learner]:
    """Everybody who learns on an account, in the order they came."""
    return learners.of_account(tx, account_id)


def tracks(tx: Tx, account_id: int) -> dict[int, str]:
    """Which track those who learn on an account chose; nothing for whoever learns the usual one."""
    return {int(learner): track for learner, track in accounts.tracks(tx, account_id).items()}


def mine(tx: Tx, account_id: int, learner_id: int) -> Learner:
    """A learner of this account; raises DomainError("learner_gone") for any other."""
    learner = learners.get(tx, learner_id)
    if learner is None or learner.account_id != account_id:
        raise DomainError("learner_gone")
    return learner


def hamlet_of_code(tx: Tx, code: str, *, on: date) -> Hamlet | None:
    """The hamlet that a link or a typed short code names; a merged one leads to its successor."""
    unit = units.current(tx, code, on)
    if unit is None or unit.level is not Level.HAMLET:
        return None
    return hamlets.get(tx, unit.id)


def hamlet(tx: Tx, unit_id: int) -> Hamlet | None:
    """A hamlet by its id."""
    return hamlets.get(tx, unit_id)


def move_to(tx: Tx, account_id: int, unit_id: int) -> None:
    """The family learns in this hamlet; those confirmed already stay where they are."""
    learners.move(tx, account_id, unit_id)


def remind(tx: Tx, account_id: int, learner_id: int, when: str, *, now: datetime) -> None:
    """Keep when one learner wants to be reminded, or "off"; it holds on the person's every account.

    Repeating it changes nothing. Raises DomainError("old_button") for anything else.
    """
    if when not in WHEN:
        raise DomainError("old_button")
    mine(tx, account_id, learner_id)
    learners.set_reminders(tx, matches.learners_of_person(tx, learner_id), when)


def remind_all(tx: Tx, account_id: int, when: str, *, now: datetime) -> None:
    """The same for everybody on the phone."""
    for learner in learners.of_account(tx, account_id):
        remind(tx, account_id, learner.id, when, now=now)
