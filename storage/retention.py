"""Removing what has been kept long enough, a bounded piece at a time."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Executable,
    FromClause,
    Table,
    delete,
    exists,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from domain.sending import Fate, Run
from domain.vocabulary import MatchState
from storage import items
from storage.database import Tx
from storage.schema import (
    accounts,
    answer_counts,
    answers,
    batches,
    consents,
    dialogues,
    dues,
    help_calls,
    invitations,
    learners,
    matches,
    outbox,
    searches,
    signin_links,
    staff,
    updates,
    uploads,
    web_sessions,
)

__all__ = [
    "PIECE",
    "fold_answers",
    "forget_batches",
    "forget_calls",
    "forget_dues",
    "forget_searches",
    "forget_strangers",
    "forget_updates",
    "forget_uploads",
]

PIECE = 2000  # rows that one transaction removes at most


def forget_updates(tx: Tx, before: datetime) -> int:
    """Remove processed updates received before a moment; how many."""
    return _some(tx, updates, updates.c.received_at < before)


def forget_searches(tx: Tx, before: datetime) -> int:
    """Remove searches from before a moment; how many."""
    return _some(tx, searches, searches.c.searched_at < before)


def forget_uploads(tx: Tx, before: datetime) -> int:
    """Remove files uploaded before a moment; how many."""
    return _some(tx, uploads, uploads.c.created_at < before)


def _some(tx: Tx, table: Table, old: ColumnElement[bool]) -> int:
    ids = select(table.c.id).where(old).limit(PIECE)
    return tx.execute(delete(table).where(table.c.id.in_(ids))).rowcount


def forget_dues(tx: Tx, before: date) -> int:
    """Remove dues planned before a day whose fate is known; how many.

    A reminder sent to somebody silent ever since, on all phones, is kept with its message: without
    it nobody would know that this person is not to be reminded again.
    """
    known = dues.c.state != Fate.WAITING
    over = (dues.c.state == Fate.SKIPPED) | _heard_here() | _heard_elsewhere()
    return _some(tx, dues, (dues.c.planned_on < before) & known & over)


def _heard_here() -> ColumnElement[bool]:
    """The learner's phone was heard of since the due was decided."""
    since = dialogues.c.seen_at > dues.c.decided_at
    own = select(dialogues.c.account_id).join(
        learners, learners.c.account_id == dialogues.c.account_id
    )
    return exists(own.where(learners.c.id == dues.c.learner_id, since).correlate(dues))


def _heard_elsewhere() -> ColumnElement[bool]:
    """Another phone of the same person was."""
    mine, other = matches.alias("mine"), matches.alias("other")
    theirs = (
        select(dialogues.c.account_id)
        .join(learners, learners.c.account_id == dialogues.c.account_id)
        .join(other, (other.c.learner_id == learners.c.id) & _confirmed(other))
        .join(mine, (mine.c.person_id == other.c.person_id) & _confirmed(mine))
    )
    since = dialogues.c.seen_at > dues.c.decided_at
    return exists(theirs.where(mine.c.learner_id == dues.c.learner_id, since).correlate(dues))


def _confirmed(match: FromClause) -> ColumnElement[bool]:
    return match.c.state == MatchState.CONFIRMED


def forget_batches(tx: Tx, drafts: datetime, before: datetime) -> int:
    """Remove batches without messages: drafts of before one moment, others of before another."""
    empty = ~exists().where(outbox.c.batch_id == batches.c.id)
    draft = (batches.c.state == Run.DRAFT) & (batches.c.changed_at < drafts)
    return _some(tx, batches, empty & (draft | (batches.c.changed_at < before)))


def fold_answers(tx: Tx, before: datetime) -> int:
    """Add old answers to the counts per question, and forget who gave them; how many.

    Of each only the wording, the option and the band are kept (ADR 80).
    """
    before = _oldest(tx, before)
    rows = tx.execute(items.counted(answers.c.answered_at < before)).mappings()
    if cells := [{**row, "correct": bool(row["correct"])} for row in rows]:
        tx.execute(_adding(tx), cells)
    return tx.execute(delete(answers).where(answers.c.answered_at < before)).rowcount


def _adding(tx: Tx) -> Executable:
    insert_new = pg_insert if tx.dialect.name == "postgresql" else sqlite_insert
    add = insert_new(answer_counts)
    return add.on_conflict_do_update(
        index_elements=list(answer_counts.primary_key),
        set_={"times": answer_counts.c.times + add.excluded.times},
    )


def _oldest(tx: Tx, before: datetime) -> datetime:
    """A moment before which there are at most a piece of answers; all of one moment go together."""
    at = answers.c.answered_at
    ordered = select(at).where(at < before).order_by(at)
    first, cut = tx.scalar(ordered.limit(1)), tx.scalar(ordered.offset(PIECE).limit(1))
    return cut if cut is not None and cut != first else before


def forget_calls(tx: Tx, strangers: datetime, answered: datetime) -> int:
    """Remove calls for help: old ones of accounts without consent, and those answered long ago."""
    agreed = exists().where(
        consents.c.account_id == help_calls.c.account_id, consents.c.withdrawn_at.is_(None)
    )
    gone = (help_calls.c.called_at < strangers) & ~agreed | (help_calls.c.answered_at < answered)
    return _some(tx, help_calls, gone)


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
    gone = list(tx.execute(silent.where(~named, ~used).limit(PIECE)).scalars())
    for start in range(0, len(gone), 500):
        _remove(tx, gone[start : start + 500])
    return len(gone)


def _remove(tx: Tx, account_ids: list[int]) -> None:
    about: tuple[Any, ...] = (
        *(updates, searches, help_calls, signin_links),
        *(web_sessions, outbox, dialogues),
    )
    for table in about:
        tx.execute(delete(table).where(table.c.account_id.in_(account_ids)))
    tx.execute(delete(accounts).where(accounts.c.id.in_(account_ids)))
