"""The metadata all tables share, and the small words they use."""

from datetime import date

from sqlalchemy import Column, ForeignKey, MetaData

from storage.types import BigId

FOREVER = date(9999, 12, 31)  # an interval without an end; intervals are [from, to)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def key() -> "Column[int]":
    """A generated primary key."""
    return Column("id", BigId, primary_key=True, autoincrement=True)


def ref(name: str, table: str, *, nullable: bool = False, index: bool = False) -> "Column[int]":
    """A foreign key to the `id` of a table."""
    return Column(name, BigId, ForeignKey(f"{table}.id"), nullable=nullable, index=index)
