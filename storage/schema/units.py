"""The tree of administrative units and organisations, dated, with successors."""

from sqlalchemy import Column, Date, String, Table

from storage.schema.base import key, metadata, ref

units = Table(
    "units",
    metadata,
    key(),
    Column("code", String(32), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("name_fold", String(200), nullable=False),
    Column("level", String(16), nullable=False),
    ref("parent_id", "units", nullable=True, index=True),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date, nullable=False),
    Column("join_code", String(8), unique=True),  # typed by citizens; only hamlets have one
)

unit_successions = Table(
    "unit_successions",
    metadata,
    key(),
    ref("predecessor_id", "units", index=True),
    ref("successor_id", "units", index=True),
    Column("happened_on", Date, nullable=False),
    Column("kind", String(8), nullable=False),  # merge or split
)
