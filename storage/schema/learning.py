"""Attempts, answers, completions, and learning with somebody's help."""

from sqlalchemy import (
    JSON,
    Boolean,
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
from storage.types import UtcDateTime

# `questions` holds the drawn order: [[question id, version, "cab"], …]; position is the next one.
attempts = Table(
    "attempts",
    metadata,
    key(),
    ref("learner_id", "learners", nullable=True),
    ref("person_id", "persons", nullable=True, index=True),  # set when a helper holds the phone
    ref("assistance_id", "assistances", nullable=True),
    Column("kind", String(8), nullable=False),  # lesson, final, check
    Column("content_id", String(32), nullable=False),
    Column("version", Integer, nullable=False),
    Column("way", String(10), nullable=False),
    Column("questions", JSON, nullable=False),
    Column("position", Integer, nullable=False),
    Column("score", Integer, nullable=False),
    Column("passed", Boolean),
    Column("started_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Index("ix_attempts_learner", "learner_id", "content_id"),
)

# Kept with the person for 90 days, then only as counts.
answers = Table(
    "answers",
    metadata,
    ref("attempt_id", "attempts"),
    Column("question_id", String(32), nullable=False),
    Column("version", Integer, nullable=False),
    Column("option_id", String(2), nullable=False),
    Column("correct", Boolean, nullable=False),
    Column("answered_at", UtcDateTime, nullable=False, index=True),
    PrimaryKeyConstraint("attempt_id", "question_id"),
)

answer_counts = Table(
    "answer_counts",
    metadata,
    Column("question_id", String(32), nullable=False),
    Column("version", Integer, nullable=False),
    Column("option_id", String(2), nullable=False),
    Column("correct", Boolean, nullable=False),
    Column("times", Integer, nullable=False),
    Column("band", Integer, nullable=False, server_default=text("-2")),  # see domain/items.py
    PrimaryKeyConstraint("question_id", "version", "option_id", "band"),
)

# The truth that every number is counted from. It belongs to a learner, a person, or both:
# `person_id` is set when the match is confirmed, and taken back when it is undone.
completions = Table(
    "completions",
    metadata,
    key(),
    ref("learner_id", "learners", nullable=True, index=True),
    ref("person_id", "persons", nullable=True, index=True),
    Column("kind", String(8), nullable=False),  # lesson, track
    Column("content_id", String(32), nullable=False),
    Column("version", Integer, nullable=False),
    Column("rule_version", String(16), nullable=False),
    Column("happened_at", UtcDateTime, nullable=False),
    Column("happened_on", Date, nullable=False),  # the same moment as a day in TIMEZONE
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("way", String(10), nullable=False),
    Column("source", String(200), nullable=False, server_default=""),
    ref("attempt_id", "attempts", nullable=True),
    ref("assistance_id", "assistances", nullable=True, index=True),
    Index("ix_completions_content", "kind", "content_id", "recorded_at"),
)

# What somebody says of the task to try on their own phone: told, not tested, never counted in n.
practices = Table(
    "practices",
    metadata,
    key(),
    ref("learner_id", "learners"),
    Column("lesson_id", String(32), nullable=False),
    Column("version", Integer, nullable=False),
    Column("done", Boolean, nullable=False),
    Column("reported_at", UtcDateTime, nullable=False),
    UniqueConstraint("learner_id", "lesson_id"),
)

voids = Table(
    "voids",
    metadata,
    key(),
    ref("completion_id", "completions"),
    ref("staff_id", "staff", nullable=True),
    Column("voided_at", UtcDateTime, nullable=False),
    Column("reason", String(400), nullable=False),
    UniqueConstraint("completion_id"),
)

assistances = Table(
    "assistances",
    metadata,
    key(),
    Column("kind", String(8), nullable=False),  # visit, class
    ref("unit_id", "units", index=True),
    ref("helper_id", "staff"),
    Column("track_id", String(32), nullable=False),
    Column("place", String(200), nullable=False),
    Column("held_on", Date, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
)

assistance_people = Table(
    "assistance_people",
    metadata,
    ref("assistance_id", "assistances"),
    ref("person_id", "persons"),
    Column("notice_version", String(16), nullable=False, server_default=""),
    Column("witness", String(200), nullable=False, server_default=""),
    ref("attempt_id", "attempts", nullable=True),
    Column("passed", Boolean),
    Column("checked_at", UtcDateTime),
    Column("second_check", Boolean, nullable=False),
    PrimaryKeyConstraint("assistance_id", "person_id"),
)
