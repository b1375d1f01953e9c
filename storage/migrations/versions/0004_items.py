"""Counts of answers tell how well the rest of the paper went; older counts are put aside."""

import sqlalchemy as sa
from alembic import op

revision = "0004_items"
down_revision = "0003_counting"
branch_labels = None
depends_on = None

KEY = ["question_id", "version", "option_id", "band"]


def upgrade() -> None:
    """Go forward. There is no way back but a backup."""
    band = sa.Column("band", sa.Integer(), server_default=sa.text("-2"), nullable=False)
    op.add_column("answer_counts", band)
    with op.batch_alter_table("answer_counts") as batch_op:
        batch_op.drop_constraint(op.f("pk_answer_counts"), type_="primary")
        batch_op.create_primary_key(op.f("pk_answer_counts"), KEY)
