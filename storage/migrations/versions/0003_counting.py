"""Counting n reads half as much: who has come so far, and what the latest weeks brought, apart."""

from alembic import op

revision = "0003_counting"
down_revision = "0002_clock"
branch_labels = None
depends_on = None

STANDING = ["unit_id", "goal_id", "way", "valid_to"]
SINCE = ["unit_id", "goal_id", "valid_from", "valid_to", "done_on", "way"]


def upgrade() -> None:
    """Go forward. There is no way back but a backup."""
    op.drop_index("ix_achievements_count", table_name="achievements")
    op.create_index("ix_achievements_count", "achievements", STANDING)
    op.create_index("ix_achievements_since", "achievements", SINCE)
