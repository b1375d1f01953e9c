"""Stands in for the quiz until it exists: as many statements, on the same tables."""

from typing import Any

from sqlalchemy import bindparam, func, insert, select, update

from domain.messages import Choice, Outgoing
from storage.schema import answers, attempts, learners, metadata

TEXT = "<b>Đúng rồi!</b> Mật khẩu nên dài, dễ nhớ với mình và khó đoán với người khác.\n\n" * 3
ROWS = tuple((Choice(f"Câu trả lời {letter}", f"q:{letter}"),) for letter in "ABCD")

LEARNER = select(learners).where(learners.c.id == bindparam("at"))
ATTEMPT = select(attempts).where(attempts.c.learner_id == bindparam("at"))
ANSWER = insert(answers)
ADVANCE = (
    update(attempts)
    .where(attempts.c.id == bindparam("at"))
    .values(position=bindparam("to"), score=bindparam("points"))
)
COUNT = select(func.count()).select_from(answers).where(answers.c.attempt_id == bindparam("at"))


class Stub:
    def talk(self, tx, account, state, incoming, now):
        number = state.get("n", 0)
        tx.execute(LEARNER, {"at": account.id}).one_or_none()
        tx.execute(ATTEMPT, {"at": account.id}).one_or_none()
        row = tx.execute(ATTEMPT, {"at": 1}).first()
        attempt = row.id if row else 1
        tx.execute(
            ANSWER,
            dict(
                attempt_id=attempt,
                question_id=f"{account.id}-{number}",
                version=1,
                option_id="a",
                correct=True,
                answered_at=now,
            ),
        )
        tx.execute(ADVANCE, {"at": attempt, "to": number, "points": number})
        tx.execute(COUNT, {"at": attempt}).scalar_one()
        shown = [[choice.label, choice.action] for row in ROWS for choice in row]
        return (Outgoing(f"{number}: {TEXT}", ROWS),), {"n": number + 1, "shown": shown}

    def refuse(self, error, tx, account, state, incoming, now):
        raise error


def prepare(tx: Any, now: Any) -> None:
    metadata.create_all(tx)
    tx.exec_driver_sql("PRAGMA foreign_keys=OFF")
    tx.execute(
        insert(attempts),
        dict(
            learner_id=None,
            kind="lesson",
            content_id="phone",
            version=1,
            way="self",
            questions=[["q", 1, "abcd"]] * 10,
            position=0,
            score=0,
            started_at=now,
        ),
    )
