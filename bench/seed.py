"""A database with many citizens in the middle of their final quiz, made by the real services."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path

from sqlalchemy import select

from content import catalog
from domain.quiz import QuizKind
from domain.vocabulary import Way
from services import consent, demo, quiz
from storage import accounts, migrate
from storage.database import Database, Tx
from storage.schema import attempts

QUESTION = re.compile(r"Câu (\d+)/")
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


def disorder(kind: str, said: dict[str, list[str]], papers: dict[int, int], count: int) -> int:
    """Answers missing, doubled or out of order: each names the number of its question."""
    return sum(
        sum(a != b for a, b in zip_longest(_numbers(said.get(str(chat), [])), wanted))
        for chat, wanted in _wanted(kind, len(papers), count)
    )


def _wanted(kind: str, people: int, count: int) -> Iterator[tuple[int, list[int]]]:
    """Pressed: 1, 2, 3, …; typed, an answer and the next question by turns: 1, 2, 2, 3, 3, …"""
    for chat in range(1, people + 1):
        turns = range(len(range(chat - 1, count, people)))
        yield chat, [turn + 1 if kind == "press" else (turn + 1) // 2 + 1 for turn in turns]


def _numbers(texts: list[str]) -> list[int]:
    found = (QUESTION.search(text) for text in texts)
    return [int(number.group(1)) if number else 0 for number in found]
