"""What Alembic runs, for `storage.migrate` and for writing a new migration."""

from collections.abc import Iterable
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.operations import MigrationScript
from alembic.runtime.migration import MigrationContext

from storage.days import Day
from storage.migrations import append_only
from storage.schema import metadata
from storage.types import BigId, UtcDateTime


def render_item(kind: str, item: Any, generating: AutogenContext) -> str | Literal[False]:
    """Write our own column types by their own names."""
    if kind == "type" and isinstance(item, UtcDateTime):
        generating.imports.add("from storage.types import BigId, UtcDateTime")
        return "UtcDateTime()"
    if kind == "type" and isinstance(item, Day):
        return "sa.Integer()"
    if kind == "type" and item is BigId:
        generating.imports.add("from storage.types import BigId")
        return "BigId"
    return False


def process_revision_directives(
    _: MigrationContext, __: str | Iterable[str | None], scripts: list[MigrationScript]
) -> None:
    """Give new append-only tables their triggers."""
    for script in scripts:
        if script.upgrade_ops is not None:
            append_only.add_protection(script.upgrade_ops)


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
    render_item=render_item,
    process_revision_directives=process_revision_directives,
)
with context.begin_transaction():
    context.run_migrations()
