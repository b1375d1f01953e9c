"""Proof of who agreed to what, and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from storage.database import Tx
from storage.schema import consents


@dataclass(frozen=True, slots=True)
class Consent:
    """One consent, given for a version of the notice, and perhaps withdrawn."""

    id: int
    learner_id: int | None
    kind: str
    notice_version: str
    given_at: datetime
    withdrawn_at: datetime | None


def add(
    tx: Tx, account_id: int, learner_id: int, kinds: Sequence[str], version: str, now: datetime
) -> None:
    """Keep one consent of each kind."""
    tx.execute(
        insert(consents),
        [
            dict(
                account_id=account_id,
                learner_id=learner_id,
                kind=kind,
                notice_version=version,
                given_at=now,
            )
            for kind in kinds
        ],
    )


def withdraw(tx: Tx, learner_id: int, now: datetime) -> None:
    """End every consent of a learner; the rows stay as proof of when it held."""
    tx.execute(
        update(consents)
        .where(consents.c.learner_id == learner_id, consents.c.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
    )


def of_account(tx: Tx, account_id: int) -> list[Consent]:
    """Everything agreed to on an account, oldest first."""
    query = (
        select(
            consents.c.id,
            consents.c.learner_id,
            consents.c.kind,
            consents.c.notice_version,
            consents.c.given_at,
            consents.c.withdrawn_at,
        )
        .where(consents.c.account_id == account_id)
        .order_by(consents.c.id)
    )
    return [Consent(*row) for row in tx.execute(query)]
