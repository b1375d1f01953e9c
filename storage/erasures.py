"""Forgetting a person's learning, and the ledger of ids that a restored backup obeys."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, insert, or_, select, update

from domain.sending import Kind
from storage import practices
from storage.database import Tx
from storage.schema import (
    answers,
    assistance_people,
    attempts,
    batches,
    completions,
    dues,
    erasures,
    help_calls,
    learners,
    matches,
    outbox,
    updates,
    voids,
)

TO_CITIZENS = (Kind.REMINDER, Kind.BROADCAST)
HELPED = ("assisted", "class", "imported")


def note(tx: Tx, subject: str, subject_id: int, counted: bool, now: datetime) -> None:
    """Keep that a subject was erased: its kind and id, nothing else."""
    row = dict(subject=subject, subject_id=subject_id, erased_at=now, counted=counted)
    tx.execute(insert(erasures).values(row))


def noted(tx: Tx, subject: str, subject_id: int) -> bool:
    """Whether a subject stands in the ledger."""
    query = select(erasures.c.id).where(
        erasures.c.subject == subject, erasures.c.subject_id == subject_id
    )
    return tx.execute(query.limit(1)).first() is not None


def among(tx: Tx, subject: str, ids: Collection[int]) -> set[int]:
    """Those of these subjects that stand in the ledger; it is short, the ids may be many."""
    query = select(erasures.c.subject_id).where(erasures.c.subject == subject)
    return set(tx.execute(query).scalars()) & set(ids)


def counted_persons(tx: Tx, learner_id: int, person_ids: Collection[int]) -> Sequence[int]:
    """The persons whom a finished track of these counts for now."""
    query = (
        select(completions.c.person_id)
        .outerjoin(voids, voids.c.completion_id == completions.c.id)
        .where(completions.c.kind == "track", voids.c.id.is_(None))
        .where(completions.c.person_id.is_not(None), _facts(learner_id, person_ids))
        .distinct()
    )
    return [person for person in tx.execute(query).scalars() if person is not None]


def helped(tx: Tx, person_ids: Collection[int]) -> bool:
    """Whether others recorded something of these persons: a class, a visit or a list."""
    found = tx.execute(select(completions.c.id).where(_helped(person_ids)).limit(1)).first()
    return found is not None


def forget(tx: Tx, learner_id: int, person_ids: Collection[int], now: datetime) -> None:
    """Remove a learner's name, matches, attempts, answers, tasks, calls, reminders and facts.

    Of the persons also what no account holds (`forget_helped`).
    """
    _forget_facts(tx, completions.c.learner_id == learner_id)
    forget_helped(tx, person_ids)
    _forget_attempts(tx, attempts.c.learner_id == learner_id)
    practices.forget(tx, learner_id)
    tx.execute(delete(matches).where(matches.c.learner_id == learner_id))
    tx.execute(delete(help_calls).where(help_calls.c.learner_id == learner_id))
    _forget_reminders(tx, learner_id)
    blank = dict(name="", name_fold="", birth_year=None, unit_id=None, reminders="off")
    tx.execute(update(learners).where(learners.c.id == learner_id).values(erased_at=now, **blank))


def forget_helped(tx: Tx, person_ids: Collection[int]) -> None:
    """Remove what others recorded of persons: the facts of a class, a visit or a list, the answers
    given on a helper's phone, and that they were there."""
    _forget_facts(tx, _helped(person_ids))
    tx.execute(delete(assistance_people).where(assistance_people.c.person_id.in_(person_ids)))
    _forget_attempts(tx, attempts.c.person_id.in_(person_ids))


def _forget_facts(tx: Tx, which: ColumnElement[bool]) -> None:
    gone = select(completions.c.id).where(which)
    tx.execute(delete(voids).where(voids.c.completion_id.in_(gone)))
    tx.execute(delete(completions).where(which))


def _forget_attempts(tx: Tx, which: ColumnElement[bool]) -> None:
    runs = select(attempts.c.id).where(which)
    tx.execute(delete(answers).where(answers.c.attempt_id.in_(runs)))
    tx.execute(delete(attempts).where(which))


def _forget_reminders(tx: Tx, learner_id: int) -> None:
    """Dues, and the messages that carried nobody else's; a family's go on without this one."""
    mine = dues.c.learner_id == learner_id
    carried = outbox.c.id.in_(select(dues.c.outbox_id).where(mine))
    # The messages are locked first, as a sender does that is just finishing one: no deadlock.
    locked = select(outbox.c.id).where(carried).order_by(outbox.c.id).with_for_update()
    messages = tx.scalars(locked).all()
    tx.execute(delete(dues).where(mine))
    _drop(tx, outbox.c.id.in_(messages))


def forget_messages(tx: Tx, account_id: int) -> None:
    """Remove what was or is to be sent to the citizen of an account on which nobody learns."""
    learning = exists().where(learners.c.account_id == account_id, learners.c.erased_at.is_(None))
    citizens = select(batches.c.id).where(batches.c.kind.in_(TO_CITIZENS))
    mine = outbox.c.account_id == account_id
    _drop(tx, mine & outbox.c.batch_id.in_(citizens) & ~learning)


def _drop(tx: Tx, which: ColumnElement[bool]) -> None:
    free = ~exists().where(dues.c.outbox_id == outbox.c.id)
    tx.execute(delete(outbox).where(which, free))


def forget_calls(tx: Tx, account_id: int) -> int:
    """Remove the calls for help that name no learner; how many there were."""
    own = (help_calls.c.account_id == account_id) & help_calls.c.learner_id.is_(None)
    return tx.execute(delete(help_calls).where(own)).rowcount


def forget_answers_sent(tx: Tx, account_id: int) -> None:
    """What was said to an account may hold names; that it was said is enough."""
    tx.execute(
        update(updates)
        .where(updates.c.account_id == account_id, updates.c.sent_at.is_not(None))
        .values(answer=[])
    )


def _facts(learner_id: int, person_ids: Collection[int]) -> ColumnElement[bool]:
    return or_(completions.c.learner_id == learner_id, _helped(person_ids))


def _helped(person_ids: Collection[int]) -> ColumnElement[bool]:
    nobodys = completions.c.learner_id.is_(None)
    theirs = completions.c.person_id.in_(person_ids)
    return nobodys & theirs & completions.c.way.in_(HELPED)
