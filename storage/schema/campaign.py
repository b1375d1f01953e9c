"""Plans, typed figures, and the two projections that every screen counts from."""

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
    text,
)

from storage.days import Day
from storage.schema.base import key, metadata, ref
from storage.schema.learning import completions
from storage.types import UtcDateTime

plans = Table(
    "plans",
    metadata,
    key(),
    Column("code", String(40), nullable=False, unique=True),
    ref("unit_id", "units"),
    Column("title", String(300), nullable=False),
    Column("document", JSON, nullable=False),
    Column("loaded_at", UtcDateTime, nullable=False),
    Column("active", Boolean, nullable=False),
)

# Typed n and N. Never changed: a later row for the same unit and date corrects an earlier one.
entries = Table(
    "entries",
    metadata,
    key(),
    Column("plan_code", String(40), nullable=False),
    Column("indicator_id", String(24), nullable=False),
    ref("unit_id", "units"),
    Column("achieved", Integer),
    Column("total", Integer),
    Column("happened_on", Date, nullable=False),
    Column("source", String(300), nullable=False),
    ref("staff_id", "staff", nullable=True),
    Column("recorded_at", UtcDateTime, nullable=False),
    Index("ix_entries_lookup", "plan_code", "indicator_id", "unit_id", "happened_on"),
)

# Facts from outside, such as VNeID; never implied by a completion.
confirmations = Table(
    "confirmations",
    metadata,
    key(),
    ref("person_id", "persons", index=True),
    Column("kind", String(12), nullable=False),  # vneid
    Column("confirmed_on", Date, nullable=False),
    Column("source", String(300), nullable=False),
    ref("staff_id", "staff", nullable=True),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("voided_at", UtcDateTime),
)

roster_imports = Table(
    "roster_imports",
    metadata,
    key(),
    ref("commune_id", "units", index=True),
    Column("file_hash", String(64), nullable=False),
    Column("as_of", Date, nullable=False),
    Column("imported_at", UtcDateTime, nullable=False),
    ref("staff_id", "staff", nullable=True),
    Column("counts", JSON, nullable=False),
)

# What an indicator counts, in canonical form, such as "track:citizens" or "vneid".
goals = Table(
    "goals",
    metadata,
    key(),
    Column("audience", String(16), nullable=False),
    Column("goal", String(200), nullable=False),
    Index("uq_goals", "audience", "goal", unique=True),
)

# Projection: who is counted in N of which leaf unit, from when to when, and whether they are
# there (`present`) or away or unable. At most one row per person, audience and day.
# Rebuilt per person by `services.standing.refresh`.
enrolments = Table(
    "enrolments",
    metadata,
    ref("person_id", "persons"),
    Column("audience", String(16), nullable=False),
    ref("unit_id", "units"),
    Column("valid_from", Day, nullable=False),
    Column("valid_to", Day, nullable=False),
    Column("present", Boolean, nullable=False),
    PrimaryKeyConstraint("person_id", "audience", "valid_from"),
    Index(
        "ix_enrolments_count",
        "unit_id",
        "audience",
        "present",
        "valid_from",  # first: the many children who come of age one day are passed over
        "valid_to",
    ),
)

# Projection: who is counted in n of which leaf unit, from when to when: the enrolment, but not
# before the day of the earliest fact (`done_on`), with the way of that fact.
achievements = Table(
    "achievements",
    metadata,
    ref("goal_id", "goals"),
    ref("person_id", "persons"),
    ref("unit_id", "units"),
    Column("valid_from", Day, nullable=False),
    Column("valid_to", Day, nullable=False),
    Column("done_on", Day, nullable=False),
    Column("way", String(10), nullable=False),
    PrimaryKeyConstraint("person_id", "goal_id", "valid_from"),
    # Equal entries of the first share a page on PostgreSQL; the second leads to the latest weeks.
    Index("ix_achievements_count", "unit_id", "goal_id", "way", "valid_to"),
    Index(
        "ix_achievements_since", "unit_id", "goal_id", "valid_from", "valid_to", "done_on", "way"
    ),
)

# Tracks finished by learners who are nobody on the roster yet: few rows, asked for on every screen.
UNCLAIMED = "person_id IS NULL AND kind = 'track'"
Index(
    "ix_completions_unclaimed",
    completions.c.content_id,
    completions.c.happened_on,
    completions.c.learner_id,
    completions.c.id,
    sqlite_where=text(UNCLAIMED),
    postgresql_where=text(UNCLAIMED),
)
