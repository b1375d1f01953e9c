"""What is kept of an answer once it has left."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from domain.errors import DomainError
from domain.messages import Incoming, Kind, Outgoing
from services import turns
from services.turns import Account, State, Tx
from storage import schema
from storage.database import Database

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LINK = Outgoing("the link of an invitation", once=True)
WORDS = Outgoing("what anybody may read again")


class Says:
    """A dialogue that always says the same."""

    def __init__(self, *messages: Outgoing) -> None:
        self.messages = messages

    def talk(
        self, tx: Tx, account: Account, state: State, incoming: Incoming, now: datetime
    ) -> tuple[Sequence[Outgoing], State]:
        return self.messages, {}

    def refuse(
        self,
        error: DomainError,
        tx: Tx,
        account: Account,
        state: State,
        incoming: Incoming,
        now: datetime,
    ) -> tuple[Sequence[Outgoing], State]:
        raise AssertionError(error)


def press(database: Database, *messages: Outgoing) -> turns.Owed:
    incoming = Incoming("web", "an-account", "1", Kind.TEXT, "hello")
    return turns.take(database, incoming, Says(*messages), now=NOW)


def kept(database: Database) -> list[str]:
    rows = database.read(lambda tx: tx.execute(schema.updates.select()).all())
    return [message["t"] for row in rows for message in row.answer]


def test_the_words_are_kept_until_they_have_left(database: Database):
    press(database, LINK, WORDS)
    assert kept(database) == [LINK.text, WORDS.text]
    assert press(database).messages == (LINK, WORDS)


def test_what_has_left_is_forgotten(database: Database):
    owed = press(database, LINK, WORDS)
    database.write(turns.mark_sent, [owed.id], now=NOW)
    assert kept(database) == []
    assert press(database, WORDS).sent


@pytest.mark.parametrize("times", [1, 2])
def test_a_page_may_be_drawn_again_but_shows_a_secret_once(database: Database, times: int):
    owed = press(database, LINK, WORDS)
    for _ in range(times):
        database.write(turns.mark_sent, [owed.id], now=NOW, keep=True)
    assert kept(database) == [WORDS.text]
