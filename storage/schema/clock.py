"""What is to be sent without being asked for, and the weeks that were closed."""

from sqlalchemy import (
    JSON,
    Column,
    Date,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    text,
)

from storage.schema.base import key, metadata, ref
from storage.types import BigId, UtcDateTime

# Which period of which task has been planned: a tick asks what is due and not yet here.
periods = Table(
    "periods",
    metadata,
    Column("task", String(20), nullable=False),
    Column("period", String(20), nullable=False),
    Column("done_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("task", "period"),
)

# Messages that are paused, resumed or cancelled together: a commune's reminders of one day, its
# weekly news, one broadcast with its words.
batches = Table(
    "batches",
    metadata,
    key(),
    Column("kind", String(12), nullable=False),  # reminder, week, calendar, broadcast
    ref("unit_id", "units"),
    Column("period", String(20), nullable=False),
    Column("state", String(10), nullable=False),  # draft, running, paused, cancelled
    Column("words", String(2000), nullable=False, server_default=""),
    ref("staff_id", "staff", nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    UniqueConstraint("kind", "unit_id", "period"),
)

# One message to one account. Its words are made at the last moment from `subject`, which holds
# ids and numbers only. A claim is `owner` until `leased_until`; then anybody may take it over.
outbox = Table(
    "outbox",
    metadata,
    key(),
    ref("batch_id", "batches", index=True),
    ref("account_id", "accounts"),
    Column("channel", String(12), nullable=False),
    Column("slot", String(60), nullable=False),
    Column("subject", JSON, nullable=False),
    Column("planned_on", Date, nullable=False, index=True),  # in TIMEZONE
    Column("due_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("state", String(10), nullable=False),  # waiting, sent, skipped
    Column("reason", String(16), nullable=False, server_default=""),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("unknown_at", UtcDateTime),  # since when it may have arrived: storage/outbox_claims.py
    Column("owner", String(36)),
    Column("leased_until", UtcDateTime),
    Column("finished_at", UtcDateTime),
    UniqueConstraint("account_id", "slot"),
    Index(
        "ix_outbox_waiting",
        "channel",
        "due_at",
        "id",
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
)

# Somebody is to be reminded of something, once: `who` is the person ("p12") where the learner is
# confirmed to be one, else the learner ("l34"). Several dues may go in one message.
dues = Table(
    "dues",
    metadata,
    key(),
    Column("who", String(24), nullable=False),
    Column("rule", String(60), nullable=False),
    Column("due_on", Date, nullable=False),
    ref("learner_id", "learners", index=True),
    Column("unit_id", BigId, nullable=False),  # the commune; unchecked, written by the thousand
    Column("planned_on", Date, nullable=False, index=True),
    Column("state", String(10), nullable=False),  # waiting, sent, skipped
    Column("reason", String(16), nullable=False, server_default=""),
    ref("outbox_id", "outbox", nullable=True, index=True),
    Column("decided_at", UtcDateTime, nullable=False),
    UniqueConstraint("who", "rule", "due_on"),
)

# The figures of a unit at the end of a week, or on the day of a report, as they were signed;
# triggers refuse changes.
# A later closing with other figures is a correction with a number of its own.
snapshots = Table(
    "snapshots",
    metadata,
    key(),
    Column("plan_code", String(40), nullable=False),
    ref("unit_id", "units"),
    Column("indicator_id", String(24), nullable=False),
    Column("kind", String(8), nullable=False),  # week, report
    Column("period", String(20), nullable=False),  # "2026-W47", "2026-12-31"
    Column("correction", Integer, nullable=False),  # 0: the first closing
    Column("as_of", Date, nullable=False),
    Column("closed_at", UtcDateTime, nullable=False),
    Column("headcount", Integer),
    Column("achieved", Integer),
    Column("figures", JSON, nullable=False),  # the published line of `stats --json`
    Column("movement", JSON, nullable=False),  # opening, new, ..., closing: domain/movement.py
    UniqueConstraint(
        "plan_code",
        "unit_id",
        "indicator_id",
        "kind",
        "period",
        "correction",
        name="uq_snapshots_closing",
    ),
    Index("ix_snapshots_period", "unit_id", "kind", "period"),
)

# Who was counted where when the last week was signed, so that the next closing can say of each
# difference what it was. Written with each closing; whoever is forgotten leaves a row without a
# person. `goal_id` 0 is the headcount of the audience. Without foreign keys, which would be half
# the work; units and persons are never deleted.
signed_people = Table(
    "signed_people",
    metadata,
    Column("plan_id", Integer, nullable=False),
    Column("unit_id", BigId, nullable=False),
    Column("audience", String(16), nullable=False),
    Column("goal_id", Integer, nullable=False),
    Column("person_id", BigId),
    Index("ix_signed_people_unit", "unit_id", "plan_id", "audience", "goal_id", "person_id"),
    Index("ix_signed_people_person", "person_id", "goal_id", "audience"),
)
