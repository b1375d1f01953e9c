"""Agreeing to be recorded, and taking it back."""

from datetime import datetime

from storage import consents, learners
from storage.database import Tx

__all__ = ["agree", "agree_for_child"]


def agree(
    tx: Tx, account_id: int, *, notice_version: str, unit_id: int | None, now: datetime
) -> int:
    """Somebody of 16 or more agrees to be recorded: the new learner's id.

    The version of the notice and the time are kept as proof.
    """
    learner_id = learners.add(tx, account_id, unit_id, now)
    consents.add(tx, account_id, learner_id, ["self"], notice_version, now)
    return learner_id


def agree_for_child(
    tx: Tx,
    account_id: int,
    *,
    notice_version: str,
    unit_id: int | None,
    learner_id: int | None = None,
    now: datetime,
) -> int:
    """Guardian and child have both agreed, on the guardian's phone: the learner's id.

    For a learner who is known already, what was agreed to alone is withdrawn.
    """
    if learner_id is None:
        learner_id = learners.add(tx, account_id, unit_id, now)
    else:
        consents.withdraw(tx, learner_id, now)
    consents.add(tx, account_id, learner_id, ["guardian", "child"], notice_version, now)
    return learner_id
