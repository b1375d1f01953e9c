"""Removing what has been kept long enough."""

from datetime import datetime
from typing import Any

from sqlalchemy import Integer, Table, delete, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from storage.database import Tx
from storage.schema import (
    accounts,
    answer_counts,
    answers,
    consents,
    dialogues,
    help_calls,
    invitations,
    learners,
    searches,
    signin_links,
    staff,
    updates,
    uploads,
    web_sessions,
)

__all__ = ["fold_answers", "forget_calls", "forget_strangers", "old_rows"]


def old_rows(tx: Tx, before: dict[str, datetime]) -> dict[str, int]:
    """Delete updates, searches and uploads from before a moment each; how many of which."""
    moments = {
        "updates": updates.c.received_at,
        "searches": searches.c.searched_at,
        "uploads": uploads.c.created_at,
    }
    gone = {}
    for name, moment in before.items():
        column = moments[name]
        gone[name] = tx.execute(delete(_table(column)).where(column < moment)).rowcount
    return gone


def _table(column: Any) -> Table:
    table: Table = column.table
    return table


def fold_answers(tx: Tx, before: datetime) -> int:
    """Add old answers to the counts per question, and forget who gave them."""
    insert_new = pg_insert if tx.dialect.name == "postgresql" else sqlite_insert
    same = (answers.c.question_id, answers.c.version, answers.c.option_id)
    totals = (
        select(*same, func.max(answers.c.correct.cast(Integer)), func.count())
        .where(answers.c.answered_at < before)
        .group_by(*same)
    )
    for question, version, option, correct, times in tx.execute(totals).all():
        add = insert_new(answer_counts).values(
            question_id=question,
            version=version,
            option_id=option,
            correct=bool(correct),
            times=times,
        )
        tx.execute(
            add.on_conflict_do_update(
                index_elements=["question_id", "version", "option_id"],
                set_={"times": answer_counts.c.times + add.excluded.times},
            )
        )
    return tx.execute(delete(answers).where(answers.c.answered_at < before)).rowcount


def forget_calls(tx: Tx, strangers: datetime, answered: datetime) -> int:
    """Remove calls for help: old ones of accounts without consent, and those answered long ago."""
    agreed = exists().where(
        consents.c.account_id == help_calls.c.account_id, consents.c.withdrawn_at.is_(None)
    )
    gone = (help_calls.c.called_at < strangers) & ~agreed | (help_calls.c.answered_at < answered)
    return tx.execute(delete(help_calls).where(gone)).rowcount


def forget_strangers(tx: Tx, before: datetime) -> int:
    """Remove accounts silent since a moment that agreed to nothing and work for nobody.

    Where a proof of consent still names the account, only its place in the dialogue goes.
    """
    learning = exists().where(
        learners.c.account_id == dialogues.c.account_id, learners.c.erased_at.is_(None)
    )
    working = exists().where(staff.c.account_id == dialogues.c.account_id)
    silent = select(dialogues.c.account_id).where(dialogues.c.seen_at < before, ~learning, ~working)
    named = exists().where(consents.c.account_id == dialogues.c.account_id) | exists().where(
        learners.c.account_id == dialogues.c.account_id
    )
    used = exists().where(invitations.c.used_by == dialogues.c.account_id)
    tx.execute(
        update(dialogues).where(dialogues.c.account_id.in_(silent), named | used).values(state={})
    )
    gone = list(tx.execute(silent.where(~named, ~used)).scalars())
    for start in range(0, len(gone), 500):
        _remove(tx, gone[start : start + 500])
    return len(gone)


def _remove(tx: Tx, account_ids: list[int]) -> None:
    for table in (updates, searches, help_calls, signin_links, web_sessions, dialogues):
        tx.execute(delete(table).where(table.c.account_id.in_(account_ids)))
    tx.execute(delete(accounts).where(accounts.c.id.in_(account_ids)))
