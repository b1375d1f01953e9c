"""Which process sends an account's answers, where several processes serve one channel.

On PostgreSQL every serving process takes a number by an advisory lock that dies with it. The
account's row names the process that sends its answers, so that they leave in order whichever
process handled the update. The rule, always under the account's row lock:

* nobody is named: who handles the update names itself, and sends;
* another living process is named: leave the answer to it, and say so by turning the number
  negative; it looks again before it lets go of the account;
* the named process is dead: take over what it still owed.

SQLite has one serving process, so nothing is claimed there.
"""

from collections.abc import Collection
from threading import Lock

from sqlalchemy import Connection, Engine, Select, func, select, text, update
from sqlalchemy.exc import DBAPIError

from storage.database import Database, Tx
from storage.schema import dialogues, updates

NAMESPACE = 7_571_945  # any numbers, as long as they stay the same
SENDING = 7_571_947  # of the processes that send what was not asked for (bot/delivery)
MOST = 256


class Slot:
    """The number of this process, held by a connection of its own; None on SQLite."""

    namespace = NAMESPACE

    def __init__(self, database: Database) -> None:
        self._engine: Engine | None = None if database.sqlite else database.engine
        self._connection: Connection | None = None
        self._lock = Lock()  # a look in a thread may still run when the process ends
        self._closed = False
        self.number: int | None = None

    def hold(self) -> int | None:
        """Take a number, or see that it is still ours; call it from time to time.

        After a lost connection the same number is tried first, so that claims stay true.
        """
        with self._lock:
            if self._engine is None or self._closed or self._still_ours():
                return self.number
            connection = self._engine.connect()
            self._connection = connection.execution_options(isolation_level="AUTOCOMMIT")
            self.number = self._first_free(self._connection)
            return self.number

    def _still_ours(self) -> bool:
        if self._connection is None:
            return False
        try:
            self._connection.execute(text("SELECT 1"))
        except DBAPIError:
            self._disconnect()
            return False
        return True

    def _first_free(self, connection: Connection) -> int:
        first = [self.number] if self.number else []
        for number in [*first, *range(1, MOST)]:
            if connection.scalar(select(func.pg_try_advisory_lock(self.namespace, number))):
                return int(number)
        raise RuntimeError("too many processes serve this database")

    def release(self) -> None:
        """Let the number go, for good."""
        with self._lock:
            self._closed = True
            self._disconnect()

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()  # closes the session, and with it the lock
            self._connection.close()
            self._connection = None


def claim(tx: Tx, named: int | None, mine: int) -> tuple[int, bool, bool]:
    """Who sends for the locked account: (name to store, is it me, did others leave answers)."""
    if named is None or named == mine:
        return mine, True, False
    if named == -mine or not _alive(tx, abs(named)):
        return mine, True, True
    return -abs(named), False, False


def name(tx: Tx, account_id: int, named: int | None) -> None:
    """Store who sends for a locked account."""
    tx.execute(update(dialogues).where(dialogues.c.account_id == account_id).values(sender=named))


def let_go(tx: Tx, mine: int, account_ids: Collection[int]) -> list[int]:
    """Stop sending for accounts that are owed nothing; return those that are owed something."""
    held = tx.scalars(
        select(dialogues.c.account_id)
        .where(
            dialogues.c.account_id.in_(sorted(account_ids)), dialogues.c.sender.in_((mine, -mine))
        )
        .order_by(dialogues.c.account_id)  # one order for all processes: no deadlock
        .with_for_update(key_share=True)
    ).all()
    if not held:
        return []
    owed = set(tx.scalars(_owed(held)))
    free = [account_id for account_id in held if account_id not in owed]
    if free:
        tx.execute(update(dialogues).where(dialogues.c.account_id.in_(free)).values(sender=None))
    return sorted(owed)


def _owed(account_ids: Collection[int]) -> Select[int]:
    return (
        select(updates.c.account_id)
        .distinct()
        .where(updates.c.account_id.in_(account_ids), updates.c.sent_at.is_(None))
    )


def orphaned(tx: Tx, mine: int) -> list[int]:
    """Take over the accounts of processes that died; return those that are named after me."""
    for number in tx.scalars(_others(mine)).all():
        if not _alive(tx, number):
            tx.execute(
                update(dialogues)
                .where(dialogues.c.sender.in_((number, -number)))
                .values(sender=-mine)  # whoever handles an update next looks for what is owed
            )
    return list(
        tx.scalars(select(dialogues.c.account_id).where(dialogues.c.sender.in_((mine, -mine))))
    )


def _others(mine: int) -> Select[int]:
    number = func.abs(dialogues.c.sender)
    return select(number).distinct().where(dialogues.c.sender.is_not(None), number != mine)


def _alive(tx: Tx, number: int) -> bool:
    """Does a process hold this number? A free one is ours until the transaction ends."""
    return not tx.scalar(select(func.pg_try_advisory_xact_lock(NAMESPACE, number)))


def alive(tx: Tx, namespace: int) -> int:
    """How many processes hold a number of this kind; one on SQLite."""
    if tx.dialect.name != "postgresql":
        return 1
    return tx.scalar(_HELD, {"kind": namespace}) or 0


_HELD = text(
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted"
    " AND mode = 'ExclusiveLock' AND classid = :kind AND objsubid = 2"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
