"""Accounts of the chat platforms, where they are in the dialogue, and what they are owed."""

from sqlalchemy import JSON, Boolean, Column, Index, Integer, String, Table, UniqueConstraint, text

from storage.schema.base import key, metadata, ref
from storage.types import UtcDateTime

accounts = Table(
    "accounts",
    metadata,
    key(),
    Column("channel", String(12), nullable=False),
    Column("external_id", String(64), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("reachable", Boolean, nullable=False, server_default=text("true")),
    UniqueConstraint("channel", "external_id"),
)

# The place in the dialogue. Kept at most 30 days for an account without consent.
dialogues = Table(
    "dialogues",
    metadata,
    ref("account_id", "accounts"),
    Column("state", JSON, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False, index=True),
    # Where several processes serve one channel: the number of the one that sends this account's
    # answers; below zero when another process has left it an answer to send (storage/senders.py).
    Column("sender", Integer),
    UniqueConstraint("account_id"),
)

# One row per processed update, with the answer that is owed for it.
updates = Table(
    "updates",
    metadata,
    key(),
    ref("account_id", "accounts"),
    Column("update_id", String(48), nullable=False),
    Column("received_at", UtcDateTime, nullable=False, index=True),
    Column("answer", JSON, nullable=False),
    Column("sent_at", UtcDateTime),
    # sent, unknown (a time-out), refused (for good), late (older than a day)
    Column("outcome", String(12), nullable=False, server_default=""),
    UniqueConstraint("account_id", "update_id"),
    Index(
        "ix_updates_unsent",
        "account_id",
        "id",
        sqlite_where=text("sent_at IS NULL"),
        postgresql_where=text("sent_at IS NULL"),
    ),
)

# Only that a search was made, to hold the limit of three a day.
searches = Table(
    "searches",
    metadata,
    key(),
    ref("account_id", "accounts", index=True),
    Column("searched_at", UtcDateTime, nullable=False),
)

help_calls = Table(
    "help_calls",
    metadata,
    key(),
    ref("account_id", "accounts"),
    ref("learner_id", "learners", nullable=True),
    ref("unit_id", "units", index=True),
    Column("called_at", UtcDateTime, nullable=False),
    Column("answered_at", UtcDateTime),
    ref("answered_by", "staff", nullable=True),
)
