"""The roster of persons, and the learners that accounts say they are."""

from sqlalchemy import Boolean, Column, Date, Index, Integer, String, Table, UniqueConstraint, text

from storage.schema.base import key, metadata, ref
from storage.types import UtcDateTime

households = Table(
    "households",
    metadata,
    key(),
    ref("commune_id", "units"),
    Column("code", String(64), nullable=False),
    UniqueConstraint("commune_id", "code"),
)

# Under 16 neither a birth date nor a phone is kept, only the year band (product.md section 4).
persons = Table(
    "persons",
    metadata,
    key(),
    ref("commune_id", "units"),
    Column("code", String(64)),
    Column("name", String(200), nullable=False),
    Column("name_fold", String(200), nullable=False),
    Column("sort_key", String(400), nullable=False),
    Column("birth_date", Date),
    Column("birth_year", Integer),
    Column("age_band", String(8), nullable=False, server_default=""),
    Column("sex", String(8), nullable=False, server_default=""),
    Column("phone", String(16), nullable=False, server_default=""),
    ref("household_id", "households", nullable=True, index=True),
    Column("erased_at", UtcDateTime),
    UniqueConstraint("commune_id", "code"),
    Index("ix_persons_search", "commune_id", "name_fold"),
)

# A person's places: one home (a hamlet) at a time, and any number of organisations.
memberships = Table(
    "memberships",
    metadata,
    key(),
    ref("person_id", "persons", index=True),
    ref("unit_id", "units"),
    Column("kind", String(16), nullable=False),  # home or organisation
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date, nullable=False),
    Column("end_reason", String(16), nullable=False, server_default=""),
    Index("ix_memberships_unit_id", "unit_id", "kind", "valid_to", "person_id"),
)

# Audiences other than adult, which follows from age.
audiences = Table(
    "audiences",
    metadata,
    key(),
    ref("person_id", "persons", index=True),
    Column("audience", String(16), nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date, nullable=False),
)

# Absent or unable, dated; a person without a row is present.
absences = Table(
    "absences",
    metadata,
    key(),
    ref("person_id", "persons", index=True),
    Column("status", String(8), nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date, nullable=False),
)

# Somebody who learns on an account; several on a family's phone.
learners = Table(
    "learners",
    metadata,
    key(),
    ref("account_id", "accounts", index=True),
    Column("name", String(200), nullable=False),
    Column("name_fold", String(200), nullable=False),
    Column("birth_year", Integer),
    ref("unit_id", "units", nullable=True, index=True),
    Column("reminders", String(8), nullable=False, server_default=""),  # morning, noon, off
    Column("created_at", UtcDateTime, nullable=False),
    Column("erased_at", UtcDateTime),
)

matches = Table(
    "matches",
    metadata,
    key(),
    ref("learner_id", "learners", index=True),
    ref("person_id", "persons", index=True),
    Column("state", String(12), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("decided_at", UtcDateTime),
    ref("decided_by", "staff", nullable=True),
    Column("how", String(8), nullable=False, server_default=""),  # staff, slip
    Column("was", String(12), nullable=False, server_default=""),  # before the last decision
    Index(
        "uq_matches_one_live",
        "learner_id",
        unique=True,
        sqlite_where=text("state IN ('provisional', 'confirmed')"),
        postgresql_where=text("state IN ('provisional', 'confirmed')"),
    ),
)

slips = Table(
    "slips",
    metadata,
    key(),
    ref("person_id", "persons", index=True),
    Column("code_hash", String(64), nullable=False, unique=True),
    ref("created_by", "staff", nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
)

consents = Table(
    "consents",
    metadata,
    key(),
    ref("account_id", "accounts", nullable=True, index=True),
    ref("learner_id", "learners", nullable=True, index=True),
    ref("person_id", "persons", nullable=True, index=True),  # spoken, at a class or a visit
    Column("kind", String(10), nullable=False),  # self, child, guardian, spoken
    Column("notice_version", String(16), nullable=False),
    Column("witness", String(200), nullable=False, server_default=""),
    Column("given_at", UtcDateTime, nullable=False),
    Column("withdrawn_at", UtcDateTime),
)

# Ids only: a restored backup is made to forget again whom it should have forgotten.
erasures = Table(
    "erasures",
    metadata,
    key(),
    Column("subject", String(10), nullable=False),  # learner, person, account
    Column("subject_id", Integer, nullable=False),
    Column("erased_at", UtcDateTime, nullable=False),
    Column("counted", Boolean, nullable=False),  # whether a completion left the numbers with it
)
