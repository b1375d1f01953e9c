"""What people say of the tasks they tried on their own phones."""

import sqlalchemy as sa
from alembic import op

from storage.types import BigId, UtcDateTime

revision = "0005_practices"
down_revision = "0004_items"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward. There is no way back but a backup."""
    op.create_table(
        "practices",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("learner_id", BigId, nullable=False),
        sa.Column("lesson_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.Column("reported_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learners.id"], name=op.f("fk_practices_learner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practices")),
        sa.UniqueConstraint(
            "learner_id", "lesson_id", name=op.f("uq_practices_learner_id_lesson_id")
        ),
    )
