"""Whether an account can be written to."""

from storage import accounts
from storage.database import Tx

__all__ = ["came_back", "left"]


def left(tx: Tx, account_id: int) -> None:
    """The person blocked or removed the bot: nothing is sent until they write again."""
    accounts.set_reachable(tx, account_id, False)


def came_back(tx: Tx, account_id: int) -> None:
    """The person wrote again."""
    accounts.set_reachable(tx, account_id, True)
