"""Item analysis from stored answers: who is counted, and what the fold keeps."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import count
from typing import Any

import pytest
from sqlalchemy import insert, select

from domain.curriculum import Curriculum, Lesson, Option, Question, Track
from domain.errors import DomainError
from domain.items import ASIDE, UNKNOWN
from domain.verdicts import Verdict
from domain.vocabulary import Audience
from services import check_in, items, quiz
from storage import erasures, retention, schema
from storage.database import Database, Tx
from tests.bot.talking import NOW, build_hamlet

LATER = NOW + timedelta(days=91)


def question(id_: str, lesson_id: str = "phone") -> Question:
    options = tuple(Option(letter, letter, letter == "a", "") for letter in "abc")
    return Question(id_, 1, lesson_id, id_, options)


def lesson(id_: str, *numbers: int) -> Lesson:
    questions = tuple(question(f"{id_}-q{number}", id_) for number in numbers)
    return Lesson(id_, 1, id_, "", 5, (), questions, "", (), ())


def curriculum(size: int = 6) -> Curriculum:
    """Two lessons in one track, whose final quiz asks two questions."""
    lessons = {"phone": lesson("phone", *range(size)), "bank": lesson("bank", 1)}
    bank = tuple(question(f"t-{number}") for number in range(4))
    track = Track("citizens", 1, "", Audience.ADULT, ("bank", "phone"), bank, 2)
    every = [*(each for one in lessons.values() for each in one.questions), *bank]
    return Curriculum(lessons, {"citizens": track}, {each.id: each for each in every})


@pytest.fixture
def content() -> Curriculum:
    return curriculum()


@pytest.fixture
def learners(database: Database) -> Iterator[int]:
    """New learners, one after the other."""
    unit = build_hamlet(database)["hamlet"]

    def one(tx: Tx, number: int) -> int:
        account = dict(channel="web", external_id=f"l{number}", created_at=NOW)
        made = tx.execute(insert(schema.accounts).values(account).returning(schema.accounts.c.id))
        row = dict(account_id=made.scalar_one(), name="", name_fold="", unit_id=unit)
        learner = insert(schema.learners).values(row | dict(created_at=NOW))
        return tx.execute(learner.returning(schema.learners.c.id)).scalar_one()

    return (database.write(one, number) for number in count())


def take(
    database: Database,
    content: Curriculum,
    learner: int | None,
    chosen: str,
    now: datetime = NOW,
    **more: Any,
) -> int:
    """Answer a quiz with these letters, one a second; a short word leaves it unfinished."""

    def work(tx: Tx) -> int:
        what: dict[str, Any] = dict(kind="lesson", content_id="phone", way="self") | more
        asked = quiz.begin(tx, content, learner_id=learner, now=now, **what)
        go_on(tx, content, asked.attempt_id, chosen, now)
        return asked.attempt_id

    return database.write(work)


def go_on(
    tx: Tx, content: Curriculum, attempt: int, chosen: str, now: datetime, start: int = 0
) -> None:
    for position, letter in enumerate(chosen, start):
        at = now + timedelta(seconds=position)
        quiz.answer(tx, content, attempt, position, letter, now=at)


def fold(database: Database, before: datetime = LATER) -> None:
    while database.write(retention.fold_answers, before) >= retention.PIECE:
        pass


def analyse(database: Database, content: Curriculum, **which: str) -> dict[str, items.Item]:
    found = database.read(lambda tx: items.analyse(tx, content, **which))
    return {item.question.id: item for item in found}


def folded(database: Database) -> list[tuple[str, str, int, int]]:
    table = schema.answer_counts
    query = select(table.c.question_id, table.c.option_id, table.c.band, table.c.times)
    return database.read(
        lambda tx: [tuple(row) for row in tx.execute(query.order_by(*table.primary_key))]
    )


def crowd(database: Database, content: Curriculum, learners: Iterator[int], size: int) -> list[str]:
    """Papers of a class in which some know more than others."""
    chance = random.Random(size)
    papers = []
    for _ in range(size):
        knows = chance.random()
        papers.append(
            "".join("a" if chance.random() < knows else chance.choice("abc") for _ in range(6))
        )
        take(database, content, next(learners), papers[-1])
    return papers


def naive(papers: list[str], place: int) -> float:
    """The correlation of being right here with the share of right answers elsewhere."""
    right = [paper[place] == "a" for paper in papers]
    rest = [Fraction(paper.count("a") - (paper[place] == "a"), len(paper) - 1) for paper in papers]
    n = len(papers)
    mean_x, mean_y = Fraction(sum(right), n), sum(rest) / n
    above = sum((x - mean_x) * (y - mean_y) for x, y in zip(right, rest, strict=True))
    below = sum((x - mean_x) ** 2 for x in right) * sum((y - mean_y) ** 2 for y in rest)
    return float(above) / float(below) ** 0.5


def test_the_figures_are_those_of_the_definition(
    database: Database, content: Curriculum, learners: Iterator[int]
):
    papers = crowd(database, content, learners, 40)
    found = analyse(database, content)
    for place in range(6):
        figures = found[f"phone-q{place}"].figures
        assert figures.answers == figures.banded == 40
        assert figures.right.times == sum(paper[place] == "a" for paper in papers)
        assert figures.discrimination == pytest.approx(naive(papers, place))


def test_the_fold_leaves_the_analysis_as_it_was(
    database: Database, content: Curriculum, learners: Iterator[int]
):
    crowd(database, content, learners, 40)
    before = analyse(database, content)
    fold(database)
    assert analyse(database, content) == before
    assert not database.read(lambda tx: tx.execute(select(schema.answers)).all())


def test_an_attempt_folded_in_two_pieces_keeps_its_bands(
    database: Database, content: Curriculum, learners: Iterator[int]
):
    take(database, content, next(learners), "aabcab")
    before = analyse(database, content)
    fold(database, NOW + timedelta(seconds=3))
    assert 0 < len(folded(database)) < 6
    assert analyse(database, content) == before
    fold(database)
    assert analyse(database, content) == before


def test_a_check_in_tells_nothing_of_its_questions_nor_does_the_lesson_after_it(
    database: Database, content: Curriculum, learners: Iterator[int]
):
    learner = next(learners)

    def checked(tx: Tx) -> set[str]:
        asked = check_in.begin(tx, content, learner, "citizens", now=NOW)
        assert isinstance(asked, quiz.Asked)
        go_on(tx, content, asked.attempt_id, "a", NOW)
        query = select(schema.attempts.c.questions)
        return {card[0] for card in tx.execute(query).scalar_one()}

    seen = database.write(checked)
    assert sum(item.figures.answers for item in analyse(database, content).values()) == 0
    take(database, content, learner, "aaaaaa", LATER)
    take(database, content, next(learners), "aaaaaa", LATER)
    found = analyse(database, content)
    counts = {f"phone-q{place}": found[f"phone-q{place}"].figures.answers for place in range(6)}
    assert counts == {name: 1 if name in seen else 2 for name in counts}
    assert 1 in counts.values()
    fold(database, LATER + timedelta(days=91))
    assert analyse(database, content) == found


def test_the_band_is_the_share_of_right_answers_among_the_others(
    database: Database, content: Curriculum, learners: Iterator[int]
):
    take(database, content, next(learners), "aaabbb")
    fold(database)
    bands = [(question, band) for question, _, band, _ in folded(database)]
    assert bands == [(f"phone-q{place}", 8 if place < 3 else 12) for place in range(6)]


def test_thirds_are_rounded_alike_on_both_databases(database: Database, learners: Iterator[int]):
    content = curriculum(4)
    take(database, content, next(learners), "aabb")
    fold(database)
    assert [band for _, _, band, _ in folded(database)] == [7, 7, 13, 13]


def test_an_only_answer_has_no_band(
    database: Database, content: Curriculum, learners: Iterator[int]
):
    take(database, content, next(learners), "a")
    fold(database)
    assert folded(database) == [("phone-q0", "a", UNKNOWN, 1)]
    figures = analyse(database, content)["phone-q0"].figures
    assert (figures.answers, figures.banded, figures.discrimination) == (1, 0, None)


def test_a_withdrawn_question_is_none_of_the_others(
    database: Database, content: Curriculum, learners: Iterator[int]
):
    attempt = take(database, content, next(learners), "ab")
    gone = {"phone-q2", "phone-q3"}
    left = {id_: each for id_, each in content.questions.items() if id_ not in gone}
    without = replace(content, questions=left)
    for _ in range(2):  # the first press is told that the paper changed
        database.write(go_on, without, attempt, "a", NOW, 4)
    fold(database)
    assert folded(database) == [
        ("phone-q0", "a", 10, 1),
        ("phone-q1", "b", 20, 1),
        ("phone-q4", "a", 10, 1),
    ]


def test_only_first_tries_are_analysed(
    database: Database, content: Curriculum, learners: Iterator[int]
):
    learner = next(learners)
    take(database, content, learner, "bbbbbb")
    before = analyse(database, content)
    take(database, content, learner, "aaaaaa", LATER)
    assert analyse(database, content) == before
    fold(database, LATER + timedelta(days=1))
    assert analyse(database, content) == before
    assert sum(times for *_, band, times in folded(database) if band == ASIDE) == 6


def test_a_repeat_is_known_after_the_first_try_was_folded(
    database: Database, content: Curriculum, learners: Iterator[int]
):
    learner = next(learners)
    take(database, content, learner, "bbbbbb")
    fold(database)
    before = analyse(database, content)
    take(database, content, learner, "aaaaaa", LATER)
    assert analyse(database, content) == before


def test_the_second_check_of_a_person_on_a_helpers_phone_is_a_repeat(
    database: Database, content: Curriculum
):
    ids = build_hamlet(database, ("Nguyễn Văn An", 1958), ("Trần Thị Bình", 1960))
    check: dict[str, Any] = dict(kind="check", content_id="citizens", size=4)
    for name in ("Nguyễn Văn An", "Nguyễn Văn An", "Trần Thị Bình"):
        take(database, content, None, "aaaa", person_id=ids[name], **check)
    assert {analyse(database, content)[f"t-{place}"].figures.answers for place in range(4)} == {2}


def test_another_lesson_is_no_repeat(
    database: Database, content: Curriculum, learners: Iterator[int]
):
    learner = next(learners)
    take(database, content, learner, "aaaaaa")
    take(database, content, learner, "b", content_id="bank")
    assert analyse(database, content)["bank-q1"].figures.answers == 1


def test_whoever_is_forgotten_leaves_the_analysis_but_not_the_counts(
    database: Database, content: Curriculum, learners: Iterator[int]
):
    first, second = next(learners), next(learners)
    take(database, content, first, "aaaaaa")
    fold(database)
    take(database, content, second, "bbbbbb", LATER)
    assert analyse(database, content)["phone-q0"].figures.answers == 2
    for learner in (first, second):
        database.write(erasures.forget, learner, [], LATER)
    assert analyse(database, content)["phone-q0"].figures.answers == 1


def test_answers_to_an_older_wording_are_told_apart(
    database: Database, content: Curriculum, learners: Iterator[int]
):
    take(database, content, next(learners), "aaaaaa")
    fold(database)
    take(database, content, next(learners), "bbbbbb", LATER)
    reworded = replace(content.questions["phone-q0"], version=2)
    phone = content.lessons["phone"]
    phone = replace(phone, questions=(reworded, *phone.questions[1:]))
    changed = replace(
        content,
        lessons={**content.lessons, "phone": phone},
        questions={**content.questions, "phone-q0": reworded},
    )
    take(database, changed, next(learners), "cccccc", LATER)
    item = analyse(database, changed)["phone-q0"]
    assert (item.figures.answers, item.older) == (1, 2)
    assert [option.times for option in item.figures.options] == [0, 0, 1]


def test_no_verdict_below_thirty_answers(
    database: Database, content: Curriculum, learners: Iterator[int]
):
    for _ in range(29):
        take(database, content, next(learners), "bbbbbb")
    assert {item.judged.verdict for item in analyse(database, content).values()} == {
        Verdict.TOO_FEW
    }
    take(database, content, next(learners), "bbbbbb")
    assert analyse(database, content)["phone-q0"].judged.verdict is Verdict.MISUNDERSTOOD


def test_questions_come_in_the_order_of_the_curriculum(database: Database, content: Curriculum):
    phone = [*(f"phone-q{place}" for place in range(6)), *(f"t-{place}" for place in range(4))]
    assert list(analyse(database, content)) == ["bank-q1", *phone]
    assert list(analyse(database, content, track="citizens")) == ["bank-q1", *phone]
    assert list(analyse(database, content, lesson="phone")) == phone


@pytest.mark.parametrize("what", ["track", "lesson"])
def test_what_is_not_there_is_refused(database: Database, content: Curriculum, what: str):
    with pytest.raises(DomainError) as refused:
        analyse(database, content, **{what: "nothing"})
    assert refused.value.code == f"unknown_{what}"
