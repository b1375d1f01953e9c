"""What the people of the sample commune have learned so far, so that its pages are not empty."""

import csv
import io
import random
import tomllib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from content import render
from domain.curriculum import Curriculum
from services import demo_learners, indicators, past_results
from services.demo_people import COMMUNE, Sizes, leaves_of, people
from services.indicators import Typed
from storage import units
from storage.database import Tx

__all__ = ["load"]

TRACK = "citizens"
SHARES = (0.82, 0.64, 0.71, 0.33, 0.55, 0.46)  # of the adults of each hamlet
CONFIRMED = 0.6  # of those
GROWN = 18
WEEKS = 10
TYPED = (("T1", "agency", 0.9), ("T2", "school", 0.7), ("T5", "enterprise", 0.6))
TAUGHT = "T6"  # which schools teach it: one of one, or none of one
FULL = 3  # of so many units of a kind the last one has not told its figure yet


def load(tx: Tx, curriculum: Curriculum, *, today: date, now: datetime, seed: int = 1) -> None:
    """Record courses, confirmations, typed figures and learners; nothing changes on repeat."""
    sizes, words = Sizes(), _words()
    rows = list(_finished(sizes, words, today, seed))
    given: dict[str, Any] = {"commune_code": COMMUNE, "now": now}
    past_results.import_completions(tx, _table(words, rows), "results.csv", curriculum, **given)
    chance = random.Random(seed)
    seen = [(*row[:6], words["vneid"]) for row in rows if chance.random() < CONFIRMED]
    past_results.import_confirmations(tx, _table(words, seen), "vneid.csv", **given)
    for indicator, level, share in TYPED:
        codes = [code for code, _ in leaves_of(sizes)[level]]
        for code in codes if len(codes) < FULL else codes[:-1]:
            whole = chance.randrange(20, 400)
            typed = Typed(int(whole * share), whole, today - timedelta(7), words[level])
            indicators.enter(tx, indicator, code, typed, today=today, now=now)
    for number, (code, _) in enumerate(leaves_of(sizes)["school"]):
        typed = Typed(int(number != 0), 1, today - timedelta(7), words["school"])
        indicators.enter(tx, TAUGHT, code, typed, today=today, now=now)
    track = curriculum.tracks[TRACK]
    for (code, _), unlisted in zip(leaves_of(sizes)["hamlet"], words["unlisted"], strict=False):
        unit = units.by_code(tx, code)
        if unit is not None:
            strangers = [(str(name), int(year)) for name, year in unlisted]
            given = {"today": today, "now": now, "seed": seed}
            demo_learners.load(tx, curriculum, track, unit.id, strangers, **given)


def _finished(
    sizes: Sizes, words: dict[str, Any], today: date, seed: int
) -> Iterator[tuple[str, ...]]:
    """More people in each of the last weeks than in the one before, differently in each hamlet."""
    chance = random.Random(seed)
    hamlets = [name for _, name in leaves_of(sizes)["hamlet"]]
    for name, born, _, hamlet, household, *_, status in people(sizes, seed):
        if today.year - int(born[-4:]) <= GROWN or status:
            continue
        if chance.random() < SHARES[hamlets.index(hamlet) % len(SHARES)]:
            days = int(7 * WEEKS * chance.random() ** 1.5)
            on = f"{today - timedelta(days):%d/%m/%Y}"
            yield name, born, hamlet, household, TRACK, on, words["class"]


def _table(words: dict[str, Any], rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(words["headings"])
    writer.writerows(rows)
    return text.getvalue().encode()


def _words() -> dict[str, Any]:
    path = render.ROOT / "demo" / "results.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
