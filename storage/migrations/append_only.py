"""Tables whose rows can be added but never changed: the database itself refuses."""

from alembic import op
from alembic.autogenerate import renderers
from alembic.autogenerate.api import AutogenContext
from alembic.operations import MigrateOperation
from alembic.operations.ops import CreateTableOp, UpgradeOps

__all__ = ["TABLES", "ProtectOp", "add_protection", "protect"]

TABLES = ("audit", "snapshots")

SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
POSTGRESQL_FUNCTION = """
CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{table} is append-only'; END $$
"""
POSTGRESQL_TRIGGER = """
CREATE TRIGGER {table}_refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()
"""


def protect(table: str) -> None:
    """Refuse UPDATE and DELETE on a table from now on; called by a migration."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(POSTGRESQL_FUNCTION.format(table=table))
        op.execute(POSTGRESQL_TRIGGER.format(table=table))
        return
    for verb in ("update", "delete"):
        op.execute(SQLITE.format(table=table, verb=verb))


class ProtectOp(MigrateOperation):
    """What a generated migration says about a table of `TABLES`."""

    def __init__(self, table: str) -> None:
        self.table = table


def add_protection(upgrades: UpgradeOps) -> None:
    """Put the protection behind the creation of each table that needs it."""
    created = {each.table_name for each in upgrades.ops if isinstance(each, CreateTableOp)}
    upgrades.ops.extend(ProtectOp(table) for table in TABLES if table in created)


@renderers.dispatch_for(ProtectOp)
def _render(context: AutogenContext, operation: ProtectOp) -> str:
    context.imports.add("from storage.migrations import append_only")
    return f'append_only.protect("{operation.table}")'
