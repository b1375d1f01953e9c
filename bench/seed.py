"""A database with many citizens in the middle of their final quiz, made by the real services."""

import json
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from content import catalog
from domain.quiz import QuizKind
from domain.vocabulary import Way
from services import consent, demo, quiz
from storage import accounts, migrate
from storage.database import Database, Tx
from storage.schema import attempts

QUESTIONS = 12  # in a final quiz; every account answers that many presses at most


def build(path: Path, people: int) -> dict[int, int]:
    """Fill a new database file; returns the number of each account's attempt."""
    url = f"sqlite:///{path}"
    migrate.upgrade(url)
    database = Database(url)
    try:
        return database.write(_fill, people)
    finally:
        database.close()


def _fill(tx: Tx, people: int) -> dict[int, int]:
    now = datetime.now(UTC)
    curriculum = catalog.load()
    commune = demo.load(tx, now=now)
    for chat in range(1, people + 1):
        account, _ = accounts.lock(tx, "telegram", str(chat), now)
        learner = consent.agree(tx, account.id, notice_version="bench", unit_id=commune.id, now=now)
        asked = quiz.begin(
            tx,
            curriculum,
            kind=QuizKind.FINAL,
            content_id="citizens",
            way=Way.SELF,
            learner_id=learner,
            now=now,
        )
        shown = [[o.text, f"a:{asked.attempt_id}:0:{o.id}"] for o in asked.options]
        accounts.save_state(tx, account.id, {"data": {"who": learner}, "shown": shown}, now)
    found = tx.execute(select(attempts.c.id).order_by(attempts.c.id)).scalars()
    return dict(enumerate(found, 1))


def presses(papers: dict[int, int], count: int) -> list[tuple[int, str]]:
    """Answers, everybody's first, then everybody's second, and so on."""
    people = len(papers)
    assert count <= people * QUESTIONS
    return [(1 + n % people, f"a:{papers[1 + n % people]}:{n // people}:a") for n in range(count)]


def texts(what: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """The same typed: "1" is by turns an answer and "the next question, please"."""
    return [(chat, "1") for chat, _ in what]


def recorded(path: Path) -> dict[str, list[str]]:
    """What every account was owed, in the order of its updates, to hold against what arrived."""
    database = Database(f"sqlite:///{path}")

    def read(tx: Tx) -> dict[str, list[str]]:
        owed: dict[str, list[str]] = {}
        rows = tx.exec_driver_sql(
            "SELECT a.external_id, u.answer FROM updates u JOIN accounts a ON a.id = u.account_id"
            " ORDER BY u.id"
        )
        for chat, answer in rows:
            owed.setdefault(chat, []).extend(message["t"] for message in json.loads(answer))
        return owed

    try:
        return database.read(read)
    finally:
        database.close()
