"""`bdhvs outbox`: what was sent on a day, and holding a batch back."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from storage.database import Database
from storage.schema import audit, outbox, updates
from tests.outgoing import Post


@pytest.fixture
def post(sqlite_url: str, sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Post:
    """Three messages, one of them too late, one sent in doubt."""
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("TIMEZONE", "UTC")
    made = Post(sqlite_database)
    sent, late, waiting = made.plan([1, 2, 3], due=timedelta(minutes=-5))
    made.due(waiting)
    made.change(sent, state="sent", reason="unknown", finished_at=made.now)
    made.change(late, state="skipped", reason="late", finished_at=made.now)
    return made


def test_the_batches_of_a_day_add_up(bdhvs, post: Post):
    told = json.loads(bdhvs("outbox", "--json").out)
    [batch] = told["batches"]
    assert (told["balanced"], batch["kind"], batch["unit"]) == (True, "broadcast", "11443")
    assert batch["counts"] == {
        "due": 3,
        "sent": 1,
        "unknown": 1,
        "skipped": {"late": 1},
        "waiting": 1,
    }
    said = bdhvs("outbox").out
    assert "Thông báo" in said
    assert "quá giờ 1" in said
    assert "Số liệu khớp." in said


def test_another_day_has_others(bdhvs, post: Post):
    assert json.loads(bdhvs("outbox", "--day", "2026-01-05", "--json").out)["batches"] == []


def test_a_batch_is_paused_resumed_and_cancelled_and_each_act_is_noted(
    bdhvs, post: Post, sqlite_database: Database
):
    states = []
    for act in ("pause", "pause", "resume", "cancel", "cancel"):
        told = json.loads(bdhvs("outbox", act, post.batch, "--json").out)
        states.append(told["state"])
    assert states == ["paused", "paused", "running", "cancelled", "cancelled"]
    assert told["counts"]["skipped"] == {"cancelled": 1, "late": 1}
    acts = sqlite_database.read(lambda tx: tx.scalars(select(audit.c.act)).all())
    assert acts == ["outbox.pause", "outbox.resume", "outbox.cancel"]


def test_what_cannot_be_is_refused_in_words(bdhvs, post: Post):
    assert bdhvs("outbox", "pause", 99).code == 1
    assert "99" in bdhvs("outbox", "pause", 99).err
    bdhvs("outbox", "cancel", post.batch)
    refused = bdhvs("outbox", "resume", post.batch)
    assert refused.code == 1
    assert "đã hủy" in refused.err


def findings(bdhvs) -> dict[str, str]:
    return {one["code"]: one["wrong"] for one in json.loads(bdhvs("doctor", "--json").out)}


def test_the_doctor_shows_the_balance_and_who_waits(bdhvs, post: Post, sqlite_database: Database):
    waiting = post.rows()[2].account_id
    assert "3 tin = 1 đã gửi" in findings(bdhvs)["day_balance"]
    assert "messages_waiting" not in findings(bdhvs)  # something left just now
    long_ago = post.now - timedelta(minutes=3)
    sqlite_database.write(lambda tx: tx.execute(outbox.update().values(finished_at=long_ago)))
    owed = {"account_id": waiting, "update_id": "u", "received_at": long_ago, "answer": [{"t": ""}]}
    sqlite_database.write(lambda tx: tx.execute(updates.insert().values(owed)))
    found = findings(bdhvs)
    assert str(waiting) in found["messages_waiting"]
    assert str(waiting) in found["answers_waiting"]


def test_the_doctor_notices_a_day_that_does_not_add_up(bdhvs, post: Post):
    post.change(post.rows()[1].id, reason="")
    assert "day_unbalanced" in findings(bdhvs)
    assert "KHÔNG khớp" in bdhvs("outbox").out
