"""Those who learn on an account: one, or a whole family."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, func, insert, select, update

from domain.names import fold
from storage.database import Tx
from storage.schema import learners, matches, searches, units


@dataclass(frozen=True, slots=True)
class Learner:
    """Somebody who learns; `match` says how sure we are who it is, `name` may be empty."""

    id: int
    account_id: int
    name: str
    birth_year: int | None
    unit_id: int | None
    unit_name: str
    reminders: str
    created_at: datetime
    match: str


_SELECT = (
    select(
        learners.c.id,
        learners.c.account_id,
        learners.c.name,
        learners.c.birth_year,
        learners.c.unit_id,
        func.coalesce(units.c.name, ""),
        learners.c.reminders,
        learners.c.created_at,
        func.coalesce(matches.c.state, "none"),
    )
    .outerjoin(units, units.c.id == learners.c.unit_id)
    .outerjoin(
        matches,
        and_(
            matches.c.learner_id == learners.c.id,
            matches.c.state.in_(("provisional", "confirmed")),
        ),
    )
    .where(learners.c.erased_at.is_(None))
    .order_by(learners.c.id)
)
_OF_ACCOUNT = _SELECT.where(learners.c.account_id == bindparam("at_account"))
_GET = _SELECT.where(learners.c.id == bindparam("at_id"))
_SEARCHES = (
    select(func.count())
    .select_from(searches)
    .where(
        searches.c.account_id == bindparam("at_account"), searches.c.searched_at >= bindparam("at")
    )
)


def of_account(tx: Tx, account_id: int) -> list[Learner]:
    """Everybody who learns on an account, in the order they came."""
    return [Learner(*row) for row in tx.execute(_OF_ACCOUNT, {"at_account": account_id})]


def get(tx: Tx, learner_id: int) -> Learner | None:
    """A learner who was not erased."""
    row = tx.execute(_GET, {"at_id": learner_id}).one_or_none()
    return Learner(*row) if row else None


def known(tx: Tx, learner_id: int) -> bool:
    """Whether there is such a learner, erased or not."""
    query = select(learners.c.id).where(learners.c.id == learner_id)
    return tx.execute(query).first() is not None


def account_of(tx: Tx, learner_id: int) -> int:
    """The account of a learner, erased or not."""
    query = select(learners.c.account_id).where(learners.c.id == learner_id)
    return int(tx.execute(query).scalar_one())


def add(tx: Tx, account_id: int, unit_id: int | None, now: datetime) -> int:
    """Add a learner without a name."""
    row = dict(account_id=account_id, unit_id=unit_id, name="", name_fold="", created_at=now)
    made: int = tx.execute(insert(learners).values(row).returning(learners.c.id)).scalar_one()
    return made


def rename(tx: Tx, learner_id: int, name: str, birth_year: int | None) -> None:
    """Keep how a learner is called."""
    new = dict(name=name, name_fold=fold(name), birth_year=birth_year)
    tx.execute(update(learners).where(learners.c.id == learner_id).values(new))


def move(tx: Tx, account_id: int, unit_id: int) -> None:
    """Everybody on this account who is not confirmed yet belongs to another hamlet.

    A provisional match holds nobody back: whoever stays would learn that the name is on the list.
    """
    confirmed = select(matches.c.learner_id).where(matches.c.state == "confirmed")
    tx.execute(
        update(learners)
        .where(learners.c.account_id == account_id, learners.c.id.not_in(confirmed))
        .values(unit_id=unit_id)
    )


def set_reminders(tx: Tx, learner_ids: Sequence[int], when: str) -> None:
    """Keep when these learners want to be reminded."""
    tx.execute(update(learners).where(learners.c.id.in_(learner_ids)).values(reminders=when))


def searches_since(tx: Tx, account_id: int, since: datetime) -> int:
    """How often an account looked for somebody since a moment."""
    return tx.execute(_SEARCHES, {"at_account": account_id, "at": since}).scalar_one()


def add_search(tx: Tx, account_id: int, now: datetime) -> None:
    """Note that an account looked for somebody, and nothing else."""
    tx.execute(insert(searches).values(account_id=account_id, searched_at=now))
