"""A match remembers what it was before the last decision, so that the decision can be undone."""

import sqlalchemy as sa
from alembic import op

revision = "0006_undo"
down_revision = "0005_practices"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward. There is no way back but a backup."""
    was = sa.Column("was", sa.String(length=12), server_default="", nullable=False)
    op.add_column("matches", was)
