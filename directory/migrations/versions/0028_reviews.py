"""reviews of work that was done

Revision: 0028, after 0027
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What homeowners say of work that was done."""
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=32), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("text", sa.String(length=1500), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reply", sa.String(length=1500), nullable=True),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_reason", sa.String(length=12), nullable=True),
        sa.CheckConstraint("state IN ('published', 'withdrawn', 'removed')", name=op.f("ck_reviews_state")),
        sa.CheckConstraint(
            "removed_reason IS NULL OR removed_reason IN ('personal', 'unlawful', 'off_topic', 'not_real')",
            name=op.f("ck_reviews_removed_reason"),
        ),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_reviews_lead_id_leads")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
        sa.UniqueConstraint("lead_id", name=op.f("uq_reviews_lead_id")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_reviews_token_digest")),
    )
    with op.batch_alter_table("reviews", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reviews_state_id"), ["state", "id"], unique=False)


def downgrade() -> None:
    """Undo: reviews of work that was done"""
    op.drop_table("reviews")
