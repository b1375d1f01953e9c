"""The clock: outbox, reminders, closed weeks."""

import sqlalchemy as sa
from alembic import op

from storage.migrations import append_only
from storage.types import BigId, UtcDateTime

revision = "0002_clock"
down_revision = "0001_campaign"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward. There is no way back but a backup."""
    op.create_table(
        "periods",
        sa.Column("task", sa.String(length=20), nullable=False),
        sa.Column("period", sa.String(length=20), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("task", "period", name=op.f("pk_periods")),
    )
    op.create_table(
        "snapshots",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("plan_code", sa.String(length=40), nullable=False),
        sa.Column("unit_id", BigId, nullable=False),
        sa.Column("indicator_id", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("period", sa.String(length=20), nullable=False),
        sa.Column("correction", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=False),
        sa.Column("headcount", sa.Integer(), nullable=True),
        sa.Column("achieved", sa.Integer(), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("movement", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_snapshots_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshots")),
        sa.UniqueConstraint(
            "plan_code",
            "unit_id",
            "indicator_id",
            "kind",
            "period",
            "correction",
            name="uq_snapshots_closing",
        ),
    )
    with op.batch_alter_table("snapshots", schema=None) as batch_op:
        batch_op.create_index("ix_snapshots_period", ["unit_id", "kind", "period"], unique=False)

    op.create_table(
        "signed_people",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", BigId, nullable=False),
        sa.Column("audience", sa.String(length=16), nullable=False),
        sa.Column("goal_id", sa.Integer(), nullable=False),
        sa.Column("person_id", BigId, nullable=True),
    )
    with op.batch_alter_table("signed_people", schema=None) as batch_op:
        batch_op.create_index(
            "ix_signed_people_unit",
            ["unit_id", "plan_id", "audience", "goal_id", "person_id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_signed_people_person", ["person_id", "goal_id", "audience"], unique=False
        )

    op.create_table(
        "batches",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("unit_id", BigId, nullable=False),
        sa.Column("period", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("words", sa.String(length=2000), server_default="", nullable=False),
        sa.Column("staff_id", BigId, nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_batches_staff_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_batches_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batches")),
        sa.UniqueConstraint(
            "kind", "unit_id", "period", name=op.f("uq_batches_kind_unit_id_period")
        ),
    )
    op.create_table(
        "outbox",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("batch_id", BigId, nullable=False),
        sa.Column("account_id", BigId, nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("slot", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.JSON(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=16), server_default="", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("unknown_at", UtcDateTime(), nullable=True),
        sa.Column("owner", sa.String(length=36), nullable=True),
        sa.Column("leased_until", UtcDateTime(), nullable=True),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_outbox_account_id")),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name=op.f("fk_outbox_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("account_id", "slot", name=op.f("uq_outbox_account_id_slot")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbox_planned_on"), ["planned_on"], unique=False)
        batch_op.create_index(
            "ix_outbox_waiting",
            ["channel", "due_at", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )

    op.create_table(
        "dues",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("who", sa.String(length=24), nullable=False),
        sa.Column("rule", sa.String(length=60), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("learner_id", BigId, nullable=False),
        sa.Column("unit_id", BigId, nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=16), server_default="", nullable=False),
        sa.Column("outbox_id", BigId, nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learners.id"], name=op.f("fk_dues_learner_id")),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_dues_outbox_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dues")),
        sa.UniqueConstraint("who", "rule", "due_on", name=op.f("uq_dues_who_rule_due_on")),
    )
    with op.batch_alter_table("dues", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dues_learner_id"), ["learner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dues_outbox_id"), ["outbox_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dues_planned_on"), ["planned_on"], unique=False)

    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("notices", sa.Boolean(), server_default=sa.text("(true)"), nullable=False)
        )
        batch_op.add_column(
            sa.Column("notice_hour", sa.Integer(), server_default=sa.text("7"), nullable=False)
        )
    append_only.protect("snapshots")
    # Without the person, equal entries share a page on PostgreSQL: a tenth of the size to read.
    with op.batch_alter_table("enrolments", schema=None) as batch_op:
        batch_op.drop_index("ix_enrolments_count")
        batch_op.create_index(
            "ix_enrolments_count",
            ["unit_id", "audience", "present", "valid_from", "valid_to"],
            unique=False,
        )
