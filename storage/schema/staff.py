"""Staff, how they come in, and the record of what they did."""

from sqlalchemy import JSON, Boolean, Column, Integer, LargeBinary, String, Table, text

from storage.schema.base import key, metadata, ref
from storage.types import UtcDateTime

staff = Table(
    "staff",
    metadata,
    key(),
    ref("account_id", "accounts", index=True),
    Column("role", String(12), nullable=False),
    ref("unit_id", "units", index=True),
    Column("name", String(200), nullable=False, server_default=""),
    Column("created_at", UtcDateTime, nullable=False),
    Column("revoked_at", UtcDateTime),
    # What comes without being asked for: whether at all, and from which hour of the day.
    Column("notices", Boolean, nullable=False, server_default=text("true")),
    Column("notice_hour", Integer, nullable=False, server_default=text("7")),
)

# Only the hash of a token is kept: a stolen database opens no door.
invitations = Table(
    "invitations",
    metadata,
    key(),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("role", String(12), nullable=False),
    ref("unit_id", "units"),
    ref("invited_by", "staff", nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
    ref("used_by", "accounts", nullable=True),
)

signin_links = Table(
    "signin_links",
    metadata,
    key(),
    Column("token_hash", String(64), nullable=False, unique=True),
    ref("account_id", "accounts"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
)

web_sessions = Table(
    "web_sessions",
    metadata,
    key(),
    Column("token_hash", String(64), nullable=False, unique=True),
    ref("account_id", "accounts"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
)

# A roster between its dry run and its confirmation; swept after a day.
uploads = Table(
    "uploads",
    metadata,
    key(),
    ref("staff_id", "staff"),
    ref("unit_id", "units"),
    Column("file_name", String(200), nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("plan_hash", String(64), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

# Append-only; triggers refuse changes. Ids and numbers only, never names.
audit = Table(
    "audit",
    metadata,
    key(),
    Column("happened_at", UtcDateTime, nullable=False, index=True),
    ref("staff_id", "staff", nullable=True),  # empty: the command line
    Column("act", String(40), nullable=False),
    Column("subject", String(80), nullable=False),
    Column("detail", JSON, nullable=False),
)
