"""How much of each kind a database holds."""

from sqlalchemy import Connection, Table, func, select

from storage.schema import persons, plans, staff, units

__all__ = ["counts"]

KINDS: dict[str, Table] = {"units": units, "plan": plans, "persons": persons, "staff": staff}


def counts(tx: Connection) -> dict[str, int]:
    """Rows of the tables that an installation needs before it can be of use, by kind."""
    found = {}
    for kind, table in KINDS.items():
        found[kind] = tx.scalar(select(func.count()).select_from(table)) or 0
    return found
